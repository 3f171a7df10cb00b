"""Simulated annealing over chains: the moves that keep everybody out of two meetings at once.

A chain exchanges two slots for one meeting and for all that it pushes, in turn, into the other
slot (the Kempe chain of edge colouring). Meetings that do not fit yet wait; they enter a slot by
sending whoever stands in the way to wait. Compiled by numba when first called.

What is minimised: breaks, plus the weights below for what a timetable must not have. A state
without any of the latter is a timetable.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

WEIGHT_WAITING = 6
WEIGHT_TABLE = 2
WEIGHT_ORDER = 3
WEIGHT_UNFAIR = 8
WAITING = -1
BOLDNESS = 3.0
"""How much hotter it is for meetings that wait: they get stuck where breaks already settle."""


class Problem(NamedTuple):
    """An event as arrays. M meetings, P participants, T slots; lists in compressed rows."""

    allowed: np.ndarray
    """(M, T) bool."""
    capacity: np.ndarray
    """(T,) tables."""
    first_of_meeting: np.ndarray
    """(M + 1,) where the participants of each meeting begin in `who_meets`."""
    who_meets: np.ndarray
    first_of_participant: np.ndarray
    """(P + 1,) where the meetings of each participant begin in `meets_in`."""
    meets_in: np.ndarray
    first_of_order: np.ndarray
    """(M + 1,) where the precedences of each meeting begin in `ordered_with`."""
    ordered_with: np.ndarray
    """The other meeting of each precedence."""
    ordered_after: np.ndarray
    """1 where the other meeting is the later one, 0 where it is the earlier one."""
    most_breaks: np.ndarray
    """(P,) breaks that each participant may have at most."""


class State(NamedTuple):
    """Where everything stands, and the scratch space of the moves."""

    slot: np.ndarray
    """(M,) slot of each meeting, WAITING where it has none."""
    meeting_at: np.ndarray
    """(P, T) meeting, -1 where the participant is free."""
    load: np.ndarray
    """(T,) meetings in each slot."""
    breaks: np.ndarray
    """(P,)."""
    waiting: np.ndarray
    """(M,) the first `counts[0]` are the meetings that wait."""
    counts: np.ndarray
    """[waiting, length of chain, participants of chain, stamp]."""
    chain: np.ndarray
    touched: np.ndarray
    stamp_meeting: np.ndarray
    stamp_participant: np.ndarray


def make_state(problem: Problem, slots: np.ndarray) -> State:
    """The state in which each meeting stands in its slot (WAITING: nowhere yet)."""
    meetings, n_slots = problem.allowed.shape
    participants = len(problem.most_breaks)
    state = State(
        slot=np.full(meetings, WAITING, np.int64),
        meeting_at=np.full((participants, n_slots), -1, np.int64),
        load=np.zeros(n_slots, np.int64),
        breaks=np.zeros(participants, np.int64),
        waiting=np.zeros(meetings + 1, np.int64),
        counts=np.zeros(4, np.int64),
        chain=np.zeros(meetings, np.int64),
        touched=np.zeros(len(problem.who_meets) + 1, np.int64),
        stamp_meeting=np.zeros(meetings, np.int64),
        stamp_participant=np.zeros(participants, np.int64),
    )
    fill_state(problem, state, np.asarray(slots, np.int64))
    return state


@numba.njit(cache=True)
def count_blocks(meeting_at, participant):  # type: ignore[no-untyped-def]
    """Blocks of consecutive used slots of a participant."""
    blocks, before = 0, False
    for slot in range(meeting_at.shape[1]):
        used = meeting_at[participant, slot] >= 0
        if used and not before:
            blocks += 1
        before = used
    return blocks


@numba.njit(cache=True)
def fill_state(problem, state, slots):  # type: ignore[no-untyped-def]
    """Write the slots of all meetings into an empty state."""
    for meeting in range(len(slots)):
        if slots[meeting] < 0:
            state.waiting[state.counts[0]] = meeting
            state.counts[0] += 1
        else:
            place(problem, state, meeting, slots[meeting])
    for participant in range(len(state.breaks)):
        state.breaks[participant] = max(0, count_blocks(state.meeting_at, participant) - 1)


@numba.njit(cache=True)
def place(problem, state, meeting, slot):  # type: ignore[no-untyped-def]
    """Put a meeting into a slot in which its participants are free."""
    state.slot[meeting] = slot
    state.load[slot] += 1
    for k in range(problem.first_of_meeting[meeting], problem.first_of_meeting[meeting + 1]):
        state.meeting_at[problem.who_meets[k], slot] = meeting


@numba.njit(cache=True)
def lift(problem, state, meeting):  # type: ignore[no-untyped-def]
    """Take a meeting out of its slot."""
    slot = state.slot[meeting]
    state.slot[meeting] = WAITING
    state.load[slot] -= 1
    for k in range(problem.first_of_meeting[meeting], problem.first_of_meeting[meeting + 1]):
        state.meeting_at[problem.who_meets[k], slot] = -1


@numba.njit(cache=True)
def grow_chain(problem, state, meeting, target):  # type: ignore[no-untyped-def]
    """Collect the chain that moves `meeting` to `target`.

    Returns the growth of the load of `target`, or a large number where the chain meets a slot
    that is not allowed.
    """
    counts, chain = state.counts, state.chain
    source = state.slot[meeting]
    counts[3] += 1
    stamp = counts[3]
    chain[0], counts[1], counts[2] = meeting, 1, 0
    state.stamp_meeting[meeting] = stamp
    growth, position = 0, 0
    while position < counts[1]:
        one = chain[position]
        position += 1
        other = target if state.slot[one] == source else source
        if not problem.allowed[one, other]:
            return 1 << 30
        growth += 1 if other == target else -1
        for k in range(problem.first_of_meeting[one], problem.first_of_meeting[one + 1]):
            participant = problem.who_meets[k]
            if state.stamp_participant[participant] != stamp:
                state.stamp_participant[participant] = stamp
                state.touched[counts[2]] = participant
                counts[2] += 1
            pushed = state.meeting_at[participant, other]
            if pushed >= 0 and state.stamp_meeting[pushed] != stamp:
                state.stamp_meeting[pushed] = stamp
                chain[counts[1]] = pushed
                counts[1] += 1
    return growth


@numba.njit(cache=True)
def exchange(state, participant, source, target):  # type: ignore[no-untyped-def]
    """Exchange what a participant has in two slots."""
    here = state.meeting_at[participant, source]
    state.meeting_at[participant, source] = state.meeting_at[participant, target]
    state.meeting_at[participant, target] = here


@numba.njit(cache=True)
def shift_blocks(meeting_at, participant, source, target):  # type: ignore[no-untyped-def]
    """How many blocks more a participant has after exchanging what it has in two slots."""
    here = meeting_at[participant, source] >= 0
    if here == (meeting_at[participant, target] >= 0):
        return 0
    leave, enter = (source, target) if here else (target, source)
    last = meeting_at.shape[1] - 1
    left = leave > 0 and meeting_at[participant, leave - 1] >= 0
    right = leave < last and meeting_at[participant, leave + 1] >= 0
    change = left + right - 1
    left = enter > 0 and enter - 1 != leave and meeting_at[participant, enter - 1] >= 0
    right = enter < last and enter + 1 != leave and meeting_at[participant, enter + 1] >= 0
    return change + 1 - left - right


@numba.njit(cache=True)
def weigh_breaks(problem, participant, breaks):  # type: ignore[no-untyped-def]
    """Cost of a participant's breaks."""
    return breaks + WEIGHT_UNFAIR * max(0, breaks - problem.most_breaks[participant])


