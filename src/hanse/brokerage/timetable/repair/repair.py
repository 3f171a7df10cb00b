"""Repair on the day: the fewest changed meetings, none of those held, under way or about to begin.

A repair never asks for more than is needed: what is cancelled stays cancelled, what is hit moves,
and others move only where a hit meeting could not be held otherwise. A meeting is dropped only
where no slot is left for it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from hanse.brokerage.timetable.choosing.places import Venue
from hanse.brokerage.timetable.event import Event
from hanse.brokerage.timetable.repair.changes import Change
from hanse.brokerage.timetable.repair.minimal_change import Repaired, find_minimal_change
from hanse.brokerage.timetable.repair.situation import Situation, take_stock
from hanse.brokerage.timetable.solution import Timetable, count_breaks

Kind = Literal["moved", "table", "cancelled", "dropped", "added", "smaller"]


@dataclass(frozen=True, kw_only=True)
class ChangedMeeting:
    """One meeting that is not as it was, counted from 0."""

    kind: Kind
    """"moved": to another slot; "table": same slot, other table; "cancelled": by the change itself;
    "dropped": no slot is left; "added"; "smaller": it goes on without somebody."""
    old: int | None
    """Its number before the repair."""
    new: int | None
    """Its number after the repair; None where it is not held."""
    participants: tuple[int, ...]
    from_slot: int | None
    from_table: int | None
    to_slot: int | None
    to_table: int | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What one participant must be told."""

    participant: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Repair:
    """The timetable after the changes, what is different, and who must know."""

    event: Event
    """The event as it now is: absences, tables and meetings; fairness is not asked for any more."""
    timetable: Timetable
    venue: Venue
    """Rooms and closed tables, for a further repair."""
    old_of: tuple[int | None, ...]
    """The former number of each meeting; None for added ones."""
    changed: tuple[ChangedMeeting, ...]
    moved: int
    """Meetings that moved though nothing hit them: the price of the repair."""
    dropped: int
    minimal: bool
    """Proved: no repair drops fewer meetings, and none that drops as few moves fewer."""
    breaks_before: int
    breaks: int
    notices: tuple[Notice, ...]
    seconds: float


def repair_timetable(
    event: Event,
    timetable: Timetable,
    changes: Sequence[Change],
    *,
    now_slot: int = -1,
    notice_slots: int = 1,
    venue: Venue | None = None,
    time_limit: float = 5.0,
    workers: int = 2,
    seed: int = 1,
) -> Repair:
    """The timetable with the fewest changed meetings after what has happened.

    Parameters
    ----------
    now_slot : the slot under way, -1 before the event; `situation.find_now` computes it.
    notice_slots : so many slots after it are left alone too. Only a meeting that cannot be held
        (somebody is away, its table or slot is lost) is taken out of them.
    venue : rooms, tables that belong to somebody, tables closed before.
    time_limit : seconds (from when the solver is loaded); `minimal` says what is proved by then.

    Raises InputError where a change does not fit the event, or the timetable is none.
    """
    import ortools.sat.python.cp_model  # noqa: F401 (seconds on a busy machine: not on the clock)

    begin = time.monotonic()
    situation = take_stock(
        event, timetable, changes, now_slot=now_slot, notice_slots=notice_slots, venue=venue
    )

    def seconds_left() -> float:
        return max(0.0, begin + 0.7 * time_limit - time.monotonic())

    repaired = find_minimal_change(situation, seconds_left=seconds_left, workers=workers, seed=seed)
    tables = _assign_tables(situation, repaired)
    held = [m for m, slot in enumerate(repaired.slots) if slot is not None]
    after = _keep_held(situation, held)
    slots = tuple(slot for slot in repaired.slots if slot is not None)
    changed = _list_changed(event, timetable, situation, repaired, tables, held)
    from hanse.brokerage.timetable.repair.notices import write_notices

    return Repair(
        event=after,
        timetable=Timetable(slots=slots, tables=tuple(tables[m] for m in held)),
        venue=replace(
            situation.venue,
            own_tables=tuple(situation.group(m) for m in held)
            if situation.venue.own_tables
            else (),
        ),
        old_of=tuple(situation.old_of[m] for m in held),
        changed=changed,
        moved=repaired.moved,
        dropped=repaired.dropped,
        minimal=repaired.proved,
        breaks_before=sum(count_breaks(event, timetable.slots)),
        breaks=sum(count_breaks(after, slots)),
        notices=write_notices(event, changed),
        seconds=time.monotonic() - begin,
    )


