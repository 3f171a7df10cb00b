"""The independent check finds every kind of wrong answer."""

from __future__ import annotations

import ast
import copy
import json
from pathlib import Path
from typing import Any

import pytest

from hanse.brokerage.timetable import verify
from hanse.brokerage.timetable.verify import verify_answer

EVENT = {
    "participants": 4,
    "slots": 4,
    "morning_slots": 2,
    "tables": 2,
    "meetings": [
        {"participants": [1, 2], "session": "morning"},
        {"participants": [3, 4], "fixed_slot": 2},
        {"participants": [1, 3], "forbidden_slots": [4]},
    ],
    "forbidden": {"4": [1]},
    "precedences": [[1, 3]],
}
ANSWER: dict[str, Any] = {
    "status": "feasible",
    "breaks": 1,
    "lower_bound": 0,
    "fairness": 1,
    "meetings": [
        {"participants": [1, 2], "slot": 1, "table": 1},
        {"participants": [3, 4], "slot": 2, "table": 2},
        {"participants": [1, 3], "slot": 3, "table": 2},
    ],
}


@pytest.fixture
def event_file(tmp_path: Path) -> Path:
    file = tmp_path / "event.json"
    file.write_text(json.dumps(EVENT))
    return file


def test_a_right_answer_passes(event_file: Path) -> None:
    assert verify_answer(event_file, ANSWER) == []
    assert verify_answer(event_file, {"status": "infeasible", "meetings": []}) == []


WRONG: list[tuple[list[Any], Any, str]] = [
    (["breaks"], 0, "1 breaks|there are 1"),
    (["lower_bound"], 2, "lower bound 2"),
    (["status"], "optimal", "the lower bound differs"),
    (["fairness"], 0, "differ by 1"),
    (["meetings", 0, "slot"], 3, "wrong part of the day"),
    (["meetings", 0, "slot"], 5, "slot 5"),
    (["meetings", 0, "table"], 3, "table 3"),
    (["meetings", 0, "participants"], [2, 1], "participants"),
    (["meetings", 1, "slot"], 1, "fixed in slot 2"),
    (["meetings", 1, "slot"], 1, "absent in slot 1"),
    (["meetings", 2, "slot"], 4, "may not be held"),
    (["meetings", 2, "slot"], 1, "not before meeting 3"),
    (["meetings", 2, "slot"], 2, "two meetings in slot 2"),
    (["meetings"], [], "0 meetings instead of 3"),
    (["status"], "unknown", "without a timetable"),
]


@pytest.mark.parametrize(("place", "value", "what"), WRONG)
def test_a_wrong_answer_is_found_out(
    event_file: Path, place: list[Any], value: Any, what: str
) -> None:
    answer = copy.deepcopy(ANSWER)
    target: Any = answer
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value
    assert any(
        part in line for line in verify_answer(event_file, answer) for part in what.split("|")
    )


def test_it_imports_nothing_of_ours() -> None:
    tree = ast.parse(Path(verify.__file__).read_text())
    names = [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    ]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert names and not any(name.startswith("hanse") for name in names)