@numba.njit(cache=True)
def weigh_orders(problem, state):  # type: ignore[no-untyped-def]
    """Cost of the precedences that the meetings of the chain break at present."""
    cost = 0
    for position in range(state.counts[1]):
        meeting = state.chain[position]
        slot = state.slot[meeting]
        for k in range(problem.first_of_order[meeting], problem.first_of_order[meeting + 1]):
            partner = problem.ordered_with[k]
            other = state.slot[partner]
            if slot < 0 or other < 0:
                continue
            if problem.ordered_after[k]:
                cost += WEIGHT_ORDER * (slot >= other)
            elif state.stamp_meeting[partner] != state.counts[3]:
                cost += WEIGHT_ORDER * (other >= slot)  # otherwise counted from the partner
    return cost


@numba.njit(cache=True)
def turn_chain(state, source, target):  # type: ignore[no-untyped-def]
    """Write the other slot to every meeting of the chain."""
    for position in range(state.counts[1]):
        meeting = state.chain[position]
        state.slot[meeting] = target if state.slot[meeting] == source else source


@numba.njit(cache=True)
def try_chain(problem, state, meeting, target, temperature):  # type: ignore[no-untyped-def]
    """Exchange along the chain where that is accepted; returns the change of the cost."""
    source = state.slot[meeting]
    growth = grow_chain(problem, state, meeting, target)
    if growth == 1 << 30:
        return 0
    load, capacity = state.load, problem.capacity
    before = max(0, load[source] - capacity[source]) + max(0, load[target] - capacity[target])
    after = max(0, load[source] - growth - capacity[source])
    after += max(0, load[target] + growth - capacity[target])
    change = WEIGHT_TABLE * (after - before)
    for position in range(state.counts[2]):
        participant = state.touched[position]
        breaks = state.breaks[participant]
        blocks = shift_blocks(state.meeting_at, participant, source, target)
        if blocks:
            change += weigh_breaks(problem, participant, breaks + blocks)
            change -= weigh_breaks(problem, participant, breaks)
    ordered = len(problem.ordered_with) > 0
    if ordered:
        change -= weigh_orders(problem, state)
        turn_chain(state, source, target)
        change += weigh_orders(problem, state)
    if change > 0 and np.random.random() >= np.exp(-change / temperature):
        if ordered:
            turn_chain(state, source, target)
        return 0
    if not ordered:
        turn_chain(state, source, target)
    load[source] -= growth
    load[target] += growth
    for position in range(state.counts[2]):
        participant = state.touched[position]
        state.breaks[participant] += shift_blocks(state.meeting_at, participant, source, target)
        exchange(state, participant, source, target)
    return change


