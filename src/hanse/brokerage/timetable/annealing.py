"""Simulated annealing over chains: the moves that keep everybody out of two meetings at once.

A chain exchanges two slots for one meeting and for all that it pushes, in turn, into the other
slot (the Kempe chain of edge colouring). Meetings that do not fit yet wait; they enter a slot by
sending whoever stands in the way to wait. Compiled by numba when first called.

What is minimised: breaks, plus the weights below for what a timetable must not have. A state
without any of the latter is a timetable. Most moves are aimed: somebody gives up an end of one of
its blocks for a slot beside one, so that at least on its side nothing tears. Breaks are equally
many until a block vanishes; a small price on the smaller blocks shows the way there.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

WEIGHT_WAITING = 6
WEIGHT_TABLE = 1
WEIGHT_ORDER = 3
WEIGHT_UNFAIR = 8
WAITING = -1
BLOCKED = 1 << 30
AIMED = 0.8
"""Share of moves that begin with somebody whose blocks they keep whole."""
ROUGHNESS, ROUGH_MEETINGS = 0.5, 4
"""What a block beside the longest costs on top of its break, once it has so many meetings."""
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
    edges: np.ndarray
    """(P, 2, T) slots at an end of a block of the participant, and free slots beside one."""
    edge_counts: np.ndarray
    """(P, 2) how many of both there are."""
    load: np.ndarray
    """(T,) meetings in each slot."""
    breaks: np.ndarray
    """(P,)."""
    roughness: np.ndarray
    """(P,) what the blocks beside the longest cost on top of the breaks."""
    waiting: np.ndarray
    """(M,) the first `counts[0]` are the meetings that wait."""
    counts: np.ndarray
    """[waiting, length of chain, participants at its ends, stamp]."""
    chain: np.ndarray
    ends: np.ndarray
    """Participants that have something in one of the two slots of the chain only."""
    stamp: np.ndarray


def make_state(problem: Problem, slots: np.ndarray) -> State:
    """The state in which each meeting stands in its slot (WAITING: nowhere yet)."""
    meetings, n_slots = problem.allowed.shape
    participants = len(problem.most_breaks)
    state = State(
        slot=np.full(meetings, WAITING, np.int64),
        meeting_at=np.full((participants, n_slots), -1, np.int64),
        edges=np.zeros((participants, 2, n_slots), np.int64),
        edge_counts=np.zeros((participants, 2), np.int64),
        load=np.zeros(n_slots, np.int64),
        breaks=np.zeros(participants, np.int64),
        roughness=np.zeros(participants, np.float64),
        waiting=np.zeros(meetings + 1, np.int64),
        counts=np.zeros(4, np.int64),
        chain=np.zeros(meetings, np.int64),
        ends=np.zeros(len(problem.who_meets) + 1, np.int64),
        stamp=np.zeros(meetings, np.int64),
    )
    fill_state(problem, state, np.asarray(slots, np.int64))
    return state


@numba.njit(cache=True)
def recount(state, participant):  # type: ignore[no-untyped-def]
    """Bring what is known of a participant's blocks up to date."""
    meeting_at, slots = state.meeting_at[participant], state.meeting_at.shape[1]
    blocks, size, longest, rough, ends, sides = 0, 0, 0, 0, 0, 0
    for slot in range(slots):
        before = slot > 0 and meeting_at[slot - 1] >= 0
        after = slot + 1 < slots and meeting_at[slot + 1] >= 0
        if meeting_at[slot] >= 0:
            size = size + 1 if before else 1
            if not after:
                blocks += 1
                rough += min(size, ROUGH_MEETINGS)
                longest = max(longest, size)
            if not (before and after):
                state.edges[participant, 0, ends] = slot
                ends += 1
        elif before or after:
            state.edges[participant, 1, sides] = slot
            sides += 1
    state.breaks[participant] = max(0, blocks - 1)
    rough -= min(longest, ROUGH_MEETINGS)
    state.roughness[participant] = ROUGHNESS * rough / ROUGH_MEETINGS
    state.edge_counts[participant, 0] = ends
    state.edge_counts[participant, 1] = sides


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
        recount(state, participant)


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
def grow_chain(  # type: ignore[no-untyped-def]
    allowed,
    first_of_meeting,
    who_meets,
    slot,
    meeting_at,
    stamp,
    chain,
    ends,
    counts,
    meeting,
    target,
):
    """Collect the chain that moves `meeting` to `target`, and who is at its ends.

    Returns the growth of the load of `target`, or BLOCKED where the chain meets a slot that is
    not allowed. (Arrays, not tuples of arrays, in what is called at every move: numba counts the
    references to every array of a tuple at each call, which takes longer than the work.)
    """
    source = slot[meeting]
    counts[3] += 1
    number = counts[3]
    stamp[meeting] = number
    chain[0] = meeting
    length, found, growth, position = 1, 0, 0, 0
    while position < length:
        one = chain[position]
        position += 1
        other = target if slot[one] == source else source
        if not allowed[one, other]:
            return BLOCKED
        growth += 1 if other == target else -1
        for k in range(first_of_meeting[one], first_of_meeting[one + 1]):
            pushed = meeting_at[who_meets[k], other]
            if pushed < 0:
                ends[found] = who_meets[k]
                found += 1
            elif stamp[pushed] != number:
                stamp[pushed] = number
                chain[length] = pushed
                length += 1
    counts[1], counts[2] = length, found
    return growth


