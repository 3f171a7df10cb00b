"""Synthetic events: the same for the same seed, with skew, sessions and availability."""

from __future__ import annotations

import pytest

from hanse.brokerage.timetable.generator import generate_event, generate_wishes
from hanse.vocabulary import InputError


def test_events_have_the_size_asked_for_and_are_repeatable() -> None:
    event = generate_event(300, 20, 1500, seed=4)
    assert (event.participants, event.slots, len(event.meetings)) == (300, 20, 1500)
    assert event == generate_event(300, 20, 1500, seed=4)
    assert event != generate_event(300, 20, 1500, seed=5)


def test_events_have_skew_sessions_and_availability() -> None:
    event = generate_event(300, 20, 1500, seed=4)
    number = sorted(len(meetings) for meetings in event.meetings_of)
    assert number[-1] >= 2 * number[len(number) // 10]
    sessions = {meeting.session for meeting in event.meetings}
    assert sessions == {"morning", "afternoon", "any"}
    half_day = sum(len(absent) >= 8 for absent in event.forbidden)
    assert 10 <= half_day <= 60


def test_too_many_meetings_are_refused() -> None:
    with pytest.raises(InputError, match=r"Only \d+ of 500 meetings fit"):
        generate_event(6, 4, 500, seed=1)


def test_wishes_are_often_mutual() -> None:
    event = generate_wishes(100, 20, 40, seed=1, wishes=10)
    pairs = {(wish.wisher, wish.wished[0]) for wish in event.wishes}
    mutual = sum((b, a) in pairs for a, b in pairs) / len(pairs)
    assert 0.3 < mutual < 0.8
    assert {wish.strength for wish in event.wishes} == {1, 2, 3}
    assert event == generate_wishes(100, 20, 40, seed=1, wishes=10)
