"""A timetable with everything that is needed to give it out: times, rooms, reasons, figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from hanse.brokerage.timetable.event import Event
from hanse.brokerage.timetable.solution import Break, Solution, Timetable, list_breaks
from hanse.vocabulary.errors import InputError


@dataclass(frozen=True, kw_only=True)
class Programme:
    """What is given out. Slots, tables and participants are counted from 0."""

    event: Event
    timetable: Timetable
    slot_starts: tuple[datetime, ...] = ()
    """When each slot begins, with time zone; empty: slots have no times."""
    slot_minutes: int = 20
    rooms: tuple[str, ...] = ()
    """The room of each table."""
    break_reasons: tuple[Break, ...] = ()
    lower_bound: int | None = None
    statement: str = ""
    """The certificate, in words."""
    facts: tuple[tuple[str, str], ...] = ()
    """Further figures for the report, as (label, value)."""

    def __post_init__(self) -> None:
        if self.slot_starts and len(self.slot_starts) != self.event.slots:
            raise InputError(
                f"There are {len(self.slot_starts)} times for {self.event.slots} slots.",
                field="slot_starts",
            )
        if any(start.tzinfo is None for start in self.slot_starts):
            raise InputError("A slot begins at a time without time zone.", field="slot_starts")

    @cached_property
    def breaks(self) -> tuple[Break, ...]:
        """All breaks, with the reasons that are known."""
        known = {(b.participant, b.first_slot): b for b in self.break_reasons}
        return tuple(
            known.get((participant, first), Break(participant, first, last))
            for participant, used in enumerate(self.timetable.used_slots(self.event))
            for first, last in list_breaks(used)
        )

    @property
    def title(self) -> str:
        """The name of the event."""
        return self.event.title or "Brokerage event"

    def end(self, slot: int) -> datetime:
        """When a slot ends."""
        return self.slot_starts[slot] + timedelta(minutes=self.slot_minutes)

    def name_slot(self, slot: int) -> str:
        """The time of a slot, or its name."""
        if self.slot_starts and not self.event.slot_names:
            return f"{self.slot_starts[slot]:%H:%M}"
        return self.event.name_slot(slot)

    def name_table(self, table: int) -> str:
        """A table with its room."""
        room = f", {self.rooms[table]}" if table < len(self.rooms) and self.rooms[table] else ""
        return f"table {table + 1}{room}"

    def name_all(self, participants: Sequence[int]) -> list[str]:
        """Names of participants."""
        return [self.event.name_participant(p) for p in participants]


def make_programme(event: Event, solution: Solution) -> Programme:
    """A programme of the engine's answer; raises InputError where there is no timetable."""
    if solution.timetable is None:
        raise InputError("There is no timetable to be given out.")
    return Programme(
        event=event,
        timetable=solution.timetable,
        break_reasons=solution.break_reasons,
        lower_bound=solution.lower_bound,
        statement=solution.certificate.statement,
    )


def explain_programme(programme: Programme) -> Programme:
    """The programme with a reason for each break, where reasons are not known yet."""
    from hanse.brokerage.timetable.reasons import explain_breaks
    from hanse.brokerage.timetable.screens import screen_event

    if all(one.reason for one in programme.breaks):
        return programme
    screening = screen_event(replace(programme.event, fairness=None))
    reasons = explain_breaks(
        programme.event,
        programme.timetable,
        screening,
        fewest_proven=programme.lower_bound == len(programme.breaks),
    )
    return replace(programme, break_reasons=reasons)
