"""The event to be timetabled: participants, meetings, slots, tables, and what restricts them.

Participants, meetings, slots and tables are counted from 0 in Python, and from 1 in files, in the
output of the command line and in every sentence for people.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from hanse.vocabulary.errors import InputError

Session = Literal["morning", "afternoon", "any"]
DEFAULT_FAIRNESS = 2
"""The numbers of breaks of any two participants differ by at most this, as in the publication."""

MOST_SLOTS = 1_000
"""Slots of an event in a file: days of meetings have some 10 to 50, and beyond this the clock
could not be kept. Events in Python may have more."""


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A meeting that must be held once."""

    participants: tuple[int, ...]
    """Who meets, counted from 0, in the order of the file; two in the published problem."""
    session: Session = "any"
    """In which part of the day it must fall."""
    fixed_slot: int | None = None
    """The slot in which it must be held, or None."""
    forbidden_slots: frozenset[int] = frozenset()
    """Slots in which this meeting cannot be held, whoever is free."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """A brokerage event (Bofill et al., JAIR 74, 2022), as plain immutable data.

    Raises InputError where the parts contradict each other in form (a participant that does not
    exist, a slot beyond the last). An event without a timetable is a good event: whether one
    exists is for the solver to say.
    """

    participants: int
    slots: int
    tables: int
    """Tables in every slot: how many meetings can be held at the same time."""
    meetings: tuple[Meeting, ...]
    morning_slots: int | None = None
    """Slots 0 to this - 1 are the morning; None: all of them are (no afternoon)."""
    forbidden: tuple[frozenset[int], ...] = ()
    """Slots in which each participant is absent; empty: nobody is ever absent."""
    precedences: tuple[tuple[int, int], ...] = ()
    """Pairs (earlier, later) of meetings: the first is held in an earlier slot than the second."""
    fairness: int | None = DEFAULT_FAIRNESS
    """The breaks of any two participants differ by at most this; None: no such rule."""
    tables_by_slot: tuple[int, ...] = ()
    """Tables in each slot where they differ (a room is lost); empty: `tables` in every slot."""
    participant_names: tuple[str, ...] = ()
    slot_names: tuple[str, ...] = ()
    title: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not self.forbidden:
            object.__setattr__(self, "forbidden", (frozenset[int](),) * self.participants)
        if self.morning_slots is None:
            object.__setattr__(self, "morning_slots", self.slots)
        _require_sizes(self)
        for number, meeting in enumerate(self.meetings):
            _require_meeting(self, number, meeting)
        for earlier, later in self.precedences:
            for index in (earlier, later):
                _require_index("precedences", "meeting", index, len(self.meetings))

    @property
    def last_morning_slot(self) -> int:
        """How many of the slots belong to the morning."""
        return self.slots if self.morning_slots is None else self.morning_slots

    def capacity(self, slot: int) -> int:
        """How many meetings can be held in `slot`."""
        return self.tables_by_slot[slot] if self.tables_by_slot else self.tables

    @cached_property
    def meetings_of(self) -> tuple[tuple[int, ...], ...]:
        """The meetings of each participant, in the order of the file."""
        of: list[list[int]] = [[] for _ in range(self.participants)]
        for number, meeting in enumerate(self.meetings):
            for participant in meeting.participants:
                of[participant].append(number)
        return tuple(tuple(numbers) for numbers in of)

    @cached_property
    def allowed_slots(self) -> tuple[frozenset[int], ...]:
        """For each meeting the slots that its session, its fixed slot and absences leave."""
        return tuple(frozenset(self._allowed(meeting)) for meeting in self.meetings)

    def session_slots(self, session: Session) -> range:
        """The slots of a part of the day."""
        if session == "morning":
            return range(self.last_morning_slot)
        if session == "afternoon":
            return range(self.last_morning_slot, self.slots)
        return range(self.slots)

    def _allowed(self, meeting: Meeting) -> Iterable[int]:
        closed = meeting.forbidden_slots.union(*(self.forbidden[p] for p in meeting.participants))
        for slot in self.session_slots(meeting.session):
            if meeting.fixed_slot in (None, slot) and slot not in closed:
                yield slot

    def name_participant(self, participant: int) -> str:
        """How sentences call a participant: the given name, or "participant 7"."""
        return _name(self.participant_names, participant, "participant")

    def name_slot(self, slot: int) -> str:
        """How sentences call a slot: the given name, or "slot 3"."""
        return _name(self.slot_names, slot, "slot")

    def name_meeting(self, meeting: int) -> str:
        """How sentences call a meeting: "meeting 12 (participants 3 and 9)"."""
        who = self.meetings[meeting].participants
        if self.participant_names:
            return f"meeting {meeting + 1} ({' with '.join(self.name_participant(p) for p in who)})"
        return f"meeting {meeting + 1} (participants {' and '.join(str(p + 1) for p in who)})"


def _name(names: Sequence[str], index: int, noun: str) -> str:
    return names[index] if index < len(names) and names[index] else f"{noun} {index + 1}"


def _require_sizes(event: Event) -> None:
    for field_name in ("participants", "slots", "tables"):
        if getattr(event, field_name) < 0:
            raise InputError(f"The number of {field_name} is negative.", field=field_name)
    if not 0 <= event.last_morning_slot <= event.slots:
        raise InputError(
            f"The morning has {event.morning_slots} slots, the event {event.slots}.",
            field="morning_slots",
        )
    if event.fairness is not None and event.fairness < 0:
        raise InputError("Fairness is a number of breaks, 0 or more.", field="fairness")
    for field_name, size in (("forbidden", event.participants), ("tables_by_slot", event.slots)):
        given = len(getattr(event, field_name))
        if given not in (0, size):
            raise InputError(
                f"{field_name} has {given} entries, expected {size}.", field=field_name
            )
    for slots in event.forbidden:
        for slot in slots:
            _require_index("forbidden", "slot", slot, event.slots)


def _require_meeting(event: Event, number: int, meeting: Meeting) -> None:
    place = f"meeting {number + 1}"
    if not meeting.participants:
        raise InputError("A meeting has no participants.", field=place)
    if len(set(meeting.participants)) < len(meeting.participants):
        raise InputError("A participant cannot meet itself.", field=place)
    for participant in meeting.participants:
        _require_index(place, "participant", participant, event.participants)
    for slot in meeting.forbidden_slots:
        _require_index(place, "slot", slot, event.slots)
    if meeting.fixed_slot is not None:
        _require_index(place, "slot", meeting.fixed_slot, event.slots)


def _require_index(place: str, noun: str, index: int, size: int) -> None:
    if not 0 <= index < size:
        raise InputError(f"There is no {noun} {index + 1}; they are 1 to {size}.", field=place)
