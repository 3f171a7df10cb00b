"""The event after the changes: what cannot stay as it was, what must not be touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal

from hanse.brokerage.timetable.choosing.places import Venue
from hanse.brokerage.timetable.event import Event, Meeting
from hanse.brokerage.timetable.repair.changes import (
    Added,
    Cancelled,
    Change,
    EarlyLeave,
    LateArrival,
    LostSlot,
    LostTables,
    NoShow,
)
from hanse.brokerage.timetable.solution import Timetable, list_violations
from hanse.vocabulary.errors import InputError

Hit = Literal["slot", "table"]


@dataclass(frozen=True)
class Situation:
    """What a repair starts from. Meetings are numbered as in `event`, the event after the changes.

    Cancelled meetings are no longer in it, added ones come last.
    """

    event: Event
    slots: tuple[int | None, ...]
    """Where each meeting stood; None for added meetings."""
    tables: tuple[int | None, ...]
    old_of: tuple[int | None, ...]
    """The number of each meeting before the changes; None for added meetings."""
    cancelled: dict[int, str]
    """Old numbers of meetings that are off, with the reason."""
    hit: dict[int, tuple[Hit, str]]
    """Meetings that cannot stay as they are ("slot") or at their table ("table"), and why."""
    frozen_until: int
    """Nothing moves out of, or into, slots up to this one (-1: everything is open)."""
    venue: Venue
    n_tables: int

    def is_frozen(self, meeting: int) -> bool:
        """Whether a meeting may not be touched: held, under way or about to begin, and possible."""
        slot = self.slots[meeting]
        return slot is not None and slot <= self.frozen_until and meeting not in self.hit

    def why_hit(self, meeting: int) -> tuple[Hit | None, str]:
        """How and why a meeting cannot stay as it is; (None, "") where it can."""
        return self.hit.get(meeting, (None, ""))

    def group(self, meeting: int) -> tuple[int, ...]:
        """The tables that a meeting is tied to, () for those that belong to nobody."""
        return self.venue.own_tables[meeting] if self.venue.own_tables else ()

    def list_tables(self, group: tuple[int, ...], slot: int) -> list[int]:
        """The tables of a group that can be used in a slot."""
        if (group, slot) not in self._tables:
            usable = self.list_open(group, slot)
            limit = len(usable) if group else max(0, self.event.capacity(slot))
            self._tables[group, slot] = usable[:limit]
        return self._tables[group, slot]

    def list_open(self, group: tuple[int, ...], slot: int) -> list[int]:
        """The tables of a group that are not closed in a slot, even if there are too many."""
        reserved = self.venue.list_reserved()
        numbers = group or [k for k in range(self.n_tables) if k not in reserved]
        return [k for k in numbers if (slot, k) not in self.venue.closed]

    @cached_property
    def _tables(self) -> dict[tuple[tuple[int, ...], int], list[int]]:
        return {}


def find_now(
    slot_starts: Sequence[datetime], slot_minutes: int, now: datetime, *, notice_minutes: int
) -> tuple[int, int]:
    """(slot under way or last held, further slots that begin within the notice).

    -1 where the event has not begun. The two are `now_slot` and `notice_slots` of a repair.
    """
    begun = [slot for slot, start in enumerate(slot_starts) if start <= now]
    soon = now + timedelta(minutes=notice_minutes)
    near = [slot for slot, start in enumerate(slot_starts) if start < soon]
    now_slot = begun[-1] if begun else -1
    return now_slot, max([*near, now_slot]) - now_slot


def take_stock(
    event: Event,
    timetable: Timetable,
    changes: Sequence[Change],
    *,
    now_slot: int,
    notice_slots: int,
    venue: Venue | None,
) -> Situation:
    """Apply the changes to an event; raises InputError where one does not fit it."""
    _require_timetable(event, timetable)
    if not -1 <= now_slot < event.slots:
        raise InputError(
            f"Slot {now_slot + 1} cannot be under way; the event has slots 1 to {event.slots}.",
            field="now",
            mend="Name a slot of the event, or 0 before it.",
        )
    venue = venue or Venue()
    n_tables = max([event.tables, len(venue.rooms), 1, *(t + 1 for t in timetable.tables)])
    for change in changes:
        _require_change(event, change)
        if isinstance(change, LostTables):
            _require_lost(change, n_tables, event.slots)
    absent, why_absent = _list_absences(event, changes, max(0, now_slot))
    closed = venue.closed | _list_closed(event, changes, n_tables)
    lost_slots = {change.slot for change in changes if isinstance(change, LostSlot)}
    cancelled, shrunk = _list_cancelled(event, timetable, changes, now_slot)
    kept = [m for m in range(len(event.meetings)) if m not in cancelled]
    added = [change.meeting for change in changes if isinstance(change, Added)]
    number_of = {old: number for number, old in enumerate(kept)}
    own = tuple(venue.own_tables[m] for m in kept) + ((),) * len(added) if venue.own_tables else ()
    after = replace(
        event,
        meetings=(*(shrunk.get(m, event.meetings[m]) for m in kept), *added),
        forbidden=tuple(a | b for a, b in zip(event.forbidden, absent, strict=True)),
        precedences=tuple(
            (number_of[a], number_of[b])
            for a, b in event.precedences
            if a in number_of and b in number_of
        ),
        tables_by_slot=_count_tables(event, n_tables, closed, lost_slots),
        fairness=None,
    )
    hit: dict[int, tuple[Hit, str]] = {}
    for number, old in enumerate(kept):
        slot, table = timetable.slots[old], timetable.tables[old]
        if slot < now_slot:
            continue
        who = [p for p in after.meetings[number].participants if slot in absent[p]]
        if who:
            hit[number] = ("slot", "; ".join(why_absent[p] for p in who))
        elif slot in lost_slots:
            hit[number] = ("slot", f"{event.name_slot(slot)} is lost")
        elif (slot, table) in closed and (slot, table) not in venue.closed:
            hit[number] = ("table", f"table {table + 1} cannot be used in {event.name_slot(slot)}")
    return Situation(
        event=after,
        slots=(*(timetable.slots[m] for m in kept), *(None for _ in added)),
        tables=(*(timetable.tables[m] for m in kept), *(None for _ in added)),
        old_of=(*kept, *(None for _ in added)),
        cancelled=cancelled,
        hit=hit,
        frozen_until=now_slot + notice_slots,
        venue=replace(venue, closed=closed, own_tables=own),
        n_tables=n_tables,
    )


def _require_timetable(event: Event, timetable: Timetable) -> None:
    if len(timetable.slots) != len(event.meetings):
        raise InputError(
            f"The timetable has {len(timetable.slots)} meetings, the event {len(event.meetings)}."
        )
    unfair = event if event.fairness is None else replace(event, fairness=None)
    broken = list_violations(unfair, timetable.slots)
    if broken:
        raise InputError(f"The timetable to be repaired is none: {broken[0]}.")


def _require_change(event: Event, change: Change) -> None:
    limits = {
        "participant": event.participants,
        "slot": event.slots,
        "from_slot": event.slots,
        "until_slot": event.slots + 1,
    }
    for name, size in limits.items():
        value, noun = getattr(change, name, 0), name.rpartition("_")[2]
        if not 0 <= value < size:
            what = f"A change names {noun} {value + 1}; {noun}s are 1 to {size}."
            raise InputError(what, field=name, mend=f"Name a {noun} of the event.")
    if isinstance(change, Cancelled) and not 0 <= change.meeting < len(event.meetings):
        what = f"There is no meeting {change.meeting + 1} to cancel."
        raise InputError(what, field="meeting")
    if isinstance(change, Added):
        replace(event, meetings=(*event.meetings, change.meeting))  # complains for itself


def _require_lost(change: LostTables, tables: int, slots: int) -> None:
    """What is lost must have been there: else nothing is repaired and all is well in vain."""
    for noun, numbers, size in (("table", change.tables, tables), ("slot", change.slots, slots)):
        if not numbers:
            what = f"Tables are lost, but no {noun} is named."
            raise InputError(what, field=f"{noun}s", mend=f"Name a {noun}.")
        beyond = [number for number in sorted(numbers) if not 0 <= number < size]
        if beyond:
            what = f"There is no {noun} {beyond[0] + 1} to lose; {noun}s are 1 to {size}."
            raise InputError(what, field=f"{noun}s", mend=f"Name {noun}s of the event.")


def _list_absences(
    event: Event, changes: Sequence[Change], first: int
) -> tuple[list[frozenset[int]], dict[int, str]]:
    """Slots from `first` on in which participants are away, and why: what is past is past."""
    absent = [frozenset[int]() for _ in range(event.participants)]
    why: dict[int, str] = {}
    for change in changes:
        if isinstance(change, NoShow):
            slots, what = range(max(first, change.from_slot), event.slots), "does not come"
        elif isinstance(change, LateArrival):
            slots, what = range(first, change.until_slot), "arrives late"
        elif isinstance(change, EarlyLeave):
            slots, what = range(max(first, change.from_slot), event.slots), "leaves early"
        else:
            continue
        absent[change.participant] |= frozenset(slots)
        why[change.participant] = f"{event.name_participant(change.participant)} {what}"
    return absent, why


def _list_closed(
    event: Event, changes: Sequence[Change], n_tables: int
) -> frozenset[tuple[int, int]]:
    return frozenset(
        (slot, table)
        for change in changes
        if isinstance(change, LostTables)
        for slot in change.slots
        for table in change.tables
        if slot < event.slots and table < n_tables
    )


def _count_tables(
    event: Event, n_tables: int, closed: frozenset[tuple[int, int]], lost_slots: set[int]
) -> tuple[int, ...]:
    """Usable tables in each slot; without a loss, the tables as they were."""
    if not closed and not lost_slots:
        return event.tables_by_slot
    lost = [sum(at == slot for at, _ in closed) for slot in range(event.slots)]
    return tuple(
        0 if slot in lost_slots else min(event.capacity(slot), n_tables - lost[slot])
        for slot in range(event.slots)
    )


def _list_cancelled(
    event: Event, timetable: Timetable, changes: Sequence[Change], now_slot: int
) -> tuple[dict[int, str], dict[int, Meeting]]:
    """Meetings that are off (with reasons), and larger ones that go on without somebody."""
    cancelled: dict[int, str] = {}
    shrunk: dict[int, Meeting] = {}
    for change in changes:
        if isinstance(change, Cancelled):
            cancelled[change.meeting] = "it is cancelled"
        if not isinstance(change, NoShow):
            continue
        for meeting in event.meetings_of[change.participant]:
            if timetable.slots[meeting] < max(change.from_slot, now_slot):
                continue
            now = shrunk.get(meeting, event.meetings[meeting])
            rest = tuple(p for p in now.participants if p != change.participant)
            if len(rest) < 2:
                who = event.name_participant(change.participant)
                cancelled.setdefault(meeting, f"{who} does not come")
            else:
                shrunk[meeting] = replace(now, participants=rest)
    return cancelled, shrunk
