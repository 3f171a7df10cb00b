"""Shapes of the API: changes.

Written by `hanse manage write_client` from the OpenAPI document: don't edit.
"""

from __future__ import annotations

from typing import Literal, TypedDict

from hanse.client.models.organisations import Organisation


class Change(TypedDict):
    """One entry of the feed."""

    change: int
    """Grows from change to change."""

    verb: Literal["listed", "unlisted"]
    """Listed or changed; no longer listed."""

    key: str

    at: str

    moved_to: str | None
    """Key of the organisation that it was merged into."""

    organisation: Organisation | None
    """Its present public profile, with `records=true` and while it is listed."""


class ChangePage(TypedDict):
    """Changes in their order."""

    items: list[Change]

    last: int
    """Ask for what is `after` this number next time."""

    more: bool
    """There is more at once."""
