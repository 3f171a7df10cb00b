"""What has to be done once a day: found, never listed.

An app names its steps in its `daily.py`::

    STEPS = (Step(id="organisations.reminders", order=10, run=send_reminders),)

and `hanse manage daily`, called by the system's scheduler, runs them. A step must be safe to run
twice a day: the second time it finds nothing to do.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from hanse.hub.foundation.rooms import list_apps

log = structlog.get_logger("hanse.hub.daily")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do: `run()` answers what was done, as names and numbers."""

    id: str
    order: int
    run: Callable[[], Mapping[str, int]]


def list_steps() -> tuple[Step, ...]:
    """The steps of every app in their order."""
    found: list[Step] = []
    for app in list_apps():
        if importlib.util.find_spec(f"{app}.daily") is not None:
            # This module itself is found too, and has none.
            found += getattr(importlib.import_module(f"{app}.daily"), "STEPS", ())
    return tuple(sorted(found, key=lambda step: (step.order, step.id)))


def run_day() -> dict[str, Mapping[str, int] | None]:
    """Run every step; what was done by step, None where a step failed (it is in the log)."""
    done: dict[str, Mapping[str, int] | None] = {}
    for step in list_steps():
        try:
            numbers = done[step.id] = step.run()
        except Exception:
            # The others must not wait for the one that fails.
            log.exception("step failed", step=step.id)
            done[step.id] = None
        else:
            log.info("step done", step=step.id, **numbers)
    return done
