"""`hanse timetable`: the contract for scripts, and the words for people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hanse.brokerage.timetable.verify import verify_answer
from hanse.cli import root

EVENT = """nBusiness = 3; nMeetings = 3; nTables = 1; nTotalSlots = 4; nMorningSlots = 4;
requested = [|1, 2,3, |1, 3,3, |2, 3,3, |];
"""


@pytest.fixture
def event_file(tmp_path: Path) -> Path:
    file = tmp_path / "event.dzn"
    file.write_text(EVENT)
    return file


def run(*arguments: str) -> str:
    result = CliRunner().invoke(root, ["timetable", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_contract_for_scripts(event_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "best.json"
    printed = run(str(event_file), "--json", "--time-limit", "60", "--out", str(out))
    answer = json.loads(printed)
    assert json.loads(out.read_text()) == answer
    assert answer["status"] == "optimal"
    assert (answer["breaks"], answer["lower_bound"]) == (1, 1)
    assert answer["seconds"] > 0
    assert answer["certificate"]["kind"] == "solver proof"
    assert [meeting["participants"] for meeting in answer["meetings"]] == [[1, 2], [1, 3], [2, 3]]
    assert verify_answer(event_file, answer) == []
    assert "break in slot" in answer["break_reasons"][0]["reason"]


def test_fairness_is_an_option(event_file: Path) -> None:
    impossible = json.loads(run(str(event_file), "--json", "--fairness", "0"))
    assert impossible["status"] == "infeasible"
    assert (impossible["breaks"], impossible["meetings"]) == (None, [])
    assert impossible["infeasibility"]["conflicts"]
    assert json.loads(run("--json", "--fairness", "none", str(event_file)))["fairness"] is None
    refused = CliRunner().invoke(root, ["timetable", str(event_file), "--fairness", "much"])
    assert refused.exit_code == 2 and "neither a number" in refused.output


def test_words_for_people(event_file: Path) -> None:
    words = run(str(event_file))
    assert words.startswith("optimal: No timetable has fewer than 1 breaks: proved by")
    assert "meeting 1 (participants 1 and 2): slot" in words
    refused = run(str(event_file), "--fairness", "0")
    assert "infeasible" in refused and "What would help (tested)" in refused
