"""How unevenly a group is spread: the Lorenz curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hanse.hub.observatory.charts.scales import LinearScale


@dataclass(frozen=True)
class LorenzChart:
    """The curve as points of an SVG polyline in a square; the diagonal is an even spread."""

    points: str
    size: int = 220
    start: int = 10
    end: int = 210


def draw_lorenz(points: Sequence[tuple[float, float]]) -> LorenzChart | None:
    """The curve of (share of all jobs, share of the group's); None without points."""
    if not points:
        return None
    x, y = LinearScale(0, 1, 10, 210), LinearScale(0, 1, 210, 10)
    return LorenzChart(" ".join(f"{x(a)},{y(b)}" for a, b in points))
