"""The definition of the problem, tried out: for tiny events, and by a plain CP-SAT model."""

from __future__ import annotations

from itertools import product

from hanse.brokerage.timetable import Event, count_breaks
from hanse.brokerage.timetable.solution import list_violations


def try_everything(event: Event) -> int | None:
    """The fewest breaks, None without a timetable, by trying all assignments."""
    best = None
    for slots in product(*map(sorted, event.allowed_slots)):
        if not list_violations(event, slots):
            breaks = sum(count_breaks(event, slots))
            best = breaks if best is None else min(best, breaks)
    return best


def solve_plainly(event: Event) -> int | None:
    """The same from the definitions as CP-SAT constraints, without any bound or implied rule."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    slots = range(event.slots)
    held = [[model.new_bool_var("") for _ in slots] for _ in event.meetings]
    for meeting, row in enumerate(held):
        model.add_exactly_one(row)
        model.add_bool_and([~row[t] for t in slots if t not in event.allowed_slots[meeting]])
    for earlier, later in event.precedences:
        before, after = (sum(t * held[m][t] for t in slots) for m in (earlier, later))
        model.add(before < after)
    for t in slots:
        model.add(sum(row[t] for row in held) <= event.capacity(t))
    counts = []
    for meetings in event.meetings_of:
        used = [sum(held[m][t] for m in meetings) for t in slots]
        begins = [model.new_bool_var("") for _ in slots]
        for t in slots:
            model.add(used[t] <= 1)
            before = used[t - 1] if t else 0
            model.add(begins[t] >= used[t] - before)
            model.add(begins[t] <= used[t])
            model.add(begins[t] <= 1 - before)
        counts.append(sum(begins) - (1 if meetings else 0))
    if event.fairness is not None and counts:
        most, least = (model.new_int_var(0, event.slots, "") for _ in range(2))
        model.add_max_equality(most, counts)
        model.add_min_equality(least, counts)
        model.add(most - least <= event.fairness)
    model.minimize(sum(counts))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return round(solver.objective_value) if status == cp_model.OPTIMAL else None