@numba.njit(cache=True)
def turn_chain(problem, state, source, target):  # type: ignore[no-untyped-def]
    """Move every meeting of the chain to the other slot."""
    for position in range(state.counts[1]):
        meeting = state.chain[position]
        for k in range(problem.first_of_meeting[meeting], problem.first_of_meeting[meeting + 1]):
            state.meeting_at[problem.who_meets[k], state.slot[meeting]] = -1
    for position in range(state.counts[1]):
        meeting = state.chain[position]
        slot = target if state.slot[meeting] == source else source
        state.slot[meeting] = slot
        for k in range(problem.first_of_meeting[meeting], problem.first_of_meeting[meeting + 1]):
            state.meeting_at[problem.who_meets[k], slot] = meeting


@numba.njit(cache=True)
def shift_breaks(meeting_at, participant, source, target):  # type: ignore[no-untyped-def]
    """How many breaks more somebody has who exchanges one used and one free slot."""
    is_used = meeting_at[participant, source] >= 0
    leave, enter = (source, target) if is_used else (target, source)
    last = meeting_at.shape[1] - 1
    left = leave > 0 and meeting_at[participant, leave - 1] >= 0
    right = leave < last and meeting_at[participant, leave + 1] >= 0
    change = left + right - 1
    left = enter > 0 and enter - 1 != leave and meeting_at[participant, enter - 1] >= 0
    right = enter < last and enter + 1 != leave and meeting_at[participant, enter + 1] >= 0
    return change + 1 - left - right


@numba.njit(cache=True)
def weigh_breaks(breaks, most):  # type: ignore[no-untyped-def]
    """Cost of the breaks of somebody who may have `most`."""
    return breaks + WEIGHT_UNFAIR * max(0, breaks - most)


@numba.njit(cache=True)
def weigh_ends(  # type: ignore[no-untyped-def]
    breaks, most_breaks, roughness, meeting_at, ends, counts, source, target
):
    """Change of cost if all at the ends of the chain exchange the two slots, and how much
    smoother they can become at best."""
    change, smoother = 0, 0.0
    for position in range(counts[2]):
        participant = ends[position]
        now, most = breaks[participant], most_breaks[participant]
        shift = shift_breaks(meeting_at, participant, source, target)
        change += weigh_breaks(now + shift, most) - weigh_breaks(now, most)
        smoother += roughness[participant]
    return change, smoother


@numba.njit(cache=True)
def weigh_tables(load, capacity, source, target, growth):  # type: ignore[no-untyped-def]
    """Change of cost if `growth` meetings go from one slot to the other."""
    before = max(0, load[source] - capacity[source]) + max(0, load[target] - capacity[target])
    after = max(0, load[source] - growth - capacity[source])
    after += max(0, load[target] + growth - capacity[target])
    return WEIGHT_TABLE * (after - before)


@numba.njit(cache=True)
def recount_ends(state):  # type: ignore[no-untyped-def]
    """Recount all at the ends of the chain; returns how much rougher they are than before."""
    rougher = 0.0
    for position in range(state.counts[2]):
        participant = state.ends[position]
        rougher -= state.roughness[participant]
        recount(state, participant)
        rougher += state.roughness[participant]
    return rougher


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
            elif state.stamp[partner] != state.counts[3]:
                cost += WEIGHT_ORDER * (other >= slot)  # otherwise counted from the partner
    return cost


@numba.njit(cache=True)
def try_chain(problem, state, source, target, growth, change, most):  # type: ignore[no-untyped-def]
    """Exchange along the chain unless cost and roughness grow by more than `most`.

    `change` is that of breaks and tables; precedences are weighed here. Returns the change.
    """
    ordered = len(problem.ordered_with) > 0
    if ordered:
        change -= weigh_orders(problem, state)
    turn_chain(problem, state, source, target)
    if ordered:
        change += weigh_orders(problem, state)
    if change + recount_ends(state) > most:
        turn_chain(problem, state, target, source)
        recount_ends(state)
        return 0
    state.load[source] -= growth
    state.load[target] += growth
    return change


@numba.njit(cache=True)
def measure(problem, state):  # type: ignore[no-untyped-def]
    """Total cost, from scratch."""
    cost = WEIGHT_WAITING * state.counts[0]
    for slot in range(len(state.load)):
        cost += WEIGHT_TABLE * max(0, state.load[slot] - problem.capacity[slot])
    for participant in range(len(state.breaks)):
        cost += weigh_breaks(state.breaks[participant], problem.most_breaks[participant])
    for meeting in range(len(state.slot)):
        for k in range(problem.first_of_order[meeting], problem.first_of_order[meeting + 1]):
            if problem.ordered_after[k] and state.slot[meeting] >= 0:
                other = state.slot[problem.ordered_with[k]]
                cost += WEIGHT_ORDER * (other >= 0 and state.slot[meeting] >= other)
    return cost


