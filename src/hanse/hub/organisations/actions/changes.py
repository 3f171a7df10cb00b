"""The feed of changes, and the search entries that follow it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

from hanse.hub.organisations.models import Change, Organisation, SearchEntry
from hanse.hub.organisations.search.entries import build_entries

_LOCK = 7_240_001
"""Number of PostgreSQL's advisory lock; SQLite has one writer anyway."""


@transaction.atomic
def record_change(organisations: Sequence[Organisation]) -> None:
    """Put organisations into the feed and bring their search entries up to date.

    Call it in the transaction of the act itself, last: from here to its end other writers wait, so
    that numbers become visible in their order.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    verbs = Change.Verb
    changes = Change.objects.bulk_create(
        Change(
            organisation=organisation,
            verb=verbs.LISTED if organisation.is_listed else verbs.UNLISTED,
        )
        for organisation in organisations
    )
    listed = [change for change in changes if change.verb == verbs.LISTED]
    gone = [change.organisation_id for change in changes if change.verb == verbs.UNLISTED]
    SearchEntry.objects.filter(pk__in=gone).delete()
    SearchEntry.objects.bulk_create(
        build_entries(listed),
        update_conflicts=True,
        unique_fields=["organisation"],
        update_fields=["change", "title", "text", "facets", "latitude", "longitude"],
    )
