"""The published event files: read, written, and refused with line and key where broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from hanse.brokerage.timetable import Event, Meeting
from hanse.brokerage.timetable.dzn import parse_dzn, read_dzn, write_dzn
from hanse.brokerage.timetable.dzn_values import DznError
from hanse.brokerage.timetable.files import read_event, write_event
from hanse.vocabulary import InputError

from .small_events import draw_event

GOOD = """\
nBusiness = 3; % three participants
nMeetings = 2;
nTables = 1;
nTotalSlots = 4;
nMorningSlots = 2;
requested = [|1, 2,1,
|1, 3,3,
|];
meetingsxBusiness = [{1,2,3},
{1,2},
{1,3}];
nMeetingsBusiness = [2,1,1];
forbidden = [{0}, {0,4}, {}];
fixed = [0,3];
precedences = [{},
{1}];
"""


def test_every_part_is_read() -> None:
    event = parse_dzn(GOOD)
    assert event == Event(
        participants=3,
        slots=4,
        tables=1,
        morning_slots=2,
        meetings=(
            Meeting(participants=(0, 1), session="morning"),
            Meeting(participants=(0, 2), fixed_slot=2),
        ),
        forbidden=(frozenset(), frozenset({3}), frozenset()),
        precedences=((0, 1),),
    )
    assert event.fairness == 2
    assert parse_dzn(GOOD, fairness=None).fairness is None


def test_order_space_comments_and_ranges_do_not_matter() -> None:
    keys = [part for part in GOOD.split(";") if part.strip()]
    shuffled = ";\n/* a\nremark */ ".join(reversed(keys)).replace("{0,4}", "{4..4}")
    assert parse_dzn(shuffled) == parse_dzn(GOOD)


BROKEN = [
    ("nTables = 1;", "", "", "nTables", "missing"),
    ("nTables = 1;", "nTabels = 1;", "line 3", "nTabels", "did you mean nTables"),
    ("nTables = 1;", "nTables = 1; nTables = 2;", "line 3", "", "twice"),
    ("nTables = 1;", "nTables 1;", "line 3", "nTables", "Expected '='"),
    ("nTables = 1;", "nTables = ;", "line 3", "nTables", "a number"),
    ("nTables = 1;", "nTables = one;", "line 3", "nTables", "a number"),
    ("nTables = 1;", "nTables = 1.5;", "line 3", "nTables", "not a whole number"),
    ("nTables = 1;", "nTables = -1;", "line 3", "nTables", "negative"),
    ("nTables = 1;", "nTables = [1];", "line 3", "nTables", "single number"),
    ("nTables = 1;", "nTables = 99999999999;", "line 3", "nTables", "too large"),
    ("nTables = 1;", "nTables = 1", "line 4", "nTables", "Expected ';'"),
    ("nTables = 1;", "nTables = $1;", "line 3", "nTables", "Unexpected '$'"),
    ("nTables = 1;", "/* nTables = 1;", "line 3", "", "not closed"),
    ("nMorningSlots = 2;", "nMorningSlots = 5;", "line 5", "nMorningSlots", "only 4"),
    ("nMeetings = 2;", "nMeetings = 3;", "line 6", "requested", "3 were announced"),
    ("|1, 3,3,", "|1, 3,", "line 7", "requested", "2 numbers"),
    ("|1, 3,3,", "|1, 4,3,", "line 7", "requested", "no participant 4"),
    ("|1, 3,3,", "|1, 0,3,", "line 7", "requested", "no participant 0"),
    ("|1, 3,3,", "|1, 1,3,", "line 7", "requested", "meet itself"),
    ("|1, 3,3,", "|1, 3,4,", "line 7", "requested", "Session 4"),
    ("|1, 3,3,", "|1, three,3,", "line 7", "requested", "a number"),
    ("|];", ";", "line 8", "requested", "a number"),
    ("{1,2},", "{1,2", "line 11", "meetingsxBusiness", "Expected ','"),
    ("{1,2},", "{1,3},", "line 10", "meetingsxBusiness", "not those of 'requested'"),
    ("{1,2,3}", "{1,2}", "line 10", "meetingsxBusiness", "counted as those before"),
    ("nTotalSlots = 4;", "nTotalSlots = 1001;", "line 4", "nTotalSlots", "at most 1,000"),
    ("[2,1,1]", "[2,1]", "line 12", "nMeetingsBusiness", "2 entries"),
    ("[2,1,1]", "[2,2,1]", "line 12", "nMeetingsBusiness", "should have 2 meetings"),
    ("{0,4}, {}]", "{0,5}, {}]", "line 13", "forbidden", "no slot 5"),
    ("{0,4}, {}]", "{0,4}]", "line 13", "forbidden", "2 entries"),
    ("{0,4}, {}]", "{0,4}, 3]", "line 13", "forbidden", "Expected '{'"),
    ("fixed = [0,3]", "fixed = [0,5]", "line 14", "fixed", "slot 5 of 4"),
    ("fixed = [0,3]", "fixed = 3", "line 14", "fixed", "a list"),
    ("fixed = [0,3]", "fixed = [{0},{3}]", "line 14", "fixed", "a list of numbers"),
    ("{1}];", "{3}];", "line 16", "precedences", "no meeting 3"),
    ("{1}];", "{2}];", "line 16", "precedences", "precede itself"),
    ("{1}];", "{1}", "line 17", "precedences", "the end of the file"),
]


@pytest.mark.parametrize(("old", "new", "line", "key", "what"), BROKEN)
def test_a_broken_file_gets_one_sentence_with_line_and_key(
    old: str, new: str, line: str, key: str, what: str
) -> None:
    assert old in GOOD
    with pytest.raises(DznError) as caught:
        parse_dzn(GOOD.replace(old, new, 1), file="event.dzn")
    message = str(caught.value)
    assert message.startswith("event.dzn, ")
    assert line in message
    assert (f"key {key}: " in message) == bool(key)
    assert what in message
    assert message.count(". ") == 0 and message[-1] in ".?", "one sentence"


def test_meetings_are_counted_with_or_without_the_dummy() -> None:
    plain = GOOD.replace("{1,2,3},\n{1,2},\n{1,3}", "{1,2},\n{1},\n{2}")
    assert plain != GOOD and parse_dzn(plain) == parse_dzn(GOOD)


def test_files_that_are_no_text_or_are_absent(tmp_path: Path) -> None:
    file = tmp_path / "event.dzn"
    file.write_bytes(b"nTables = 1;\n\xff\xfe")
    with pytest.raises(DznError, match=r"line 2.*not text"):
        read_dzn(file)
    with pytest.raises(InputError, match="cannot be read"):
        read_dzn(tmp_path / "absent.dzn")
    with pytest.raises(InputError, match="not known"):
        read_event(tmp_path / "event.doc")


@pytest.mark.parametrize("seed", range(20))
def test_what_is_written_is_read_back(seed: int, tmp_path: Path) -> None:
    event = draw_event(seed)
    write_event(event, tmp_path / "event.json")
    assert read_event(tmp_path / "event.json") == event
    if not any(meeting.forbidden_slots for meeting in event.meetings):
        write_event(event, tmp_path / "event.dzn")
        assert set(read_event(tmp_path / "event.dzn").precedences) == set(event.precedences)
        assert parse_dzn(write_dzn(event)).meetings == event.meetings


def test_what_the_format_cannot_hold_is_refused() -> None:
    three = Event(participants=3, slots=2, tables=1, meetings=(Meeting(participants=(0, 1, 2)),))
    closed = Meeting(participants=(0, 1), forbidden_slots=frozenset({0}))
    tables = Event(participants=2, slots=2, tables=1, meetings=(), tables_by_slot=(1, 0))
    events = (three, Event(participants=2, slots=2, tables=1, meetings=(closed,)), tables)
    for event in events:
        with pytest.raises(InputError, match="JSON"):
            write_dzn(event)


def test_every_published_file_survives_a_round_trip(shared_data: Path) -> None:
    files = sorted((shared_data / "b2b" / "instances").glob("*.dzn"))
    assert len(files) >= 40
    for file in files:
        event = read_dzn(file)
        assert parse_dzn(write_dzn(event)) == event
