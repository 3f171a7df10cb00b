"""Stage B: slots for the selected meetings, by tabu search over partial timetables.

A meeting without a slot takes one and throws out what is in its way, the cheapest first; what was
thrown out may not come back to the same slot for a while (PartialCol: Blöchliger and Zufferey,
Computers & Operations Research 35, 2008, here with several colours allowed a meeting, places in
each colour, and weights). What stays without a slot is dropped, the least valued first, and the
places that it leaves are offered to other requests.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from hanse.brokerage.timetable.choosing.requests import (
    Request,
    compute_limits,
    list_tag_groups,
)
from hanse.brokerage.timetable.choosing.selection import count_meetings
from hanse.brokerage.timetable.choosing.wishes import OpenEvent

TABU = 10
"""Steps for which a thrown-out meeting stays away from its slot, at least."""


@dataclass
class Board:
    """Who meets when, so far."""

    event: OpenEvent
    requests: Sequence[Request]
    slot_of: dict[int, int] = field(default_factory=dict)
    at: list[list[list[int]]] = field(init=False)
    """For each attendee and slot the meetings it has there."""
    shared: list[set[int]] = field(init=False)
    """For each slot the meetings at tables that belong to nobody."""
    parallel: list[int] = field(init=False)
    room: list[int] = field(init=False)

    def __post_init__(self) -> None:
        slots, attendees = range(self.event.slots), range(len(self.event.attendees))
        self.at = [[[] for _ in slots] for _ in attendees]
        self.shared = [set() for _ in slots]
        self.parallel = [self.event.parallel(one) for one in attendees]
        self.room = [self.event.free_capacity(slot) for slot in slots]

    def place(self, request: int, slot: int) -> None:
        """Put a meeting into a slot; the caller has seen to it that it fits."""
        self.slot_of[request] = slot
        for one in self.requests[request].participants:
            self.at[one][slot].append(request)
        if self.requests[request].host is None:
            self.shared[slot].add(request)

    def lift(self, request: int) -> None:
        """Take a meeting out of its slot."""
        slot = self.slot_of.pop(request)
        for one in self.requests[request].participants:
            self.at[one][slot].remove(request)
        self.shared[slot].discard(request)

    def list_obstacles(self, request: int, slot: int, weight: Mapping[int, int]) -> set[int]:
        """The cheapest meetings that must leave before this one fits into the slot."""
        leave: set[int] = set()
        for one in self.requests[request].participants:
            here = self.at[one][slot]
            if len(here) >= self.parallel[one] and not leave.intersection(here):
                leave.add(min(here, key=weight.__getitem__))
        if self.requests[request].host is None:
            shared = self.shared[slot]
            over = len(shared) + 1 - self.room[slot] - len(leave & shared)
            if over > 0:
                rest = sorted(shared - leave, key=weight.__getitem__)
                leave.update(rest[:over])
        return leave

    def fits(self, request: int, slot: int) -> bool:
        """Whether a meeting can be held in a slot as things stand."""
        if self.requests[request].host is None and len(self.shared[slot]) >= self.room[slot]:
            return False
        return all(
            len(self.at[one][slot]) < self.parallel[one]
            for one in self.requests[request].participants
        )


def place_meetings(
    event: OpenEvent,
    requests: Sequence[Request],
    granted: Sequence[int],
    *,
    seed: int,
    steps: int,
    seconds_left: Callable[[], float],
) -> dict[int, int]:
    """Slots for as much of the selected value as is found; request -> slot.

    Meetings that the guarantee rests on weigh more than any others.
    """
    pick = random.Random(seed)  # noqa: S311 (no secret depends on it)
    weight = _weigh(event, requests, granted)
    board = Board(event, requests)
    waiting = _place_greedily(board, granted, pick)
    best, missing = dict(board.slot_of), sum(weight[r] for r in waiting)
    tabu: dict[tuple[int, int], int] = {}
    lowest = missing
    for step in range(steps):
        if not waiting or (step % 256 == 0 and seconds_left() <= 0):
            break
        request = waiting.pop(pick.randrange(len(waiting)))
        slot, leave = _choose_slot(board, request, weight, tabu, step, pick)
        if slot is None:
            waiting.append(request)
            continue
        for other in leave:
            board.lift(other)
            tabu[other, slot] = step + TABU + pick.randrange(10) + len(waiting) // 2
        board.place(request, slot)
        waiting.extend(sorted(leave))
        missing += sum(weight[other] for other in leave) - weight[request]
        if missing < lowest:
            lowest, best = missing, dict(board.slot_of)
    return best


def refill(
    event: OpenEvent,
    requests: Sequence[Request],
    candidates: Sequence[int],
    slot_of: Mapping[int, int],
) -> dict[int, int]:
    """Grant further requests where they fit without moving anything, the most valued first.

    Those of attendees below the guarantee go first, the emptiest attendees before all.
    """
    board = Board(event, requests)
    for request, slot in slot_of.items():
        board.place(request, slot)
    rules = Rules(event, requests, list(slot_of))
    waiting = [number for number in candidates if number not in slot_of]
    while True:
        fitting = [
            (rules.urgency(number), -requests[number].value, number, slot)
            for number in waiting
            if rules.allow(number)
            for slot in requests[number].slots
            if board.fits(number, slot)
        ]
        if not fitting:
            return dict(board.slot_of)
        # Several may be taken at once: each is looked at again before it is granted.
        for _, _, number, slot in sorted(fitting):
            if number not in board.slot_of and rules.allow(number) and board.fits(number, slot):
                board.place(number, slot)
                rules.grant(number)
        waiting = [number for number in waiting if number not in board.slot_of]


class Rules:
    """Limits and diversity, counted along while requests are granted one by one."""

    def __init__(
        self, event: OpenEvent, requests: Sequence[Request], granted: Sequence[int]
    ) -> None:
        self.requests = requests
        self.guarantee = event.guarantee
        self.limits = compute_limits(event, requests)
        self.meetings = count_meetings(event, requests, granted)
        self.groups_of: dict[int, list[int]] = {}
        self.left: list[int] = []
        have = set(granted)
        for group, (*_, most, members) in enumerate(list_tag_groups(event, requests)):
            self.left.append(most - len(have.intersection(members)))
            for number in members:
                self.groups_of.setdefault(number, []).append(group)

    def allow(self, request: int) -> bool:
        """Whether limits and diversity leave room for a request."""
        who = self.requests[request].participants
        return all(self.meetings[one] < self.limits[one] for one in who) and all(
            self.left[group] > 0 for group in self.groups_of.get(request, ())
        )

    def grant(self, request: int) -> None:
        """Count a request as granted."""
        for one in self.requests[request].participants:
            self.meetings[one] += 1
        for group in self.groups_of.get(request, ()):
            self.left[group] -= 1

    def urgency(self, request: int) -> int:
        """The meetings of its emptiest attendee, at most the guarantee."""
        who = self.requests[request].participants
        return min(self.guarantee, *(self.meetings[one] for one in who))


def _weigh(event: OpenEvent, requests: Sequence[Request], granted: Sequence[int]) -> dict[int, int]:
    number = count_meetings(event, requests, granted)
    heavy = 1 + sum(requests[request].value for request in granted)
    return {
        request: requests[request].value
        + heavy * sum(number[one] <= event.guarantee for one in requests[request].participants)
        for request in granted
    }


def _place_greedily(board: Board, granted: Sequence[int], pick: random.Random) -> list[int]:
    """Place what fits, the hardest first; returns what does not."""
    number = count_meetings(board.event, board.requests, granted)
    order = sorted(
        granted,
        key=lambda r: (
            len(board.requests[r].slots) - max(number[p] for p in board.requests[r].participants),
            pick.random(),
        ),
    )
    waiting = []
    for request in order:
        free = [slot for slot in board.requests[request].slots if board.fits(request, slot)]
        if free:
            board.place(request, min(free, key=lambda t: (len(board.shared[t]), pick.random())))
        else:
            waiting.append(request)
    return waiting


def _choose_slot(
    board: Board,
    request: int,
    weight: Mapping[int, int],
    tabu: Mapping[tuple[int, int], int],
    step: int,
    pick: random.Random,
) -> tuple[int | None, set[int]]:
    """The slot whose obstacles are cheapest, and these; None where every slot is tabu."""
    chosen: tuple[int | None, set[int]] = (None, set())
    lowest: tuple[float, float] = (float("inf"), 0.0)
    for slot in board.requests[request].slots:
        if tabu.get((request, slot), -1) > step:
            continue
        if board.requests[request].host is None and board.room[slot] == 0:
            continue
        leave = board.list_obstacles(request, slot, weight)
        cost = (float(sum(weight[other] for other in leave)), pick.random())
        if cost < lowest:
            lowest, chosen = cost, (slot, leave)
    return chosen
