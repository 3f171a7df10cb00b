"""Participants and wishes from files: spellings that are read, and what is said of broken ones."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from hanse.brokerage.timetable.choosing import read_participants, read_wishes, require_sound
from hanse.brokerage.timetable.choosing.wishes import Attendee
from hanse.vocabulary import InputError

PEOPLE = (Attendee(name="Alder"), Attendee(name="Birch"), Attendee(name="Cedar"))


def _write(folder: Path, text: str | bytes, name: str = "people.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_every_column_is_read(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        "Name;Organisation;absent;Most meetings;priority;representatives;tables;time_zone;hours;"
        "tag:country\n"
        "Alder;Alder Ltd;1-3, 7;5;2;2;4 5;Europe/Helsinki;08:30-16:00;FI\n"
        "Birch;;;;;;;;;\n",
    )
    (alder, birch), report = read_participants(path, slots=8, tables=6)
    assert report.ok
    assert alder == Attendee(
        name="Alder",
        organisation="Alder Ltd",
        absent=frozenset({0, 1, 2, 6}),
        most_meetings=5,
        priority=2,
        representatives=2,
        tables=(3, 4),
        time_zone="Europe/Helsinki",
        hours=(time(8, 30), time(16)),
        tags={"country": "FI"},
    )
    assert birch == Attendee(name="Birch")


def test_excel_is_read_like_csv(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("wisher", "wished", "strength"),
        ("Alder", "Birch; Cedar", 2.0),
        (),
        ("Birch", "alder ", None),
    ):
        sheet.append(row)
    book.save(tmp_path / "wishes.xlsx")
    wishes, report = read_wishes(tmp_path / "wishes.xlsx", PEOPLE)
    assert report.ok
    assert [(w.wisher, w.wished, w.strength) for w in wishes] == [(0, (1, 2), 2), (1, (0,), 1)]


WRONG_PEOPLE = [
    ("name,absent\n,1\n", 2, "name", "name is missing"),
    ("name,absent\nAlder,\nalder ,\n", 3, "name", "there already, in row 2"),
    ("name\n" + "x" * 201 + "\n", 2, "name", "more than 200 letters"),
    ("name\nAlder; Birch\n", 2, "name", "semicolon"),
    ("name,absent\nAlder,9\n", 2, "absent", "slots are 1 to 8"),
    ("name,absent\nAlder,3-1\n", 2, "absent", "slots are 1 to 8"),
    ("name,absent\nAlder,morning\n", 2, "absent", "as in 1-3, 7"),
    ("name,most_meetings\nAlder,-1\n", 2, "most_meetings", "whole number from 0"),
    ("name,priority\nAlder,0\n", 2, "priority", "whole number from 1 to 100"),
    ("name,priority\nAlder,1.5\n", 2, "priority", "whole number from 1 to 100"),
    ("name,representatives\nAlder,many\n", 2, "representatives", "whole number from 1"),
    ("name,tables\nAlder,7\n", 2, "tables", "tables are 1 to 6"),
    ("name,tables\nAlder,1\nBirch,1\n", 3, "tables", "Alder's already"),
    ("name,time_zone\nAlder,Atlantis\n", 2, "time_zone", "no time zone 'Atlantis'"),
    ("name,hours\nAlder,9 to 5\n", 2, "hours", "as in 09:00-17:30"),
    ("name,hours\nAlder,09:00-25:00\n", 2, "hours", "no time of the day"),
]
WRONG_WISHES = [
    ("wisher,wished\nAlder,\n", 2, "wished", "Nobody is named"),
    ("wisher,wished\n,Birch\n", 2, "wisher", "Nobody is named"),
    ("wisher,wished\nAlder,Brich\n", 2, "wished", "did you mean birch"),
    ("wisher,wished\nWillow,Birch\n", 2, "wisher", "add it to the participants"),
    ("wisher,wished\nAlder,Alder\n", 2, "wished", "Nobody can meet itself"),
    ("wisher,wished\nAlder,Birch\nAlder,Birch\n", 3, "wished", "same wish is in row 2"),
    ("wisher,wished,strength\nAlder,Birch,4\n", 2, "strength", "whole number from 1 to 3"),
    ("wisher,wished,strength\nAlder,Birch,strong\n", 2, "strength", "'strong' cannot be used"),
]
BROKEN = [
    ("", None, "The file is empty"),
    ("absent\n1\n", 1, "column name is missing"),
    ("name,colour\nAlder,red\n", 1, "column 'colour' is not known"),
    ("name,,absent\nAlder,,1\n", 1, "A column has no name"),
    ("name,Name\nAlder,Alder\n", 1, "column name is there twice"),
    ("name,absent\nAlder,1,2,3\n", 2, "row has 4 cells"),
    ('name,absent\n"Alder,1\n', 2, "cannot be read"),
    (b"name\n\xff\xfe\n", None, "not text in UTF-8"),
    (b"name\nAl\x00der\n", None, "zero bytes"),
]


@pytest.mark.parametrize(("text", "row", "column", "words"), WRONG_PEOPLE)
def test_wrong_participants_are_set_aside_with_place_and_cure(
    tmp_path: Path, text: str, row: int, column: str, words: str
) -> None:
    _, report = read_participants(_write(tmp_path, text), slots=8, tables=6)
    (finding,) = report.errors
    assert (finding.file, finding.row, finding.column) == ("people.csv", row, column)
    assert words in finding.message
    assert finding.action == "row set aside"


@pytest.mark.parametrize(("text", "row", "column", "words"), WRONG_WISHES)
def test_wrong_wishes_are_set_aside_with_place_and_cure(
    tmp_path: Path, text: str, row: int, column: str, words: str
) -> None:
    wishes, report = read_wishes(_write(tmp_path, text), PEOPLE)
    (finding,) = report.errors
    assert (finding.row, finding.column) == (row, column)
    assert words in finding.message
    assert len(wishes) == (row == 3)


@pytest.mark.parametrize(("text", "row", "words"), BROKEN)
def test_files_that_cannot_be_read_at_all(
    tmp_path: Path, text: str | bytes, row: int | None, words: str
) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read_participants(_write(tmp_path, text), slots=8, tables=6)
    assert caught.value.row == row
    assert caught.value.file == "people.csv"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("people.pdf", "are not known"),
        ("people.xlsx", "not an Excel workbook"),
        ("none.csv", "no such file"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, name: str, words: str) -> None:
    path = tmp_path / name
    if name != "none.csv":
        _write(tmp_path, "name\nAlder\n", name)
    with pytest.raises(InputError, match=words):
        read_participants(path, slots=8, tables=6)


def test_all_wrong_rows_are_told_at_once(tmp_path: Path) -> None:
    path = _write(tmp_path, "wisher,wished\nAlder,X\nAlder,Y\nBirch,Alder\n")
    wishes, report = read_wishes(path, PEOPLE)
    assert len(wishes) == 1
    with pytest.raises(InputError) as caught:
        require_sound(report)
    assert caught.value.row == 2
    assert "row 3, column wished" in str(caught.value)
