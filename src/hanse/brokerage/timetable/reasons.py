"""Why a participant has a break: what is proven, and what is only a likely cause."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from hanse.brokerage.timetable.domains import Domains
from hanse.brokerage.timetable.event import Event
from hanse.brokerage.timetable.screens import Screening
from hanse.brokerage.timetable.solution import Break, Timetable, list_breaks


@dataclass(frozen=True)
class _Look:
    event: Event
    timetable: Timetable
    domains: Domains
    load: Counter[int]


def explain_breaks(
    event: Event, timetable: Timetable, screening: Screening, *, fewest_proven: bool
) -> tuple[Break, ...]:
    """Every break of a timetable with its reason.

    Parameters
    ----------
    fewest_proven : no timetable has fewer breaks in total (proved).
    """
    look = _Look(event, timetable, screening.domains, Counter(timetable.slots))
    found = []
    for participant, used in enumerate(timetable.used_slots(event)):
        gaps = list_breaks(used)
        forced = bool(screening.bounds) and screening.bounds[participant] >= len(gaps)
        for first, last in gaps:
            reason = _describe_gap(look, participant, first, last)
            reason += " " + _describe_proof(event, participant, len(gaps), forced, fewest_proven)
            found.append(Break(participant, first, last, reason, forced or fewest_proven))
    return tuple(found)


def _describe_proof(
    event: Event, participant: int, breaks: int, forced: bool, fewest_proven: bool
) -> str:
    who = event.name_participant(participant)
    if forced:
        number = "a break" if breaks == 1 else f"{breaks} breaks"
        return (
            f"Proven: the slots that are left to the meetings of {who} force {number} on it, "
            "whatever the others do."
        )
    if fewest_proven:
        return "Proven: no timetable has fewer breaks in total; another could only move them."
    return "Not proven: a timetable with fewer breaks may exist."


def _describe_gap(look: _Look, participant: int, first: int, last: int) -> str:
    event = look.event
    who = event.name_participant(participant)
    where = event.name_slot(first)
    if last > first:
        where = f"{event.name_slot(first)} to {event.name_slot(last)}"
    slots_of: dict[str, list[int]] = {}
    for slot in range(first, last + 1):
        slots_of.setdefault(_find_cause(look, participant, slot), []).append(slot)
    causes = [
        f"in {' and '.join(event.name_slot(slot) for slot in slots)} {cause}"
        for cause, slots in slots_of.items()
    ]
    causes += [
        f"meeting {meeting + 1} is fixed in {event.name_slot(slot)}"
        for meeting in event.meetings_of[participant]
        if (slot := look.timetable.slots[meeting]) in (first - 1, last + 1)
        and event.meetings[meeting].fixed_slot is not None
    ]
    return f"{who[:1].upper()}{who[1:]} has a break in {where}: {'; '.join(causes)}."


def _find_cause(look: _Look, participant: int, slot: int) -> str:
    """The first of these that applies: absent; no meeting may be there; those that may are
    fixed elsewhere, their partners busy, or the tables taken; a move would open another break."""
    event, timetable = look.event, look.timetable
    if slot in event.forbidden[participant]:
        return "it is absent"
    own = event.meetings_of[participant]
    movable = [meeting for meeting in own if slot in look.domains[meeting]]
    if not movable:
        return _describe_no_meeting(event, own, slot)
    busy = [m for m in movable if _has_busy_partner(event, timetable, participant, m, slot)]
    if look.load[slot] >= event.capacity(slot) and len(busy) < len(movable):
        return f"all {event.capacity(slot)} tables are taken"
    if len(busy) == len(movable):
        names = ", ".join(str(meeting + 1) for meeting in busy[:5])
        more = f" and {len(busy) - 5} more" if len(busy) > 5 else ""
        noun = "meeting" if len(busy) == 1 else "meetings"
        return f"the partners of {noun} {names}{more} meet somebody else"
    free = next(meeting for meeting in movable if meeting not in busy)
    return f"{event.name_meeting(free)} could be held, but would open a break elsewhere"


def _describe_no_meeting(event: Event, own: tuple[int, ...], slot: int) -> str:
    fixed = [m for m in own if event.meetings[m].fixed_slot is not None]
    absent = [
        m
        for m in own
        if m not in fixed
        and any(slot in event.forbidden[p] for p in event.meetings[m].participants)
    ]
    session = [
        m
        for m in own
        if m not in fixed
        and m not in absent
        and slot not in event.session_slots(event.meetings[m].session)
    ]
    rest = len(own) - len(fixed) - len(absent) - len(session)
    parts = []
    if fixed:
        parts.append(f"{_count(fixed)} fixed in other slots")
    if absent:
        parts.append(f"{_count(absent)} with partners who are absent")
    if session:
        parts.append(f"{_count(session)} of another part of the day")
    if rest:
        parts.append(f"{rest} tied to other slots by fixed meetings and precedences")
    return "none of its meetings can be held: " + ", ".join(parts)


def _count(meetings: list[int]) -> str:
    return f"{len(meetings)} {'is' if len(meetings) == 1 else 'are'}"


def _has_busy_partner(
    event: Event, timetable: Timetable, participant: int, meeting: int, slot: int
) -> bool:
    return any(
        timetable.slots[other] == slot
        for partner in event.meetings[meeting].participants
        if partner != participant
        for other in event.meetings_of[partner]
    )
