"""Tables after slots: few changes, reachable rooms; time zones and availability."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanse.brokerage.timetable import Event, Meeting, Timetable
from hanse.brokerage.timetable.choosing import (
    Attendee,
    OpenEvent,
    Venue,
    Wish,
    assign_places,
    choose_meetings,
    measure_places,
)
from hanse.brokerage.timetable.choosing.hours import find_unavailable
from hanse.vocabulary import InputError


def _event(pairs: list[tuple[int, int]], slots: int, tables: int) -> Event:
    people = 1 + max(max(pair) for pair in pairs)
    return Event(
        participants=people,
        slots=slots,
        tables=tables,
        meetings=tuple(Meeting(participants=pair) for pair in pairs),
    )


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_places_are_near_the_best_and_the_bound_holds(data: st.DataObject) -> None:
    pairs = [(0, 1), (2, 3), (0, 2), (1, 3), (0, 3), (1, 2)]
    slots = (0, 0, 1, 1, 2, 2)
    keep = data.draw(st.lists(st.booleans(), min_size=6, max_size=6))
    chosen = [n for n in range(6) if keep[n]]
    if not chosen:
        return
    event = _event([pairs[n] for n in chosen], 3, 2)
    own = tuple(slots[n] for n in chosen)
    places = assign_places(event, own)
    best = min(
        measure_places(event, Timetable(own, tables)).changes
        for tables in itertools.product(range(2), repeat=len(own))
        if len(set(zip(own, tables, strict=True))) == len(own)
    )
    assert places.changes_bound <= best <= places.changes
    assert places.changes <= best + 1  # a local search, here on the smallest events


def test_somebody_alone_keeps_its_table() -> None:
    event = _event([(0, 1), (0, 2), (0, 3)], 3, 4)
    places = assign_places(event, (0, 1, 2))
    assert places.changes == places.changes_bound == 0
    assert places.timetable.tables == (0, 0, 0)


def test_rooms_too_far_apart_are_avoided_or_told() -> None:
    event = _event([(0, 1), (2, 3), (0, 2), (1, 3)], 2, 2)
    far = Venue(rooms=("Hall", "Annex"), walking_minutes={("Hall", "Annex"): 5})
    places = assign_places(event, (0, 0, 1, 1), far)
    assert places.room_changes == 2  # each pair of slots exchanges partners: two must walk
    assert len(places.late) == 2  # and slots follow each other without a pause
    begin = datetime(2026, 11, 25, 9, tzinfo=UTC)
    starts = (begin, begin + timedelta(minutes=26))
    with_pause = Venue(
        rooms=far.rooms, walking_minutes=far.walking_minutes, slot_starts=starts, slot_minutes=20
    )
    assert assign_places(event, (0, 0, 1, 1), with_pause).late == ()


def test_own_tables_and_closed_tables_are_respected() -> None:
    event = _event([(0, 1), (2, 3)], 1, 3)
    venue = Venue(own_tables=((2,), ()), closed=frozenset({(0, 0)}))
    assert assign_places(event, (0, 0), venue).timetable.tables == (2, 1)
    with pytest.raises(InputError, match="too few tables"):
        assign_places(event, (0, 0), Venue(own_tables=((2,), (2,))))
    with pytest.raises(InputError, match="more meetings than tables"):
        assign_places(replace(event, tables=1), (0, 0))


def _online(*attendees: Attendee, starts: tuple[datetime, ...]) -> OpenEvent:
    return OpenEvent(
        attendees=attendees, wishes=(), slots=len(starts), tables=5, slot_starts=starts
    )


def test_working_hours_are_those_of_the_place() -> None:
    # 25 November 2026: Helsinki is at UTC+2, Lisbon at UTC, Chicago at UTC-6.
    starts = tuple(datetime(2026, 11, 25, hour, tzinfo=UTC) for hour in (7, 9, 15, 16, 17))
    event = _online(
        Attendee(name="fi", time_zone="Europe/Helsinki", hours=(time(9), time(17))),
        Attendee(name="pt", time_zone="Europe/Lisbon", hours=(time(9), time(17))),
        Attendee(name="us", time_zone="America/Chicago", hours=(time(9), time(17))),
        Attendee(name="any"),
        Attendee(name="night", time_zone="Europe/Lisbon", hours=(time(16, 30), time(7, 20))),
        starts=starts,
    )
    assert find_unavailable(event) == (
        frozenset({2, 3, 4}),  # 17:00, 18:00 and 19:00 there: a meeting must end by 17:00
        frozenset({0, 4}),
        frozenset({0, 1}),
        frozenset(),
        frozenset({1, 2, 3}),
    )


def test_online_meetings_fall_into_the_common_hours() -> None:
    starts = tuple(datetime(2026, 11, 25, hour, tzinfo=UTC) for hour in range(6, 18))
    event = replace(
        _online(
            Attendee(name="fi", time_zone="Europe/Helsinki", hours=(time(9), time(17))),
            Attendee(name="us", time_zone="America/New_York", hours=(time(8), time(17))),
            starts=starts,
        ),
        wishes=(Wish(wisher=0, wished=(1,)),),
    )
    choice = choose_meetings(event, closing="moves")
    assert [starts[slot].hour for slot in choice.timetable.slots] in ([13], [14])


def test_zones_need_times_and_must_exist() -> None:
    zone = Attendee(name="fi", time_zone="Europe/Helsinki")
    with pytest.raises(InputError, match="slots have no times"):
        find_unavailable(OpenEvent(attendees=(zone,), wishes=(), slots=2, tables=1))
    starts = (datetime(2026, 11, 25, 9, tzinfo=UTC),)
    with pytest.raises(InputError, match="no time zone 'Mars/Olympus'"):
        find_unavailable(_online(Attendee(name="x", time_zone="Mars/Olympus"), starts=starts))
