"""Impossible events: explained in rules none of which is superfluous; proposals that work."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from hanse.brokerage.timetable import Event, Infeasibility, Meeting
from hanse.brokerage.timetable.dzn import read_dzn
from hanse.brokerage.timetable.infeasibility import explain_infeasibility, try_event
from hanse.brokerage.timetable.rules import DROPPABLE, Rule, keep_rules, list_rules
from hanse.brokerage.timetable.screens import screen_event
from hanse.brokerage.timetable.solution import list_violations

from .brute_force import solve_plainly
from .published import list_published
from .small_events import draw_event


def explain(event: Event) -> Infeasibility:
    found = explain_infeasibility(event, screen_event(event))
    for relaxation in found.relaxations:
        slots = try_event(relaxation.event)
        assert isinstance(slots, tuple), relaxation.sentence
        assert list_violations(relaxation.event, slots) == []
    return found


def star(meetings: int, slots: int, absent: frozenset[int] = frozenset()) -> Event:
    """Participant 1 meets everybody else."""
    return Event(
        participants=meetings + 1,
        slots=slots,
        tables=9,
        meetings=tuple(Meeting(participants=(0, p)) for p in range(1, meetings + 1)),
        forbidden=(absent, *(frozenset[int]() for _ in range(meetings))),
    )


def test_more_meetings_than_free_slots() -> None:
    found = explain(star(4, 5, frozenset({1, 3})))
    assert found.summary == "Participant 1 has 4 meetings but is free in 3 slots."
    assert found.minimal
    assert len(found.conflicts) == 6
    proposals = {r.sentence.split()[0]: r for r in found.relaxations}
    assert set(proposals) == {"give", "cancel", "1"}
    assert all(r.cost == 1 for r in found.relaxations)


def test_too_few_tables_in_the_morning() -> None:
    pairs = [(2 * k, 2 * k + 1) for k in range(5)]
    event = Event(
        participants=10,
        slots=4,
        morning_slots=2,
        tables=2,
        meetings=tuple(Meeting(participants=pair, session="morning") for pair in pairs),
    )
    found = explain(event)
    assert found.summary == "Tables: 5 meetings must fall in the morning, which have 4 places." or (
        found.summary == "Tables: 5 meetings must fall in the morning, which has 4 places."
    )
    assert found.minimal
    assert any(r.sentence == "1 table more in every slot" for r in found.relaxations)


def test_precedences_in_a_circle() -> None:
    event = replace(star(3, 6), precedences=((0, 1), (1, 2), (2, 0)))
    found = explain(event)
    assert {conflict.kind for conflict in found.conflicts} == {"precedence"}
    assert len(found.conflicts) == 3
    assert found.relaxations[0].cost == 1


def test_two_meetings_fixed_at_once() -> None:
    event = star(3, 6)
    both = tuple(replace(m, fixed_slot=2) for m in event.meetings[:2])
    found = explain(replace(event, meetings=(*both, event.meetings[2])))
    assert [conflict.kind for conflict in found.conflicts] == ["fixed", "fixed"]
    assert found.summary.startswith("Participant 1 has 2 meetings that can be held in 1 slot only")


def test_fairness_that_cannot_be() -> None:
    event = replace(star(2, 3, frozenset({1})), fairness=0)
    found = explain(event)
    assert found.summary.startswith("Fairness")
    assert any(r.sentence == "let breaks differ by 1 break more" for r in found.relaxations)


@pytest.mark.parametrize("tenth", range(3))
def test_every_impossible_small_event_is_explained(tenth: int) -> None:
    explained = 0
    for seed in range(40 * tenth, 40 * tenth + 40):
        event = draw_event(seed, fairness=1)
        if solve_plainly(event) is not None:
            continue
        explained += 1
        found = explain(event)
        assert found.minimal and found.conflicts, seed
        assert found.relaxations, seed
        assert [r.cost for r in found.relaxations] == sorted(r.cost for r in found.relaxations)
    assert explained >= 3


def _is_possible_without(event: Event, given_up: set[Rule]) -> bool:
    kept = [rule for rule in list_rules(event) if rule not in given_up]
    return try_event(keep_rules(event, kept)) != "impossible"


def test_under_fairness_0_the_fewest_rules_are_given_up() -> None:
    """A meeting more can make breaks equal: conflicts without it are none of the whole event."""
    event = Event(
        participants=3,
        slots=5,
        tables=3,
        meetings=(
            Meeting(participants=(0, 1)),
            Meeting(participants=(2, 0), fixed_slot=4),
            Meeting(participants=(2, 1)),
        ),
        forbidden=(frozenset({2, 3}), frozenset({4}), frozenset({0})),
        precedences=((2, 0),),
        fairness=0,
    )
    first = explain(event).relaxations[0]
    assert first.sentence.startswith("give up: meeting 3") and first.cost == 1


def test_under_fairness_0_proposals_are_the_cheapest() -> None:
    compared = 0
    for seed in range(300, 340):
        event = draw_event(seed, fairness=0)
        if try_event(event) != "impossible":
            continue
        for relaxation in explain(event).relaxations:
            verb = relaxation.sentence.split()[0]
            if verb not in ("give", "cancel") or relaxation.cost == 1:
                continue
            kinds = DROPPABLE if verb == "give" else ("meeting",)
            single = [rule for rule in list_rules(event) if rule.kind in kinds]
            compared += 1
            for size in range(1, min(relaxation.cost, 3)):
                for chosen in itertools.combinations(single, size):
                    assert not _is_possible_without(event, set(chosen)), (seed, chosen)
    assert compared >= 2


def test_keeping_all_rules_keeps_the_event() -> None:
    event = draw_event(3)
    kept = keep_rules(event, list_rules(event))
    assert kept.meetings == event.meetings and kept.precedences == event.precedences
    assert [kept.capacity(slot) for slot in range(event.slots)] == [event.tables] * event.slots


@pytest.mark.shared
def test_published_impossible_events(shared_data: Path) -> None:
    """All but those of fairness 0, which take longer: the benchmark explains them too."""
    impossible = [p for p in list_published(shared_data) if p.breaks is None]
    chosen = [p for p in impossible if p.variant != "fair_d0"]
    assert (len(impossible), len(chosen)) == (13, 9)
    for published in chosen:
        found = explain(read_dzn(published.file, fairness=published.fairness))
        name = f"{published.instance} {published.variant}"
        assert found.minimal and found.conflicts, name
        assert found.relaxations, name
