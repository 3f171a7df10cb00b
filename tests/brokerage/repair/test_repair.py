"""Repair: fewest changes, nothing frozen is touched, everybody concerned is told."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hanse.brokerage.timetable import Event, Meeting, Timetable, assign_tables
from hanse.brokerage.timetable.choosing import Venue, choose_as_usual
from hanse.brokerage.timetable.generator import generate_wishes
from hanse.brokerage.timetable.repair import (
    Added,
    Cancelled,
    Change,
    EarlyLeave,
    LateArrival,
    LostSlot,
    LostTables,
    NoShow,
    Repair,
    find_now,
    repair_timetable,
)
from hanse.vocabulary import InputError

PAIRS = ((0, 1), (2, 3), (0, 2), (1, 3))


def _event(pairs: Sequence[tuple[int, ...]] = PAIRS, slots: int = 4, tables: int = 2) -> Event:
    return Event(
        participants=1 + max(max(pair) for pair in pairs),
        participant_names=("Alder", "Birch", "Cedar", "Durmast", "Elm")[
            : 1 + max(max(pair) for pair in pairs)
        ],
        slots=slots,
        tables=tables,
        meetings=tuple(Meeting(participants=pair) for pair in pairs),
        fairness=None,
    )


def _check(event: Event, timetable: Timetable, repaired: Repair, frozen: int) -> None:
    """A timetable of the new event, from scratch; what is frozen and possible is untouched."""
    after, now = repaired.event, repaired.timetable
    assert len(now.slots) == len(after.meetings) == len(repaired.old_of)
    places = list(zip(now.slots, now.tables, strict=True))
    assert len(set(places)) == len(places)
    assert not set(places) & {p for p in repaired.venue.closed if p[0] > frozen}
    for slot in range(after.slots):
        here = [m for m in range(len(now.slots)) if now.slots[m] == slot]
        assert len(here) <= event.capacity(slot)
        people = [p for m in here for p in after.meetings[m].participants]
        assert len(set(people)) == len(people)
    known = {change.old: change for change in repaired.changed if change.old is not None}
    for number, old in enumerate(repaired.old_of):
        if old is None:
            assert now.slots[number] > frozen
        elif old not in known:
            assert now.slots[number] == timetable.slots[old]
            assert now.tables[number] == timetable.tables[old]
        elif known[old].kind == "moved":
            assert now.slots[number] > frozen


def test_a_no_show_cancels_its_meetings_only() -> None:
    event = _event()
    before = assign_tables(event, (0, 0, 1, 1))
    repaired = repair_timetable(event, before, [NoShow(0)], now_slot=-1, notice_slots=0)
    assert [(c.kind, c.old) for c in repaired.changed] == [("cancelled", 0), ("cancelled", 2)]
    assert repaired.timetable.slots == (0, 1)
    assert (repaired.moved, repaired.dropped, repaired.minimal) == (0, 0, True)
    told = {event.name_participant(n.participant): n.sentences for n in repaired.notices}
    assert sorted(told) == ["Alder", "Birch", "Cedar"]
    assert told["Birch"] == (
        "Your meeting with Alder, slot 1 at table 1, is not held: Alder does not come.",
    )


def test_a_meeting_of_three_goes_on_without_one() -> None:
    event = _event(((0, 1, 2),))
    repaired = repair_timetable(event, assign_tables(event, (1,)), [NoShow(2)])
    assert repaired.event.meetings[0].participants == (0, 1)
    assert [change.kind for change in repaired.changed] == ["smaller"]
    assert len(repaired.notices) == 3


def test_a_late_arrival_moves_one_meeting() -> None:
    event = _event()
    before = assign_tables(event, (0, 0, 1, 1))
    repaired = repair_timetable(event, before, [LateArrival(0, 1)], notice_slots=0)
    (change,) = repaired.changed
    assert (change.kind, change.old, change.from_slot) == ("moved", 0, 0)
    assert change.to_slot in (2, 3)
    assert repaired.minimal
    assert repaired.breaks == 0  # slot 3 rather than slot 4
    assert "Alder arrives late" in repaired.notices[0].sentences[0]


def test_making_room_moves_as_few_others_as_possible() -> None:
    # Alder leaves before slot 3; its last meeting needs slot 1 or 2, where Birch is busy.
    pairs = ((0, 1), (1, 2), (1, 3))
    event = replace(_event(pairs, slots=3, tables=3))
    repaired = repair_timetable(
        event, assign_tables(event, (2, 0, 1)), [EarlyLeave(0, 2)], notice_slots=0
    )
    assert (repaired.moved, repaired.dropped, repaired.minimal) == (1, 0, True)


def test_what_cannot_be_held_is_dropped_with_its_reason() -> None:
    event = _event(((0, 1),), slots=3)
    repaired = repair_timetable(
        event, assign_tables(event, (2,)), [EarlyLeave(0, 1)], now_slot=0, notice_slots=0
    )
    (change,) = repaired.changed
    assert (change.kind, change.new) == ("dropped", None)
    assert change.reason == (
        "Alder leaves early, and no slot is left in which all of them are there"
    )
    assert (repaired.dropped, repaired.minimal) == (1, True)


def test_a_lost_table_is_exchanged_in_its_slot() -> None:
    event = _event()
    before = assign_tables(event, (0, 1, 2, 3))
    lost = LostTables(frozenset({0}), frozenset(range(4)))
    repaired = repair_timetable(event, before, [lost])
    assert {change.kind for change in repaired.changed} == {"table"}
    assert repaired.timetable.slots == before.slots
    assert set(repaired.timetable.tables) == {1}
    assert repaired.event.tables_by_slot == (1, 1, 1, 1)


def test_a_second_repair_remembers_the_first() -> None:
    event = _event()
    before = assign_tables(event, (0, 1, 2, 3))
    lost = LostTables(frozenset({0}), frozenset({2, 3}))
    first = repair_timetable(event, before, [lost])
    second = repair_timetable(
        first.event, first.timetable, [LateArrival(0, 1)], venue=first.venue, notice_slots=0
    )
    places = set(zip(second.timetable.slots, second.timetable.tables, strict=True))
    assert not places & {(2, 0), (3, 0)}


def test_a_lost_slot_and_an_added_meeting() -> None:
    event = _event()
    before = assign_tables(event, (0, 0, 1, 1))
    more = Added(Meeting(participants=(0, 3)))
    repaired = repair_timetable(event, before, [LostSlot(1), more], notice_slots=0)
    _check(event, before, repaired, -1)
    assert 1 not in repaired.timetable.slots
    assert len(repaired.timetable.slots) == 5
    assert sum(change.kind == "added" for change in repaired.changed) == 1
    assert any("new meeting with Durmast" in s for n in repaired.notices for s in n.sentences)


def test_own_tables_stay_with_their_owners() -> None:
    event = _event(tables=3)
    venue = Venue(own_tables=((2,), (), (2,), ()))
    before = Timetable((0, 0, 1, 1), (2, 0, 2, 0))
    repaired = repair_timetable(event, before, [LateArrival(0, 2)], venue=venue, notice_slots=0)
    assert repaired.timetable.tables[0] == repaired.timetable.tables[2] == 2
    assert repaired.dropped == 0


def test_precedences_are_kept() -> None:
    event = replace(_event(((0, 1), (0, 2))), precedences=((0, 1),))
    repaired = repair_timetable(
        event, assign_tables(event, (0, 1)), [LateArrival(1, 2)], notice_slots=0
    )
    first, second = repaired.timetable.slots
    assert first < second
    assert (repaired.moved, repaired.minimal) == (1, True)


def test_what_is_held_or_about_to_begin_stays() -> None:
    event = _event(slots=6)
    before = assign_tables(event, (0, 1, 2, 3))
    repaired = repair_timetable(
        event, before, [LateArrival(0, 6), LateArrival(1, 4)], now_slot=1, notice_slots=1
    )
    # Alder's and Birch's meeting in slot 1 is past; Alder's in slot 3 cannot be held any more.
    kinds = {change.old: change.kind for change in repaired.changed}
    assert kinds == {2: "dropped", 3: "moved"}
    assert repaired.timetable.slots[:2] == (0, 1)
    assert repaired.timetable.slots[2] > 3


def _brute_force(
    event: Event, before: Timetable, absent: list[frozenset[int]], frozen: int
) -> tuple[int, int]:
    """(fewest dropped, fewest moved though not hit), by trying everything."""
    hit = {
        m
        for m, slot in enumerate(before.slots)
        if any(slot in absent[p] for p in event.meetings[m].participants)
    }
    options: list[list[int | None]] = []
    for m, slot in enumerate(before.slots):
        if slot <= frozen and m not in hit:
            options.append([slot])
            continue
        who = event.meetings[m].participants
        later = [t for t in range(frozen + 1, event.slots) if not any(t in absent[p] for p in who)]
        options.append([None, *later])
    best = (len(before.slots) + 1, 0)
    for slots in itertools.product(*options):
        dropped = sum(slot is None for slot in slots)
        moved = sum(
            s is not None and m not in hit and s != before.slots[m] for m, s in enumerate(slots)
        )
        if (dropped, moved) < best and _is_sound(event, slots):
            best = (dropped, moved)
    return best


def _is_sound(event: Event, slots: Sequence[int | None]) -> bool:
    for slot in range(event.slots):
        here = [m for m, s in enumerate(slots) if s == slot]
        people = [p for m in here for p in event.meetings[m].participants]
        if len(set(people)) < len(people) or len(here) > event.capacity(slot):
            return False
    return True


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_small_repairs_change_the_fewest_of_all(data: st.DataObject) -> None:
    people, slots = data.draw(st.integers(3, 5)), data.draw(st.integers(3, 4))
    pairs = data.draw(
        st.lists(
            st.sampled_from([(a, b) for a in range(people) for b in range(a + 1, people)]),
            min_size=1,
            max_size=5,
            unique=True,
        )
    )
    tables = data.draw(st.integers(1, 3))
    event = Event(
        participants=people,
        slots=slots,
        tables=tables,
        meetings=tuple(Meeting(participants=pair) for pair in pairs),
        fairness=None,
    )
    slot = st.integers(0, slots - 1)
    slots_of = tuple(data.draw(slot) for _ in pairs)
    assume(_is_sound(event, slots_of))
    now = data.draw(st.integers(-1, 1))
    who = data.draw(st.sets(st.integers(0, people - 1), min_size=1, max_size=2))
    changes: list[Change] = []
    absent = [frozenset[int]() for _ in range(people)]
    for p in who:
        at = data.draw(slot)
        if data.draw(st.booleans()):
            changes.append(LateArrival(p, at))
            absent[p] = frozenset(range(max(0, now), at))
        else:
            changes.append(EarlyLeave(p, at))
            absent[p] = frozenset(range(max(0, now, at), slots))
    before = assign_tables(event, slots_of)
    repaired = repair_timetable(
        event, before, changes, now_slot=now, notice_slots=0, workers=1, time_limit=10
    )
    _check(event, before, repaired, now)
    assert (repaired.dropped, repaired.moved) == _brute_force(event, before, absent, now)
    assert repaired.minimal


def test_a_large_event_keeps_nearly_everything() -> None:
    choice = choose_as_usual(generate_wishes(150, 16, 60, seed=3, wishes=8, most_meetings=9))
    changes: list[Change] = [
        NoShow(3),
        LateArrival(5, 8),
        Cancelled(7),
        LostTables(frozenset(range(10)), frozenset(range(8, 12))),
    ]
    repaired = repair_timetable(
        choice.event, choice.timetable, changes, now_slot=2, notice_slots=1, time_limit=10
    )
    _check(choice.event, choice.timetable, repaired, 3)
    forced = sum(change.kind in ("cancelled", "table") for change in repaired.changed)
    assert len(repaired.changed) - forced <= 15
    told = {notice.participant for notice in repaired.notices}
    assert told == {p for change in repaired.changed for p in change.participants}


def test_now_is_found_from_the_clock() -> None:
    begin = datetime(2026, 11, 25, 9, tzinfo=UTC)
    starts = [begin + timedelta(minutes=20 * n) for n in range(6)]
    before = begin - timedelta(hours=1)
    assert find_now(starts, 20, before, notice_minutes=10) == (-1, 0)
    assert find_now(starts, 20, begin, notice_minutes=0) == (0, 0)
    assert find_now(starts, 20, begin + timedelta(minutes=25), notice_minutes=30) == (1, 1)


@pytest.mark.parametrize(
    "change",
    [NoShow(9), NoShow(0, 99), LateArrival(0, -1), EarlyLeave(-1, 0), Cancelled(4), LostSlot(4),
     Added(Meeting(participants=(0, 0))), Added(Meeting(participants=(0, 9)))],
)  # fmt: skip
def test_changes_that_do_not_fit_are_refused(change: Change) -> None:
    event = _event()
    with pytest.raises(InputError):
        repair_timetable(event, assign_tables(event, (0, 0, 1, 1)), [change])


def test_only_timetables_are_repaired() -> None:
    event = _event()
    with pytest.raises(InputError, match="two meetings at once"):
        repair_timetable(event, assign_tables(event, (0, 0, 0, 1)), [])
    with pytest.raises(InputError, match="has 1 meetings, the event 4"):
        repair_timetable(event, Timetable((0,), (0,)), [])
