"""Stage A: which requests to grant, slots aside, as an integer program with proved bounds.

A b-matching with capacities: each attendee has a limit, the tables have one together, rules of
diversity have theirs. First the guarantee, lexicographically: as many attendees as possible with
at least one meeting, of those solutions as many as possible with at least two, and so on, which
is leximin over the numbers of meetings up to the guarantee. Then the value of the wishes granted.
Every choice with a timetable obeys this program, so that its optimum bounds what any timetable
can grant.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from hanse.brokerage.timetable.choosing.requests import (
    Request,
    compute_limits,
    list_tag_groups,
)
from hanse.brokerage.timetable.choosing.wishes import OpenEvent

if TYPE_CHECKING:
    import numpy as np

TOLERANCE = 1e-6


@dataclass(frozen=True)
class Selection:
    """Requests that might be granted together, and what no choice can exceed."""

    granted: tuple[int, ...]
    levels: tuple[int, ...]
    """Attendees with at least 1, 2 ... `guarantee` meetings in this selection."""
    level_bounds: tuple[int, ...]
    """No choice has more attendees at a level whose lower levels are at their bound."""
    bound: int
    """No choice with `levels` at their bounds has a higher value."""
    free_bound: int
    """No choice at all has a higher value, whatever it guarantees."""


@dataclass
class _Program:
    """Rows `low <= A x <= high` over y (requests) and z (attendee x level), all 0 or 1."""

    requests: Sequence[Request]
    candidates: tuple[int, ...]
    attendees: int
    guarantee: int
    rows: list[int]
    columns: list[int]
    entries: list[float]
    low: list[float]
    high: list[float]

    @property
    def size(self) -> int:
        return len(self.candidates) + self.attendees * self.guarantee

    def level(self, attendee: int, level: int) -> int:
        """The column of z: whether an attendee has at least `level` meetings (from 1)."""
        return len(self.candidates) + (level - 1) * self.attendees + attendee

    def add(self, terms: Sequence[tuple[int, float]], low: float, high: float) -> None:
        row = len(self.low)
        for column, entry in terms:
            self.rows.append(row)
            self.columns.append(column)
            self.entries.append(entry)
        self.low.append(low)
        self.high.append(high)


def select_requests(
    event: OpenEvent,
    requests: Sequence[Request],
    candidates: Sequence[int],
    *,
    seconds_left: Callable[[], float],
) -> Selection:
    """The best selection, slots aside, and its proved bounds.

    Parameters
    ----------
    candidates : positions of the requests that may be granted.
    seconds_left : what is left; where it runs out, the best so far is returned with true bounds.
    """
    import numpy as np

    program = _build_program(event, requests, tuple(candidates))
    levels: list[int] = []
    best: np.ndarray | None = None
    for level in range(1, event.guarantee + 1):
        gain = np.zeros(program.size)
        columns = [program.level(one, level) for one in range(program.attendees)]
        gain[columns] = 1.0
        solution, bound = _solve(program, gain, seconds_left())
        levels.append(min(bound, program.attendees))
        best = solution if solution is not None else best
        if solution is None or round(gain @ solution) < levels[-1]:
            levels += levels[-1:] * (event.guarantee - level)
            break  # time is up: the bounds of the higher levels are those of this one
        program.add([(column, 1.0) for column in columns], levels[-1], np.inf)
    gain = np.zeros(program.size)
    gain[: len(program.candidates)] = [requests[n].value for n in program.candidates]
    solution, bound = _solve(program, gain, seconds_left())
    best = solution if solution is not None else best
    free = _bound_freely(event, requests, program.candidates, seconds_left)
    granted = _read(program, best)
    return Selection(
        granted=granted,
        levels=count_levels(event, requests, granted),
        level_bounds=tuple(levels),
        bound=min(bound, free),
        free_bound=free,
    )


def count_levels(
    event: OpenEvent, requests: Sequence[Request], granted: Sequence[int]
) -> tuple[int, ...]:
    """How many attendees have at least 1, 2 ... `guarantee` of the granted meetings."""
    number = count_meetings(event, requests, granted)
    return tuple(sum(own >= level for own in number) for level in range(1, event.guarantee + 1))


def count_meetings(
    event: OpenEvent, requests: Sequence[Request], granted: Sequence[int]
) -> list[int]:
    """How many of the granted meetings each attendee has."""
    number = [0] * len(event.attendees)
    for request in granted:
        for one in requests[request].participants:
            number[one] += 1
    return number


def _build_program(
    event: OpenEvent, requests: Sequence[Request], candidates: tuple[int, ...]
) -> _Program:
    program = _Program(
        requests, candidates, len(event.attendees), event.guarantee, [], [], [], [], []
    )
    own: list[list[int]] = [[] for _ in event.attendees]
    for column, number in enumerate(candidates):
        for one in requests[number].participants:
            own[one].append(column)
    for one, limit in enumerate(compute_limits(event, requests)):
        if own[one]:
            program.add([(column, 1.0) for column in own[one]], 0, limit)
        _add_levels(program, one, own[one])
    position = {number: column for column, number in enumerate(candidates)}
    for *_, most, members in list_tag_groups(event, requests):
        terms = [(position[number], 1.0) for number in members if number in position]
        if terms:
            program.add(terms, 0, most)
    _add_capacity(event, program)
    return program


def _add_levels(program: _Program, attendee: int, own: Sequence[int]) -> None:
    """z_1 + ... + z_k <= meetings of the attendee, and z_(j+1) <= z_j."""
    levels = [program.level(attendee, level) for level in range(1, program.guarantee + 1)]
    if not levels:
        return
    program.add([(z, 1.0) for z in levels] + [(y, -1.0) for y in own], -math.inf, 0)
    for lower, upper in pairwise(levels):
        program.add([(upper, 1.0), (lower, -1.0)], -math.inf, 0)


def _add_capacity(event: OpenEvent, program: _Program) -> None:
    """For each run of slots: meetings that fit nowhere else, at most its places."""
    free = [event.free_capacity(slot) for slot in range(event.slots)]
    runs = sorted(
        {
            (program.requests[n].slots[0], program.requests[n].slots[-1])
            for n in program.candidates
            if program.requests[n].host is None
        }
    )
    firsts, lasts = sorted({a for a, _ in runs}), sorted({b for _, b in runs})
    for first in firsts:
        for last in lasts:
            inside = [
                (column, 1.0)
                for column, n in enumerate(program.candidates)
                if program.requests[n].host is None
                and first <= program.requests[n].slots[0]
                and program.requests[n].slots[-1] <= last
            ]
            if len(inside) > sum(free[first : last + 1]):
                program.add(inside, 0, sum(free[first : last + 1]))


def _bound_freely(
    event: OpenEvent,
    requests: Sequence[Request],
    candidates: tuple[int, ...],
    seconds_left: Callable[[], float],
) -> int:
    """The value that no choice exceeds, the guarantee aside (its linear relaxation)."""
    import numpy as np

    program = _build_program(event, requests, candidates)
    gain = np.zeros(program.size)
    gain[: len(candidates)] = [requests[n].value for n in candidates]
    return _solve(program, gain, seconds_left(), whole=False)[1]


def _solve(
    program: _Program, gain: np.ndarray, seconds: float, *, whole: bool = True
) -> tuple[np.ndarray | None, int]:
    """The best 0-1 solution found (None: none in time) and a true upper bound of the gain."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    if not program.size:
        return np.zeros(0), 0
    shape = (len(program.low), program.size)
    matrix = csr_array((program.entries, (program.rows, program.columns)), shape=shape)
    answer = milp(
        -gain,
        integrality=np.full(program.size, int(whole)),
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(matrix, program.low, program.high)] if program.low else [],
        options={"time_limit": max(0.5, seconds), "mip_rel_gap": 0.0},
    )
    plain = int(gain.sum())
    if answer.x is None:
        return None, plain
    dual = answer.mip_dual_bound if whole else (answer.fun if answer.status == 0 else None)
    bound = plain if dual is None or not np.isfinite(dual) else math.floor(-dual + TOLERANCE)
    return np.asarray(answer.x), min(plain, bound)


def _read(program: _Program, solution: np.ndarray | None) -> tuple[int, ...]:
    if solution is None:
        return ()
    return tuple(n for n, y in zip(program.candidates, solution, strict=False) if y > 0.5)
