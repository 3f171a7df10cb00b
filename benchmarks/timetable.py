"""Every published brokerage event: our time beside the paper's MaxSAT and a plain CP-SAT model.

The published results are read where they lie; each answer goes through the independent verifier,
and each impossible event through the explanation, whose proposals are tried out.
"""

from __future__ import annotations

import csv
import os
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import Row, find_shared_data

TITLE = "Timetables: published brokerage events (ours, paper's MaxSAT, plain CP-SAT; one run each)"
TIME_LIMIT = 120.0
PLAIN_LIMIT = float(os.environ.get("HANSE_PLAIN_LIMIT", "20"))
"""Seconds for the plain CP-SAT model, which solves few of the events."""
FILES = {
    "forb0.3": "forb0003",
    "forb0.7": "forb0007",
    "fixed20": "fixed020-Forb",
    "fixed40": "fixed040-Forb",
    "prec15": "prec15",
    "prec25": "prec25",
}


@dataclass(frozen=True)
class Published:
    """One row of the published results."""

    instance: str
    variant: str
    file: Path
    fairness: int | None
    breaks: str
    maxsat_seconds: str


def list_published(folder: Path) -> list[Published]:
    found = []
    with (folder / "best_known.csv").open(newline="") as table:
        for instance, variant, best, seconds, *_ in list(csv.reader(table))[1:]:
            fairness: int | None = 2
            if variant.startswith("fair_d"):
                fairness = int(variant[6:]) if variant[6:].isdecimal() else None
            file = folder / "instances" / f"{instance}.{FILES.get(variant, 'original')}.dzn"
            found.append(Published(instance, variant, file, fairness, best, seconds))
    return found


def solve_plainly(published: Published) -> str:
    """The definitions as CP-SAT constraints, two workers, nothing implied; result and seconds."""
    from ortools.sat.python import cp_model

    from hanse.brokerage.timetable.dzn import read_dzn

    event = read_dzn(published.file, fairness=published.fairness)
    model, slots = cp_model.CpModel(), range(event.slots)
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
            before = used[t - 1] if t else 0
            model.add(used[t] <= 1)
            model.add(begins[t] >= used[t] - before)
            model.add(begins[t] <= used[t])
            model.add(begins[t] <= 1 - before)
        breaks = model.new_int_var(0, event.slots, "")
        model.add(breaks == sum(begins) - (1 if meetings else 0))
        counts.append(breaks)
    if event.fairness is not None:
        most, least = (model.new_int_var(0, event.slots, "") for _ in range(2))
        model.add_max_equality(most, counts)
        model.add_min_equality(least, counts)
        model.add(most - least <= event.fairness)
    model.minimize(sum(counts))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = PLAIN_LIMIT
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return f"impossible in {solver.wall_time:.1f} s"
    if status == cp_model.OPTIMAL:
        return f"{solver.objective_value:.0f} proved in {solver.wall_time:.1f} s"
    best = f"{solver.objective_value:.0f}" if status == cp_model.FEASIBLE else "none"
    return f"not proved in {PLAIN_LIMIT:.0f} s (best {best})"


def measure_one(published: Published) -> tuple[Row, float, bool]:
    from hanse.brokerage.timetable.dzn import read_dzn
    from hanse.brokerage.timetable.engine import find_timetable
    from hanse.brokerage.timetable.files import describe_solution
    from hanse.brokerage.timetable.infeasibility import try_event
    from hanse.brokerage.timetable.verify import verify_answer

    begin = time.perf_counter()
    event = read_dzn(published.file, fairness=published.fairness)
    solution = find_timetable(event, time_limit=TIME_LIMIT)
    seconds = solution.seconds
    whole = time.perf_counter() - begin
    verified = verify_answer(published.file, describe_solution(event, solution)) == []
    answer = "-" if solution.status == "infeasible" else str(solution.breaks)
    equal = answer == published.breaks and solution.status in ("optimal", "infeasible")
    note = [
        f"{solution.status} {answer} ({solution.certificate.kind})",
        "as published" if equal else f"PUBLISHED {published.breaks}",
        "verified" if verified else "REFUSED BY THE VERIFIER",
        f"paper's MaxSAT {published.maxsat_seconds} s",
        f"plain CP-SAT {solve_plainly(published)}",
    ]
    if solution.infeasibility is not None:
        works = [isinstance(try_event(r.event), tuple) for r in solution.infeasibility.relaxations]
        minimal = "minimal" if solution.infeasibility.minimal else "not shown minimal"
        note.append(
            f"explained in {whole - seconds:.1f} s by {len(solution.infeasibility.conflicts)} "
            f"rules ({minimal}), {sum(works)} of {len(works)} proposals work"
        )
    name = f"{published.instance} {published.variant}"
    return Row(name, f"{seconds:.2f}", "", "", "; ".join(note)), seconds, equal and verified


def measure(folder: Path, repeats: int) -> list[Row]:
    shared = find_shared_data()
    if shared is None:
        raise SystemExit("The published events are absent: set HANSE_SHARED_DATA.")
    wanted = os.environ.get("HANSE_TIMETABLES", "")
    results = [
        measure_one(published)
        for published in list_published(shared / "b2b")
        if wanted in f"{published.instance} {published.variant}"
    ]
    right = sum(good for _, _, good in results)
    total = sum(seconds for _, seconds, _ in results)
    slowest = max(seconds for _, seconds, _ in results)
    summary = f"{right} of {len(results)} as published and verified; slowest {slowest:.1f} s"
    return [Row("all", f"{total:.2f}", "", "", summary), *(row for row, _, _ in results)]