@numba.njit(cache=True)
def measure(problem, state):  # type: ignore[no-untyped-def]
    """Total cost, from scratch."""
    cost = WEIGHT_WAITING * state.counts[0]
    for slot in range(len(state.load)):
        cost += WEIGHT_TABLE * max(0, state.load[slot] - problem.capacity[slot])
    for participant in range(len(state.breaks)):
        cost += weigh_breaks(problem, participant, state.breaks[participant])
    for meeting in range(len(state.slot)):
        for k in range(problem.first_of_order[meeting], problem.first_of_order[meeting + 1]):
            if problem.ordered_after[k] and state.slot[meeting] >= 0:
                other = state.slot[problem.ordered_with[k]]
                cost += WEIGHT_ORDER * (other >= 0 and state.slot[meeting] >= other)
    return cost


@numba.njit(cache=True)
def try_insert(problem, state, temperature):  # type: ignore[no-untyped-def]
    """Let a waiting meeting into a slot; those in its way wait. Returns the change."""
    position = np.random.randint(state.counts[0])
    meeting = state.waiting[position]
    target = np.random.randint(len(state.load))
    if not problem.allowed[meeting, target]:
        return 0
    first, last = problem.first_of_meeting[meeting], problem.first_of_meeting[meeting + 1]
    in_the_way = 0
    state.counts[3] += 1
    for k in range(first, last):
        other = state.meeting_at[problem.who_meets[k], target]
        if other >= 0 and state.stamp_meeting[other] != state.counts[3]:
            state.stamp_meeting[other] = state.counts[3]
            in_the_way += 1
    rise = WEIGHT_WAITING * (in_the_way - 1)
    if rise > 0 and np.random.random() >= np.exp(-rise / (BOLDNESS * temperature)):
        return 0
    ordered = len(problem.ordered_with) > 0
    whole = measure(problem, state) if ordered else 0
    change = rise
    change -= WEIGHT_TABLE * max(0, state.load[target] - problem.capacity[target])
    state.counts[0] -= 1
    state.waiting[position] = state.waiting[state.counts[0]]
    for k in range(first, last):
        other = state.meeting_at[problem.who_meets[k], target]
        if other >= 0:
            lift(problem, state, other)
            state.waiting[state.counts[0]] = other
            state.counts[0] += 1
            change += recount_breaks(problem, state, other)
    place(problem, state, meeting, target)
    change += recount_breaks(problem, state, meeting)
    change += WEIGHT_TABLE * max(0, state.load[target] - problem.capacity[target])
    return measure(problem, state) - whole if ordered else change


@numba.njit(cache=True)
def recount_breaks(problem, state, meeting):  # type: ignore[no-untyped-def]
    """Count the breaks of a meeting's participants anew; returns the change of the cost."""
    change = 0
    for k in range(problem.first_of_meeting[meeting], problem.first_of_meeting[meeting + 1]):
        participant = problem.who_meets[k]
        breaks = max(0, count_blocks(state.meeting_at, participant) - 1)
        change += weigh_breaks(problem, participant, breaks)
        change -= weigh_breaks(problem, participant, state.breaks[participant])
        state.breaks[participant] = breaks
    return change


@numba.njit(cache=True)
def pick_meeting(problem, state):  # type: ignore[no-untyped-def]
    """A meeting at random; half of the time one of somebody with too many breaks, or with any."""
    chosen = -1
    if np.random.random() < 0.5:
        for _ in range(20):
            participant = np.random.randint(len(state.breaks))
            breaks = state.breaks[participant]
            if breaks > problem.most_breaks[participant]:
                chosen = participant
                break
            if breaks > 0:
                chosen = participant
    if chosen < 0:
        return np.random.randint(len(state.slot))
    first = problem.first_of_participant[chosen]
    last = problem.first_of_participant[chosen + 1]
    return problem.meets_in[first + np.random.randint(last - first)]


@numba.njit(cache=True)
def anneal(problem, state, best, hot, cold, steps, goal, seed):  # type: ignore[no-untyped-def]
    """Run `steps` moves while the temperature falls from `hot` to `cold`.

    Writes the slots of the cheapest state seen into `best` and returns its cost; stops at `goal`.
    """
    np.random.seed(seed)
    n_slots = len(state.load)
    cost = measure(problem, state)
    lowest = cost
    best[:] = state.slot
    for step in range(steps):
        temperature = hot * (cold / hot) ** (step / steps)
        if state.counts[0] > 0 and np.random.random() < 0.2:
            cost += try_insert(problem, state, temperature)
        else:
            meeting = pick_meeting(problem, state)
            target = np.random.randint(n_slots)
            if (
                state.slot[meeting] < 0
                or target == state.slot[meeting]
                or not problem.allowed[meeting, target]
            ):
                continue
            cost += try_chain(problem, state, meeting, target, temperature)
        if cost < lowest:
            lowest = cost
            best[:] = state.slot
            if lowest <= goal:
                break
    return lowest
