"""Which slots meetings have left in a timetable with as few breaks as the matching bounds say.

Whoever can do without breaks holds its meetings in one window of consecutive slots. A window that
its meetings do not fit into drops out, a slot in none of the others too, and what one participant
loses its partners lose. Where somebody is left without a window, one of those who narrowed its
meetings, or it itself, must have a break more: the bound rises by one for each such group.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hanse.brokerage.timetable.domains import Domains
from hanse.brokerage.timetable.event import Event
from hanse.brokerage.timetable.matching import keep_matchable


@dataclass(frozen=True)
class Narrowing:
    """What the windows of all participants together say."""

    domains: Domains
    """The slots left to each meeting in timetables with no more than `lower_bound` breaks."""
    groups: tuple[frozenset[int], ...]
    """Groups of participants without a common member; in each, the breaks of all are at least one
    more than their matching bounds."""
    lower_bound: int
    """No timetable has fewer breaks: the sum of the matching bounds, and one for each group."""


def narrow_to_bounds(event: Event, domains: Domains, bounds: Sequence[int]) -> Narrowing:
    """Narrow the slots of the meetings by the windows of those who can do without breaks.

    `domains` and `bounds` as from `screen_event`. Participants with a bound above 0 are not looked
    at: their windows are many, and narrow little.
    """
    windowed = {
        participant
        for participant, meetings in enumerate(event.meetings_of)
        if len(meetings) > 1 and bounds[participant] == 0
    }
    groups: list[frozenset[int]] = []
    while True:
        narrowed, group = _narrow(event, domains, windowed)
        if not group:
            return Narrowing(tuple(narrowed), tuple(groups), sum(bounds) + len(groups))
        groups.append(_shrink(event, domains, group))
        windowed -= groups[-1]


def _shrink(event: Event, domains: Domains, group: frozenset[int]) -> frozenset[int]:
    """A part of a group that already leaves somebody without a window, and no part of it does."""
    for participant in sorted(group):
        if participant in group:
            group = _narrow(event, domains, group - {participant})[1] or group
    return group


def _narrow(
    event: Event, domains: Domains, windowed: Iterable[int]
) -> tuple[list[frozenset[int]], frozenset[int]]:
    """The slots left if all `windowed` have no breaks; if they cannot, some who already cannot."""
    narrowed = list(domains)
    narrowed_by = [frozenset[int]()] * len(narrowed)
    waiting = dict.fromkeys(sorted(windowed))
    looked_at = frozenset(waiting)
    while waiting:
        participant = next(iter(waiting))
        del waiting[participant]
        meetings = event.meetings_of[participant]
        before = [narrowed[meeting] for meeting in meetings]
        kept = _keep_windows(before)
        if kept == before:
            continue
        because = frozenset({participant}).union(*(narrowed_by[meeting] for meeting in meetings))
        if kept is None:
            return narrowed, because
        for meeting, slots in zip(meetings, kept, strict=True):
            if slots != narrowed[meeting]:
                narrowed[meeting], narrowed_by[meeting] = slots, narrowed_by[meeting] | because
                others = looked_at.intersection(event.meetings[meeting].participants)
                waiting |= dict.fromkeys(others - {participant})
    return narrowed, frozenset()


def _keep_windows(allowed: Sequence[frozenset[int]]) -> list[frozenset[int]] | None:
    """For each meeting the slots of some window that the meetings fill together; None: of none."""
    length = len(allowed)
    possible, everywhere = frozenset[int]().union(*allowed), allowed[0].intersection(*allowed[1:])
    kept: list[frozenset[int]] | None = None
    for first in sorted(possible):
        window = frozenset(range(first, first + length))
        if not window <= possible:
            continue
        if window <= everywhere:
            filled: list[frozenset[int]] | None = [window] * length
        else:
            filled = keep_matchable([slots & window for slots in allowed])
        if filled is not None:
            kept = filled if kept is None else [a | b for a, b in zip(kept, filled, strict=True)]
    return kept
