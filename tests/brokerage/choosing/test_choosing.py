"""Choosing: rules kept, bounds true, refusals told, better than the usual way."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanse.brokerage.timetable.choosing import (
    Attendee,
    Choice,
    Diversity,
    OpenEvent,
    Wish,
    choose_as_usual,
    choose_meetings,
    describe_choice,
    list_broken_rules,
)
from hanse.brokerage.timetable.choosing.requests import build_requests, find_grantable
from hanse.brokerage.timetable.generator import generate_wishes
from hanse.vocabulary import InputError


def _event(people: int, wishes: list[tuple[int, int, int]], **rules: object) -> OpenEvent:
    given: dict[str, object] = {"slots": 3, "tables": 2, **rules}
    attendees = given.pop("attendees", tuple(Attendee(name=f"P{n}") for n in range(people)))
    return OpenEvent(
        attendees=attendees,  # type: ignore[arg-type]
        wishes=tuple(Wish(wisher=a, wished=(b,), strength=s) for a, b, s in wishes),
        **given,  # type: ignore[arg-type]
    )


def _choose(event: OpenEvent) -> Choice:
    choice = choose_meetings(event, time_limit=20, closing="moves")
    assert list_broken_rules(choice) == []
    return choice


@st.composite
def _small_events(draw: st.DrawFn) -> OpenEvent:
    people, slots = draw(st.integers(2, 5)), draw(st.integers(1, 3))
    pairs = [(a, b) for a in range(people) for b in range(people) if a != b]
    wished = draw(st.lists(st.sampled_from(pairs), max_size=6, unique=True))
    attendees = tuple(
        Attendee(
            name=f"P{n}",
            absent=frozenset(draw(st.sets(st.integers(0, slots - 1), max_size=1))),
            most_meetings=draw(st.none() | st.integers(0, 3)),
            priority=draw(st.integers(1, 3)),
            representatives=draw(st.integers(1, 2)),
            tags={"kind": draw(st.sampled_from(["a", "b"]))},
        )
        for n in range(people)
    )
    return OpenEvent(
        attendees=attendees,
        wishes=tuple(
            Wish(wisher=a, wished=(b,), strength=draw(st.integers(1, 3))) for a, b in wished
        ),
        slots=slots,
        tables=draw(st.integers(1, 2)),
        guarantee=draw(st.integers(0, 2)),
        one_sided=draw(st.booleans()),
        diversity=draw(st.sampled_from([(), (Diversity(tag="kind", most=1),)])),
    )


def _list_placings(event: OpenEvent) -> Iterator[tuple[tuple[int, ...], int]]:
    """(levels, value) of every choice with a timetable, by trying all."""
    requests = build_requests(event)
    grantable = find_grantable(event, requests)
    options = [(None, *requests[number].slots) for number in grantable]
    for slots in itertools.product(*options):
        held = [(requests[n], t) for n, t in zip(grantable, slots, strict=True) if t is not None]
        if not _is_sound(event, held):
            continue
        number = [sum(p in r.participants for r, _ in held) for p in range(len(event.attendees))]
        levels = tuple(
            sum(own >= level for own in number) for level in range(1, event.guarantee + 1)
        )
        yield levels, sum(r.value for r, _ in held)


def _is_sound(event: OpenEvent, held: list) -> bool:  # type: ignore[type-arg]
    for slot in range(event.slots):
        here = [r for r, t in held if t == slot]
        if len(here) > event.tables:
            return False
        for p, attendee in enumerate(event.attendees):
            if sum(p in r.participants for r in here) > attendee.representatives:
                return False
    for p, attendee in enumerate(event.attendees):
        own = [r for r, _ in held if p in r.participants]
        if attendee.most_meetings is not None and len(own) > attendee.most_meetings:
            return False
        for rule in event.diversity:
            others = [next(q for q in r.participants if q != p) for r in own]
            tags = [event.attendees[q].tags[rule.tag] for q in others]
            if any(tags.count(tag) > rule.most for tag in tags):
                return False
    return True


@settings(max_examples=40, deadline=None)
@given(_small_events())
def test_small_choices_are_the_best_of_all(event: OpenEvent) -> None:
    choice = _choose(event)
    best = max(_list_placings(event))
    assert (choice.levels, choice.value) == best
    assert choice.value <= choice.bound
    assert len(choice.granted) + len(choice.refused) == len(choice.requests)
    assert all(refusal.reason.endswith(".") for refusal in choice.refused)


@settings(max_examples=20, deadline=None)
@given(_small_events())
def test_the_usual_way_keeps_the_rules_and_never_exceeds_the_bound(event: OpenEvent) -> None:
    usual = choose_as_usual(event)
    assert list_broken_rules(usual) == []
    assert usual.value <= usual.bound
    assert (usual.levels, usual.value) <= max(_list_placings(event))


def test_a_realistic_event_is_proved_optimal_and_better_than_the_usual_way() -> None:
    event = generate_wishes(60, 12, 24, seed=5, wishes=8, most_meetings=8, guarantee=3)
    choice, usual = _choose(event), choose_as_usual(event)
    assert choice.optimal
    assert choice.gap == 0
    assert choice.value > usual.value
    assert choice.levels >= usual.levels
    assert choice.granted_share > usual.granted_share


def test_the_guarantee_goes_before_value() -> None:
    # One slot, one strong pair against two weak ones that serve everybody.
    wishes = [(0, 1, 3), (1, 0, 3), (0, 2, 1), (1, 3, 1)]
    wide = _choose(_event(4, wishes, slots=1, guarantee=1))
    assert wide.levels == (4,)
    assert wide.value == 2
    greedy = _choose(_event(4, wishes, slots=1, guarantee=0))
    assert greedy.value == 12


def test_the_engine_closes_breaks_of_the_chosen_meetings() -> None:
    wishes = [(0, 1, 1), (0, 2, 1), (1, 2, 1), (3, 0, 1)]
    choice = choose_meetings(_event(4, wishes, slots=6), time_limit=20)
    assert list_broken_rules(choice) == []
    assert choice.breaks == choice.breaks_bound == 0
    assert choice.statement == (
        "Everybody has at least 1 meeting. The wishes granted are worth 4: no choice as good "
        "grants more."
    )


@pytest.mark.parametrize(
    ("change", "kind", "words"),
    [
        ({"attendees": (Attendee(name="A", absent=frozenset({0})), Attendee(name="B")),
          "slots": 1}, "absence", "never there in the same slot"),
        ({"one_sided": False}, "one-sided", "P1 did not ask for it"),
        ({"most_meetings": 0}, "limit", "limit of 0 meetings"),
        ({"tables": 0}, "tables", "Every table is taken"),
    ],
)  # fmt: skip
def test_each_refusal_has_its_reason(change: dict[str, object], kind: str, words: str) -> None:
    choice = _choose(_event(2, [(0, 1, 1)], **change))
    assert [refusal.kind for refusal in choice.refused] == [kind]
    assert words in choice.refused[0].reason


def test_diversity_is_told_as_a_reason() -> None:
    people = tuple(Attendee(name=f"P{n}", tags={"country": "DE"}) for n in range(3))
    wishes = [(0, 1, 3), (0, 2, 1)]
    choice = _choose(
        _event(3, wishes, attendees=people, diversity=(Diversity(tag="country", most=1),))
    )
    assert [r.kind for r in choice.refused] == ["diversity"]
    assert "P0 already meets 1 with country DE" in choice.refused[0].reason


def test_meetings_of_three_and_several_representatives() -> None:
    people = (Attendee(name="Hub", representatives=2), *(Attendee(name=f"P{n}") for n in range(3)))
    event = OpenEvent(
        attendees=people,
        wishes=(
            Wish(wisher=0, wished=(1, 2), strength=3),
            Wish(wisher=3, wished=(0,), strength=1),
        ),
        slots=1,
        tables=2,
    )
    choice = _choose(event)
    assert len(choice.granted) == 2  # at the same time, by different people of the hub
    assert choice.event.participants == 5
    assert choice.event.participant_names[:2] == ("Hub (1 of 2)", "Hub (2 of 2)")
    assert choice.timetable.slots == (0, 0)


def test_booths_are_kept_by_both_the_search_and_the_engine() -> None:
    event = generate_wishes(20, 6, 8, seed=2, wishes=5, most_meetings=5)
    owners = tuple(
        replace(attendee, tables=(number,)) if number < 3 else attendee
        for number, attendee in enumerate(event.attendees)
    )
    event = replace(event, attendees=owners)
    _choose(event)
    choice = choose_meetings(event, time_limit=6)
    assert list_broken_rules(choice) == []
    for number, meeting in enumerate(choice.event.meetings):
        who = {choice.attendee_of[p] for p in meeting.participants}
        assert (choice.timetable.tables[number] < 3) == bool(who & {0, 1, 2})


def test_a_cancelled_choice_is_still_a_timetable() -> None:
    event = generate_wishes(30, 8, 10, seed=1, wishes=6)
    choice = choose_meetings(event, time_limit=30, cancel=lambda: True)
    assert list_broken_rules(choice) == []


def test_progress_names_the_stages() -> None:
    stages: list[str] = []
    choose_meetings(
        _event(3, [(0, 1, 1)]), closing="moves", progress=lambda stage, _: stages.append(stage)
    )
    assert stages == ["granting requests", "placing meetings", "closing breaks"]


def test_the_description_counts_from_one() -> None:
    data = describe_choice(_choose(_event(2, [(0, 1, 2), (1, 0, 1)])))
    assert data["status"] == "optimal"
    assert data["granted"] == [[1, 2]]
    assert data["value"] == 6  # (2 + 1) x 2: both wish it


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"slots": -1}, "slots"),
        ({"wishes": (Wish(wisher=0, wished=(0,)),)}, "wish 1"),
        ({"wishes": (Wish(wisher=0, wished=()),)}, "wish 1"),
        ({"wishes": (Wish(wisher=0, wished=(7,)),)}, "wish 1"),
        ({"wishes": (Wish(wisher=0, wished=(1,), strength=4),)}, "wish 1"),
        ({"wishes": (Wish(wisher=0, wished=(1,)),) * 2}, "wish 2"),
        ({"tables_by_slot": (1,)}, "tables_by_slot"),
        ({"attendees": (Attendee(name="A", priority=0),), "wishes": ()}, "priority"),
        ({"attendees": (Attendee(name="A", tables=(9,)),), "wishes": ()}, "tables"),
        ({"attendees": (Attendee(name="A", tables=(0,)),) * 2, "wishes": ()}, "tables"),
    ],
)
def test_contradictions_are_refused(change: dict[str, object], field: str) -> None:
    good = _event(2, [(0, 1, 1)])
    with pytest.raises(InputError) as caught:
        replace(good, **change)  # type: ignore[arg-type]
    assert caught.value.field == field
