"""The fewest changes: an exact model of a growing neighbourhood of the meetings that are hit.

In a repair with fewest changes every meeting that moves without being hit was displaced: another
changed meeting took its slot with one of its participants, took the last table of its slot, or a
precedence pushed it. Otherwise it, or all that were displaced in a circle, could simply stay. So a
repair that moves c meetings more than those that are hit moves only meetings within c such steps.
A best repair within radius r that drops none and moves at most r + 1 is therefore best of all: a
better one would move at most r, and lie within the radius. Where meetings must be dropped, a
relaxation that keeps only the rules of those concerned bounds the cost from below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hanse.brokerage.timetable.repair.ejection import eject
from hanse.brokerage.timetable.repair.model import (
    DROPPED,
    MOVED,
    MOVED_FROM_TABLE,
    bound_cost,
    build_model,
    list_options,
    run_model,
)
from hanse.brokerage.timetable.repair.situation import Situation

LARGEST_MODEL = 15_000
"""Possible pairs of meeting and slot up to which the exact model is built: beyond, building alone
takes seconds."""


@dataclass(frozen=True)
class Repaired:
    """Slots after the repair: None where a meeting cannot be held any more."""

    slots: tuple[int | None, ...]
    moved: int
    """Meetings that changed slot though nothing hit them."""
    dropped: int
    proved: bool
    """No repair drops fewer, and none of those that drop as few moves fewer."""

    @property
    def rank(self) -> tuple[int, int]:
        """Lower is better."""
        return self.dropped, self.moved

    @property
    def cost(self) -> int:
        """In the costs of the model, tables aside."""
        return DROPPED * self.dropped + MOVED * self.moved


@dataclass(frozen=True)
class _Budget:
    """Time and means."""

    seconds_left: Callable[[], float]
    workers: int
    seed: int


def find_minimal_change(
    situation: Situation, *, seconds_left: Callable[[], float], workers: int, seed: int
) -> Repaired:
    """The repair with the fewest dropped, then the fewest moved meetings.

    First only what is hit moves; if that does not suffice, others are displaced by a search, and
    exact models of growing radius better its result or prove it. Of equally few changes one with
    few breaks is taken, as far as time allows.
    """
    budget = _Budget(seconds_left, workers, seed)
    best = _search(situation, _measure(situation, _leave_out(situation)), budget, share=0.4)
    if not best.proved:
        best = _solve_radius(situation, 0, best, budget, 0.3 * seconds_left())
    if not best.proved:
        best = _search(situation, best, budget, share=0.3)
    if not best.proved:
        best = _compare_with_bound(situation, best, 0, budget)
    radius = 1
    while not best.proved and seconds_left() > 0.3:
        if not _is_small(situation, grow(situation, radius, best.moved)):
            break
        best = _solve_radius(situation, radius, best, budget, 0.6 * seconds_left())
        if not best.proved and seconds_left() > 0.3:
            best = _compare_with_bound(situation, best, radius, budget)
        if len(grow(situation, radius, best.moved)) == len(grow(situation, radius + 1, best.moved)):
            break
        radius += 1
    return _close_breaks(situation, best, budget)


def _search(situation: Situation, best: Repaired, budget: _Budget, *, share: float) -> Repaired:
    """The better of `best` and what displacing others finds; without changes it is proved."""
    slots = eject(situation, best.slots, seed=budget.seed, seconds=share * budget.seconds_left())
    best = min(best, _measure(situation, slots), key=lambda one: one.rank)
    return _as_proved(best) if best.rank == (0, 0) else best


def _is_small(situation: Situation, free: set[int]) -> bool:
    return sum(len(situation.event.allowed_slots[m]) for m in free) <= LARGEST_MODEL


def _solve_radius(
    situation: Situation, radius: int, best: Repaired, budget: _Budget, seconds: float
) -> Repaired:
    """The best repair within a radius, proved where the radius suffices for a proof."""
    free = grow(situation, radius, best.moved)
    if not _is_small(situation, free):
        return best
    whole = free >= {m for m in range(len(situation.slots)) if not situation.is_frozen(m)}
    slots: list[int | None] = list(best.slots)
    optimal = True
    if free:
        free |= {m for m, slot in enumerate(best.slots) if slot != situation.slots[m]}
        repair = build_model(situation, free)
        repair.model.minimize(repair.cost)
        found = run_model(
            situation,
            repair,
            free,
            start=best.slots,
            seconds=seconds,
            workers=budget.workers,
            seed=budget.seed,
        )
        if found is None:
            return best
        slots, optimal = found
    now = _measure(situation, slots)
    best = now if now.rank <= best.rank else best
    near = best.dropped == 0 and best.moved <= radius + 1
    return _as_proved(best) if optimal and (whole or near) else best


def _compare_with_bound(
    situation: Situation, best: Repaired, radius: int, budget: _Budget
) -> Repaired:
    """Proved, where the rules of the participants within a radius alone cost as much.

    At radius 0 those come first whose own meetings no longer fit into their own slots.
    """
    near = grow(situation, max(0, radius - 1), 0) if radius else _list_hit(situation)
    event = situation.event
    who = frozenset(p for m in near for p in event.meetings[m].participants)
    bound = DROPPED * _count_surplus(situation)
    for group in ([_list_short(situation, who)] if radius == 0 else []) + [who]:
        free = {m for p in group for m in event.meetings_of[p] if not situation.is_frozen(m)}
        if best.cost - bound < MOVED or not _is_small(situation, free):
            break
        found = bound_cost(
            situation,
            group,
            seconds=0.4 * budget.seconds_left(),
            workers=budget.workers,
            seed=budget.seed,
        )
        bound = max(bound, found)
    return _as_proved(best) if best.cost - bound < MOVED else best


def _list_short(situation: Situation, participants: frozenset[int]) -> frozenset[int]:
    """Those whose meetings have not enough slots, whatever the others do."""
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    short = set()
    for p in participants:
        own = [m for m in situation.event.meetings_of[p] if not situation.is_frozen(m)]
        allowed = np.zeros((len(own), situation.event.slots), np.int8)
        for row, m in enumerate(own):
            allowed[row, list_options(situation, m)] = 1
        held = maximum_bipartite_matching(csr_array(allowed), perm_type="column")
        if (held < 0).any():
            short.add(p)
    return frozenset(short)


def _count_surplus(situation: Situation) -> int:
    """Meetings for which the open slots have no places, however they are arranged."""
    open_slots = range(situation.frozen_until + 1, situation.event.slots)
    waiting = sum(
        not situation.is_frozen(m) and situation.why_hit(m)[0] != "table"
        for m in range(len(situation.slots))
    )
    return max(0, waiting - sum(situation.event.capacity(t) for t in open_slots))


def _list_hit(situation: Situation) -> set[int]:
    return set(situation.hit) | {m for m, slot in enumerate(situation.slots) if slot is None}


def grow(situation: Situation, radius: int, moved: int) -> set[int]:
    """The meetings that may move: those hit or added, and those within `radius` displacements.

    Tables displace only in slots that `moved` meetings more, and all hit ones, could fill.
    """
    event = situation.event
    free = set(situation.hit) | {m for m, slot in enumerate(situation.slots) if slot is None}
    load = [0] * event.slots
    for slot in situation.slots:
        if slot is not None:
            load[slot] += 1
    many = len(free) + max(moved, radius)
    own = situation.venue.own_tables
    tight = {t for t in range(event.slots) if own or load[t] + many > event.capacity(t)}
    beside: dict[int, list[int]] = {}
    for earlier, later in event.precedences:
        beside.setdefault(earlier, []).append(later)
        beside.setdefault(later, []).append(earlier)
    if radius:
        free |= {
            m
            for m, slot in enumerate(situation.slots)
            if slot in tight and not situation.is_frozen(m)
        }
    shell = set(free)
    for _ in range(radius):
        near = {
            other
            for meeting in shell
            for p in event.meetings[meeting].participants
            for other in event.meetings_of[p]
        }
        near |= {other for meeting in shell for other in beside.get(meeting, ())}
        shell = {m for m in near - free if not situation.is_frozen(m)}
        free |= shell
    return free


def _leave_out(situation: Situation) -> list[int | None]:
    """What is hit leaves its slot, unless another table is free there; all else stays."""
    left: dict[tuple[tuple[int, ...], int], int] = {}
    slots: list[int | None] = []
    for m, slot in enumerate(situation.slots):
        if slot is not None and m not in situation.hit:
            key = (situation.group(m), slot)
            left[key] = left.get(key, len(situation.list_tables(*key))) - 1
    for m, slot in enumerate(situation.slots):
        kind = situation.why_hit(m)[0]
        if slot is None or kind == "slot":
            slots.append(None)
        elif kind == "table":
            key = (situation.group(m), slot)
            left[key] = left.get(key, len(situation.list_tables(*key))) - 1
            slots.append(slot if left[key] >= 0 else None)
        else:
            slots.append(slot)
    return slots


def _measure(situation: Situation, slots: Sequence[int | None]) -> Repaired:
    moved = sum(
        slot is not None and m not in situation.hit and old is not None and slot != old
        for m, (slot, old) in enumerate(zip(slots, situation.slots, strict=True))
    )
    return Repaired(tuple(slots), moved, sum(slot is None for slot in slots), False)


def _as_proved(repaired: Repaired) -> Repaired:
    return replace(repaired, proved=True)


def _close_breaks(situation: Situation, best: Repaired, budget: _Budget) -> Repaired:
    """Of the repairs that change as little, one with few breaks of those concerned."""
    free = _list_hit(situation) | {
        m for m, slot in enumerate(best.slots) if slot != situation.slots[m]
    }
    seconds = budget.seconds_left() - 0.2
    if seconds < 0.2 or not free or not _is_small(situation, free):
        return best
    event = situation.event
    repair = build_model(situation, free)
    by_table = sum(
        kind == "table" and best.slots[m] not in (None, situation.slots[m])
        for m, (kind, _) in situation.hit.items()
    )
    repair.model.add(repair.cost <= best.cost + MOVED_FROM_TABLE * by_table)
    blocks = []
    for p in sorted({p for m in free for p in event.meetings[m].participants}):
        before: Any = 0
        for t in range(event.slots):
            own = [repair.x[m, t] for m in event.meetings_of[p] if (m, t) in repair.x]
            held = any(situation.slots[m] == t for m in event.meetings_of[p] if m not in free)
            now: Any = 1 if held else sum(own)
            if held or own:
                block = repair.model.new_bool_var("")
                repair.model.add(block >= now - before)
                blocks.append(block)
            before = now
    repair.model.minimize(sum(blocks))
    found = run_model(
        situation,
        repair,
        free,
        start=best.slots,
        seconds=seconds,
        workers=budget.workers,
        seed=budget.seed,
    )
    if found is None:
        return best
    better = _measure(situation, found[0])
    return replace(better, proved=best.proved) if better.rank <= best.rank else best
