"""When slots begin, from the options of `hanse timetable ...`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import click

from hanse.vocabulary.errors import InputError

MOST_MINUTES = 7 * 24 * 60
YEARS = range(1900, 2201)


def add_times(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options --begins, --minutes and --pause."""
    for option in (
        click.option(
            "--pause", type=click.IntRange(0, MOST_MINUTES), default=0, show_default=True,
            help="Minutes between two slots.",
        ),
        click.option(
            "--minutes", type=click.IntRange(1, MOST_MINUTES), default=20, show_default=True,
            help="Length of a slot.",
        ),
        click.option(
            "--begins", multiple=True, metavar="TIME",
            help="When slot 1 begins, with time zone: 2026-11-25T09:00+01:00. Once more for the "
            "first slot of the afternoon.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def list_starts(
    begins: tuple[str, ...], slots: int, morning_slots: int, *, minutes: int, pause: int
) -> tuple[datetime, ...]:
    """The begin of each slot; empty where no --begins was given. Raises InputError."""
    if not begins:
        return ()
    if len(begins) > 2:
        raise InputError("--begins can be given once or twice.")
    times = []
    for text in begins:
        try:
            time = datetime.fromisoformat(text)
        except ValueError as error:
            raise InputError(
                f"{text!r} is no time.", field="--begins", mend="As in 2026-11-25T09:00+01:00."
            ) from error
        if time.tzinfo is None:
            raise InputError(f"{text!r} has no time zone.", field="--begins", mend="Add +01:00.")
        if time.year not in YEARS:
            what = f"{text!r} is not between {YEARS[0]} and {YEARS[-1]}."
            raise InputError(what, field="--begins", mend="Write the year of the event.")
        times.append(time)
    if len(times) == 2 and not 0 < morning_slots < slots:
        part = "afternoon" if morning_slots else "morning"
        what = f"--begins is given twice, but the event has no {part}."
        raise InputError(what, field="--begins", mend="Give it once.")
    step = timedelta(minutes=minutes + pause)
    split = morning_slots if len(times) == 2 else slots
    morning = [times[0] + number * step for number in range(split)]
    afternoon = [times[-1] + number * step for number in range(slots - split)]
    if morning and afternoon and afternoon[0] < morning[-1] + timedelta(minutes=minutes):
        end = morning[-1] + timedelta(minutes=minutes)
        raise InputError(
            f"The afternoon begins at {times[-1].isoformat()}, before the last slot of the "
            f"morning ends ({end.isoformat()}).",
            field="--begins",
            mend="Let it begin later.",
        )
    return (*morning, *afternoon)
