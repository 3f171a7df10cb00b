"""What is given out: tables that run no formula, calendars that parse, a page that stands alone."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from xml.etree import ElementTree

import pytest
from icalendar import Calendar

from hanse.brokerage.timetable import Event, Meeting, Timetable
from hanse.brokerage.timetable.files import write_event
from hanse.brokerage.timetable.publishing import (
    Programme,
    build_report,
    explain_programme,
    read_programme,
    write_calendar,
    write_calendars,
    write_csv,
    write_excel,
    write_json,
    write_report,
)
from hanse.brokerage.timetable.solution import Break
from hanse.vocabulary import InputError

STAMP = datetime(2026, 11, 22, 12, tzinfo=UTC)
BEGIN = datetime(2026, 11, 25, 9, tzinfo=timezone(timedelta(hours=1)))
REASON = "=Alder <has> a break in slot 2: its partners meet somebody else."


def _programme() -> Programme:
    event = Event(
        title="Autumn <days>",
        participants=4,
        participant_names=("=Alder", "Birch; & Sons", "Čedar", "Durmast"),
        slots=4,
        morning_slots=2,
        tables=2,
        meetings=(
            Meeting(participants=(0, 1)),
            Meeting(participants=(0, 2)),
            Meeting(participants=(1, 2, 3)),
        ),
        forbidden=(frozenset(), frozenset(), frozenset(), frozenset({0})),
        fairness=None,
    )
    return Programme(
        event=event,
        timetable=Timetable((0, 2, 1), (0, 1, 0)),
        slot_starts=tuple(BEGIN + timedelta(minutes=25 * n) for n in range(4)),
        slot_minutes=20,
        rooms=("Hall", "Annex"),
        break_reasons=(Break(0, 1, 1, REASON, True),),
        lower_bound=1,
        statement="No timetable has fewer than 1 break.",
    )


def _read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_holds_every_meeting_and_runs_no_formula(tmp_path: Path) -> None:
    write_csv(_programme(), tmp_path / "m.csv")
    rows = _read_rows(tmp_path / "m.csv")
    assert [(row["meeting"], row["slot"], row["table"], row["room"]) for row in rows] == [
        ("1", "1", "1", "Hall"),
        ("3", "2", "1", "Hall"),
        ("2", "3", "2", "Annex"),
    ]
    assert rows[0]["participants"] == "'=Alder; Birch; & Sons"
    assert rows[0]["begin"] == "2026-11-25T09:00:00+01:00"
    assert rows[0]["end"] == "2026-11-25T09:20:00+01:00"


def test_agendas_have_one_row_a_participant_and_meeting(tmp_path: Path) -> None:
    write_csv(_programme(), tmp_path / "a.csv", by_participant=True)
    rows = _read_rows(tmp_path / "a.csv")
    assert len(rows) == 7
    assert [(r["slot"], r["with"]) for r in rows if r["participant"] == "'=Alder"] == [
        ("1", "Birch; & Sons"),
        ("3", "Čedar"),
    ]


def test_excel_has_grid_and_breaks_as_texts(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    write_excel(_programme(), tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["Meetings", "Agendas", "Grid", "Breaks"]
    grid = list(book["Grid"].iter_rows(values_only=True))
    assert grid[0] == ("participant", "09:00", "09:25", "09:50", "10:15")
    assert grid[1] == ("'=Alder", "Birch; & Sons (table 1)", None, "Čedar (table 2)", None)
    assert [row[3].value for row in book["Breaks"].iter_rows(min_row=2)] == [f"'{REASON}"]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_json_is_read_back_to_the_same_timetable(tmp_path: Path) -> None:
    programme = _programme()
    write_json(programme, tmp_path / "answer.json")
    again = read_programme(programme.event, tmp_path / "answer.json")
    assert again.timetable == programme.timetable
    assert again.breaks == programme.breaks
    assert again.statement == programme.statement
    data = json.loads((tmp_path / "answer.json").read_text())
    assert data["status"] == "optimal"
    assert data["meetings"][2]["names"] == ["Birch; & Sons", "Čedar", "Durmast"]


def _read_calendar(path: Path) -> Calendar:
    raw = path.read_bytes()
    lines = raw.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in lines)  # RFC 5545, 3.1
    calendar = Calendar.from_ical(raw)
    assert isinstance(calendar, Calendar)
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    for entry in calendar.walk("VEVENT"):
        assert not entry.errors
        for key in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "SEQUENCE"):
            assert key in entry, key
        for key in ("DTSTAMP", "DTSTART", "DTEND"):
            assert entry[key].dt.utcoffset() == timedelta(0)
    return calendar


def test_the_calendar_of_the_event_parses_and_is_in_utc(tmp_path: Path) -> None:
    write_calendar(_programme(), tmp_path / "e.ics", stamp=STAMP, sequence=2)
    entries = _read_calendar(tmp_path / "e.ics").walk("VEVENT")
    assert [entry["DTSTART"].dt for entry in entries] == [
        datetime(2026, 11, 25, 8, 0, tzinfo=UTC),
        datetime(2026, 11, 25, 8, 25, tzinfo=UTC),
        datetime(2026, 11, 25, 8, 50, tzinfo=UTC),
    ]
    assert entries[0]["DTEND"].dt - entries[0]["DTSTART"].dt == timedelta(minutes=20)
    assert entries[0]["SUMMARY"] == "=Alder – Birch; & Sons"
    assert entries[2]["LOCATION"] == "Table 2, Annex"
    assert {entry["SEQUENCE"] for entry in entries} == {2}


def test_each_participant_gets_its_own_calendar(tmp_path: Path) -> None:
    paths = write_calendars(_programme(), tmp_path, stamp=STAMP)
    assert [path.name for path in paths] == [
        "1-_Alder.ics", "2-Birch_ _ Sons.ics", "3-Čedar.ics", "4-Durmast.ics",
    ]  # fmt: skip
    number = [len(_read_calendar(path).walk("VEVENT")) for path in paths]
    assert number == [2, 2, 2, 1]
    alder = _read_calendar(paths[0]).walk("VEVENT")
    assert [entry["SUMMARY"] for entry in alder] == ["Birch; & Sons", "Čedar"]


def test_identifiers_survive_a_repair_and_are_shared_by_participants(tmp_path: Path) -> None:
    programme = _programme()
    moved = replace(
        programme,
        event=replace(programme.event, meetings=programme.event.meetings[1:]),
        timetable=Timetable((3, 1), (0, 0)),
    )
    write_calendar(programme, tmp_path / "a.ics", stamp=STAMP)
    write_calendar(moved, tmp_path / "b.ics", stamp=STAMP, sequence=1)
    before, after = (
        {e["SUMMARY"]: e["UID"] for e in _read_calendar(tmp_path / name).walk("VEVENT")}
        for name in ("a.ics", "b.ics")
    )
    assert len(set(before.values())) == 3
    assert after.items() <= before.items()
    paths = write_calendars(programme, tmp_path, stamp=STAMP)
    own = {e["UID"] for path in paths for e in _read_calendar(path).walk("VEVENT")}
    assert own == set(before.values())


def test_calendars_need_times_with_zones(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no times"):
        write_calendar(replace(_programme(), slot_starts=()), tmp_path / "e.ics", stamp=STAMP)
    naive = tuple(start.replace(tzinfo=None) for start in _programme().slot_starts)
    with pytest.raises(InputError, match="without time zone"):
        replace(_programme(), slot_starts=naive)
    with pytest.raises(InputError, match="1 times for 4 slots"):
        replace(_programme(), slot_starts=(BEGIN,))


def test_the_report_stands_alone_and_marks_breaks_with_reasons() -> None:
    page = build_report(_programme())
    assert "<script" not in page
    assert not re.search(r"(src|href)=|url\(|@import", page)
    assert set(re.findall(r"https?://[^\"' >]+", page)) == {"http://www.w3.org/2000/svg"}
    assert "Autumn &lt;days&gt;" in page
    assert "<days>" not in page
    assert "No timetable has fewer than 1 break." in page
    svg = ElementTree.fromstring(re.findall(r'<svg class="timetable".*?</svg>', page, re.S)[0])  # noqa: S314 (our own)
    space = "{http://www.w3.org/2000/svg}"
    assert svg.get("role") == "img"
    kinds = [rect.get("class") for rect in svg.iter(f"{space}rect")]
    assert (kinds.count("meeting"), kinds.count("break"), kinds.count("absent")) == (7, 1, 1)
    titles = [title.text for title in svg.iter(f"{space}title")]
    assert REASON in titles
    assert "09:00: with Birch; & Sons, table 1, Hall" in titles


def test_breaks_without_reasons_get_them() -> None:
    programme = explain_programme(replace(_programme(), break_reasons=()))
    (one,) = programme.breaks
    assert "has a break in" in one.reason


def test_the_report_is_written_whole(tmp_path: Path) -> None:
    write_report(_programme(), tmp_path / "r.html")
    assert (tmp_path / "r.html").read_text().endswith("</html>\n")
    assert [path.name for path in tmp_path.iterdir()] == ["r.html"]
    with pytest.raises(InputError, match="no folder"):
        write_report(_programme(), tmp_path / "none" / "r.html")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ("[]", "no list of meetings"),
        ('{"meetings": []}', "has 0 meetings, the event 3"),
        ('{"meetings": [1, 2, 3]}', "is an object"),
        ('{"meetings": [{"participants": [1, 3]}, 0, 0]}', "not those of the event"),
        ('{"meetings": [{"participants": [1, 2], "slot": 9, "table": 1}, 0, 0]}', "no slot 9"),
        ('{"meetings": [{"participants": [1, 2], "slot": 1, "table": 0}, 0, 0]}', "no table 0"),
    ],
)
def test_answers_of_something_else_are_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "answer.json"
    path.write_text(text)
    with pytest.raises(InputError, match=words):
        read_programme(_programme().event, path)


def test_an_event_survives_its_file(tmp_path: Path) -> None:
    from hanse.brokerage.timetable.files import read_event

    event = _programme().event
    write_event(event, tmp_path / "event.json")
    assert read_event(tmp_path / "event.json") == event