def _keep_held(situation: Situation, held: Sequence[int]) -> Event:
    number = {meeting: position for position, meeting in enumerate(held)}
    event = situation.event
    return replace(
        event,
        meetings=tuple(event.meetings[m] for m in held),
        precedences=tuple(
            (number[a], number[b]) for a, b in event.precedences if a in number and b in number
        ),
    )


def _assign_tables(situation: Situation, repaired: Repaired) -> dict[int, int]:
    """Those who stay keep their table; the others take their old number if it is free."""
    tables: dict[int, int] = {}
    waiting = []
    for m, slot in enumerate(repaired.slots):
        table = situation.tables[m]
        stays = slot is not None and slot == situation.slots[m]
        if stays and table is not None and situation.why_hit(m)[0] != "table":
            tables[m] = table
        elif slot is not None:
            waiting.append(m)
    taken = {(repaired.slots[m], table) for m, table in tables.items()}
    for m in waiting:
        slot = repaired.slots[m]
        assert slot is not None  # noqa: S101 (collected so)
        free = [k for k in situation.list_open(situation.group(m), slot) if (slot, k) not in taken]
        tables[m] = min(free, key=lambda k: (k != situation.tables[m], k))
        taken.add((slot, tables[m]))
    return tables


def _list_changed(
    event: Event,
    timetable: Timetable,
    situation: Situation,
    repaired: Repaired,
    tables: dict[int, int],
    held: Sequence[int],
) -> tuple[ChangedMeeting, ...]:
    number = {meeting: position for position, meeting in enumerate(held)}
    changed = [
        ChangedMeeting(
            kind="cancelled",
            old=old,
            new=None,
            participants=event.meetings[old].participants,
            from_slot=timetable.slots[old],
            from_table=timetable.tables[old],
            to_slot=None,
            to_table=None,
            reason=reason,
        )
        for old, reason in sorted(situation.cancelled.items())
    ]
    for m, slot in enumerate(repaired.slots):
        kind, reason = _classify(event, situation, m, slot, tables.get(m))
        if kind is None:
            continue
        old = situation.old_of[m]
        everyone = event.meetings[old] if old is not None else situation.event.meetings[m]
        changed.append(
            ChangedMeeting(
                kind=kind,
                old=old,
                new=number.get(m),
                participants=everyone.participants,
                from_slot=situation.slots[m],
                from_table=situation.tables[m],
                to_slot=slot,
                to_table=tables.get(m),
                reason=reason,
            )
        )
    return tuple(changed)


def _classify(
    event: Event, situation: Situation, meeting: int, slot: int | None, table: int | None
) -> tuple[Kind | None, str]:
    before, old = situation.slots[meeting], situation.old_of[meeting]
    why = situation.why_hit(meeting)[1]
    if slot is None:
        return "dropped", _explain_drop(situation, meeting, why)
    if before is None:
        return "added", "it is new"
    if slot != before:
        return "moved", why or "it makes room for a meeting that could not be held otherwise"
    if table != situation.tables[meeting]:
        return "table", why
    if old is not None:
        before_all = event.meetings[old].participants
        gone = [p for p in before_all if p not in situation.event.meetings[meeting].participants]
        if gone:
            return "smaller", f"{', '.join(event.name_participant(p) for p in gone)} does not come"
    return None, ""


def _explain_drop(situation: Situation, meeting: int, why: str) -> str:
    event = situation.event
    left = [t for t in event.allowed_slots[meeting] if t > situation.frozen_until]
    lead = f"{why}, and " if why else ""
    if not left:
        return f"{lead}no slot is left in which all of them are there"
    tables = situation.group(meeting)
    if not any(situation.list_tables(tables, t) for t in left):
        return f"{lead}no table is left in the slots in which all of them are there"
    return f"{lead}every slot that is left clashes with other meetings, however they are moved"
