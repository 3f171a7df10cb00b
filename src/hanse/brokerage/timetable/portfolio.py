"""Several solvers at once, each in a process of its own; the first that settles the event wins."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from hanse.brokerage.timetable.event import Event
from hanse.brokerage.timetable.event_json import describe_event
from hanse.brokerage.timetable.screens import Screening

Step = tuple[str | float | int, ...]
"""What a worker does: see `worker.follow_order`."""
TICK = 0.2
"""Seconds between two looks at the clock and at the cancel switch while nothing happens."""


@dataclass(frozen=True)
class Message:
    """What a worker found."""

    worker: int
    slots: tuple[int, ...] | None = None
    bound: int | None = None
    optimal: bool = False
    infeasible: bool = False
    ended: bool = False
    """The worker has no more to say."""


@dataclass
class Portfolio:
    """Running workers and the queue of what they find."""

    processes: list[subprocess.Popen[str]] = field(default_factory=list)
    messages: queue.Queue[Message] = field(default_factory=queue.Queue)

    def start(
        self, event: Event, screening: Screening, steps: Sequence[Step], seconds: float
    ) -> None:
        """Start one worker more."""
        process = subprocess.Popen(
            [sys.executable, "-m", "hanse.brokerage.timetable.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        number = len(self.processes)
        self.processes.append(process)
        order = {
            "event": describe_event(event),
            "domains": [sum(1 << slot for slot in slots) for slots in screening.domains],
            "bounds": list(screening.bounds),
            "steps": list(steps),
            "seconds": seconds,
        }
        threading.Thread(target=self._order, args=(process, order), daemon=True).start()
        threading.Thread(target=self._listen, args=(process, number), daemon=True).start()

    def _order(self, process: subprocess.Popen[str], order: dict[str, Any]) -> None:
        assert process.stdin is not None  # noqa: S101 (opened above)
        try:
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.close()
        except OSError:
            pass  # it was ended before it could read

    def _listen(self, process: subprocess.Popen[str], number: int) -> None:
        assert process.stdout is not None  # noqa: S101 (opened above)
        with process.stdout:
            for line in process.stdout:
                self.messages.put(_read_message(number, line))
        self.messages.put(Message(number, ended=True))

    def listen(self, seconds_left: Callable[[], float]) -> Iterator[Message | None]:
        """Messages as they come, None when nothing came for a moment, until time is up or all
        workers have ended."""
        alive = len(self.processes)
        while alive and seconds_left() > 0:
            try:
                message = self.messages.get(timeout=max(0.001, min(TICK, seconds_left())))
            except queue.Empty:
                yield None
                continue
            alive -= message.ended
            yield message

    def stop(self) -> None:
        """End all workers, whatever they are doing."""
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()


def _read_message(number: int, line: str) -> Message:
    try:
        data = json.loads(line)
    except json.JSONDecodeError:  # cut off as the worker was ended
        return Message(number)
    slots = data.get("slots")
    return Message(
        number,
        slots=None if slots is None else tuple(slots),
        bound=data.get("bound"),
        optimal=bool(data.get("optimal")),
        infeasible=bool(data.get("infeasible")),
    )


@contextmanager
def run_portfolio(
    event: Event, screening: Screening, plan: Sequence[Sequence[Step]], seconds: float
) -> Iterator[Portfolio]:
    """Start a worker for each sequence of steps; they are ended when the block is left."""
    portfolio = Portfolio()
    try:
        for steps in plan:
            portfolio.start(event, screening, steps, seconds)
        yield portfolio
    finally:
        portfolio.stop()


def measure_seconds() -> Callable[[], float]:
    """A stopwatch that runs from now."""
    begin = time.monotonic()
    return lambda: time.monotonic() - begin


def measure_work() -> Callable[[], float]:
    """A stopwatch of the seconds that this process computes: a busy machine does not shorten it."""
    begin = time.process_time()
    return lambda: time.process_time() - begin
