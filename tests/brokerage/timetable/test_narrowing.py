"""The windows of all participants together: what they rule out, and that they rule out no more."""

from __future__ import annotations

import numpy as np
import pytest

from hanse.brokerage.timetable import Event, Meeting, count_breaks
from hanse.brokerage.timetable.annealing import make_state, recount
from hanse.brokerage.timetable.encoding import encode
from hanse.brokerage.timetable.engine import find_timetable
from hanse.brokerage.timetable.generator import generate_event
from hanse.brokerage.timetable.narrowing import narrow_to_bounds
from hanse.brokerage.timetable.proving import prove_at_bounds, prove_by_cores
from hanse.brokerage.timetable.screens import screen_event
from hanse.brokerage.timetable.search import build_problem, place_greedily, search_timetable
from hanse.brokerage.timetable.solution import list_violations

from .small_events import draw_event

MORNING, AFTERNOON = frozenset(range(4)), frozenset(range(4, 8))


def _meet(*pairs: tuple[int, int]) -> tuple[Meeting, ...]:
    return tuple(Meeting(participants=pair) for pair in pairs)


def test_a_morning_guest_holds_its_partner_to_windows_that_touch_the_morning() -> None:
    """0 meets 1 (there in the morning only), 2 and 3 within one window of three slots."""
    event = Event(
        participants=4,
        slots=8,
        tables=4,
        meetings=_meet((0, 1), (0, 2), (0, 3)),
        forbidden=(frozenset(), AFTERNOON, frozenset(), frozenset()),
        fairness=None,
    )
    screening = screen_event(event)
    narrowing = narrow_to_bounds(event, screening.domains, screening.bounds)
    assert narrowing.groups == ()
    assert narrowing.domains == (MORNING, frozenset(range(6)), frozenset(range(6)))


def test_partners_who_need_different_slots_raise_the_bound() -> None:
    """2 is there in the first slot only and 3 in the last: 0 must meet 1 early, 1 meet 0 late."""
    event = Event(
        participants=4,
        slots=8,
        tables=4,
        meetings=_meet((0, 1), (0, 2), (1, 3)),
        forbidden=(frozenset(), frozenset(), frozenset(range(1, 8)), frozenset(range(7))),
        fairness=None,
    )
    screening = screen_event(event)
    assert sum(screening.bounds) == 0, "each alone could do without breaks"
    narrowing = narrow_to_bounds(event, screening.domains, screening.bounds)
    assert narrowing.groups == (frozenset({0, 1}),)
    solution = find_timetable(event, time_limit=20)
    assert (solution.status, solution.breaks) == ("optimal", 1)


@pytest.mark.parametrize("hundred", range(3))
def test_nothing_that_reaches_the_raised_bound_is_ruled_out(hundred: int) -> None:
    raised = narrower = 0
    for seed in range(100 * hundred, 100 * hundred + 100):
        event = draw_event(seed, fairness=None)
        screening = screen_event(event)
        if screening.ground is not None:
            continue
        whole = encode(event, screening.domains, screening.bounds)
        best = prove_by_cores(whole, "cadical195", lambda bound: None)
        if best is None:
            continue
        least = sum(count_breaks(event, best))
        narrowing = narrow_to_bounds(event, screening.domains, screening.bounds)
        fewest = sum(screening.bounds) + len(narrowing.groups)
        assert fewest <= least, seed
        raised += len(narrowing.groups)
        narrower += sum(map(len, narrowing.domains)) < sum(map(len, screening.domains))
        if least == fewest:
            within = encode(event, narrowing.domains, screening.bounds)
            found = prove_by_cores(within, "cadical195", lambda bound: None)
            assert found is not None and sum(count_breaks(event, found)) == least, seed
        if narrowing.groups:
            assert prove_at_bounds(whole, "cadical195") is None, seed
    assert raised > 0 and narrower > 20, "the events exercise it"


def test_groups_are_disjoint_and_no_member_can_be_spared() -> None:
    event = generate_event(300, 20, 1_500, seed=9)
    screening = screen_event(event)
    groups = narrow_to_bounds(event, screening.domains, screening.bounds).groups
    assert groups and len(frozenset().union(*groups)) == sum(map(len, groups))
    let_off = [1] * event.participants
    for participant in groups[0]:
        let_off[participant] = 0
    assert narrow_to_bounds(event, screening.domains, let_off).groups == (groups[0],)
    for participant in groups[0]:
        let_off[participant] = 1
        assert narrow_to_bounds(event, screening.domains, let_off).groups == ()
        let_off[participant] = 0


def test_the_list_of_those_with_too_many_breaks_is_kept() -> None:
    event = generate_event(60, 12, 200, seed=3)
    screening = screen_event(event)
    problem = build_problem(event, screening.domains, screening.bounds)
    state = make_state(problem, place_greedily(event, screening.domains, 1))
    for participant in range(event.participants):
        recount(problem, state, participant)
    listed = set(state.excess[: state.counts[4]].tolist())
    assert listed == set(np.flatnonzero(state.breaks > problem.least_breaks).tolist())
    assert all(state.excess[state.excess_at[participant]] == participant for participant in listed)


def test_a_large_event_is_brought_to_its_bound() -> None:
    """120 x 20 x 600 in the domains of the windows: the goal is the proof."""
    event = generate_event(120, 20, 600, seed=2)
    screening = screen_event(event)
    narrowing = narrow_to_bounds(event, screening.domains, screening.bounds)
    goal = sum(screening.bounds) + len(narrowing.groups)
    found: list[tuple[int, ...]] = []
    calls = iter(range(3_000))
    search_timetable(
        event,
        narrowing.domains,
        screening.bounds,
        seed=1,
        seconds_left=lambda: 3_000 - next(calls, 3_000),
        found=found.append,
        goal=goal,
    )
    assert sum(count_breaks(event, found[-1])) == goal
    assert list_violations(event, found[-1]) == []
