"""The commands, from generated wishes to a repaired timetable."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hanse.cli.timetable import command
from hanse.vocabulary import InputError

EVENT = {
    "slots": 4,
    "tables": 2,
    "fairness": None,
    "participants": ["Alder", "Birch", "Cedar"],
    "meetings": [{"participants": [1, 2]}, {"participants": [1, 3]}],
}
ANSWER = {
    "meetings": [
        {"participants": [1, 2], "slot": 2, "table": 1},
        {"participants": [1, 3], "slot": 3, "table": 1},
    ]
}


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(
        command, [str(argument) for argument in arguments], catch_exceptions=False
    )


@pytest.fixture
def given(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "event.json").write_text(json.dumps(EVENT))
    (tmp_path / "answer.json").write_text(json.dumps(ANSWER))
    return tmp_path / "event.json", tmp_path / "answer.json"


def test_from_wishes_to_a_timetable_and_its_repair(tmp_path: Path) -> None:
    wishes, out = tmp_path / "wishes", tmp_path / "out"
    options = ("--participants", 8, "--slots", 8, "--tables", 6)
    assert _run("generate", *options, "--wishes", 2, "--out", wishes).exit_code == 0
    people = (wishes / "participants.csv", wishes / "wishes.csv")
    result = _run(
        "choose", *people, "--slots", 8, "--tables", 6, "--diversity", "country=3",
        "--begins", "2026-11-25T09:00+01:00", "--time-limit", 4, "--out", out, "--json",
    )  # fmt: skip
    data = json.loads(result.output)
    assert data["value"] <= data["bound"]
    assert {path.name for path in out.iterdir()} == {
        "event.json", "answer.json", "meetings.csv", "agendas.csv", "timetable.xlsx",
        "report.html", "refused.csv", "satisfaction.csv",
    }  # fmt: skip
    given = (out / "event.json", out / "answer.json")
    result = _run("repair", *given, "--no-show", "organisation 0001", "--json")
    repaired = json.loads(result.output)
    assert all(1 not in meeting["participants"] for meeting in repaired["meetings"])
    assert repaired["minimal"]


def test_repair_understands_every_change(given: tuple[Path, Path], tmp_path: Path) -> None:
    result = _run(
        "repair", *given, "--late", "Alder@3", "--leaves", "2@4", "--add", "Birch;Cedar",
        "--lost-tables", "1@4", "--lost-slot", 1, "--notice", 0, "--out", tmp_path / "out",
    )  # fmt: skip
    assert "Birch" in result.output
    assert "You have a new meeting with Cedar" in result.output
    notices = (tmp_path / "out" / "notices.csv").read_text("utf-8-sig")
    assert notices.startswith("participant,notice\n".replace("\n", ""))
    result = _run("repair", *given, "--cancel", 1)
    assert "it is cancelled" in result.output


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "Nothing has happened"),
        (("--no-show", "Willow"), "no participant 'Willow'"),
        (("--late", "Alder"), "has no @"),
        (("--late", "Alder@soon"), "'soon' is no slot"),
        (("--lost-tables", "a@1"), "cannot be used"),
    ],
)
def test_repair_refuses_what_it_does_not_understand(
    given: tuple[Path, Path], options: tuple[str, ...], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        _run("repair", *given, *options)


def test_report_and_exports(given: tuple[Path, Path], tmp_path: Path) -> None:
    times = ("--begins", "2026-11-25T09:00+01:00", "--pause", 5)
    for name in ("report.html",):
        assert _run("report", *given, "--out", tmp_path / name, *times).exit_code == 0
    for name in ("m.csv", "m.xlsx", "m.json", "m.ics"):
        assert _run("export", *given, "--out", tmp_path / name, *times).exit_code == 0
        assert (tmp_path / name).stat().st_size > 100
    folder = tmp_path / "calendars"
    folder.mkdir()
    assert "3 calendars" in _run("export", *given, "--out", folder, *times).output
    with pytest.raises(InputError, match="are not known"):
        _run("export", *given, "--out", tmp_path / "m.pdf")
    with pytest.raises(InputError, match="no time zone"):
        _run("report", *given, "--out", tmp_path / "r.html", "--begins", "2026-11-25T09:00")


def test_generated_events_are_events(tmp_path: Path) -> None:
    out = tmp_path / "event.dzn"
    options = ("--participants", 10, "--slots", 8, "--meetings", 20)
    assert "20 meetings" in _run("generate", *options, "--out", out).output
    assert "nMeetings" in out.read_text()


def test_wrong_rows_end_the_command_with_all_of_them(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("name\nAlder\nAlder\n")
    (tmp_path / "w.csv").write_text("wisher,wished\nAlder,Birch\n")
    with pytest.raises(InputError) as caught:
        _run("choose", tmp_path / "p.csv", tmp_path / "w.csv", "--slots", 2, "--tables", 1)
    assert "p.csv, row 3, column name" in str(caught.value)
    assert "w.csv, row 2, column wished" in str(caught.value)


@pytest.fixture
def wishes(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "p.csv").write_text("name\nAlder\nBirch\nCedar\nDurmast\n")
    (tmp_path / "w.csv").write_text("wisher,wished\nAlder,Birch\nBirch,Cedar\nCedar,Durmast\n")
    return tmp_path / "p.csv", tmp_path / "w.csv"


def test_rooms_are_written_beside_the_tables(wishes: tuple[Path, Path], tmp_path: Path) -> None:
    result = _run(
        "choose", *wishes, "--slots", 3, "--tables", 3, "--room", "Hall=1-2", "--room",
        "Gallery = 3", "--walk", "Hall;Gallery=6", "--begins", "2026-11-25T09:00+01:00",
        "--time-limit", 4, "--out", tmp_path / "out",
    )  # fmt: skip
    assert "3 meetings" in result.output
    rows = (tmp_path / "out" / "meetings.csv").read_text("utf-8-sig").splitlines()
    assert "room" in rows[0].split(",")
    assert all("Hall" in row or "Gallery" in row for row in rows[1:])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--room", "Hall"), "does not say which tables"),
        (("--room", "Hall=1-9"), "beyond 1 to 3"),
        (("--room", "Hall=1-2"), "Table 3 is in no room"),
        (("--room", "Hall=1-3", "--room", "Gallery=3"), "Table 3 is in Hall and in Gallery"),
        (("--room", "Hall=1-3", "--walk", "Hall=3"), "no way between two rooms"),
        (("--room", "Hall=1-3", "--walk", "Hall;Attic=3"), "no room 'Attic'"),
    ],
)
def test_wrong_rooms_are_told(
    wishes: tuple[Path, Path], options: tuple[str, ...], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        _run("choose", *wishes, "--slots", 3, "--tables", 3, *options)


def test_an_interrupted_choice_is_kept(tmp_path: Path) -> None:
    size = ("--participants", 120, "--slots", 14, "--tables", 30)
    _run("generate", *size, "--wishes", 12, "--out", tmp_path)
    command = [
        Path(sys.executable).with_name("hanse"), "timetable", "choose",
        tmp_path / "participants.csv", tmp_path / "wishes.csv", "--slots=14", "--tables=30",
        "--time-limit=300", f"--out={tmp_path / 'out'}", "--json",
    ]  # fmt: skip
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    time.sleep(4)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=100)
    assert process.returncode == 0
    assert time.monotonic() - started < 200
    assert json.loads(output)["value"] > 0
    assert (tmp_path / "out" / "answer.json").exists()
