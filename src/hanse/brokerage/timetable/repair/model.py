"""The exact model of a repair: which free meeting goes where, at the least cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hanse.brokerage.timetable.repair.situation import Situation

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar

MOVED_FROM_TABLE, MOVED, DROPPED = 1, 10_000, 100_000_000
"""Costs: a meeting that loses its table and its slot as well; one that moves though nothing hit
it; one that cannot be held. Each outweighs any number of the lesser ones."""


@dataclass
class RepairModel:
    """A model under construction."""

    model: CpModel
    x: dict[tuple[int, int], IntVar]
    """(meeting, slot): the meeting is held in the slot."""
    cost: Any


def build_model(
    situation: Situation, free: set[int], *, bound_for: frozenset[int] | None = None
) -> RepairModel:
    """The model in which the meetings in `free` may move and all others stay.

    Parameters
    ----------
    bound_for : a relaxation instead, for a lower bound: `free` holds all meetings of these
        participants, only these can be in one place at a time, and tables are no matter.
    """
    from ortools.sat.python import cp_model

    event, model = situation.event, cp_model.CpModel()
    fixed = {
        m: s
        for m, s in enumerate(situation.slots)
        if m not in free and s is not None and (bound_for is None or situation.is_frozen(m))
    }
    taken = {
        (p, s)
        for m, s in fixed.items()
        for p in event.meetings[m].participants
        if bound_for is None or p in bound_for
    }
    x: dict[tuple[int, int], IntVar] = {}
    cost: Any = 0
    for m in sorted(free):
        who, old = event.meetings[m].participants, situation.slots[m]
        dropped = model.new_bool_var("")
        cost += DROPPED * dropped
        own = []
        for t in list_options(situation, m):
            if any((p, t) in taken for p in who):
                continue
            x[m, t] = model.new_bool_var("")
            own.append(x[m, t])
            if old is not None and t != old and m not in situation.hit:
                cost += MOVED * x[m, t]
            elif old is not None and t != old and situation.hit[m][0] == "table":
                cost += (MOVED_FROM_TABLE if bound_for is None else 0) * x[m, t]
        model.add_exactly_one([*own, dropped])
    _forbid_clashes(model, situation, x, bound_for)
    if bound_for is None:
        _limit_tables(model, situation, x, fixed)
        _keep_orders(model, situation, x, fixed)
    return RepairModel(model, x, cost)


def list_options(situation: Situation, meeting: int) -> list[int]:
    """Slots in which a free meeting can be, for all that is known of it alone."""
    group = situation.group(meeting)
    options = [
        slot
        for slot in sorted(situation.event.allowed_slots[meeting])
        if slot > situation.frozen_until and situation.list_tables(group, slot)
    ]
    home = situation.slots[meeting]
    lost_table = situation.why_hit(meeting)[0] == "table"
    # In the slots that are to be left alone, a lost table is exchanged for another one.
    if home is not None and home <= situation.frozen_until and lost_table:
        options += [home] if situation.list_tables(group, home) else []
    return options


def _forbid_clashes(
    model: CpModel,
    situation: Situation,
    x: dict[tuple[int, int], IntVar],
    only: frozenset[int] | None,
) -> None:
    busy: dict[tuple[int, int], list[IntVar]] = {}
    for (m, t), variable in x.items():
        for p in situation.event.meetings[m].participants:
            if only is None or p in only:
                busy.setdefault((p, t), []).append(variable)
    for variables in busy.values():
        if len(variables) > 1:
            model.add_at_most_one(variables)


def _limit_tables(
    model: CpModel,
    situation: Situation,
    x: dict[tuple[int, int], IntVar],
    fixed: dict[int, int],
) -> None:
    used: dict[tuple[tuple[int, ...], int], int] = {}
    for m, s in fixed.items():
        used[situation.group(m), s] = used.get((situation.group(m), s), 0) + 1
    places: dict[tuple[tuple[int, ...], int], list[IntVar]] = {}
    for (m, t), variable in x.items():
        places.setdefault((situation.group(m), t), []).append(variable)
    for (group, t), variables in places.items():
        room = max(0, len(situation.list_tables(group, t)) - used.get((group, t), 0))
        if len(variables) > room:
            model.add(sum(variables) <= room)


def _keep_orders(
    model: CpModel,
    situation: Situation,
    x: dict[tuple[int, int], IntVar],
    fixed: dict[int, int],
) -> None:
    for earlier, later in situation.event.precedences:
        if earlier in fixed and later in fixed:
            continue
        for t in range(situation.event.slots):
            first = _terms(x, fixed, earlier, [t])
            then = _terms(x, fixed, later, range(t + 1))
            if first and then:
                model.add(sum(first) + sum(then) <= 1)


def _terms(
    x: dict[tuple[int, int], IntVar], fixed: dict[int, int], meeting: int, slots: Sequence[int]
) -> list[Any]:
    if meeting in fixed:
        return [1] if fixed[meeting] in slots else []
    return [x[meeting, t] for t in slots if (meeting, t) in x]


def run_model(
    situation: Situation,
    repair: RepairModel,
    free: set[int],
    *,
    start: Sequence[int | None],
    seconds: float,
    workers: int,
    seed: int,
) -> tuple[list[int | None], bool] | None:
    """(slots, whether they are optimal) from `start`; None where nothing is found in time."""
    from ortools.sat.python import cp_model

    for (m, t), variable in repair.x.items():
        repair.model.add_hint(variable, start[m] == t)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.05, seconds)
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    status = solver.solve(repair.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    slots: list[int | None] = [
        None if m in free else slot for m, slot in enumerate(situation.slots)
    ]
    for (m, t), variable in repair.x.items():
        if solver.boolean_value(variable):
            slots[m] = t
    return slots, status == cp_model.OPTIMAL


def bound_cost(
    situation: Situation, participants: frozenset[int], *, seconds: float, workers: int, seed: int
) -> int:
    """A cost (DROPPED and MOVED only) that no repair undercuts, from some participants alone."""
    import math

    from ortools.sat.python import cp_model

    free = {
        m
        for p in participants
        for m in situation.event.meetings_of[p]
        if not situation.is_frozen(m)
    }
    free |= set(situation.hit) | {m for m, s in enumerate(situation.slots) if s is None}
    repair = build_model(situation, free, bound_for=participants)
    repair.model.minimize(repair.cost)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.05, seconds)
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    if solver.solve(repair.model) == cp_model.MODEL_INVALID:
        return 0
    return max(0, math.ceil(solver.best_objective_bound - 1e-6))