@numba.njit(cache=True)
def try_insert(problem, state, temperature):  # type: ignore[no-untyped-def]
    """Let a waiting meeting into a slot; those in its way wait. Returns the change."""
    position = draw(state.counts[0])
    meeting = state.waiting[position]
    target = draw(len(state.load))
    if not problem.allowed[meeting, target]:
        return 0
    first, last = problem.first_of_meeting[meeting], problem.first_of_meeting[meeting + 1]
    in_the_way = 0
    state.counts[3] += 1
    for k in range(first, last):
        other = state.meeting_at[problem.who_meets[k], target]
        if other >= 0 and state.stamp[other] != state.counts[3]:
            state.stamp[other] = state.counts[3]
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
        change -= weigh_breaks(state.breaks[participant], problem.most_breaks[participant])
        recount(state, participant)
        change += weigh_breaks(state.breaks[participant], problem.most_breaks[participant])
    return change


@numba.njit(cache=True)
def draw(below):  # type: ignore[no-untyped-def]
    """A whole number from 0 to below - 1."""
    return int(np.random.random() * below)


@numba.njit(cache=True)
def pick_participant(breaks, most_breaks):  # type: ignore[no-untyped-def]
    """Somebody at random; a third of the time rather one with too many breaks, or with any."""
    chosen = draw(len(breaks))
    if np.random.random() < 0.33:
        for _ in range(8):
            participant = draw(len(breaks))
            if breaks[participant] > most_breaks[participant]:
                return participant
            if breaks[participant] > 0:
                chosen = participant
    return chosen


@numba.njit(cache=True)
def pick_move(  # type: ignore[no-untyped-def]
    participant, edges, edge_counts, meeting_at, first_of_participant, meets_in
):
    """A meeting of a participant and the slot to move it to; (-1, -1) where nothing came up."""
    if np.random.random() < AIMED:
        ends, sides = edge_counts[participant, 0], edge_counts[participant, 1]
        if ends == 0 or sides == 0:
            return -1, -1
        leave, enter = edges[participant, 0, draw(ends)], edges[participant, 1, draw(sides)]
        return meeting_at[participant, leave], enter
    first, last = first_of_participant[participant], first_of_participant[participant + 1]
    if first == last:
        return -1, -1
    return meets_in[first + draw(last - first)], draw(meeting_at.shape[1])


@numba.njit(cache=True)
def anneal(problem, state, best, hot, cold, steps, goal, seed):  # type: ignore[no-untyped-def]
    """Run `steps` moves while the temperature falls from `hot` to `cold`.

    Writes the slots of the cheapest state seen into `best` and returns its cost; stops at `goal`.
    """
    np.random.seed(seed)
    allowed, capacity, most_breaks = problem.allowed, problem.capacity, problem.most_breaks
    first_of_meeting, who_meets = problem.first_of_meeting, problem.who_meets
    first_of_participant, meets_in = problem.first_of_participant, problem.meets_in
    slot, meeting_at, load = state.slot, state.meeting_at, state.load
    breaks, roughness, counts = state.breaks, state.roughness, state.counts
    edges, edge_counts = state.edges, state.edge_counts
    chain, ends, stamp = state.chain, state.ends, state.stamp
    ordered = len(problem.ordered_with) > 0
    cost = measure(problem, state)
    lowest = cost
    best[:] = slot
    for step in range(steps):
        temperature = hot * (cold / hot) ** (step / steps)
        if counts[0] > 0 and np.random.random() < 0.2:
            cost += try_insert(problem, state, temperature)
        else:
            meeting, target = pick_move(
                pick_participant(breaks, most_breaks),
                edges,
                edge_counts,
                meeting_at,
                first_of_participant,
                meets_in,
            )
            if meeting < 0:
                continue
            source = slot[meeting]
            if source < 0 or target == source or not allowed[meeting, target]:
                continue
            growth = grow_chain(
                allowed,
                first_of_meeting,
                who_meets,
                slot,
                meeting_at,
                stamp,
                chain,
                ends,
                counts,
                meeting,
                target,
            )
            if growth == BLOCKED:
                continue
            change, smoother = weigh_ends(
                breaks, most_breaks, roughness, meeting_at, ends, counts, source, target
            )
            change += weigh_tables(load, capacity, source, target, growth)
            most = -temperature * np.log(np.random.random())
            if ordered or change - smoother <= most:
                cost += try_chain(problem, state, source, target, growth, change, most)
        if cost < lowest:
            lowest = cost
            best[:] = slot
            if lowest <= goal:
                break
    return lowest
