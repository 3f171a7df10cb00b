"""Rows of County Business Patterns as arrays of codes and figures, and their sums by group."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hanse.panel.build import Axis
from hanse.panel.cube import Flags, Values
from hanse.sources.us_cbp.layouts import CodedRows, Noise
from hanse.vocabulary import Flag, InputError

OBSERVED, NOISY, WITHHELD = 0, 1, 4


@dataclass(frozen=True)
class CbpCells:
    """N rows: codes of county, industry and year, figures, and what the Bureau says of them."""

    counties: Axis
    industries: Axis
    years: Axis
    figures: dict[str, Values]
    """"employment", "establishments", and "payroll" where the file has it."""
    states: dict[str, NDArray[np.uint8]]
    """Measure -> OBSERVED, NOISY or WITHHELD for each row."""
    blanked: NDArray[np.bool_]
    """Withheld by writing zero: employment and payroll 0 where there are establishments."""
    low: Values | None
    high: Values | None
    """Bounds by employment-size class, NaN without one."""

    @property
    def digits(self) -> NDArray[np.int64]:
        """How many digits the code of each industry label has without its padding."""
        return np.array([len(label.rstrip("-/")) for label in self.industries.labels], np.int64)


def fetch_cells(rows: CodedRows, path: Path) -> CbpCells:
    """Bring the rows home; raises InputError for duplicates, negative and infinite figures."""
    columns = {
        name: column.filled(np.nan) if isinstance(column, np.ma.MaskedArray) else column
        for name, column in rows.fetch().items()
    }
    axes = [Axis(columns[name], found) for name, found in rows.labels.items()]
    _require_unique(axes, path)
    return _judge(axes, columns, path)


def _require_unique(axes: list[Axis], path: Path) -> None:
    sizes = tuple(len(axis.labels) for axis in axes)
    keys = find_keys(axes[0].codes, axes[1].codes, axes[2].codes, sizes)
    seen = np.zeros(int(np.prod(sizes)), np.bool_)
    seen[keys] = True
    if int(seen.sum()) == len(keys):
        return
    ordered = np.sort(keys)
    first = np.unravel_index(ordered[1:][ordered[1:] == ordered[:-1]][0], sizes)
    county, industry, year = (a.labels[int(n)] for a, n in zip(axes, first, strict=True))
    raise InputError(
        f"County {county}, industry {industry}, year {year} occurs more than once.",
        file=path.name,
        mend="Remove the duplicates.",
    )


def find_keys(
    regions: NDArray, industries: NDArray, periods: NDArray, sizes: tuple[int, ...]
) -> NDArray[np.int64]:
    """Position of each row's cell in the flattened cube of these sizes."""
    keys = regions.astype(np.int64)
    keys *= sizes[1]
    keys += industries
    keys *= sizes[2]
    keys += periods
    return keys


def _judge(axes: list[Axis], columns: dict[str, NDArray], path: Path) -> CbpCells:
    names = {"emp": "employment", "est": "establishments", "pay": "payroll"}
    figures = {names[c]: np.asarray(columns[c], np.float64) for c in names if c in columns}
    for name, values in figures.items():
        if np.any(values < 0) or np.isinf(values).any():
            at = int(np.flatnonzero((values < 0) | np.isinf(values))[0])
            raise InputError(
                f"The figure {values[at]:g} is negative or infinite.",
                file=path.name,
                row=at + 2,
                field=name,
            )
    count = len(axes[0].codes)
    blanked = (figures["employment"] == 0) & (figures["establishments"] > 0)
    if "payroll" in figures:
        blanked &= figures["payroll"] == 0
    low, high = columns.get("emp_low"), columns.get("emp_high")
    states = {}
    for short, name in (("emp", "employment"), ("pay", "payroll")):
        if name in figures:
            given = columns.get(f"{short}_state")
            state = np.zeros(count, np.uint8) if given is None else given.astype(np.uint8)
            state[blanked | np.isnan(figures[name])] = WITHHELD
            states[name] = state
    if low is not None:
        states["employment"][~np.isnan(low)] = WITHHELD
    # A cell marked by the Bureau itself, or given as a size class, is not one blanked in silence.
    if "emp_state" in columns:
        blanked &= columns["emp_state"] != WITHHELD
    if low is not None:
        blanked &= np.isnan(low)
    return CbpCells(axes[0], axes[1], axes[2], figures, states, blanked, low, high)


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

    def reshape(self, shape: tuple[int, int, int]) -> SummedCells:
        """The same with arrays of this shape."""
        return SummedCells(
            self.values.reshape(shape),
            self.flags.reshape(shape),
            None if self.lower is None else self.lower.reshape(shape),
            None if self.upper is None else self.upper.reshape(shape),
        )


