"""Which slots each meeting can still have, after simple reasoning that every timetable obeys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from hanse.brokerage.timetable.event import Event
from hanse.brokerage.timetable.matching import keep_matchable

Domains = tuple[frozenset[int], ...]


def compute_domains(event: Event) -> Domains:
    """The slots that each meeting can have, an empty set where it has none left.

    Starts from session, fixed slot and absences and removes, until nothing changes, slots too
    early or too late for a chain of precedences, and slots that leave some participant without
    a slot for each of its meetings. Every timetable of the event lies within the result; a
    meeting without slots proves that there is none.
    """
    domains = list(event.allowed_slots)
    waiting = set(range(event.participants))
    while True:
        touched = _narrow_precedences(event, domains)
        for participant in sorted(waiting):
            touched |= _narrow_participant(event.meetings_of[participant], domains)
        if not touched:
            return tuple(domains)
        if not all(domains):
            return tuple(domains)
        waiting = {p for meeting in touched for p in event.meetings[meeting].participants}


def _narrow_participant(meetings: Sequence[int], domains: list[frozenset[int]]) -> set[int]:
    own = [domains[meeting] for meeting in meetings]
    if not own:
        return set()
    if len(set(own)) == 1 and len(own[0]) >= len(own):
        return set()
    kept = keep_matchable(own)
    touched = set()
    for position, meeting in enumerate(meetings):
        slots = kept[position] if kept is not None else frozenset[int]()
        if slots != domains[meeting]:
            domains[meeting] = slots
            touched.add(meeting)
    return touched


def _narrow_precedences(event: Event, domains: list[frozenset[int]]) -> set[int]:
    """Remove slots too early or too late; follows chains until nothing changes.

    A cycle of precedences empties the domains of its meetings.
    """
    after, before = defaultdict(list), defaultdict(list)
    for earlier, later in event.precedences:
        after[earlier].append(later)
        before[later].append(earlier)
    touched: set[int] = set()
    queue = sorted({meeting for pair in event.precedences for meeting in pair})
    while queue:
        meeting = queue.pop()
        low = max((min(domains[m], default=event.slots) for m in before[meeting]), default=-1)
        high = min((max(domains[m], default=-1) for m in after[meeting]), default=event.slots)
        slots = frozenset(slot for slot in domains[meeting] if low < slot < high)
        if slots != domains[meeting]:
            domains[meeting] = slots
            touched.add(meeting)
            queue += before[meeting] + after[meeting]
    return touched
