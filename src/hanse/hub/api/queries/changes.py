"""The feed: what appeared, changed or went, in the order in which it became visible."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, Q

from hanse.hub.api.queries.records import Record, build_record, with_parts
from hanse.hub.organisations.models import Change, Organisation


@dataclass(frozen=True)
class Feed:
    """Changes after a number, the number to go on from, and whether there is more at once."""

    changes: list[Change]
    last: int
    more: bool


def read_changes(*, after: int, limit: int) -> Feed:
    """Changes with numbers above `after`, oldest first.

    What was never listed stays out: a draft's key is nobody's business.
    """
    newest = find_last_change()  # before the rows: what comes in between is for the next time
    was_listed = Change.objects.filter(
        organisation=OuterRef("organisation"), verb=Change.Verb.LISTED, id__lt=OuterRef("id")
    )
    rows = list(
        Change.objects.filter(id__gt=after, id__lte=newest)
        .filter(Q(verb=Change.Verb.LISTED) | Exists(was_listed))
        .select_related("organisation__merged_into")
        .order_by("id")[: limit + 1]
    )
    shown = rows[:limit]
    more = len(rows) > limit
    return Feed(shown, shown[-1].pk if more else max(after, newest), more)


def find_last_change() -> int:
    """Number of the newest change, 0 where there is none."""
    return Change.objects.aggregate(last=Max("id"))["last"] or 0


def fetch_present(changes: list[Change], *, address: str) -> dict[int, Record]:
    """The present public record of each organisation in the feed that is listed, by its id."""
    ids = {change.organisation_id for change in changes}
    listed = Organisation.objects.filter(pk__in=ids, state__in=Organisation.LISTED)
    return {
        organisation.pk: build_record(organisation, page=address.format(key=organisation.key))
        for organisation in with_parts(listed)
    }
