"""Good timetables quickly: a greedy start, improved by annealing. Proves nothing."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from hanse.brokerage.timetable.domains import Domains
from hanse.brokerage.timetable.encoding import most_breaks
from hanse.brokerage.timetable.event import Event

if TYPE_CHECKING:
    from hanse.brokerage.timetable.annealing import Problem

STEPS_A_CALL = 200_000
"""Moves between two looks at the clock; a call takes a fraction of a second."""
FIRST_CALLS = 8
"""Calls of the first round; every round has twice as many as the one before."""
HOT, COLD = 0.5, 0.12
"""Temperatures (in breaks) at which a round begins and ends."""


def place_greedily(event: Event, domains: Domains, seed: int) -> np.ndarray:
    """A slot for each meeting, -1 where none is free; the hardest to place go first.

    Nobody is in two meetings at once; tables and precedences may be overrun.
    """
    order_of = random.Random(seed)  # noqa: S311 (no secret depends on it)
    busy = [0] * event.participants
    load = [0] * event.slots
    weight = [len(meetings) for meetings in event.meetings_of]
    order = sorted(
        range(len(event.meetings)),
        key=lambda m: (
            len(domains[m]),
            -sum(weight[p] for p in event.meetings[m].participants),
            order_of.random(),
        ),
    )
    slots = np.full(len(event.meetings), -1, np.int64)
    for meeting in order:
        who = event.meetings[meeting].participants
        taken = 0
        for participant in who:
            taken |= busy[participant]
        free = [slot for slot in domains[meeting] if not taken >> slot & 1]
        if free:
            slot = min(free, key=lambda t: (load[t] - event.capacity(t), order_of.random()))
            slots[meeting] = slot
            load[slot] += 1
            for participant in who:
                busy[participant] |= 1 << slot
    return slots


def build_problem(event: Event, domains: Domains, bounds: Sequence[int]) -> Problem:
    """The event as the arrays that annealing works on."""
    from hanse.brokerage.timetable.annealing import Problem

    allowed = np.zeros((len(event.meetings), event.slots), np.bool_)
    for meeting, slots in enumerate(domains):
        allowed[meeting, sorted(slots)] = True
    orders: list[list[tuple[int, int]]] = [[] for _ in event.meetings]
    for earlier, later in event.precedences:
        orders[earlier].append((later, 1))
        orders[later].append((earlier, 0))
    first_of_order, pairs = _compress([[m for m, _ in row] for row in orders])
    first_of_meeting, who_meets = _compress([m.participants for m in event.meetings])
    first_of_participant, meets_in = _compress(event.meetings_of)
    return Problem(
        allowed=allowed,
        capacity=np.array([event.capacity(slot) for slot in range(event.slots)], np.int64),
        first_of_meeting=first_of_meeting,
        who_meets=who_meets,
        first_of_participant=first_of_participant,
        meets_in=meets_in,
        first_of_order=first_of_order,
        ordered_with=pairs,
        ordered_after=_compress([[after for _, after in row] for row in orders])[1],
        most_breaks=np.array(most_breaks(event, bounds), np.int64),
    )


def _compress(rows: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    first = np.zeros(len(rows) + 1, np.int64)
    first[1:] = np.cumsum([len(row) for row in rows])
    return first, np.array([entry for row in rows for entry in row], np.int64)


def search_timetable(
    event: Event,
    domains: Domains,
    bounds: Sequence[int],
    *,
    seed: int,
    seconds_left: Callable[[], float],
    found: Callable[[tuple[int, ...]], None],
) -> None:
    """Anneal in rounds, each longer than the one before, from the best state so far.

    Parameters
    ----------
    seconds_left : asked every fraction of a second; ends the search at 0.
    found : called with the slots of every timetable that is better than the one before. It obeys
        all rules but the lower side of fairness, which the caller checks.
    """
    from hanse.brokerage.timetable.annealing import anneal, make_state

    problem = build_problem(event, domains, bounds)
    current = place_greedily(event, domains, seed)
    goal, lowest, round_number = sum(bounds), 1 << 60, 0
    best = np.zeros(len(event.meetings), np.int64)
    while lowest > goal:
        state = make_state(problem, current)
        calls = FIRST_CALLS << round_number
        round_number += 1
        for call in range(calls):
            if seconds_left() <= 0:
                return
            hot, cold = (HOT * (COLD / HOT) ** (share / calls) for share in (call, call + 1))
            number = seed + 1000 * round_number + call
            cost = anneal(problem, state, best, hot, cold, STEPS_A_CALL, goal, number)
            if cost < lowest:
                lowest = cost
                current = best.copy()
                if is_timetable(problem, best):
                    found(tuple(int(slot) for slot in best))
            if lowest <= goal:
                break


def is_timetable(problem: Problem, slots: np.ndarray) -> bool:
    """Whether nothing but breaks costs: all placed, tables, precedences and caps kept."""
    from hanse.brokerage.timetable.annealing import make_state, measure

    if (slots < 0).any():
        return False
    state = make_state(problem, slots)
    return int(measure(problem, state)) == int(state.breaks.sum())
