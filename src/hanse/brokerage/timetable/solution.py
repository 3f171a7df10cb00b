"""What the engine gives back: the timetable, how good it is, and why it is not better."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from hanse.brokerage.timetable.event import Event

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
CertificateKind = Literal[
    "matching bound", "solver proof", "bound and gap", "counting argument", "none"
]


@dataclass(frozen=True)
class Timetable:
    """A slot and a table for each meeting, in the order of the event, counted from 0."""

    slots: tuple[int, ...]
    tables: tuple[int, ...]

    def used_slots(self, event: Event) -> tuple[tuple[int, ...], ...]:
        """The slots in which each participant meets somebody, ascending."""
        return tuple(
            tuple(sorted(self.slots[meeting] for meeting in meetings))
            for meetings in event.meetings_of
        )


@dataclass(frozen=True)
class Break:
    """Idle slots between two meetings of one participant: from `first_slot` to `last_slot`."""

    participant: int
    first_slot: int
    last_slot: int
    reason: str = ""
    """Why it is there, in words for the person who has it."""
    proven: bool = False
    """True: no timetable at all spares this participant this break, or no timetable has fewer
    breaks in total; `reason` says which of the two."""


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """Why the bound holds, and what the reader may rely on."""

    kind: CertificateKind
    statement: str
    """One or two sentences for people."""
    participant_bounds: tuple[int, ...] = ()
    """The fewest breaks that each participant can have, from its own meetings alone."""
    solver: str = ""
    """The solver that closed the proof, where one was needed."""

    @property
    def needs_solver(self) -> bool:
        """False where the bound can be checked by counting alone."""
        return self.kind == "solver proof"


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """One of the rules that cannot hold together, as people know it."""

    kind: str
    """"session", "fixed", "absence", "precedence", "clash", "tables", "fairness", "slots"."""
    sentence: str
    participants: tuple[int, ...] = ()
    meetings: tuple[int, ...] = ()
    slots: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Relaxation:
    """A change of the event after which a timetable exists; tested by making one."""

    sentence: str
    event: Event
    """The event with the change made."""
    breaks: int
    """Breaks of the timetable that shows it; not necessarily the fewest."""
    cost: int
    """How many single rules are changed."""


@dataclass(frozen=True, kw_only=True)
class Infeasibility:
    """Why no timetable exists: rules that cannot hold together, none of which is superfluous."""

    summary: str
    conflicts: tuple[Conflict, ...]
    minimal: bool
    """True: leave any one of the conflicts out and the rest can hold together (tested)."""
    relaxations: tuple[Relaxation, ...] = ()
    """Cheapest first."""


@dataclass(frozen=True, kw_only=True)
class Solution:
    """The answer to one event."""

    status: Status
    timetable: Timetable | None
    breaks: int | None
    lower_bound: int
    """No timetable has fewer breaks than this (0 where nothing is known)."""
    seconds: float
    certificate: Certificate
    break_reasons: tuple[Break, ...] = ()
    infeasibility: Infeasibility | None = None

    @property
    def gap(self) -> int | None:
        """Breaks that might still be spared; None without a timetable."""
        return None if self.breaks is None else self.breaks - self.lower_bound


def list_breaks(used_slots: Sequence[int]) -> list[tuple[int, int]]:
    """The idle groups (first, last slot) between the first and the last of ascending slots."""
    return [(before + 1, after - 1) for before, after in pairwise(used_slots) if after > before + 1]


def count_breaks(event: Event, slots: Sequence[int]) -> list[int]:
    """How many breaks each participant has when meeting m is held in `slots[m]`."""
    return [
        len(list_breaks(sorted(slots[meeting] for meeting in meetings)))
        for meetings in event.meetings_of
    ]


def list_violations(event: Event, slots: Sequence[int]) -> list[str]:
    """The rules that holding meeting m in `slots[m]` breaks, in words; empty for a timetable."""
    found = [
        f"{event.name_meeting(meeting)} cannot be held in {event.name_slot(slot)}: "
        f"{_explain_slot(event, meeting, slot)}"
        for meeting, slot in enumerate(slots)
        if slot not in event.allowed_slots[meeting]
    ]
    for participant, meetings in enumerate(event.meetings_of):
        if len({slots[meeting] for meeting in meetings}) < len(meetings):
            found.append(_describe_clash(event, participant, slots))
    for slot, used in sorted(Counter(slots).items()):
        if 0 <= slot < event.slots and used > event.capacity(slot):
            tables = event.capacity(slot)
            found.append(f"{event.name_slot(slot)} has {used} meetings at {tables} tables")
    for earlier, later in event.precedences:
        if slots[earlier] >= slots[later]:
            found.append(f"meeting {earlier + 1} is not held before meeting {later + 1}")
    breaks = count_breaks(event, slots)
    if event.fairness is not None and breaks and max(breaks) - min(breaks) > event.fairness:
        most, least = (event.name_participant(breaks.index(one(breaks))) for one in (max, min))
        found.append(
            f"breaks differ by {max(breaks) - min(breaks)}, more than {event.fairness}: "
            f"{most} has {max(breaks)}, {least} {min(breaks)}"
        )
    return found


def _explain_slot(event: Event, meeting: int, slot: int) -> str:
    """Why a meeting cannot be held in a slot."""
    if not 0 <= slot < event.slots:
        return "there is no such slot"
    one = event.meetings[meeting]
    why = [
        f"{event.name_participant(p)} is absent"
        for p in one.participants
        if slot in event.forbidden[p]
    ]
    why += ["the slot is closed to it"] if slot in one.forbidden_slots else []
    if one.fixed_slot not in (None, slot):
        why.append(f"it is fixed in {event.name_slot(one.fixed_slot or 0)}")
    if slot not in event.session_slots(one.session):
        why.append(f"it belongs to the {one.session}")
    return ", and ".join(why)


def _describe_clash(event: Event, participant: int, slots: Sequence[int]) -> str:
    first: dict[int, int] = {}
    for meeting in event.meetings_of[participant]:
        slot = slots[meeting]
        if slot in first:
            break
        first[slot] = meeting
    return (
        f"{event.name_participant(participant)} has two meetings at once: meetings "
        f"{first[slot] + 1} and {meeting + 1} in {event.name_slot(slot)}"
    )


def assign_tables(event: Event, slots: Sequence[int]) -> Timetable:
    """Number the tables within each slot in the order of the meetings.

    Tables are interchangeable for the number of breaks, so only how many are used matters to the
    solver; numbers are given at the end.
    """
    taken = [0] * event.slots
    tables = []
    for slot in slots:
        tables.append(taken[slot])
        taken[slot] += 1
    return Timetable(slots=tuple(slots), tables=tuple(tables))
