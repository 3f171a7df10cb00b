"""Decisions about duplicates: the scan, two organisations after all, or one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.hub.foundation.audit import record
from hanse.hub.foundation.jobs import start_job
from hanse.hub.foundation.models import Job
from hanse.hub.foundation.permissions import require
from hanse.hub.organisations.duplicates import Pair, compare_records, find_pairs
from hanse.hub.organisations.models import DuplicatePair, Organisation
from hanse.hub.organisations.queries.duplicates import list_records, read_record
from hanse.vocabulary import InputError

Progress = Callable[[float, str], None]
_State = DuplicatePair.State
_MOST = 20_000
"""Pairs that are kept of one scan, the most likely first."""


def start_scan(person: Any) -> Job:
    """Compare all profiles in the background."""
    require("organisations.merge", person)
    return start_job(
        "organisations.find_duplicates",
        owner=person,
        next_page=reverse("organisations:duplicates"),
        person=person.pk,
    )


def scan_profiles(*, by: Any, progress: Progress = lambda share, text: None) -> int:
    """Compare all profiles and keep the pairs; decisions stay. Answers how many are open."""
    progress(0.05, _("Reading the profiles"))
    records = list_records()
    text = _("Comparing %(count)d profiles") % {"count": len(records)}
    found = find_pairs(records, progress=lambda share: progress(0.1 + 0.8 * share, text))[:_MOST]
    return keep_pairs(found, by=by)


@transaction.atomic
def keep_pairs(found: list[Pair], *, by: Any) -> int:
    """Open pairs become those found; what was decided before stays decided."""
    decided = set(DuplicatePair.objects.exclude(state=_State.OPEN).values_list("first", "second"))
    rows = [
        DuplicatePair(
            first_id=pair.first,
            second_id=pair.second,
            score=pair.score,
            reasons=[[r.evidence, r.weight, r.detail] for r in pair.reasons],
        )
        for pair in found
        if (pair.first, pair.second) not in decided
    ]
    wanted = {(row.first_id, row.second_id) for row in rows}
    old = DuplicatePair.objects.filter(state=_State.OPEN).values_list("pk", "first", "second")
    stale = [pk for pk, first, second in old if (first, second) not in wanted]
    for start in range(0, len(stale), 500):
        DuplicatePair.objects.filter(pk__in=stale[start : start + 500]).delete()
    DuplicatePair.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["score", "reasons"],
        batch_size=500,
    )
    record(by, "organisations.find_duplicates", "duplicates", after={"open": len(rows)})
    return len(rows)


@transaction.atomic
def mark_distinct(pair: DuplicatePair, *, by: Any) -> DuplicatePair:
    """They are two organisations; the scan will not ask again."""
    require("organisations.merge", by)
    return _decide(pair, _State.DISTINCT, by=by)


@transaction.atomic
def reopen(pair: DuplicatePair, *, by: Any) -> DuplicatePair:
    """Ask again whether they are two organisations."""
    require("organisations.merge", by)
    if pair.state == _State.MERGED:
        raise InputError(_("Undo the merge instead."))
    return _decide(pair, _State.OPEN, by=by)


def _decide(pair: DuplicatePair, state: str, *, by: Any) -> DuplicatePair:
    locked = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
    before, locked.state = locked.state, state
    is_open = state == _State.OPEN
    locked.decided_at = None if is_open else timezone.now()
    locked.decided_by = None if is_open else by
    locked.save(update_fields=["state", "decided_at", "decided_by"])
    after = {"state": str(state)}
    record(by, "organisations.decide_duplicate", locked, before={"state": before}, after=after)
    return locked


def close_pair(first: int, second: int, state: str, *, by: Any) -> None:
    """Keep of a pair that it was merged, or with OPEN that the merge was undone."""
    low, high = sorted((first, second))
    is_open = state == _State.OPEN
    DuplicatePair.objects.filter(Q(first=low) & Q(second=high)).update(
        state=state,
        decided_at=None if is_open else timezone.now(),
        decided_by=None if is_open else by,
    )


@transaction.atomic
def keep_pair(one: Organisation, other: Organisation, *, by: Any) -> DuplicatePair:
    """A pair that a person found, with what the comparison says of it."""
    require("organisations.merge", by)
    compared = compare_records(*map(read_record, (one, other)))
    pair, is_new = DuplicatePair.objects.get_or_create(
        first_id=compared.first,
        second_id=compared.second,
        defaults={
            "score": compared.score,
            "reasons": [[r.evidence, r.weight, r.detail] for r in compared.reasons],
        },
    )
    if is_new:
        record(by, "organisations.keep_pair", pair, after={"score": compared.score})
    return pair
