"""Location quotients of several regions on one line a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hanse.hub.observatory.charts.scales import LogScale, Tick

WIDTH = 300


@dataclass(frozen=True)
class Dot:
    """One region on the line: `which` is its place among those compared."""

    x: float
    which: int
    title: str


@dataclass(frozen=True)
class DotScale:
    """The axis that all lines share."""

    ticks: tuple[Tick, ...]
    average: float
    width: int = WIDTH


def draw_dots(
    lines: Sequence[Sequence[float | None]], titles: Sequence[str]
) -> tuple[DotScale, tuple[tuple[Dot, ...], ...]]:
    """For each line of quotients (one a region) its dots; those without figures are left out."""
    known = [v for line in lines for v in line if v]
    x = LogScale(
        min(0.4, max(min(known, default=1.0), 0.1)), max(2.5, max(known, default=1.0)), 6, 294
    )
    ticks = tuple(Tick(x(v), f"{v:g}") for v in (0.1, 0.5, 1, 2, 5, 10, 20) if x.low <= v <= x.high)
    dots = tuple(
        tuple(Dot(x(max(v, x.low)), i, titles[i]) for i, v in enumerate(line) if v is not None)
        for line in lines
    )
    return DotScale(ticks, x(1.0)), dots