def sum_cells(cells: CbpCells, targets: Targets, noise: Noise) -> dict[str, SummedCells]:
    """Sums of every measure over the targets, by the law of sums of `hanse.panel.sums`.

    Rows that are absent count as nothing; a target without any row is missing.
    """
    size = int(np.prod(targets.shape))
    key, row, weight = _find_memberships(cells, targets)
    present = np.bincount(key, minlength=size)
    out = {}
    for name, values in cells.figures.items():
        state = cells.states.get(name)
        here = None if state is None else state[row]
        amount = values[row]
        if weight is not None:
            amount = amount * weight
        out[name] = _sum_measure(key, amount, here, present, size, noise)
        if name == "employment" and cells.low is not None and cells.high is not None:
            figure = np.where(cells.states[name] == WITHHELD, np.nan, values)
            lower = _sum_limit(figure, cells.low, 0.0, key, row, weight, present)
            upper = _sum_limit(figure, cells.high, np.inf, key, row, weight, present)
            out[name] = SummedCells(out[name].values, out[name].flags, lower, upper)
    return {name: got.reshape(targets.shape) for name, got in out.items()}


def _find_memberships(
    cells: CbpCells, targets: Targets
) -> tuple[NDArray[np.int64], NDArray[np.intp] | slice, Values | None]:
    """For each row and group it belongs to: cell, row, and weight (None where all are 1).

    The commonest case, each industry in at most one group, copies nothing that it need not.
    """
    _, groups_per_region, periods = targets.shape
    base = (targets.regions * groups_per_region * periods)[cells.counties.codes]
    base += cells.years.codes
    whole = bool(np.all(targets.weights[targets.groups >= 0] == 1.0))
    if len(targets.groups) == 1 and whole and np.all(targets.groups >= 0):
        base += (targets.groups[0] * periods)[cells.industries.codes]
        return base, slice(None), None
    keys, rows, weights = [], [], []
    for groups, shares in zip(targets.groups, targets.weights, strict=True):
        offset = np.where(groups < 0, -1, groups * periods)[cells.industries.codes]
        chosen = np.flatnonzero(offset >= 0)
        keys.append(base[chosen] + offset[chosen])
        rows.append(chosen)
        if not whole:
            weights.append(shares[cells.industries.codes[chosen]])
    joined = None if whole else np.concatenate(weights)
    return np.concatenate(keys), np.concatenate(rows), joined


def _sum_measure(
    key: NDArray,
    amount: Values,
    state: NDArray[np.uint8] | None,
    present: NDArray,
    size: int,
    noise: Noise,
) -> SummedCells:
    flags = np.where(present > 0, Flag.OBSERVED, Flag.MISSING).astype(np.uint8)
    if state is None:
        values = np.bincount(key, weights=amount, minlength=size).astype(float, copy=False)
        values[present == 0] = np.nan
        return SummedCells(values, flags)
    withheld = np.flatnonzero(state == WITHHELD)
    if np.any(amount[withheld]):  # where the Bureau writes zero there is nothing to take out
        amount = amount.copy()
        amount[withheld] = 0.0
    values = np.bincount(key, weights=amount, minlength=size).astype(float, copy=False)
    if noise == "estimated":
        flags[np.unique(key[state == NOISY])] = Flag.ESTIMATED
    hidden = np.bincount(key[withheld], minlength=size)
    flags[hidden > 0] = Flag.LOWER_BOUND
    flags[(hidden > 0) & (hidden == present)] = Flag.SUPPRESSED
    values[flags > Flag.LOWER_BOUND] = np.nan
    return SummedCells(values, flags)


def _sum_limit(
    figure: Values,
    limit: Values,
    otherwise: float,
    key: NDArray,
    row: NDArray[np.intp] | slice,
    weight: Values | None,
    present: NDArray,
) -> Values:
    """A bound of employment: of the size class where a figure is withheld, else the figure."""
    bound = np.where(np.isnan(limit), otherwise, limit)
    bound = np.where(np.isnan(figure), bound, figure)
    shared = bound[row] if weight is None else bound[row] * weight
    total = np.bincount(key, weights=shared, minlength=len(present)).astype(float, copy=False)
    total[present == 0] = otherwise
    return total
