"""Room for meetings that are hit: others are displaced, as few as possible, and placed elsewhere.

Tabu search as in choosing, but the cost of a displaced meeting is the change that it means: none
where it moves anyway, one where it stood untouched.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

from hanse.brokerage.timetable.repair.model import list_options
from hanse.brokerage.timetable.repair.situation import Situation

TABU = 8
SAMPLE = 12
"""Meetings of a full slot that are looked at when one must make room."""
IDLE_STEPS = 3_000
"""Steps without a better repair after which the search ends."""


def eject(
    situation: Situation, slots: Sequence[int | None], *, seed: int, seconds: float
) -> list[int | None]:
    """Slots with fewer dropped meetings than `slots`, or equally few and fewer moved ones.

    Precedences are kept by not moving meetings that have some.
    """
    search = _Search(situation, slots, seed)
    end = time.monotonic() + seconds
    best, lowest, idle = list(search.slots), search.rank(), 0
    step = 0
    while search.waiting and idle < IDLE_STEPS:
        if step % 64 == 0 and time.monotonic() > end:
            break
        step += 1
        idle += 1
        search.insert(step)
        if len(search.waiting) <= lowest[0]:
            rank = search.rank()
            if rank < lowest:
                best, lowest, idle = list(search.slots), rank, 0
    search.restore(best)
    search.go_home()
    return list(search.slots)


class _Search:
    """Where everything stands."""

    def __init__(self, situation: Situation, slots: Sequence[int | None], seed: int) -> None:
        self.situation = situation
        self.pick = random.Random(seed)  # noqa: S311 (no secret depends on it)
        self.tabu: dict[tuple[int, int], int] = {}
        self.options_of: dict[int, list[int]] = {}
        self.bound = {m for pair in situation.event.precedences for m in pair}
        self.room: dict[tuple[tuple[int, ...], int], int] = {}
        self.restore(slots)

    def restore(self, slots: Sequence[int | None]) -> None:
        """Start from these slots."""
        self.slots: list[int | None] = list(slots)
        self.at: dict[tuple[int, int], int] = {}
        self.load: dict[tuple[tuple[int, ...], int], set[int]] = {}
        self.waiting = []
        for m, slot in enumerate(self.slots):
            if slot is None:
                self.waiting.append(m)
            else:
                self._enter(m, slot)

    def rank(self) -> tuple[int, int]:
        """(dropped, moved though not hit)."""
        moved = sum(
            slot is not None and old is not None and slot != old and m not in self.situation.hit
            for m, (slot, old) in enumerate(zip(self.slots, self.situation.slots, strict=True))
        )
        return len(self.waiting), moved

    def insert(self, step: int) -> None:
        """Let one waiting meeting in where that displaces the least."""
        meeting = self.waiting.pop(self.pick.randrange(len(self.waiting)))
        chosen: tuple[float, float, int, set[int]] | None = None
        for slot in self._options(meeting):
            if self.tabu.get((meeting, slot), 0) > step:
                continue
            leave = self._list_obstacles(meeting, slot)
            if leave is None:
                continue
            cost = sum(self._weigh(other) for other in leave) + self._weigh_move(meeting, slot)
            option = (cost, self.pick.random(), slot, leave)
            if chosen is None or option[:2] < chosen[:2]:
                chosen = option
        if chosen is None:
            self.waiting.append(meeting)
            return
        _, _, slot, leave = chosen
        for other in leave:
            self._leave(other)
            self.tabu[other, slot] = step + TABU + self.pick.randrange(10) + len(self.waiting)
            self.waiting.append(other)
        self._enter(meeting, slot)

    def go_home(self) -> None:
        """Undo every move that nothing needs, until nothing changes."""
        going = True
        while going:
            going = False
            for m, home in enumerate(self.situation.slots):
                now = self.slots[m]
                if home is None or now in (None, home) or home not in self._options(m):
                    continue
                if m in self.situation.hit or self._list_obstacles(m, home) != set():
                    continue
                self._leave(m)
                self._enter(m, home)
                going = True

    def _options(self, meeting: int) -> list[int]:
        if meeting not in self.options_of:
            self.options_of[meeting] = (
                [] if meeting in self.bound else list_options(self.situation, meeting)
            )
        return self.options_of[meeting]

    def _list_obstacles(self, meeting: int, slot: int) -> set[int] | None:
        """What must leave; None where something that may not move is in the way."""
        leave = {
            self.at[p, slot]
            for p in self.situation.event.meetings[meeting].participants
            if (p, slot) in self.at
        }
        group = self.situation.group(meeting)
        if (group, slot) not in self.room:
            self.room[group, slot] = len(self.situation.list_tables(group, slot))
        here = self.load.get((group, slot), set())
        over = len(here) + 1 - self.room[group, slot] - len(leave & here)
        if over > 0:
            others = sorted(here - leave)
            tried = self.pick.sample(others, min(len(others), over + SAMPLE))
            rest = [other for other in tried if self._may_move(other)]
            rest.sort(key=lambda other: (self._weigh(other), other))
            leave.update(rest[:over])
            if len(rest) < over:
                return None
        return leave if all(self._may_move(other) for other in leave) else None

    def _may_move(self, meeting: int) -> bool:
        return meeting not in self.bound and not self.situation.is_frozen(meeting)

    def _weigh(self, meeting: int) -> float:
        """Displacing what stands untouched costs more than what has moved anyway."""
        untouched = meeting not in self.situation.hit and (
            self.slots[meeting] == self.situation.slots[meeting]
        )
        return 3.0 if untouched else 2.0

    def _weigh_move(self, meeting: int, slot: int) -> float:
        free = meeting in self.situation.hit or slot == self.situation.slots[meeting]
        return 0.0 if free else 1.0

    def _enter(self, meeting: int, slot: int) -> None:
        self.slots[meeting] = slot
        for p in self.situation.event.meetings[meeting].participants:
            self.at[p, slot] = meeting
        self.load.setdefault((self.situation.group(meeting), slot), set()).add(meeting)

    def _leave(self, meeting: int) -> None:
        slot = self.slots[meeting]
        self.slots[meeting] = None
        for p in self.situation.event.meetings[meeting].participants:
            del self.at[p, slot]  # type: ignore[arg-type]
        self.load[self.situation.group(meeting), slot].discard(meeting)  # type: ignore[index]
