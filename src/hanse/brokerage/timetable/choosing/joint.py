"""Stage B, exact: choosing and slots in one model, for what the search leaves open.

x[m, t]: request m is granted and held in slot t. Weights are lexicographic: the numbers of
attendees with at least one, two ... meetings, then the value of the wishes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hanse.brokerage.timetable.choosing.requests import (
    Request,
    compute_limits,
    list_tag_groups,
)
from hanse.brokerage.timetable.choosing.selection import count_levels
from hanse.brokerage.timetable.choosing.wishes import OpenEvent

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar

LARGEST_WEIGHT = 1 << 52
"""Solvers add weights up in 64 bits; beyond this the guarantee is kept, not bettered."""


@dataclass(frozen=True)
class JointResult:
    """What the joint model found."""

    slot_of: dict[int, int]
    optimal: bool
    """No choice with a timetable is better: proved."""


def choose_jointly(
    event: OpenEvent,
    requests: Sequence[Request],
    candidates: Sequence[int],
    start: Mapping[int, int],
    *,
    seconds: float,
    workers: int,
    seed: int,
    cancel: Callable[[], bool] | None = None,
) -> JointResult:
    """Better `start` (request -> slot), as far as the time allows; never returns a worse one."""
    from ortools.sat.python import cp_model

    from hanse.brokerage.timetable.choosing.cancelling import stop_on

    model = cp_model.CpModel()
    x = {
        (number, slot): model.new_bool_var("")
        for number in candidates
        for slot in requests[number].slots
    }
    granted = _add_rules(model, event, requests, candidates, x)
    exact = _add_objective(model, event, requests, candidates, granted, start)
    for (number, slot), variable in x.items():
        model.add_hint(variable, start.get(number) == slot)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.1, seconds)
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    with stop_on(cancel, solver):
        status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return JointResult(dict(start), False)
    found = {number: slot for (number, slot), v in x.items() if solver.boolean_value(v)}
    if _rank(event, requests, found) < _rank(event, requests, start):
        return JointResult(dict(start), False)
    return JointResult(found, exact and status == cp_model.OPTIMAL)


def _add_rules(
    model: CpModel,
    event: OpenEvent,
    requests: Sequence[Request],
    candidates: Sequence[int],
    x: Mapping[tuple[int, int], IntVar],
) -> dict[int, IntVar]:
    """Everything that a timetable obeys; returns the variable "request is granted" of each."""
    granted: dict[int, IntVar] = {}
    busy: dict[tuple[int, int], list[IntVar]] = {}
    shared: dict[int, list[IntVar]] = {}
    own: dict[int, list[IntVar]] = {}
    for number in candidates:
        request = requests[number]
        granted[number] = model.new_bool_var("")
        model.add_exactly_one(
            [x[number, slot] for slot in request.slots] + [granted[number].negated()]
        )
        for one in request.participants:
            own.setdefault(one, []).append(granted[number])
        for slot in request.slots:
            for one in request.participants:
                busy.setdefault((one, slot), []).append(x[number, slot])
            if request.host is None:
                shared.setdefault(slot, []).append(x[number, slot])
    for (one, _), variables in busy.items():
        if event.parallel(one) == 1:
            model.add_at_most_one(variables)
        else:
            model.add(sum(variables) <= event.parallel(one))
    for slot, variables in shared.items():
        if len(variables) > event.free_capacity(slot):
            model.add(sum(variables) <= event.free_capacity(slot))
    limits = compute_limits(event, requests)
    for one, variables in own.items():
        if len(variables) > limits[one]:
            model.add(sum(variables) <= limits[one])
    for *_, most, members in list_tag_groups(event, requests):
        variables = [granted[number] for number in members if number in granted]
        if len(variables) > most:
            model.add(sum(variables) <= most)
    return granted


def _add_objective(
    model: CpModel,
    event: OpenEvent,
    requests: Sequence[Request],
    candidates: Sequence[int],
    granted: Mapping[int, IntVar],
    start: Mapping[int, int],
) -> bool:
    """Guarantee first, then value; returns whether the weights could say so exactly."""
    value = [requests[number].value * granted[number] for number in candidates]
    weight = 1 + sum(requests[number].value for number in candidates)
    reached = count_levels(event, requests, tuple(start))
    weights = []
    for _ in range(event.guarantee):
        weights.append(weight)
        weight *= len(event.attendees) + 1
    exact = weight < LARGEST_WEIGHT
    terms: list[Any] = list(value)
    own_of: dict[int, list[IntVar]] = {}
    for number in candidates:
        for one in requests[number].participants:
            own_of.setdefault(one, []).append(granted[number])
    for level in range(1, event.guarantee + 1):
        at_level = []
        for own in own_of.values():
            if len(own) >= level:
                variable = model.new_bool_var("")
                model.add(sum(own) >= level).only_enforce_if(variable)
                at_level.append(variable)
        if not at_level:
            continue
        if exact:
            terms.append(weights[event.guarantee - level] * sum(at_level))
        else:
            model.add(sum(at_level) >= reached[level - 1])
    model.maximize(sum(terms))
    return exact


def _rank(
    event: OpenEvent, requests: Sequence[Request], slot_of: Mapping[int, int]
) -> tuple[tuple[int, ...], int]:
    chosen = tuple(slot_of)
    return count_levels(event, requests, chosen), sum(requests[n].value for n in chosen)
