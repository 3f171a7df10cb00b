"""Events as JSON: refused with the key where broken."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hanse.brokerage.timetable import Event, Meeting
from hanse.brokerage.timetable.event_json import parse_event_json, write_event_json
from hanse.vocabulary import InputError

GOOD: dict[str, Any] = {
    "participants": ["Alder", "Birch", "Cedar"],
    "slots": 4,
    "morning_slots": 2,
    "tables": 2,
    "fairness": None,
    "meetings": [{"participants": [1, 2, 3], "session": "morning"}, {"participants": [1, 2]}],
    "forbidden": {"3": [4]},
    "precedences": [[1, 2]],
    "tables_by_slot": [2, 2, 1, 0],
}


def test_every_part_is_read_and_written_back() -> None:
    event = parse_event_json(json.dumps(GOOD))
    assert event.meetings[0] == Meeting(participants=(0, 1, 2), session="morning")
    assert event.forbidden[2] == frozenset({3})
    assert event.capacity(3) == 0
    assert event.fairness is None
    assert event.name_participant(1) == "Birch"
    assert parse_event_json(write_event_json(event)) == event


BROKEN = [
    ({"slots": "four"}, "slots"),
    ({"slots": True}, "slots"),
    ({"slots": -1}, "slots"),
    ({"tabels": 3}, "tabels"),
    ({"participants": [1, 2]}, "participants"),
    ({"meetings": {}}, "meetings"),
    ({"meetings": [[1, 2]]}, r"meetings\[1\]"),
    ({"meetings": [{"participants": [1, 9]}]}, "meeting 1"),
    ({"meetings": [{"participants": [1, 1]}]}, "meeting 1"),
    ({"meetings": [{"participants": []}]}, "meeting 1"),
    ({"meetings": [{"participants": [1, 2], "session": "night"}]}, r"meetings\[1\].session"),
    ({"meetings": [{"participants": [1, 2], "fixed_slot": 9}]}, "meeting 1"),
    ({"meetings": [{"participants": [1, 2], "place": 9}]}, r"meetings\[1\].place"),
    ({"forbidden": {"4": [1]}}, "forbidden.4"),
    ({"forbidden": {"1": [7]}}, "forbidden"),
    ({"precedences": [[1, 2, 2]]}, "precedences"),
    ({"precedences": [[1, 8]]}, "precedences"),
    ({"tables_by_slot": [1]}, "tables_by_slot"),
    ({"morning_slots": 7}, "morning_slots"),
    ({"fairness": -1}, "fairness"),
]


@pytest.mark.parametrize(("change", "key"), BROKEN)
def test_a_broken_event_gets_a_sentence_with_its_key(change: dict[str, Any], key: str) -> None:
    with pytest.raises(InputError, match=f"event.json, column {key}"):
        parse_event_json(json.dumps(GOOD | change), file="event.json")


@pytest.mark.parametrize(
    ("text", "what"), [("{", "line 1"), ("[]", "an object"), ('{"slots": 3}', "missing")]
)
def test_text_that_is_no_event(text: str, what: str) -> None:
    with pytest.raises(InputError, match=what):
        parse_event_json(text)


def test_rules_about_form_hold_for_events_made_in_python() -> None:
    with pytest.raises(InputError, match="negative"):
        Event(participants=-1, slots=1, tables=1, meetings=())
    with pytest.raises(InputError, match="no slot 3"):
        Event(participants=1, slots=2, tables=1, meetings=(), forbidden=(frozenset({2}),))
