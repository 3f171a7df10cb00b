"""The matching bound: the fewest breaks that each participant can have, whatever the others do.

A participant with n meetings uses n slots; its breaks are the blocks of consecutive used slots
minus one. The fewest blocks into which its own meetings can be matched, considering sessions,
absences, fixed slots and (through the domains) precedences, is a lower bound, and the sum over
the participants bounds every timetable (Bofill et al., JAIR 74, 2022, use blocks in the same
sense). It is found without any solver and can be checked by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby

from hanse.brokerage.timetable.domains import Domains
from hanse.brokerage.timetable.event import Event
from hanse.brokerage.timetable.matching import Filling

SEARCH_LIMIT = 20_000
"""Partial fillings examined a participant before the bound proved so far is taken."""


def compute_break_bounds(event: Event, domains: Domains) -> tuple[int, ...]:
    """The fewest breaks of each participant, shape (participants,).

    `domains` are the slots left to each meeting (`compute_domains`), none empty.
    """
    return tuple(
        bound_breaks([domains[meeting] for meeting in meetings]) for meetings in event.meetings_of
    )


def bound_breaks(allowed: Sequence[AbstractSet[int]]) -> int:
    """The fewest breaks with which meetings, each in one of its slots, can be held one by one.

    Exact unless more than `SEARCH_LIMIT` partial fillings would have to be examined; then the
    number of breaks proved necessary so far. Meetings that do not fit at all give their number.
    """
    if len(allowed) <= 1:
        return 0
    blocks = _fewest_runs(allowed)
    if blocks is None:
        return len(allowed)
    if len({frozenset(slots) for slots in allowed}) == 1:
        return blocks - 1
    search = _Search(allowed)
    while blocks < len(allowed) and not search.fits(blocks):
        blocks += 1
    return blocks - 1


def _fewest_runs(allowed: Sequence[AbstractSet[int]]) -> int | None:
    """Blocks needed if every meeting could have every slot of any: longest runs first."""
    slots = sorted(set().union(*allowed))
    runs = [
        len(list(run)) for _, run in groupby(enumerate(slots), key=lambda pair: pair[1] - pair[0])
    ]
    missing = len(allowed)
    for used, length in enumerate(sorted(runs, reverse=True), start=1):
        missing -= length
        if missing <= 0:
            return used
    return None


class _Search:
    """Depth first over blocks from left to right, longest first, pruned by the matroid."""

    def __init__(self, allowed: Sequence[AbstractSet[int]]) -> None:
        self.allowed = allowed
        self.slots = max(max(slots) for slots in allowed) + 1
        self.left = SEARCH_LIMIT

    def fits(self, blocks: int) -> bool:
        """Whether that many blocks are enough; True too where the search was cut short."""
        return self._extend(0, blocks, Filling(self.allowed), len(self.allowed))

    def _extend(self, first: int, blocks: int, filling: Filling, missing: int) -> bool:
        self.left -= 1
        if missing == 0 or self.left < 0:
            return True
        if blocks == 0:
            return False
        for start in range(first, self.slots - missing + 1):
            for end, grown, still in reversed(self._grow(start, filling, missing)):
                if self._extend(end + 1, blocks - 1, grown, still):
                    return True
        return False

    def _grow(self, start: int, filling: Filling, missing: int) -> list[tuple[int, Filling, int]]:
        """The blocks that begin at `start` and can be filled, shortest first."""
        blocks, grown = [], filling.copy()
        for slot in range(start, min(start + missing, self.slots)):
            if not grown.add(slot):
                break
            blocks.append((slot + 1, grown.copy(), missing - (slot + 1 - start)))
        return blocks
