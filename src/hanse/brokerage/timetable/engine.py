"""The timetable engine: event in, provably best timetable out.

Counting first (it proves most impossible events impossible, and bounds the breaks), then a
portfolio of processes chosen by the size of the event: annealing for good timetables at once,
SAT at the matching bound and MaxSAT for proofs. Whatever a solver claims is checked before it is
believed; the best timetable so far survives the time limit, a cancel, and a killed run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hanse.brokerage.timetable.encoding import encode
from hanse.brokerage.timetable.event import Event
from hanse.brokerage.timetable.files import write_solution
from hanse.brokerage.timetable.infeasibility import explain_infeasibility
from hanse.brokerage.timetable.portfolio import Message, Step, measure_seconds, run_portfolio
from hanse.brokerage.timetable.proving import find_within, prove_by_cores
from hanse.brokerage.timetable.reasons import explain_breaks
from hanse.brokerage.timetable.screens import Screening, screen_event
from hanse.brokerage.timetable.search import LARGEST_IMPATIENT
from hanse.brokerage.timetable.solution import (
    Break,
    Certificate,
    Solution,
    Status,
    Timetable,
    assign_tables,
    count_breaks,
    list_violations,
)

Progress = Callable[[int | None, int, float], None]
"""Called with the breaks of the best timetable so far, the lower bound, seconds so far."""
LARGEST_EXACT = 120_000
"""Possible pairs of meeting and slot up to which the exact solvers are started: beyond, their
formulas would need more than 2 GB."""
LARGEST_OPENING, OPENING_CONFLICTS = 3_000, 2_000
"""Possible pairs up to which an event is tried in this process first, and how hard."""
LARGEST_AT_ONCE = 300
"""Possible pairs up to which this process goes on to the optimum: a matter of milliseconds."""
SEARCH_SHARE = 0.5
"""Part of the time limit after which a searching worker turns to proving."""
WORKERS = 3
"""Processes by default. On two processors they share; three ways to look beat two."""


@dataclass
class _Run:
    """What is known so far."""

    event: Event
    screening: Screening
    seconds: Callable[[], float]
    progress: Progress | None
    out: Path | None
    lower_bound: int = 0
    best: tuple[int, ...] | None = None
    breaks: int | None = None
    infeasible: bool = False
    solver: str = ""

    @property
    def settled(self) -> bool:
        return self.infeasible or self.breaks == self.lower_bound

    def note(self, message: Message, solver: str) -> None:
        """Take in what a worker found, after checking it."""
        if message.slots is not None and not list_violations(self.event, message.slots):
            breaks = sum(count_breaks(self.event, message.slots))
            if self.breaks is None or breaks < self.breaks:
                self.best, self.breaks = message.slots, breaks
                if self.out is not None and breaks > self.lower_bound:
                    write_solution(self.event, self.build(), self.out)
        bound = self.lower_bound if message.bound is None else message.bound
        if message.optimal and self.breaks is not None:
            bound = self.breaks
        if bound > self.lower_bound:
            self.lower_bound, self.solver = bound, solver
        if message.infeasible:
            self.infeasible, self.solver = True, solver
        self.report()

    def report(self) -> None:
        if self.progress is not None:
            self.progress(self.breaks, self.lower_bound, self.seconds())

    def build(self) -> Solution:
        """The answer as it stands."""
        timetable = None if self.best is None else assign_tables(self.event, self.best)
        return Solution(
            status=self.status,
            timetable=timetable,
            breaks=self.breaks,
            lower_bound=self.lower_bound,
            seconds=self.seconds(),
            certificate=_certify(self),
            break_reasons=self._reasons(timetable),
        )

    @property
    def status(self) -> Status:
        if self.infeasible:
            return "infeasible"
        if self.breaks is None:
            return "unknown"
        return "optimal" if self.breaks == self.lower_bound else "feasible"

    def _reasons(self, timetable: Timetable | None) -> tuple[Break, ...]:
        if timetable is None:
            return ()
        proven = self.status == "optimal"
        return explain_breaks(self.event, timetable, self.screening, fewest_proven=proven)


def find_timetable(
    event: Event,
    *,
    time_limit: float = 120.0,
    workers: int = WORKERS,
    seed: int = 1,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
    out: Path | None = None,
    explain: bool = True,
) -> Solution:
    """The timetable with the fewest breaks, or the proof that there is none.

    Parameters
    ----------
    time_limit : seconds after which the best timetable so far is returned with its gap.
    workers : processes that work at the same time.
    seed : of the search; it may change which of several best timetables is found.
    progress : called whenever something was found, and a few times a second.
    cancel : asked a few times a second; True ends the run and keeps the best so far.
    out : a JSON file that always holds the best answer so far, whole.
    explain : for an event without timetable, find out why and what would help. The time for
        that is not part of the answer's `seconds`, which end with the proof.

    Returns
    -------
    Solution with status "optimal" (proved), "feasible" (best found, with a lower bound),
    "infeasible" (proved) or "unknown" (nothing found in time).
    """
    seconds = measure_seconds()
    screening = screen_event(event)
    run = _Run(event, screening, seconds, progress, out)
    if screening.ground is not None:
        run.infeasible = True
    else:
        run.lower_bound = sum(screening.bounds)
        if not event.meetings:
            run.best, run.breaks = (), 0
        _open(run)
        _run_workers(run, workers, seed, time_limit, cancel)
    solution = run.build()
    if run.infeasible and explain:
        solution = replace(solution, infeasibility=explain_infeasibility(event, screening))
    if out is not None:
        write_solution(event, solution, out)
    return solution


def _open(run: _Run) -> None:
    """Settle easy events here and now; starting processes takes longer than that."""
    size = sum(len(slots) for slots in run.screening.domains)
    if run.settled or size > LARGEST_OPENING:
        return
    encoding = encode(run.event, run.screening.domains, run.screening.bounds)
    slots = find_within(encoding, OPENING_CONFLICTS, at_bounds=True)
    if isinstance(slots, tuple):
        run.note(Message(0, slots=slots), "SAT (minisat22)")
    elif slots == "impossible" and size > LARGEST_AT_ONCE:
        run.note(Message(0, bound=run.lower_bound + 1), "SAT (minisat22)")
    elif slots == "impossible":
        best = prove_by_cores(encoding, "cadical195", lambda bound: None)
        message = Message(0, slots=best, optimal=best is not None, infeasible=best is None)
        run.note(message, "RC2 (cadical195)")


def _run_workers(
    run: _Run, workers: int, seed: int, time_limit: float, cancel: Callable[[], bool] | None
) -> None:
    if run.settled:
        return
    size = sum(len(slots) for slots in run.screening.domains)
    plan = choose_plan(size, workers, seed, time_limit)
    left = time_limit - run.seconds()
    with run_portfolio(run.event, run.screening, plan, left) as portfolio:
        for message in portfolio.listen(lambda: time_limit - run.seconds()):
            if message is None:
                run.report()
            else:
                run.note(message, _name_solvers(plan[message.worker]))
            if run.settled or (cancel is not None and cancel()):
                return


def choose_plan(size: int, workers: int, seed: int, time_limit: float) -> list[list[Step]]:
    """What each worker does, for an event of `size` possible pairs of meeting and slot."""
    if size > LARGEST_EXACT:
        return [[("search", time_limit, seed + number)] for number in range(workers)]
    patient = size > LARGEST_IMPATIENT
    share = time_limit * SEARCH_SHARE
    prove: list[Step] = [("at bounds", "cadical153"), ("cores", "cadical153")]
    more = "search at bounds" if patient else "search"
    if workers == 1:
        return [[(more, share / 2, seed), ("any", "cadical153"), *prove]]
    plan: list[list[Step]]
    if patient:
        plan = [
            [(more, time_limit, seed)],
            [("search", time_limit, seed)],
            [(more, share, seed + 1), *prove],
        ]
    else:
        plan = [
            [(more, share, seed), ("any", "cadical153"), ("at bounds", "minisat22")],
            prove,
            [("cores", "cadical195")],
        ]
    others = range(len(plan), workers)
    plan += [[(more, time_limit, seed + number)] for number in others]
    return plan[:workers]


def _name_solvers(steps: Sequence[Step]) -> str:
    """What a worker proves with, as certificates name it."""
    names = {
        "search at bounds": "the windows that partners have in common",
        "at bounds": "SAT ({})",
        "cores": "RC2 ({})",
    }
    proving = [names[str(kind)].format(first) for kind, first, *_ in steps if kind in names]
    return " and ".join(proving)


def _certify(run: _Run) -> Certificate:
    bounds, total = run.screening.bounds, sum(run.screening.bounds)
    if run.infeasible and run.screening.ground is not None:
        return Certificate(
            kind="counting argument",
            statement="No timetable exists: counting alone shows it, no solver is needed.",
            participant_bounds=bounds,
        )
    if run.infeasible:
        return Certificate(
            kind="solver proof",
            statement=f"No timetable exists: {run.solver} refuted every possibility.",
            participant_bounds=bounds,
            solver=run.solver,
        )
    if run.breaks == total:
        statement = (
            f"No timetable has fewer than {total} breaks: each participant has at least those "
            "that its own meetings force on it, and this timetable has no others."
            if total
            else "A timetable without breaks cannot be bettered."
        )
        return Certificate(kind="matching bound", statement=statement, participant_bounds=bounds)
    if run.breaks == run.lower_bound:
        statement = f"No timetable has fewer than {run.breaks} breaks: proved by {run.solver}."
        return Certificate(
            kind="solver proof", statement=statement, participant_bounds=bounds, solver=run.solver
        )
    if run.breaks is None:
        return Certificate(
            kind="none",
            statement="No timetable was found in the time given; whether one exists is open.",
            participant_bounds=bounds,
        )
    statement = (
        f"Between {run.lower_bound} and {run.breaks} breaks are possible: this timetable has "
        f"{run.breaks}, and fewer than {run.lower_bound} are proved impossible."
    )
    return Certificate(
        kind="bound and gap", statement=statement, participant_bounds=bounds, solver=run.solver
    )
