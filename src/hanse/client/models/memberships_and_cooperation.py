"""Shapes of the API: memberships and cooperation.

Written by `hanse manage write_client` from the OpenAPI document: don't edit.
"""

from __future__ import annotations

from typing import Literal, TypedDict


class Cooperation(TypedDict):
    """Two organisations that work together; both have confirmed it."""

    first: Reference

    second: Reference

    subject: str

    since: str | None


class CooperationPage(TypedDict):
    """Cooperation, in a fixed order."""

    items: list[Cooperation]

    next_cursor: str | None
    """Null on the last page."""


class Membership(TypedDict):
    """An organisation in a group; both sides have confirmed it."""

    group: Reference

    member: Reference

    role: Literal["member", "partner", "lead"]

    since: str | None


class MembershipPage(TypedDict):
    """Memberships, in a fixed order."""

    items: list[Membership]

    next_cursor: str | None
    """Null on the last page."""


class Reference(TypedDict):
    """An organisation, in short."""

    key: str

    name: str

    kind: Literal[
        "cluster-organisation",
        "company",
        "research-organisation",
        "public-body",
        "other-member",
        "partnership",
        "association",
        "support-body",
    ]

    country: str
