"""A timetable with everything that is needed to give it out: times, rooms, reasons, figures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

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


def read_programme(event: Event, path: Path) -> Programme:
    """A programme from the answer that `hanse timetable FILE --json` or `--out` gave.

    Raises InputError where the answer is none of this event.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError("The file cannot be read.", file=str(path)) from error
    except ValueError as error:
        raise InputError(f"This is not JSON: {error}.", file=path.name) from error
    if not isinstance(data, dict) or not isinstance(data.get("meetings"), list):
        raise InputError(
            "The answer has no list of meetings.",
            file=path.name,
            field="meetings",
            mend="Give a file that `hanse timetable FILE --out` wrote.",
        )
    meetings = data["meetings"]
    if len(meetings) != len(event.meetings):
        raise InputError(
            f"The answer has {len(meetings)} meetings, the event {len(event.meetings)}.",
            file=path.name,
            field="meetings",
        )
    slots, tables = [], []
    for number, (entry, meeting) in enumerate(zip(meetings, event.meetings, strict=True), 1):
        slot, table = _read_meeting(entry, meeting.participants, event, path.name, number)
        slots.append(slot)
        tables.append(table)
    certificate = data.get("certificate")
    statement = certificate.get("statement") if isinstance(certificate, dict) else ""
    bound = data.get("lower_bound")
    return Programme(
        event=event,
        timetable=Timetable(tuple(slots), tuple(tables)),
        break_reasons=tuple(_read_breaks(data.get("break_reasons"))),
        lower_bound=bound if isinstance(bound, int) else None,
        statement=str(statement or ""),
    )


def _read_meeting(
    entry: Any, participants: tuple[int, ...], event: Event, file: str, number: int
) -> tuple[int, int]:
    place = f"meetings[{number}]"
    if not isinstance(entry, dict):
        raise InputError("A meeting is an object {...}.", file=file, field=place)
    if entry.get("participants") != [p + 1 for p in participants]:
        raise InputError(
            "Its participants are not those of the event.",
            file=file,
            field=place,
            mend="Give the event and the answer that belong together.",
        )
    slot, table = entry.get("slot"), entry.get("table")
    if type(slot) is not int or not 1 <= slot <= event.slots:
        raise InputError(f"There is no slot {slot!r}.", file=file, field=place)
    if type(table) is not int or table < 1:
        raise InputError(f"There is no table {table!r}.", file=file, field=place)
    return slot - 1, table - 1


def _read_breaks(data: Any) -> list[Break]:
    keys = ("participant", "first_slot", "last_slot")
    known = [
        entry
        for entry in (data if isinstance(data, list) else [])
        if isinstance(entry, dict) and all(type(entry.get(key)) is int for key in keys)
    ]
    return [
        Break(
            entry["participant"] - 1,
            entry["first_slot"] - 1,
            entry["last_slot"] - 1,
            str(entry.get("reason", "")),
            bool(entry.get("proven")),
        )
        for entry in known
    ]
