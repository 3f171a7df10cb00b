"""Counting, SAT, MaxSAT, annealing and a plain CP-SAT model agree; bounds never exceed values."""

from __future__ import annotations

import pytest

from hanse.brokerage.timetable import Event, Meeting, count_breaks
from hanse.brokerage.timetable.bounds import bound_breaks
from hanse.brokerage.timetable.encoding import encode
from hanse.brokerage.timetable.matching import fill_all, find_crowded, keep_matchable
from hanse.brokerage.timetable.proving import (
    find_any,
    find_within,
    prove_at_bounds,
    prove_by_cores,
)
from hanse.brokerage.timetable.screens import screen_event
from hanse.brokerage.timetable.search import search_timetable
from hanse.brokerage.timetable.solution import list_violations

from .brute_force import solve_plainly, try_everything
from .small_events import draw_event

FAIRNESS = (0, 1, 2, None)


@pytest.mark.parametrize("hundred", range(4))
def test_two_hundred_events_get_the_same_answer_from_every_solver(hundred: int) -> None:
    answers = set()
    for seed in range(50 * hundred, 50 * hundred + 50):
        event = draw_event(seed, fairness=FAIRNESS[seed % 4])
        best = solve_plainly(event)
        answers.add(best)
        screening = screen_event(event)
        if screening.ground is not None:
            assert best is None, seed
            continue
        encoding = encode(event, screening.domains, screening.bounds)
        raised: list[int] = []
        for solver in ("cadical195", "glucose4"):
            slots = prove_by_cores(encoding, solver, raised.append)
            assert (slots is None) == (best is None), seed
            assert slots is None or not list_violations(event, slots)
            assert slots is None or sum(count_breaks(event, slots)) == best
        within = find_within(encoding, 10_000)
        assert (find_any(encoding, "cadical153") is None) == (best is None)
        assert (within == "impossible") == (best is None)
        if best is not None:
            assert sum(screening.bounds) <= best and max(raised, default=0) <= best
            at_bounds = prove_at_bounds(encoding, "minisat22")
            assert (at_bounds is not None) == (best == sum(screening.bounds))
    assert None in answers and len(answers) > 3, "events of every sort were drawn"


@pytest.mark.parametrize("seed", range(500, 512))
def test_the_plain_model_is_the_definition(seed: int) -> None:
    event = draw_event(seed)
    few = Event(
        participants=event.participants,
        slots=4,
        tables=2,
        meetings=tuple(Meeting(participants=m.participants) for m in event.meetings[:6]),
        precedences=tuple(pair for pair in event.precedences if max(pair) < 6),
        fairness=1,
    )
    assert solve_plainly(few) == try_everything(few)


@pytest.mark.parametrize("seed", range(20))
def test_annealing_finds_timetables_and_no_better_ones_than_exist(seed: int) -> None:
    event = draw_event(1000 + seed)
    screening = screen_event(event)
    best = None if screening.ground is not None else solve_plainly(event)
    if best is None:
        return
    calls = iter(range(41))
    found: list[tuple[int, ...]] = []
    search_timetable(
        event,
        screening.domains,
        screening.bounds,
        seed=seed,
        seconds_left=lambda: 40 - next(calls, 40),
        found=found.append,
    )
    fair = [slots for slots in found if not list_violations(event, slots)]
    assert fair, "small events are easy"
    assert min(sum(count_breaks(event, slots)) for slots in fair) == best


def test_the_bound_counts_blocks_into_which_the_meetings_fit() -> None:
    anywhere = frozenset(range(6))
    assert bound_breaks([anywhere] * 6) == 0
    assert bound_breaks([anywhere - {2}] * 4) == 1
    assert bound_breaks([frozenset({0}), frozenset({2}), frozenset({4})]) == 2
    assert bound_breaks([frozenset({0}), frozenset({2}), anywhere]) == 0
    assert bound_breaks([frozenset({0}), frozenset({3}), anywhere]) == 1
    assert bound_breaks([frozenset({0, 5}), frozenset({0, 5})]) == 1
    assert bound_breaks([anywhere]) == 0


def test_matching_finds_crowds_and_keeps_what_is_possible() -> None:
    crowd, slots = find_crowded([frozenset({1}), frozenset({1, 2}), frozenset({2}), frozenset({5})])
    assert crowd == (0, 1, 2) and slots == {1, 2}
    assert find_crowded([frozenset({1}), frozenset({1, 2})]) == ((), frozenset())
    kept = keep_matchable([frozenset({1}), frozenset({1, 2}), frozenset({1, 2, 3})])
    assert kept == [frozenset({1}), frozenset({2}), frozenset({3})]
    assert keep_matchable([frozenset({1}), frozenset({1})]) is None
    assert len(fill_all([frozenset({1}), frozenset({1})]).slot_of) == 1


def test_meetings_of_three_and_tables_that_differ_by_slot() -> None:
    event = Event(
        participants=4,
        slots=3,
        tables=2,
        tables_by_slot=(1, 0, 2),
        meetings=(
            Meeting(participants=(0, 1, 2)),
            Meeting(participants=(2, 3)),
            Meeting(participants=(0, 1)),
        ),
    )
    screening = screen_event(event)
    assert screening.ground is None
    encoding = encode(event, screening.domains, screening.bounds)
    slots = prove_by_cores(encoding, "cadical195", lambda bound: None)
    assert slots is not None and slots[0] == 0 and slots[1:] == (2, 2)
