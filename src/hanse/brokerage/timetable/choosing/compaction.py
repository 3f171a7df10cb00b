"""Fewer breaks by moving single meetings: for timetables that the engine cannot take over."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from hanse.brokerage.timetable.choosing.placement import Board
from hanse.brokerage.timetable.choosing.requests import Request
from hanse.brokerage.timetable.choosing.wishes import OpenEvent

IDLE_ROUNDS = 3


def close_breaks(
    event: OpenEvent,
    requests: Sequence[Request],
    slot_of: Mapping[int, int],
    *,
    seed: int,
    seconds_left: Callable[[], float],
) -> dict[int, int]:
    """Move meetings to free slots while that spares breaks or leaves them equal.

    Breaks are counted for each attendee here, its representatives together.
    """
    pick = random.Random(seed)  # noqa: S311 (no secret depends on it)
    board = Board(event, requests)
    for number, slot in slot_of.items():
        board.place(number, slot)
    order = sorted(slot_of)
    idle = 0
    while idle < IDLE_ROUNDS and seconds_left() > 0:
        idle += 1
        pick.shuffle(order)
        for number in order:
            who, home = requests[number].participants, board.slot_of[number]
            before = _count(board, who)
            board.lift(number)
            options = [slot for slot in requests[number].slots if board.fits(number, slot)]
            costs = []
            for slot in options:
                board.place(number, slot)
                costs.append((_count(board, who), pick.random(), slot))
                board.lift(number)
            lowest, _, slot = min(costs, default=(before, 0.0, home))
            board.place(number, slot if lowest <= before else home)
            if lowest < before:
                idle = 0
    return dict(board.slot_of)


def _count(board: Board, who: Sequence[int]) -> int:
    """Breaks of some attendees."""
    breaks = 0
    for one in who:
        used = [bool(meetings) for meetings in board.at[one]]
        starts = sum(now and not before for before, now in zip([False, *used], used, strict=False))
        breaks += max(0, starts - 1)
    return breaks
