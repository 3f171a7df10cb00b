"""Rows of County Business Patterns summed to the cells of a panel, by the law of sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from hanse.panel.cube import Flags, Values
from hanse.sources.us_cbp.cells import CbpCells
from hanse.sources.us_cbp.layouts import NO_PAY, NO_PLANTS, NOISY, WITHHELD, Noise
from hanse.vocabulary import Flag

_Members = NDArray[np.intp] | slice
_UNKNOWN = {"employment": WITHHELD, "establishments": NO_PLANTS, "payroll": NO_PAY}


@dataclass(frozen=True)
class Targets:
    """Where rows are summed to: number of the region of each county, and of the industries.

    `groups` and `weights` have one row for each membership of an industry: arrays (K, industries)
    with group -1 where an industry has fewer than K groups.
    """

    regions: NDArray[np.int64]
    groups: NDArray[np.int64]
    weights: Values
    shape: tuple[int, int, int]


@dataclass(frozen=True)
class SummedCells:
    """Cubes of one measure: values, flags, and bounds where size classes give some."""

    values: Values
    flags: Flags
    lower: Values | None = None
    upper: Values | None = None


def sum_cells(cells: CbpCells, targets: Targets, noise: Noise) -> dict[str, SummedCells]:
    """Sums of every measure over the targets, by the law of sums of `hanse.panel.sums`.

    Rows that are absent count as nothing; a target without any row is missing.
    """
    into = _Memberships(cells, targets)
    present = into.count()
    known = np.where(present > 0, np.uint8(Flag.OBSERVED), np.uint8(Flag.MISSING))
    noisy = into.count((cells.state & NOISY) > 0) if noise == "estimated" else None
    out = {}
    for name, figures in cells.figures.items():
        flags = known.copy()
        if noisy is not None and name != "establishments":
            flags[noisy > 0] = Flag.ESTIMATED
        unknown = (cells.state & _UNKNOWN[name]) > 0
        if unknown.any():
            hidden = into.count(unknown)
            lacking = np.flatnonzero(hidden)
            all_lack = hidden.ravel()[lacking] == present.ravel()[lacking]
            flags.ravel()[lacking] = np.where(all_lack, Flag.SUPPRESSED, Flag.LOWER_BOUND)
        values = into.sum(figures)
        np.copyto(values, np.nan, where=flags > Flag.LOWER_BOUND)
        bounds: list[Values] = []
        if name == "employment" and cells.low is not None and cells.high is not None:
            withheld = (cells.state & WITHHELD) > 0
            for limit, otherwise in ((cells.low, 0.0), (cells.high, np.inf)):
                given = np.where(np.isnan(limit), otherwise, limit)
                bound = into.sum(np.where(withheld, given, figures))
                bound[present == 0] = otherwise
                bounds.append(bound)
        out[name] = SummedCells(values, flags, *bounds)
    return out


class _Memberships:
    """The cell of each row: once for each group that its industry belongs to."""

    def __init__(self, cells: CbpCells, targets: Targets) -> None:
        _, groups, periods = targets.shape
        self.shape, self.size = targets.shape, int(np.prod(targets.shape))
        self.slots: list[tuple[NDArray[np.intp], _Members, Values | None]] = []
        counties, codes = cells.counties, cells.industries
        regions = targets.regions * groups * periods + np.arange(periods)[:, np.newaxis]
        for group, weight in zip(targets.groups, targets.weights, strict=True):
            members = (group >= 0).take(codes)
            rows: _Members = slice(None) if members.all() else np.flatnonzero(members)
            keys = regions.take(counties[rows])  # a small table by year and county
            keys += (group * periods).take(codes[rows])
            whole = np.all(weight[group >= 0] == 1.0)
            self.slots.append((keys, rows, None if whole else weight.take(codes[rows])))

    def sum(self, figures: Values) -> Values:
        """Cube of the sums of figures times weights."""
        return self._add(
            np.bincount(
                keys,
                figures[rows] if weight is None else figures[rows] * weight,
                minlength=self.size,
            )
            for keys, rows, weight in self.slots
        )

    def count(self, chosen: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
        """Cube of the number of rows, or of the chosen ones."""
        return self._add(
            np.bincount(keys if chosen is None else keys[chosen[rows]], minlength=self.size)
            for keys, rows, _ in self.slots
        )

    def _add(self, parts: Iterable[NDArray]) -> NDArray:
        return reduce(np.add, parts).reshape(self.shape)
