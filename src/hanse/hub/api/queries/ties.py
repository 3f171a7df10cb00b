"""Memberships and cooperation that everyone may see, a page at a time.

Public is what both sides have confirmed, has not ended, and joins organisations that are listed.
"""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Q, QuerySet

from hanse.hub.api.queries.records import Record, build_reference
from hanse.hub.organisations.models import Cooperation, Membership, Organisation
from hanse.hub.organisations.queries.membership import CONFIRMED

_SHORT = ("key", "name", "kind", "country")
Row = TypeVar("Row", Membership, Cooperation)
_LISTED = Organisation.LISTED


def list_public_memberships(*, group: str = "", member: str = "") -> QuerySet[Membership]:
    """Public memberships, by their numbers, which never change."""
    found = Membership.objects.filter(
        CONFIRMED, group__state__in=_LISTED, member__state__in=_LISTED
    )
    if group:
        found = found.filter(group__key=group)
    if member:
        found = found.filter(member__key=member)
    shown = [f"{side}__{name}" for side in ("group", "member") for name in _SHORT]
    return found.select_related("group", "member").only("role", "since", *shown).order_by("id")


def list_public_cooperation(*, organisation: str = "") -> QuerySet[Cooperation]:
    """Public cooperation, by number."""
    found = Cooperation.objects.filter(
        until__isnull=True,
        confirmed_by_first__isnull=False,
        confirmed_by_second__isnull=False,
        first__state__in=_LISTED,
        second__state__in=_LISTED,
    )
    if organisation:
        found = found.filter(Q(first__key=organisation) | Q(second__key=organisation))
    shown = [f"{side}__{name}" for side in ("first", "second") for name in _SHORT]
    return found.select_related("first", "second").only("subject", "since", *shown).order_by("id")


def build_membership(row: Membership) -> Record:
    """One membership as plain data."""
    return {
        "group": build_reference(row.group),
        "member": build_reference(row.member),
        "role": row.role,
        "since": row.since.isoformat() if row.since else None,
    }


def build_cooperation(row: Cooperation) -> Record:
    """One cooperation as plain data."""
    return {
        "first": build_reference(row.first),
        "second": build_reference(row.second),
        "subject": row.subject,
        "since": row.since.isoformat() if row.since else None,
    }


def take_page(rows: QuerySet[Row], *, after: int, limit: int) -> tuple[list[Row], int | None]:
    """Rows with numbers above `after`, and the number to go on from; None at the end."""
    found = list(rows.filter(id__gt=after)[: limit + 1])
    shown = found[:limit]
    return shown, shown[-1].pk if len(found) > limit else None
