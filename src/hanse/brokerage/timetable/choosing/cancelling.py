"""Ending a solver that runs in this process when the caller cancels."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpSolver

TICK = 0.1
"""Seconds between two looks at the cancel switch."""


@contextmanager
def stop_on(cancel: Callable[[], bool] | None, solver: CpSolver) -> Iterator[None]:
    """While the block runs, stop `solver` as soon as `cancel` says so; it keeps its best."""
    if cancel is None:
        yield
        return
    done = threading.Event()

    def watch() -> None:
        while not done.wait(TICK):
            if cancel():
                solver.stop_search()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
