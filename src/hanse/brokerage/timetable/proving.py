"""The exact solvers: each works on an encoding and reports what it proves.

* `prove_at_bounds` asks one question: is there a timetable in which everybody has exactly the
  breaks of the matching bound? Fixing them lets the solver cut far deeper than assuming them.
* `prove_by_cores` is MaxSAT (RC2 of python-sat): it raises the lower bound core by core until
  the first timetable that it finds is optimal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from hanse.brokerage.timetable.encoding import Encoding


def prove_at_bounds(encoding: Encoding, solver: str) -> tuple[int, ...] | None:
    """A timetable with exactly the breaks of the matching bounds, or None: there is none.

    `solver` is a name of python-sat, for example "cadical195".
    """
    from pysat.solvers import Solver

    hard = [*encoding.formula.clauses, *([-literal] for literal in encoding.extra_breaks)]
    if not all(hard):
        return None
    with Solver(solver, bootstrap_with=hard) as oracle:
        return encoding.decode(oracle.get_model()) if oracle.solve() else None


def find_any(encoding: Encoding, solver: str) -> tuple[int, ...] | None:
    """Any timetable, whatever its breaks, or None: there is none."""
    from pysat.solvers import Solver

    if not all(encoding.formula.clauses):
        return None
    with Solver(solver, bootstrap_with=encoding.formula.clauses) as oracle:
        return encoding.decode(oracle.get_model()) if oracle.solve() else None


def find_within(
    encoding: Encoding, conflicts: int, *, at_bounds: bool = False
) -> tuple[int, ...] | Literal["impossible", "open"]:
    """Any timetable, or "impossible" (proved), or "open" after so many conflicts of the solver.

    `at_bounds` asks for one in which everybody has exactly the breaks of the matching bound.
    """
    from pysat.solvers import Minisat22

    extra = encoding.extra_breaks if at_bounds else []
    hard = [*encoding.formula.clauses, *([-literal] for literal in extra)]
    if not all(hard):
        return "impossible"
    with Minisat22(bootstrap_with=hard) as oracle:
        oracle.conf_budget(conflicts)
        answer = oracle.solve_limited()
        if answer is None:
            return "open"
        return encoding.decode(oracle.get_model()) if answer else "impossible"


def prove_by_cores(
    encoding: Encoding, solver: str, raised: Callable[[int], None]
) -> tuple[int, ...] | None:
    """A timetable with the fewest breaks, or None: there is none at all.

    `raised` is called with each lower bound proved on the way.
    """
    from pysat.examples.rc2 import RC2
    from pysat.formula import WCNF

    class Reporting(RC2):  # type: ignore[misc]
        def process_core(self) -> None:
            super().process_core()
            raised(encoding.base + self.cost)

    if not all(encoding.formula.clauses):
        return None
    weighted = WCNF()
    weighted.extend(encoding.formula.clauses)
    for literal in encoding.extra_breaks:
        weighted.append([-literal], weight=1)
    with Reporting(weighted, solver=solver, adapt=True) as search:
        model = search.compute()
    return None if model is None else encoding.decode(model)
