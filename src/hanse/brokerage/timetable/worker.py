"""One member of the portfolio, in a process of its own that can be ended at any time.

Reads an order (one JSON object: the event, the slots left to its meetings as bit masks, the break
bounds, the steps) from its standard input, and writes what it finds as JSON lines:
`{"slots": [...]}` a timetable, `{"bound": n}` a lower bound, `{"optimal": true}` the last
timetable is optimal, `{"infeasible": true}` there is none.
"""

from __future__ import annotations

import json
import math
import signal
import sys
import time
from collections.abc import Sequence
from typing import Any

from hanse.brokerage.timetable.encoding import encode
from hanse.brokerage.timetable.event import Event
from hanse.brokerage.timetable.event_json import build_event
from hanse.brokerage.timetable.narrowing import narrow_to_bounds
from hanse.brokerage.timetable.proving import find_any, prove_at_bounds, prove_by_cores
from hanse.brokerage.timetable.search import search_timetable

GRACE = 10
"""Seconds after the time limit at which a worker whose parent vanished ends by itself."""


def _tell(**message: Any) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _tell_slots(slots: Sequence[int]) -> None:
    _tell(slots=list(slots))


def _end_with_parent(seconds: float) -> None:
    """Let the system end this process: solvers hold the interpreter and cannot look themselves."""
    if hasattr(signal, "alarm"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(math.ceil(seconds) + GRACE)
    if sys.platform == "linux":
        import ctypes

        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


def follow_order(order: dict[str, Any]) -> None:
    """Do the steps of an order one after the other, until one of them settles the event.

    Steps: ["search", seconds, seed], ["search at bounds", seconds, seed] (only where everybody
    keeps to its bound), ["any", solver] (left out where the search found a timetable),
    ["at bounds", solver], ["cores", solver].
    """
    event = build_event(order["event"])
    slots = range(event.slots)
    domains = tuple(frozenset(t for t in slots if mask >> t & 1) for mask in order["domains"])
    bounds = tuple(order["bounds"])
    found_any = False
    for step, *arguments in order["steps"]:
        if step == "search":
            found_any |= _search(event, domains, bounds, *arguments)
        elif step == "search at bounds":
            found_any |= _search_at_bounds(event, domains, bounds, *arguments)
        elif step == "any" and found_any:
            continue
        elif _prove(event, domains, bounds, step, *arguments):
            return


def _search(
    event: Event,
    domains: tuple[frozenset[int], ...],
    bounds: tuple[int, ...],
    seconds: float,
    seed: int,
    goal: int | None = None,
) -> bool:
    """Anneal; True where it found a timetable."""
    end = time.monotonic() + seconds
    found = []

    def tell(slots: tuple[int, ...]) -> None:
        found.append(True)
        _tell_slots(slots)

    search_timetable(
        event,
        domains,
        bounds,
        seed=seed,
        seconds_left=lambda: end - time.monotonic(),
        found=tell,
        goal=goal,
    )
    return bool(found)


def _search_at_bounds(
    event: Event,
    domains: tuple[frozenset[int], ...],
    bounds: tuple[int, ...],
    seconds: float,
    seed: int,
) -> bool:
    """Anneal where timetables with the fewest breaks that can be lie; True where one was found.

    Those of whom one must have a break more than its bound are let off that one.
    """
    narrowing = narrow_to_bounds(event, domains, bounds)
    _tell(bound=narrowing.lower_bound)
    let_off = frozenset[int]().union(*narrowing.groups)
    eased = tuple(least + (who in let_off) for who, least in enumerate(bounds))
    return _search(event, narrowing.domains, eased, seconds, seed, narrowing.lower_bound)


def _prove(
    event: Event,
    domains: tuple[frozenset[int], ...],
    bounds: tuple[int, ...],
    step: str,
    solver: str,
) -> bool:
    """Run one solver; True where it settles the event."""
    if step == "at bounds":
        slots = _prove_at_bounds(event, domains, bounds, solver)
        if slots is not None:
            _tell_slots(slots)
            _tell(optimal=True)
        return slots is not None
    encoding = encode(event, domains, bounds)
    if step == "any":
        slots = find_any(encoding, solver)
    else:
        slots = prove_by_cores(encoding, solver, lambda bound: _tell(bound=bound))
    if slots is not None:
        _tell_slots(slots)
    if slots is None:
        _tell(infeasible=True)
    elif step == "cores":
        _tell(optimal=True)
    return slots is None or step == "cores"


def _prove_at_bounds(
    event: Event, domains: tuple[frozenset[int], ...], bounds: tuple[int, ...], solver: str
) -> tuple[int, ...] | None:
    """A timetable with no more breaks than the bounds; None where it is proved that none exists."""
    narrowing = narrow_to_bounds(event, domains, bounds)
    slots = None
    if not narrowing.groups:
        slots = prove_at_bounds(encode(event, narrowing.domains, bounds), solver)
    if slots is None:
        _tell(bound=max(narrowing.lower_bound, sum(bounds) + 1))
    return slots


def main() -> None:
    """Follow the order that stands on the standard input."""
    order = json.loads(sys.stdin.readline())
    _end_with_parent(order["seconds"])
    follow_order(order)


if __name__ == "__main__":
    main()
