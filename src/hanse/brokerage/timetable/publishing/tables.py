"""Timetables as CSV, Excel and JSON; no text is ever run as a formula."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from hanse.brokerage.timetable.publishing.programme import Programme
from hanse.panel.files import protect_text, replace_whole

MEETING_COLUMNS = ("meeting", "slot", "slot_name", "begin", "end", "table", "room", "participants")
AGENDA_COLUMNS = ("participant", "slot", "slot_name", "begin", "end", "table", "room", "with")
BREAK_COLUMNS = ("participant", "first_slot", "last_slot", "reason", "proven")


def list_meetings(programme: Programme) -> Iterator[tuple[Any, ...]]:
    """One row a meeting, in the order of slots and tables; see MEETING_COLUMNS."""
    timetable = programme.timetable
    order = sorted(
        range(len(timetable.slots)), key=lambda m: (timetable.slots[m], timetable.tables[m])
    )
    for meeting in order:
        names = programme.name_all(programme.event.meetings[meeting].participants)
        yield (meeting + 1, *_describe_place(programme, meeting), "; ".join(names))


def list_agenda(programme: Programme) -> Iterator[tuple[Any, ...]]:
    """One row a participant and meeting; see AGENDA_COLUMNS."""
    event, slots = programme.event, programme.timetable.slots
    for participant, meetings in enumerate(event.meetings_of):
        for meeting in sorted(meetings, key=lambda m: slots[m]):
            others = [p for p in event.meetings[meeting].participants if p != participant]
            yield (
                event.name_participant(participant),
                *_describe_place(programme, meeting),
                "; ".join(programme.name_all(others)),
            )


def list_break_rows(programme: Programme) -> Iterator[tuple[Any, ...]]:
    """One row a break; see BREAK_COLUMNS."""
    for one in programme.breaks:
        name = programme.event.name_participant(one.participant)
        proven = "yes" if one.proven else "no"
        yield name, one.first_slot + 1, one.last_slot + 1, one.reason, proven


def write_table(
    path: Path, columns: Sequence[str], rows: Iterator[tuple[Any, ...]] | Sequence[tuple[Any, ...]]
) -> None:
    """Write rows as CSV (UTF-8 with mark, as spreadsheets expect), whole or not at all."""
    with replace_whole(path) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_protect(cell) for cell in row])


def write_csv(programme: Programme, path: Path, *, by_participant: bool = False) -> None:
    """Write the meetings, or each participant's agenda, as CSV."""
    if by_participant:
        write_table(path, AGENDA_COLUMNS, list_agenda(programme))
    else:
        write_table(path, MEETING_COLUMNS, list_meetings(programme))


def write_excel(programme: Programme, path: Path) -> None:
    """Write a workbook with the sheets Meetings, Agendas, Grid and Breaks."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheets: list[tuple[str, Sequence[str], Iterator[tuple[Any, ...]]]] = [
        ("Meetings", MEETING_COLUMNS, list_meetings(programme)),
        ("Agendas", AGENDA_COLUMNS, list_agenda(programme)),
        ("Grid", _name_grid(programme), _list_grid(programme)),
        ("Breaks", BREAK_COLUMNS, list_break_rows(programme)),
    ]
    for title, columns, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "B2"
        sheet.append([_protect(column) for column in columns])
        for row in rows:
            sheet.append([_protect(cell) for cell in row])
    with replace_whole(path) as part:
        book.save(part)


def write_json(programme: Programme, path: Path) -> None:
    """Write everything as JSON, counted from 1; `hanse timetable report` reads it again."""
    with replace_whole(path) as part:
        part.write_text(
            json.dumps(describe_programme(programme), ensure_ascii=False) + "\n", "utf-8"
        )


def describe_programme(programme: Programme) -> dict[str, Any]:
    """The programme as plain data: the engine's answer with names and times beside the numbers."""
    event, timetable = programme.event, programme.timetable
    meetings = []
    for number, meeting in enumerate(event.meetings):
        slot, table = timetable.slots[number], timetable.tables[number]
        entry: dict[str, Any] = {
            "participants": [p + 1 for p in meeting.participants],
            "slot": slot + 1,
            "table": table + 1,
            "names": programme.name_all(meeting.participants),
        }
        if programme.slot_starts:
            entry["begin"] = programme.slot_starts[slot].isoformat()
            entry["end"] = programme.end(slot).isoformat()
        if table < len(programme.rooms):
            entry["room"] = programme.rooms[table]
        meetings.append(entry)
    bound = programme.lower_bound
    settled = bound is not None and bound == len(programme.breaks)
    return {
        "title": programme.title,
        "status": "optimal" if settled else "feasible",
        "breaks": len(programme.breaks),
        "lower_bound": bound or 0,
        "certificate": {"statement": programme.statement},
        "fairness": event.fairness,
        "meetings": meetings,
        "break_reasons": [
            {
                "participant": one.participant + 1,
                "first_slot": one.first_slot + 1,
                "last_slot": one.last_slot + 1,
                "reason": one.reason,
                "proven": one.proven,
            }
            for one in programme.breaks
        ],
    }


def _describe_place(programme: Programme, meeting: int) -> tuple[Any, ...]:
    slot, table = programme.timetable.slots[meeting], programme.timetable.tables[meeting]
    begin = programme.slot_starts[slot].isoformat() if programme.slot_starts else ""
    end = programme.end(slot).isoformat() if programme.slot_starts else ""
    room = programme.rooms[table] if table < len(programme.rooms) else ""
    return slot + 1, programme.name_slot(slot), begin, end, table + 1, room


def _name_grid(programme: Programme) -> tuple[str, ...]:
    return ("participant", *(programme.name_slot(t) for t in range(programme.event.slots)))


def _list_grid(programme: Programme) -> Iterator[tuple[Any, ...]]:
    event, timetable = programme.event, programme.timetable
    for participant, meetings in enumerate(event.meetings_of):
        cells = [""] * event.slots
        for meeting in meetings:
            others = [p for p in event.meetings[meeting].participants if p != participant]
            where = f" (table {timetable.tables[meeting] + 1})"
            cells[timetable.slots[meeting]] = "; ".join(programme.name_all(others)) + where
        yield (event.name_participant(participant), *cells)


def _protect(cell: Any) -> Any:
    return protect_text(cell) if isinstance(cell, str) else cell
