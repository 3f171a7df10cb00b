"""Simulated annealing over chains: the moves that keep everybody out of two meetings at once.

A chain exchanges two slots for one meeting and for all that it pushes, in turn, into the other
slot (the Kempe chain of edge colouring). Meetings that do not fit yet wait; they enter a slot by
sending whoever stands in the way to wait. Compiled by numba when first called.

What is minimised: breaks, plus the weights below for what a timetable must not have. A state
without any of the latter is a timetable. Most moves are aimed: somebody gives up an end of one of
its blocks for a slot beside one, so that at least on its side nothing tears; most often somebody
who has more breaks than its own meetings force on it, for the others need no help. Breaks are
equally many until a block vanishes; a small price on the smaller blocks shows the way there. Who
keeps too many breaks for long weighs more and more, until others make room.
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
AIMED = 90
"""Per cent of the moves that begin with somebody whose blocks they keep whole."""
EAGER = 70
"""Per cent of the moves that begin with somebody who has more breaks than it must have."""
WEIGHT_GAIN, WEIGHT_KEPT = 0.05, 0.99
"""What such a participant's breaks weigh more after every call, and how much of that stays."""
ROUGHNESS, ROUGH_MEETINGS = 0.5, 4
"""What a block beside the longest costs on top of its break, once it has so many meetings."""
BOLDNESS = 3.0
"""How much hotter it is for meetings that wait: they get stuck where breaks already settle."""
STEPS_A_TEMPERATURE = 1024
"""Moves at the same temperature: a power takes as long as half a move."""


class Problem(NamedTuple):
    """An event as arrays. M meetings, P participants, T slots; lists in compressed rows."""

    allowed: np.ndarray
    """(M, T) bool."""
    capacity: np.ndarray
    """(T,) tables."""
    first_of_meeting: np.ndarray
    """(M + 1,) where the participants of each meeting begin in `who_meets`."""
    who_meets: np.ndarray
    first_of_order: np.ndarray
    """(M + 1,) where the precedences of each meeting begin in `ordered_with`."""
    ordered_with: np.ndarray
    """The other meeting of each precedence."""
    ordered_after: np.ndarray
    """1 where the other meeting is the later one, 0 where it is the earlier one."""
    most_breaks: np.ndarray
    """(P,) breaks that each participant may have at most."""
    least_breaks: np.ndarray
    """(P,) breaks that each participant must have at least."""
    partners: np.ndarray
    """(M,) the sum of the two who meet: minus one of them it is the other. Empty where a meeting
    is not of two."""


class State(NamedTuple):
    """Where everything stands, and the scratch space of the moves."""

    slot: np.ndarray
    """(M,) slot of each meeting, WAITING where it has none."""
    meeting_at: np.ndarray
    """(P, T + 1) meeting, -1 where the participant is free: always in the last column, which thus
    stands before the first slot and after the last."""
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
    weight: np.ndarray
    """(P,) by what breaks and roughness of the participant are multiplied, 1 or more."""
    excess: np.ndarray
    """(P,) the first `counts[4]` are those who have more breaks than they must have."""
    excess_at: np.ndarray
    """(P,) where in `excess` the participant stands, -1 where it does not."""
    waiting: np.ndarray
    """(M,) the first `counts[0]` are the meetings that wait."""
    counts: np.ndarray
    """[waiting, length of chain, participants at its ends, stamp, participants in `excess`]."""
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
        meeting_at=np.full((participants, n_slots + 1), -1, np.int64),
        edges=np.zeros((participants, 2, n_slots), np.int64),
        edge_counts=np.zeros((participants, 2), np.int64),
        load=np.zeros(n_slots, np.int64),
        breaks=np.zeros(participants, np.int64),
        roughness=np.zeros(participants, np.float64),
        weight=np.ones(participants, np.float64),
        excess=np.zeros(participants, np.int64),
        excess_at=np.full(participants, -1, np.int64),
        waiting=np.zeros(meetings + 1, np.int64),
        counts=np.zeros(5, np.int64),
        chain=np.zeros(meetings, np.int64),
        ends=np.zeros(len(problem.who_meets) + 1, np.int64),
        stamp=np.zeros(meetings, np.int64),
    )
    fill_state(problem, state, np.asarray(slots, np.int64))
    return state


@numba.njit(cache=True)
def measure_roughness(row, leave, enter):  # type: ignore[no-untyped-def]
    """What the blocks beside the longest cost a participant that exchanges two slots (-1: none).

    `row` holds its meetings, -1 in the last place.
    """
    size, longest, rough = 0, 0, 0
    for slot in range(len(row)):
        if (row[slot] >= 0 or slot == enter) and slot != leave:
            size += 1
        elif size > 0:
            rough += min(size, ROUGH_MEETINGS)
            longest = max(longest, size)
            size = 0
    return ROUGHNESS * (rough - min(longest, ROUGH_MEETINGS)) / ROUGH_MEETINGS


