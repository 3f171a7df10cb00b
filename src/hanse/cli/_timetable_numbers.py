"""Numbers on the command line of `hanse timetable`: seconds that end, and counts that exist."""

from __future__ import annotations

import math
import re
from typing import Any

import click

MOST_SECONDS = 1_000_000.0


class Seconds(click.FloatRange):
    """A time limit: a number of seconds, neither infinite nor none at all."""

    def __init__(self, least: float) -> None:
        super().__init__(min=least, max=MOST_SECONDS)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        seconds = super().convert(value, param, ctx)
        if math.isnan(seconds):  # it is in no range and beyond none
            self.fail(f"{value!r} is no number of seconds.", param, ctx)
        return float(seconds)


def read_count(text: str) -> int | None:
    """A whole number of at most six digits, or None: what is longer is a slip of the pen."""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text.strip()) else None
