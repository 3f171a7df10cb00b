"""JSON is refused where it would be guessed at, or could not be written again."""

from __future__ import annotations

import pytest

from hanse.brokerage.timetable.event_json import parse_event_json
from hanse.brokerage.timetable.json_text import parse_json
from hanse.vocabulary import InputError

REST = '"slots": 3, "tables": 2, "meetings": [{"participants": [1, 2]}]'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1, "b": {"c": 1, "c": 2}}', "key 'c' is given twice"),
        ('{"a": NaN}', "NaN is not a number"),
        ('["' + "\\" + 'ud800"]', r"holds the character \\ud800"),
        ('[{"names": ["A' + "\\" + 'u0007"]}]', r"names.*holds the character \\x07"),
        ("9" * 5_000, "thousands of digits"),
        ("[" * 100_000, "nested too deeply"),
        ("{", "not JSON"),
    ],
)
def test_json_that_is_refused(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        parse_json(text, file="event.json")
    assert caught.value.file == "event.json"


def test_letters_of_all_scripts_are_read() -> None:
    text = '["\\u00c5se", "Жданов", "\\ud83d\\ude00", "two\\nlines"]'
    assert parse_json(text, file="") == ["Åse", "Жданов", "😀", "two\nlines"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f'{{"participants": ["A", "B", "C", "a "], {REST}}}', "1 and 4 are both called 'a '"),
        (f'{{"participants": 2, "forbidden": {{"1": [1], "01": [2]}}, {REST}}}', "participant 01"),
        (f'{{"participants": {"9" * 4_000}, {REST}}}', "not between 0 and 1,000,000"),
        (f'{{"participants": 2, {REST.replace("3", "1001", 1)}}}', "at most 1,000 are supported"),
    ],
)
def test_events_that_nobody_can_mean(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        parse_event_json(text)


def test_participants_without_a_name_are_not_alike() -> None:
    assert parse_event_json(f'{{"participants": ["", ""], {REST}}}').participants == 2