@numba.njit(cache=True)
def recount(problem, state, participant):  # type: ignore[no-untyped-def]
    """Bring what is known of a participant's blocks up to date."""
    meeting_at = state.meeting_at[participant]
    blocks, ends, sides = 0, 0, 0
    for slot in range(len(state.load)):
        before = meeting_at[slot - 1] >= 0
        after = meeting_at[slot + 1] >= 0
        if meeting_at[slot] >= 0:
            blocks += not after
            if not (before and after):
                state.edges[participant, 0, ends] = slot
                ends += 1
        elif before or after:
            state.edges[participant, 1, sides] = slot
            sides += 1
    state.breaks[participant] = max(0, blocks - 1)
    state.roughness[participant] = measure_roughness(meeting_at, -1, -1)
    state.edge_counts[participant, 0] = ends
    state.edge_counts[participant, 1] = sides
    list_excess(problem, state, participant)


@numba.njit(cache=True)
def list_excess(problem, state, participant):  # type: ignore[no-untyped-def]
    """Bring the list of those with more breaks than they must have up to date."""
    position = state.excess_at[participant]
    if state.breaks[participant] > problem.least_breaks[participant]:
        if position < 0:
            state.excess_at[participant] = state.counts[4]
            state.excess[state.counts[4]] = participant
            state.counts[4] += 1
    elif position >= 0:
        state.counts[4] -= 1
        last = state.excess[state.counts[4]]
        state.excess[position], state.excess_at[last] = last, position
        state.excess_at[participant] = -1


def learn_weights(state: State) -> None:
    """Let the breaks of those who have too many of them weigh more, and forget older weights."""
    state.weight[:] = 1 + WEIGHT_KEPT * (state.weight - 1)
    state.weight[state.excess[: state.counts[4]]] += WEIGHT_GAIN


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
        recount(problem, state, participant)


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
def walk_chain(  # type: ignore[no-untyped-def]
    allowed, partners, meeting_at, chain, ends, counts, participant, source, target
):
    """`grow_chain` of meetings of two, from a participant that is free in `target`: a path."""
    length, other, leave, enter = 0, participant, source, target
    while True:
        meeting = meeting_at[other, leave]
        if meeting < 0:
            break
        if not allowed[meeting, enter]:
            return BLOCKED
        chain[length] = meeting
        length += 1
        other = partners[meeting] - other
        leave, enter = enter, leave
    ends[0], ends[1] = participant, other
    counts[1], counts[2] = length, 2
    return length % 2


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
    row = meeting_at[participant]
    leave, enter = (source, target) if row[source] >= 0 else (target, source)
    beside = int(row[leave - 1] >= 0) + int(row[leave + 1] >= 0)
    beside -= int(row[enter - 1] >= 0) + int(row[enter + 1] >= 0)
    return beside + int(abs(enter - leave) == 1)


@numba.njit(cache=True)
def weigh_breaks(breaks, most):  # type: ignore[no-untyped-def]
    """Cost of the breaks of somebody who may have `most`."""
    return breaks + WEIGHT_UNFAIR * max(0, breaks - most)


@numba.njit(cache=True)
def weigh_ends(  # type: ignore[no-untyped-def]
    breaks, most_breaks, weight, roughness, meeting_at, ends, counts, source, target
):
    """If all at the ends of the chain exchange the two slots: change of cost, what their weights
    add to it, and how much smoother they can become at best."""
    change, weighed, smoother = 0, 0.0, 0.0
    for position in range(counts[2]):
        participant = ends[position]
        now, most = breaks[participant], most_breaks[participant]
        shift = shift_breaks(meeting_at, participant, source, target)
        change += weigh_breaks(now + shift, most) - weigh_breaks(now, most)
        weighed += (weight[participant] - 1) * shift
        smoother += weight[participant] * roughness[participant]
    return change, weighed, smoother


@numba.njit(cache=True)
def weigh_tables(load, capacity, source, target, growth):  # type: ignore[no-untyped-def]
    """Change of cost if `growth` meetings go from one slot to the other."""
    before = max(0, load[source] - capacity[source]) + max(0, load[target] - capacity[target])
    after = max(0, load[source] - growth - capacity[source])
    after += max(0, load[target] + growth - capacity[target])
    return WEIGHT_TABLE * (after - before)


@numba.njit(cache=True)
def weigh_roughness(  # type: ignore[no-untyped-def]
    weight, roughness, meeting_at, ends, counts, source, target
):
    """How much rougher all at the ends of the chain become if they exchange the two slots."""
    rougher = 0.0
    for position in range(counts[2]):
        participant = ends[position]
        row = meeting_at[participant]
        leave, enter = (source, target) if row[source] >= 0 else (target, source)
        after = measure_roughness(row, leave, enter)
        rougher += weight[participant] * (after - roughness[participant])
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
    """Exchange along the chain unless the cost grows by more than `most`.

    `change` is that of breaks and tables; precedences are weighed here. Returns the change.
    """
    ordered = len(problem.ordered_with) > 0
    if ordered:
        change -= weigh_orders(problem, state)
    turn_chain(problem, state, source, target)
    if ordered:
        change += weigh_orders(problem, state)
        if change > most:
            turn_chain(problem, state, target, source)
            return 0
    for position in range(state.counts[2]):
        recount(problem, state, state.ends[position])
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
        recount(problem, state, participant)
        change += weigh_breaks(state.breaks[participant], problem.most_breaks[participant])
    return change


