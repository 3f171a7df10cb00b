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

STEPS_A_CALL = 100_000
"""Moves between two looks at the clock; a call takes a fraction of a second."""
FIRST_CALLS = 16
"""Calls of the first round; every round has twice as many, the last what time is left."""
FITTING = 0.9
"""Part of the time left that the last round is planned to take."""
LARGEST_IMPATIENT = 12_000
"""Possible pairs of meeting and slot up to which many rounds that cool down beat a single one at
PATIENT, where blocks still form and dissolve: colder, they freeze as they happen to stand."""
PATIENT = 0.2
LARGEST_PATIENT = 120_000
"""Possible pairs up to which there is time to settle at PATIENT; larger events cool down to it."""
ENDLESS = 1 << 62
"""Calls of a round that only the clock ends."""
HOT, COLD = 0.5, 0.12
"""Temperatures (in breaks) at which a round begins and ends."""


def place_greedily(event: Event, domains: Domains, seed: int) -> np.ndarray:
    """A slot for each meeting, -1 where none is free; the hardest to place go first.

    Slots beside those that the participants use already are preferred. Nobody is in two meetings
    at once; tables, precedences and fairness may be overrun.
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
            masks = [busy[participant] for participant in who]
            slot = min(
                free,
                key=lambda t: (
                    load[t] >= event.capacity(t),
                    sum(_blocks_more(mask, t) for mask in masks),
                    load[t] - event.capacity(t),
                    order_of.random(),
                ),
            )
            slots[meeting] = slot
            load[slot] += 1
            for participant in who:
                busy[participant] |= 1 << slot
    return slots


def _blocks_more(used: int, slot: int) -> int:
    """How many blocks of used slots (a bit mask) one slot more opens, or closes."""
    around = (used << 1 >> slot & 1) + (used >> slot + 1 & 1)
    return 1 - around if used else 0


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
    in_pairs = all(len(meeting.participants) == 2 for meeting in event.meetings)
    return Problem(
        allowed=allowed,
        capacity=np.array([event.capacity(slot) for slot in range(event.slots)], np.int64),
        first_of_meeting=first_of_meeting,
        who_meets=who_meets,
        first_of_order=first_of_order,
        ordered_with=pairs,
        ordered_after=_compress([[after for _, after in row] for row in orders])[1],
        most_breaks=np.array(_cap_breaks(event, bounds), np.int64),
        least_breaks=np.array(bounds, np.int64),
        partners=who_meets.reshape(-1, 2).sum(axis=1) if in_pairs else who_meets[:0],
    )


def _cap_breaks(event: Event, bounds: Sequence[int]) -> list[int]:
    """The most breaks that each may have if somebody has no more than the least matching bound.

    Fairness compares with whoever has the fewest breaks; annealing reckons with the usual case.
    """
    caps = most_breaks(event, bounds)
    if event.fairness is None:
        return caps
    usual = min(bounds, default=0) + event.fairness
    return [max(least, min(cap, usual)) for least, cap in zip(bounds, caps, strict=True)]


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
    goal: int | None = None,
) -> None:
    """Anneal in rounds, each longer than the one before, from the best state so far.

    Parameters
    ----------
    bounds : breaks below which nobody is driven.
    seconds_left : asked every fraction of a second; ends the search at 0.
    found : called with the slots of every timetable that is better than the one before. It obeys
        all rules but the lower side of fairness, which the caller checks.
    goal : the breaks at which the search ends; None: the sum of `bounds`.
    """
    from hanse.brokerage.timetable.annealing import anneal, learn_weights, make_state

    problem = build_problem(event, domains, bounds)
    current = place_greedily(event, domains, seed)
    size = sum(len(slots) for slots in domains)
    patient = size > LARGEST_IMPATIENT
    goal = sum(bounds) if goal is None else goal
    lowest, round_number = 1 << 60, 0
    calls = ENDLESS if patient else FIRST_CALLS
    hot = PATIENT if patient and size <= LARGEST_PATIENT else HOT
    cold, whole = PATIENT if patient else COLD, seconds_left()
    best = np.zeros(len(event.meetings), np.int64)
    while lowest > goal:
        state = make_state(problem, current)
        begin = seconds_left()
        round_number += 1
        for call in range(calls):
            if seconds_left() <= 0:
                return
            past = 1 - seconds_left() / whole if patient else call / calls
            begins, ends = (
                hot * (cold / hot) ** min(1.0, share) for share in (past, past + 1 / calls)
            )
            number = seed + 1000 * round_number + call
            cost = anneal(problem, state, best, begins, ends, STEPS_A_CALL, goal, number)
            learn_weights(state)
            if cost < lowest:
                lowest = cost
                current = best.copy()
                if is_timetable(problem, best):
                    found(tuple(int(slot) for slot in best))
            if lowest <= goal:
                break
        calls = _plan_round(calls, (begin - seconds_left()) / calls, seconds_left())


def _plan_round(calls: int, seconds_a_call: float, left: float) -> int:
    """Calls of the next round: twice as many, or as many as fit where another would not fit."""
    fitting = max(1, int(FITTING * left / max(seconds_a_call, 1e-3)))
    return fitting if 4 * calls > fitting else 2 * calls


def is_timetable(problem: Problem, slots: np.ndarray) -> bool:
    """Whether nothing but breaks costs: all placed, tables, precedences and caps kept."""
    from hanse.brokerage.timetable.annealing import make_state, measure

    if (slots < 0).any():
        return False
    state = make_state(problem, slots)
    return int(measure(problem, state)) == int(state.breaks.sum())
