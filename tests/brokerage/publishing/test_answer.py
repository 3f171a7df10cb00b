"""What is given out is a timetable of the event: every rule and every claim is checked again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hanse.brokerage.timetable import Event, Meeting
from hanse.brokerage.timetable.files import write_event
from hanse.brokerage.timetable.publishing import read_programme
from hanse.brokerage.timetable.publishing.tables import describe_programme
from hanse.cli.timetable import command
from hanse.vocabulary import InputError

EVENT = Event(
    participants=3,
    slots=3,
    tables=2,
    morning_slots=2,
    meetings=(Meeting(participants=(0, 1)), Meeting(participants=(0, 2))),
)
ANSWER: dict[str, Any] = {
    "status": "optimal",
    "breaks": 0,
    "lower_bound": 0,
    "certificate": {
        "kind": "matching bound",
        "statement": "A timetable without breaks cannot be bettered.",
    },
    "meetings": [
        {"participants": [1, 2], "slot": 1, "table": 1},
        {"participants": [1, 3], "slot": 2, "table": 1},
    ],
    "fairness": 2,
    "break_reasons": [],
}


def _write(folder: Path, event: Event, answer: dict[str, Any]) -> tuple[Path, Path]:
    write_event(event, folder / "event.json")
    (folder / "answer.json").write_text(json.dumps(answer))
    return folder / "event.json", folder / "answer.json"


def _place(*places: tuple[int, int], **changes: Any) -> dict[str, Any]:
    pairs = zip(ANSWER["meetings"], places, strict=True)
    meetings = [meeting | {"slot": slot, "table": table} for meeting, (slot, table) in pairs]
    return ANSWER | {"meetings": meetings} | changes


BROKEN = [
    (EVENT, _place((1, 1), (1, 2)), "participant 1 has two meetings at once: meetings 1 and 2"),
    (EVENT, _place((1, 9), (2, 1)), "no table 9; tables are 1 to 2"),
    (
        replace(EVENT, forbidden=(frozenset({0}), frozenset(), frozenset())),
        ANSWER,
        "cannot be held in slot 1: participant 1 is absent",
    ),
    (
        replace(
            EVENT,
            meetings=(
                Meeting(participants=(0, 1), session="afternoon", forbidden_slots=frozenset({0})),
                Meeting(participants=(0, 2), fixed_slot=2),
            ),
        ),
        ANSWER,
        r"closed to it, and it belongs to the afternoon; meeting 2 .* is fixed in slot 3",
    ),
    (replace(EVENT, precedences=((1, 0),)), ANSWER, "meeting 2 is not held before meeting 1"),
    (EVENT, ANSWER | {"lower_bound": 99}, "at least 99 breaks, but its timetable has 0"),
    (EVENT, ANSWER | {"lower_bound": "x"}, "'x' is no number of breaks"),
    (EVENT, ANSWER | {"breaks": 7}, "counts 7 breaks, but its timetable has 0"),
    (EVENT, _place((1, 1), (3, 1), breaks=1), "called the best, but at 1 breaks its bound is 0"),
    (
        EVENT,
        _place((1, 1), (3, 1), breaks=1, lower_bound=1, fairness=0),
        "breaks differ by 1, more than 0: participant 1 has 1, participant 2 0",
    ),
    (EVENT, ANSWER | {"status": "infeasible"}, "it holds no timetable"),
    (
        EVENT,
        _place((1, 1), (3, 1), breaks=1, lower_bound=1),
        "own meetings force 1 breaks in all, but in this event they force 0",
    ),
    (
        EVENT,
        ANSWER | {"break_reasons": [{"participant": 1, "first_slot": 2, "last_slot": 2}]},
        "explains a break of participant 1 from slot 2",
    ),
]


@pytest.mark.parametrize(("event", "answer", "words"), BROKEN)
def test_what_is_no_timetable_of_the_event_is_not_given_out(
    tmp_path: Path, event: Event, answer: dict[str, Any], words: str
) -> None:
    given = _write(tmp_path, event, answer)
    with pytest.raises(InputError, match=words):
        read_programme(event, given[1])
    out = tmp_path / "page.html"
    result = CliRunner().invoke(command, ["report", *map(str, given), "--out", str(out)])
    assert isinstance(result.exception, InputError) and not out.exists()
    result = CliRunner().invoke(command, ["export", *map(str, given), "--out", f"{out}.csv"])
    assert isinstance(result.exception, InputError)


def test_two_meetings_at_one_table_are_told(tmp_path: Path) -> None:
    apart = (Meeting(participants=(0, 1)), Meeting(participants=(2, 3)))
    event = replace(EVENT, participants=4, meetings=apart, forbidden=())
    answer = _place((1, 1), (1, 1))
    answer["meetings"][1]["participants"] = [3, 4]
    with pytest.raises(InputError, match="meetings 1 and 2 are both at table 1 in slot 1"):
        read_programme(event, _write(tmp_path, event, answer)[1])


def test_what_is_true_is_given_out_again_and_again(tmp_path: Path) -> None:
    _, path = _write(tmp_path, EVENT, ANSWER)
    programme = read_programme(EVENT, path)
    assert (programme.lower_bound, programme.breaks) == (0, ())
    path.write_text(json.dumps(describe_programme(programme)))
    assert read_programme(EVENT, path) == programme


def test_the_answer_says_under_which_fairness_it_was_made(tmp_path: Path) -> None:
    answer = _place((1, 1), (3, 1), breaks=1, status="feasible", certificate={}, fairness=None)
    strict = replace(EVENT, fairness=0)
    _, path = _write(tmp_path, strict, answer)
    assert read_programme(strict, path).event.fairness is None
    del answer["fairness"]
    path.write_text(json.dumps(answer))
    with pytest.raises(InputError, match="more than 0"):
        read_programme(strict, path)
    assert read_programme(strict, path, fair=False).lower_bound == 0


def test_a_certificate_without_its_bound_certifies_nothing(tmp_path: Path) -> None:
    answer = {key: ANSWER[key] for key in ("meetings", "fairness")}
    answer["certificate"] = {"statement": "Nothing is better."}
    assert read_programme(EVENT, _write(tmp_path, EVENT, answer)[1]).statement == ""
