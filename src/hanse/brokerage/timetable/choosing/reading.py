"""Participants and wishes from CSV and Excel; every row that is wrong is named with its cure.

Participants, one a row: `name` (needed), `organisation`, `absent` (slots as in "1-3, 7"),
`most_meetings`, `priority`, `representatives`, `tables` (its own, as in "4" or "4, 5"),
`time_zone` ("Europe/Helsinki"), `hours` ("09:00-17:30" there), and any `tag:...` columns for rules
of diversity, such as `tag:country`.

Wishes, one a row: `wisher` and `wished` (needed; names as in the participants; several names in
`wished`, with semicolons between them, ask for one meeting of all), `strength` (1 to 3; empty: 1).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import time
from pathlib import Path
from typing import TypeVar

from hanse.brokerage.timetable.choosing.hours import get_zone
from hanse.brokerage.timetable.choosing.sheets import Sheet, read_sheet
from hanse.brokerage.timetable.choosing.wishes import STRENGTHS, Attendee, Wish
from hanse.brokerage.timetable.json_text import find_unprintable
from hanse.vocabulary.errors import InputError
from hanse.vocabulary.reports import Finding, Report

PARTICIPANT_COLUMNS = (
    *("organisation", "absent", "most_meetings", "priority", "representatives", "tables"),
    *("time_zone", "hours"),
)
TAG = "tag:"
T = TypeVar("T")


def read_participants(
    path: Path, *, slots: int, tables: int
) -> tuple[tuple[Attendee, ...], Report]:
    """Who comes, and a report with one finding for each wrong cell; wrong rows are set aside.

    Raises InputError where the file as a whole cannot be used.
    """
    sheet = read_sheet(path, required=("name",), optional=PARTICIPANT_COLUMNS, prefixes=(TAG,))
    report = Report(source=path.name)
    attendees: list[Attendee] = []
    row_of: dict[str, int] = {}
    owner: dict[int, str] = {}
    nowhere: tuple[int, ...] = ()
    for row, cells in sheet.rows:
        reader = _Row(sheet, row, cells, report)
        name = reader.read_name("name")
        key = _fold(name)
        if name and key in row_of:
            mend = "give each its own name"
            reader.complain("name", f"{name} is there already, in row {row_of[key]}", mend)
        attendee = Attendee(
            name=name,
            organisation=cells.get("organisation", ""),
            absent=frozenset(reader.read("absent", _make_numbers("slot", slots), nowhere)),
            most_meetings=reader.read("most_meetings", _make_whole(0, 10_000), None),
            priority=reader.read("priority", _make_whole(1, 100), 1),
            representatives=reader.read("representatives", _make_whole(1, 100), 1),
            tables=reader.read("tables", _make_numbers("table", tables), nowhere),
            time_zone=reader.read("time_zone", _read_zone, ""),
            hours=reader.read("hours", _read_hours, (time(9), time(18))),
            tags={c[len(TAG) :]: v for c, v in cells.items() if c.startswith(TAG) and v},
        )
        if reader.ok and cells.get("hours") and not attendee.time_zone:
            reader.complain("hours", "hours need a time zone", "write it in the column time_zone")
        for table in attendee.tables:
            if table in owner:
                mend = "give a table to one participant only"
                reader.complain("tables", f"table {table + 1} is {owner[table]}'s already", mend)
        if reader.ok:
            row_of[key] = row
            owner.update(dict.fromkeys(attendee.tables, name))
            attendees.append(attendee)
    report.facts["participants"] = len(attendees)
    return tuple(attendees), report


def read_names(path: Path) -> tuple[str, ...]:
    """The names of all rows of participants, also of those that are wrong."""
    sheet = read_sheet(path, required=("name",), optional=PARTICIPANT_COLUMNS, prefixes=(TAG,))
    return tuple(cells["name"] for _, cells in sheet.rows)


def read_wishes(
    path: Path, attendees: Sequence[Attendee], *, announced: Sequence[str] = ()
) -> tuple[tuple[Wish, ...], Report]:
    """Who wants to meet whom, and a report; wrong rows are set aside.

    `announced` are names of participants whose own rows were wrong: a wish that names one is set
    aside without a word, since the first cause is told already.
    """
    sheet = read_sheet(path, required=("wisher", "wished"), optional=("strength",))
    report = Report(source=path.name)
    number_of = {_fold(attendee.name): number for number, attendee in enumerate(attendees)}
    wrong = frozenset(_fold(name) for name in announced) - number_of.keys()
    wishes: list[Wish] = []
    row_of: dict[tuple[int, tuple[int, ...]], int] = {}
    for row, cells in sheet.rows:
        reader = _Row(sheet, row, cells, report)
        reader.announced = wrong
        wisher = reader.find("wisher", cells["wisher"], number_of)
        names = [name.strip() for name in cells["wished"].split(";") if name.strip()]
        if not names:
            reader.complain("wished", "nobody is named", "write the name of a participant")
        wished = [reader.find("wished", name, number_of) for name in names]
        strength = reader.read("strength", _make_whole(STRENGTHS[0], STRENGTHS[-1]), 1)
        if not reader.ok:
            continue
        wish = Wish(wisher=wisher, wished=tuple(dict.fromkeys(wished)), strength=strength)
        if wisher in wished:
            reader.complain("wished", "nobody can meet itself", "name somebody else")
        elif (wisher, wish.everyone) in row_of:
            first = row_of[wisher, wish.everyone]
            mend = "keep one of the two rows"
            reader.complain("wished", f"the same wish is in row {first}", mend)
        else:
            row_of[wisher, wish.everyone] = row
            wishes.append(wish)
    report.facts["wishes"] = len(wishes)
    return tuple(wishes), report


def require_sound(*reports: Report) -> None:
    """Raise an InputError that lists what is wrong, the first twenty rows of it."""
    errors = [error for report in reports for error in report.errors]
    if not errors:
        return
    first = errors[0]
    more = [
        f"\n  {error.file}, row {error.row}, column {error.column}: {error.message}"
        for error in errors[1:20]
    ]
    rest = f"\n  … and {len(errors) - 20} more" if len(errors) > 20 else ""
    raise InputError(
        first.message + "".join(more) + rest,
        file=first.file,
        row=first.row,
        field=first.column,
    )


class _Row:
    """One row: reads its cells and notes what is wrong with them."""

    def __init__(self, sheet: Sheet, row: int, cells: dict[str, str], report: Report) -> None:
        self.sheet, self.row, self.cells, self.report, self.ok = sheet, row, cells, report, True
        self.announced: frozenset[str] = frozenset()
        for column, text in cells.items():
            sign = find_unprintable(text)
            if sign:
                self.complain(column, f"the character {sign} cannot be written", "take it out")

    def complain(self, column: str, what: str, mend: str) -> None:
        """Set the row aside."""
        self.ok = False
        value = self.cells.get(column, "")
        self.report.add(
            Finding(
                severity="error",
                kind=f"wrong-{column.replace('_', '-')}",
                message=f"{what[:1].upper()}{what[1:]}; {mend}.",
                action="row set aside",
                file=self.sheet.file,
                row=self.row,
                column=column,
                value=value[:200],
            )
        )

    def read_name(self, column: str) -> str:
        """A text that must be there."""
        text = self.cells.get(column, "")
        if not text:
            self.complain(column, "the name is missing", "write one")
        if len(text) > 200:
            self.complain(column, "the name has more than 200 letters", "shorten it")
        if ";" in text:
            self.complain(column, "the name holds a semicolon", "write it without")
        return text

    def read(self, column: str, parse: Callable[[str], T], default: T) -> T:
        """A cell, or the default where it is empty or wrong."""
        text = self.cells.get(column, "")
        if not text:
            return default
        try:
            return parse(text)
        except InputError as error:
            self.complain(column, error.what.rstrip("."), (error.mend or "mend it").rstrip("."))
            return default

    def find(self, column: str, name: str, number_of: dict[str, int]) -> int:
        """The participant of a name."""
        if not name:
            self.complain(column, "nobody is named", "write the name of a participant")
            return -1
        if _fold(name) in self.announced:
            self.ok = False
            return -1
        if _fold(name) not in number_of:
            close = _find_similar(name, number_of)
            mend = f"did you mean {close}" if close else "add it to the participants"
            self.complain(column, f"there is no participant {name!r}", mend)
            return -1
        return number_of[_fold(name)]


def _find_similar(name: str, number_of: dict[str, int]) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(_fold(name), number_of, n=1, cutoff=0.8)), "")


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())


def _make_whole(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch(r"-?\d{1,9}", text, re.ASCII) or not least <= int(text) <= most:
            mend = f"write a whole number from {least} to {most}"
            raise InputError(f"{text!r} cannot be used", mend=mend)
        return int(text)

    return parse


def _make_numbers(noun: str, most: int) -> Callable[[str], tuple[int, ...]]:
    """A parser of "1-3, 7" to positions counted from 0."""

    def parse(text: str) -> tuple[int, ...]:
        numbers: set[int] = set()
        for part in re.split(r"[,\s]+", text.replace("–", "-").strip(" ,")):
            match = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", part, re.ASCII)
            if match is None:
                mend = f"write {noun}s as in 1-3, 7"
                raise InputError(f"{text!r} cannot be used", mend=mend)
            first, last = int(match[1]), int(match[2] or match[1])
            if not 1 <= first <= last <= most:
                raise InputError(f"{part!r} is beyond", mend=f"{noun}s are 1 to {most}")
            numbers.update(range(first - 1, last))
        return tuple(sorted(numbers))

    return parse


def _read_zone(text: str) -> str:
    get_zone(text)
    return text


def _read_hours(text: str) -> tuple[time, time]:
    match = re.fullmatch(r"(\d{1,2}):(\d\d)\s*[-–]\s*(\d{1,2}):(\d\d)", text, re.ASCII)
    if match is None:
        raise InputError(f"{text!r} cannot be used", mend="write hours as in 09:00-17:30")
    first, minutes, last, more = (int(part) for part in match.groups())
    try:
        hours = time(first, minutes), time(last, more)
    except ValueError as error:
        raise InputError(f"{text!r} is no time of the day", mend="as in 09:00-17:30") from error
    if hours[0] == hours[1]:
        raise InputError(f"{text!r} holds no time", mend="write hours as in 09:00-17:30")
    return hours
