"""Shapes of the API: key.

Written by `hanse manage write_client` from the OpenAPI document: don't edit.
"""

from __future__ import annotations

from typing import Literal, TypedDict

from hanse.client.models.memberships_and_cooperation import Reference


class KeyOwner(TypedDict):
    """What this key may do."""

    title: str

    scopes: list[str]

    expires_at: str

    seats: list[Seat]


class Seat(TypedDict):
    """What the key's owner is in an organisation."""

    organisation: Reference

    role: Literal["viewer", "editor", "owner"]

    state: str
