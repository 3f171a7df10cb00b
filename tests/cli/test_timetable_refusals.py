"""`hanse timetable`: what would be ignored, or lost, is refused before anything is done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hanse.cli.timetable import command
from hanse.vocabulary import InputError

EVENT = {
    "slots": 4,
    "morning_slots": 2,
    "tables": 2,
    "participants": ["Alder", "Birch", "Cedar"],
    "meetings": [{"participants": [1, 2]}, {"participants": [1, 3]}],
}
ANSWER = {
    "meetings": [
        {"participants": [1, 2], "slot": 2, "table": 1},
        {"participants": [1, 3], "slot": 3, "table": 1},
    ]
}
FILES = {
    "event.json": json.dumps(EVENT),
    "answer.json": json.dumps(ANSWER),
    "answer.html": json.dumps(ANSWER),
    "people.csv": "name,tag:country\nAlder,FI\nBirch,SE\n",
    "meetings.csv": "name\nAlder\nBirch\n",
    "bell.csv": "name\nAl\x07der\nBirch\n",
    "wishes.csv": "wisher,wished\nAlder,Birch\n",
    "whole.json": json.dumps(EVENT | {"morning_slots": 4}),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


REPAIR = ("repair", "event.json", "answer.json")
EXPORT = ("export", "event.json", "answer.json", "--out", "out.ics", "--begins")
CHOOSE = ("choose", "people.csv", "wishes.csv", "--slots", "3", "--tables", "2")
NINE = "2026-11-25T09:00+01:00"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((*REPAIR, "--lost-tables", "9@1"), "no table 9 to lose; tables are 1 to 2"),
        ((*REPAIR, "--lost-tables", "1@9"), "no slot 9 to lose; slots are 1 to 4"),
        ((*REPAIR, "--lost-tables", "2-1@1"), "'2-1' cannot be used"),
        ((*REPAIR, "--no-show", "Alder", "--now", "99"), "Slot 99 cannot be under way"),
        ((*REPAIR, "--no-show", "Alder@5"), "names slot 5; slots are 1 to 4"),
        ((*REPAIR, "--leaves", "Alder@5"), "names slot 5; slots are 1 to 4"),
        ((*REPAIR, "--late", "Alder@1"), "is no change"),
        ((*REPAIR, "--late", f"Alder@{'9' * 5000}"), "is no slot"),
        ((*REPAIR, "--no-show", "9" * 5000), "There is no participant"),
        ((*REPAIR, "--add", "Alder"), "one participant only"),
        ((*REPAIR, "--cancel", "1", "--out", "."), "event.json is read by this command"),
        (("event.json", "--out", "event.json"), "event.json is read by this command"),
        (("event.json", "--out", "best.html"), "'.html' are not known"),
        (("report", "event.json", "answer.json", "--out", "answer.json"), "'.json' are not known"),
        (("report", "event.json", "answer.html", "--out", "answer.html"), "is read by this"),
        (("export", "event.json", "answer.json", "--out", "answer.json"), "is read by this"),
        (("export", "event.json", "answer.json", "--out", "no/a.csv"), "folder does not exist"),
        ((*EXPORT, NINE, "--begins", "2026-11-25T09:30+01:00"), "before the last slot"),
        ((*EXPORT, "9999-12-31T23:50+01:00"), "not between 1900 and 2200"),
        ((*EXPORT, "0001-01-01T00:00+01:00"), "not between 1900 and 2200"),
        (
            ("export", "whole.json", *EXPORT[2:], NINE, "--begins", "2026-11-25T14:00+01:00"),
            "given twice, but the event has no afternoon",
        ),
        ((*CHOOSE, "--diversity", "nope=1"), "No participant has the tag 'nope'. Known are co"),
        ((*CHOOSE, "--diversity", f"country={'9' * 5000}"), "is no rule"),
        ((*CHOOSE, "--room", "Hall=1-2", "--walk", "Hall;Hall=1"), "slots have no times"),
        ((*CHOOSE, "--room", "A\x07=1-2"), "cannot be written"),
        ((*CHOOSE, "--title", "A\x07", "--out", "new"), "cannot be written"),
        (("choose", "bell.csv", *CHOOSE[2:], "--out", "new"), r"bell.csv, row 2.*\\x07 cannot"),
        (("choose", "meetings.csv", *CHOOSE[2:], "--out", "."), "meetings.csv is read by this"),
        ((*CHOOSE, "--out", "people.csv"), "This is a file"),
    ],
)
def test_refused_with_a_paragraph(folder: Path, arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(InputError, match=words):
        CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert {path.name: path.read_bytes().decode() for path in folder.iterdir()} == FILES


@pytest.mark.parametrize("seconds", ["nan", "inf", "-inf", "-1", "0", "1e300"])
@pytest.mark.parametrize(
    "arguments", [("event.json",), (*REPAIR, "--cancel", "1"), CHOOSE], ids=["find", "repair", "ch"]
)
def test_a_time_limit_is_a_time(folder: Path, arguments: tuple[str, ...], seconds: str) -> None:
    result = CliRunner().invoke(command, [*arguments, f"--time-limit={seconds}"])
    assert result.exit_code == 2 and "--time-limit" in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        (*EXPORT, NINE, "--minutes", "999999999999"),
        (*EXPORT, NINE, "--pause", "999999999999"),
        ("event.json", "--fairness", "9" * 5000),
        ("choose", "people.csv", "wishes.csv", "--slots", "1000000", "--tables", "2"),
    ],
)
def test_numbers_beyond_all_events(folder: Path, arguments: tuple[str, ...]) -> None:
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 2 and "Invalid value" in result.output


def test_halves_that_touch_are_two_halves(folder: Path) -> None:
    result = CliRunner().invoke(command, [*EXPORT, NINE, "--begins", "2026-11-25T09:40+01:00"])
    assert result.exit_code == 0, result.output
    calendar = (folder / "out.ics").read_bytes().decode()
    assert "T082000Z" in calendar and "T084000Z" in calendar


def test_only_the_first_cause_is_told(folder: Path) -> None:
    (folder / "people.csv").write_text("name,most_meetings\nAlder,\nBirch,x\n")
    (folder / "wishes.csv").write_text("wisher,wished\nAlder,Birch\nBirch,Alder\nAlder,Ash\n")
    with pytest.raises(InputError) as caught:
        CliRunner().invoke(command, CHOOSE, catch_exceptions=False)
    assert "people.csv, row 3, column most_meetings" in str(caught.value)
    assert "row 4, column wished: There is no participant 'Ash'" in str(caught.value)
    assert "Birch" not in str(caught.value)
