"""Rows of County Business Patterns summed to the cells of a panel, by the law of sums."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hanse.panel.cube import Flags, Values
from hanse.sources.us_cbp.cells import CbpCells
from hanse.sources.us_cbp.layouts import NO_PAY, NO_PLANTS, NOISY, WITHHELD, Noise
from hanse.vocabulary import Flag

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
    present = into.sum()
    noisy = into.sum(np.flatnonzero(cells.state & NOISY)) if noise == "estimated" else None
    out = {}
    for name, figures in cells.figures.items():
        hidden = into.sum(np.flatnonzero(cells.state & _UNKNOWN[name]))
        flags = np.where(present > 0, np.uint8(Flag.OBSERVED), np.uint8(Flag.MISSING))
        if noisy is not None and name != "establishments":
            flags[noisy > 0] = Flag.ESTIMATED
        flags[hidden > 0] = Flag.LOWER_BOUND
        flags[(hidden > 0) & (hidden == present)] = Flag.SUPPRESSED
        values = into.sum(figures=figures)
        values[flags > Flag.LOWER_BOUND] = np.nan
        bounds: list[Values] = []
        if name == "employment" and cells.low is not None and cells.high is not None:
            withheld = (cells.state & WITHHELD) > 0
            for limit, otherwise in ((cells.low, 0.0), (cells.high, np.inf)):
                given = np.where(np.isnan(limit), otherwise, limit)
                bound = into.sum(figures=np.where(withheld, given, figures))
                bound[present == 0] = otherwise
                bounds.append(bound)
        out[name] = SummedCells(values, flags, *bounds)
    return out


class _Memberships:
    """The cell of each row: once for each group that its industry belongs to."""

    def __init__(self, cells: CbpCells, targets: Targets) -> None:
        regions, groups, periods = targets.shape
        self.shape = (regions, groups + 1, periods)  # the last group is for what belongs to none
        self.slots: list[tuple[NDArray[np.int64], Values | None]] = []
        codes = cells.industries.codes
        county = (targets.regions * (groups + 1) * periods)[cells.counties.codes]
        county += cells.years.codes
        for group, weight in zip(targets.groups, targets.weights, strict=True):
            keys = (np.where(group < 0, groups, group) * periods)[codes]
            keys += county
            whole = np.all(weight[group >= 0] == 1.0)
            self.slots.append((keys, None if whole else weight[codes]))

    def sum(
        self, rows: NDArray[np.intp] | slice = slice(None), *, figures: Values | None = None
    ) -> NDArray:
        """Cube of the sums of figures times weights; how many of the rows there are, without."""
        total: NDArray | int = 0
        for keys, weight in self.slots:
            amount = figures if figures is None or weight is None else figures * weight
            total = total + np.bincount(keys[rows], amount, minlength=int(np.prod(self.shape)))
        return np.ascontiguousarray(np.reshape(total, self.shape)[:, :-1])
