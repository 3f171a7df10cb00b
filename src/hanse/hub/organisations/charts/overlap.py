"""Bars of shared members: only here, shared, only there, on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hanse.hub.organisations.queries.networks import SharedMembers

WIDE = 320.0


@dataclass(frozen=True)
class Bar:
    """Three stretches from left to right: x and width of each."""

    first: tuple[float, float]
    shared: tuple[float, float]
    second: tuple[float, float]
    width: float = WIDE


def draw_overlaps(rows: Sequence[SharedMembers]) -> list[Bar]:
    """A bar for each row; the longest fills the width."""
    longest = max((row.overlap.union for row in rows), default=1) or 1
    bars = []
    for row in rows:
        found, at, parts = row.overlap, 0.0, []
        for count in (found.first - found.shared, found.shared, found.second - found.shared):
            width = round(WIDE * count / longest, 1)
            parts.append((round(at, 1), width))
            at += width
        bars.append(Bar(parts[0], parts[1], parts[2]))
    return bars
