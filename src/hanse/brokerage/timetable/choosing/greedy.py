"""The usual way, for comparison: strongest wish first, first slot in which it fits."""

from __future__ import annotations

from collections.abc import Sequence

from hanse.brokerage.timetable.choosing.placement import Board, Rules
from hanse.brokerage.timetable.choosing.requests import Request
from hanse.brokerage.timetable.choosing.wishes import OpenEvent


def choose_greedily(
    event: OpenEvent, requests: Sequence[Request], candidates: Sequence[int]
) -> dict[int, int]:
    """Request -> slot, as matchmaking tools commonly do it.

    Mutual requests before one-sided ones, then by value, then first come, first served; each gets
    the first slot in which all are free and a table is, and is never moved again.
    """
    board, rules = Board(event, requests), Rules(event, requests, ())
    order = sorted(candidates, key=lambda n: (not requests[n].mutual, -requests[n].value, n))
    for number in order:
        if not rules.allow(number):
            continue
        slot = next((s for s in requests[number].slots if board.fits(number, s)), None)
        if slot is not None:
            board.place(number, slot)
            rules.grant(number)
    return dict(board.slot_of)