@numba.njit(cache=True)
def draw(below):  # type: ignore[no-untyped-def]
    """A whole number from 0 to below - 1."""
    return int(np.random.random() * below)


@numba.njit(cache=True)
def shake(bits):  # type: ignore[no-untyped-def]
    """The next 64 random bits of a sequence (xorshift, Marsaglia 2003), 0 never among them.

    A move needs seven random numbers; two of these hold them all, and cost a tenth of numpy's.
    """
    bits ^= bits << np.uint64(13)
    bits ^= bits >> np.uint64(7)
    return bits ^ bits << np.uint64(17)


@numba.njit(cache=True)
def cut(bits, first, length, below):  # type: ignore[no-untyped-def]
    """A whole number from 0 to below - 1, made of `length` of the bits."""
    piece = bits >> np.uint64(first) & np.uint64((1 << length) - 1)
    return np.int64(piece) * below >> length


@numba.njit(cache=True)
def pick_participant(bits, participants, excess, counts):  # type: ignore[no-untyped-def]
    """Somebody at random, most often of those who have more breaks than they must have."""
    if counts[4] > 0 and cut(bits, 48, 16, 100) < EAGER:
        return excess[cut(bits, 20, 28, counts[4])]
    return cut(bits, 20, 28, participants)


@numba.njit(cache=True)
def pick_edges(bits, participant, edges, edge_counts):  # type: ignore[no-untyped-def]
    """A slot at an end of a block of a participant, and a free one beside a block; -1: none."""
    ends, sides = edge_counts[participant, 0], edge_counts[participant, 1]
    if ends == 0 or sides == 0:
        return -1, -1
    leave, enter = cut(bits, 48, 16, ends), cut(bits, 32, 16, sides)
    return edges[participant, 0, leave], edges[participant, 1, enter]


@numba.njit(cache=True)
def anneal(problem, state, best, hot, cold, steps, goal, seed):  # type: ignore[no-untyped-def]
    """Run `steps` moves while the temperature falls from `hot` to `cold`.

    Writes the slots of the cheapest state seen into `best` and returns its cost; stops at `goal`.
    """
    np.random.seed(seed)
    allowed, capacity, most_breaks = problem.allowed, problem.capacity, problem.most_breaks
    first_of_meeting, who_meets = problem.first_of_meeting, problem.who_meets
    partners = problem.partners
    slot, meeting_at, load = state.slot, state.meeting_at, state.load
    breaks, roughness, counts = state.breaks, state.roughness, state.counts
    weight, excess = state.weight, state.excess
    edges, edge_counts = state.edges, state.edge_counts
    chain, ends, stamp = state.chain, state.ends, state.stamp
    ordered = len(problem.ordered_with) > 0
    simple = len(partners) > 0 and not ordered
    cost = measure(problem, state)
    lowest, temperature = cost, hot
    where = np.uint64(seed + 1) * np.uint64(0x9E3779B97F4A7C15)
    best[:] = slot
    for step in range(steps):
        if step % STEPS_A_TEMPERATURE == 0:
            temperature = hot * (cold / hot) ** (step / steps)
        if counts[0] > 0 and np.random.random() < 0.2:
            cost += try_insert(problem, state, temperature)
        else:
            who = shake(where)
            where = shake(who)
            participant = pick_participant(who, len(breaks), excess, counts)
            aimed = cut(who, 0, 16, 100) < AIMED
            if aimed:
                source, target = pick_edges(where, participant, edges, edge_counts)
            else:
                source, target = cut(where, 48, 16, len(load)), cut(where, 32, 16, len(load))
            meeting = meeting_at[participant, source]
            if meeting < 0 or source == target or not allowed[meeting, target]:
                continue
            if aimed and simple:
                growth = walk_chain(
                    allowed,
                    partners,
                    meeting_at,
                    chain,
                    ends,
                    counts,
                    participant,
                    source,
                    target,
                )
            else:
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
            change, weighed, smoother = weigh_ends(
                breaks, most_breaks, weight, roughness, meeting_at, ends, counts, source, target
            )
            change += weigh_tables(load, capacity, source, target, growth)
            chance = (np.int64(where & np.uint64(0xFFFFFFFF)) + 1) / (1 << 32)
            most = -temperature * np.log(chance) - weighed
            if not ordered and change - smoother > most:
                continue
            most -= weigh_roughness(weight, roughness, meeting_at, ends, counts, source, target)
            if ordered or change <= most:
                cost += try_chain(problem, state, source, target, growth, change, most)
        if cost < lowest:
            lowest = cost
            best[:] = slot
            if lowest <= goal:
                break
    return lowest
