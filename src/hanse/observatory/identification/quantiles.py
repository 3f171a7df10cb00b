"""Quantiles over regions, exact at ties, and their bounds when cells are unknown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.indicators.rows import Rows

Values = NDArray[np.float64]
Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Sorted:
    """Values of regions in rising order, column after column of a group and period.

    `starts` and `counts` have the shape (1, G, T). Before the values of a column may lie regions
    that count with the value `floor`, after them others that count as infinite.
    """

    values: Values
    starts: Counts
    counts: Counts
    before: Counts | int = 0
    after: Counts | int = 0
    floor: Values | float = 0.0


def sort_regions(values: Values, among: Mask, rows: Rows) -> Sorted:
    """Sort the values of the regions `among`, both of the rows; NaN is left out."""
    shape = (1, *rows.shape[1:])
    flat = values.ravel()
    among = among.ravel() & ~np.isnan(flat)
    places, columns = rows.gather(among)
    ordered = flat[places]
    if ordered.size and ordered.min() != ordered.max():  # bounds of nothing are all alike
        for column in columns:
            ordered[column].sort()
    starts = np.array([column.start for column in columns])
    counts = np.array([column.stop for column in columns]) - starts
    return Sorted(ordered, starts.reshape(shape), counts.reshape(shape))


@dataclass(frozen=True)
class Order:
    """Values of the regions `among`, and their order, so that equal ones need no sorting."""

    values: Values
    among: Mask
    ordered: Sorted

    def sort_regions(self, values: Values, among: Mask, rows: Rows) -> Sorted:
        """As the function does."""
        if np.array_equal(among, self.among) and not np.any((values != self.values) & among):
            return self.ordered
        return sort_regions(values, among, rows)


def order_regions(values: Values, among: Mask, rows: Rows) -> Order:
    """The order of the regions `among`."""
    return Order(values, among, sort_regions(values, among, rows))


def pick_quantile(regions: Sorted, percent: float) -> Values:
    """The linear quantile (R's type 7, numpy's default) of each column; shape (1, G, T).

    The position is computed in whole numbers, so that a quantile that falls on a region is that
    region's value to the last bit: strict and weak comparisons then mean what they say. NaN where
    there is no region.
    """
    share = Fraction(percent).limit_denominator(10**6) / 100
    last = regions.before + regions.counts + regions.after - 1
    place, scale = last * share.numerator, share.denominator
    first = np.clip(place // scale, 0, None)
    part = (place % scale) / scale
    low = _find_place(regions, first)
    high = _find_place(regions, np.clip(first + 1, 0, np.maximum(last, 0)))
    with np.errstate(invalid="ignore"):
        between = low + (high - low) * part
    value = np.where((part == 0) | (low == high), low, between)
    return np.where(last >= 0, value, np.nan)


def _find_place(regions: Sorted, place: Counts) -> Values:
    """The value at a place of each column, counted from 0."""
    inside = place - regions.before
    within = (inside >= 0) & (inside < regions.counts)
    at = np.where(within, regions.starts + inside, 0)
    known = regions.values[at] if regions.values.size else np.zeros(at.shape)
    return np.where(within, known, np.where(inside < 0, regions.floor, np.inf))


class QuantileBounds:
    """Bounds of quantiles over regions that belong `certain`ly or `doubtful`ly; arrays of the rows.

    Lowest: every doubtful region is among them with the lowest of all values, zero at the most.
    Highest: those that could exceed the quantile of the certain ones are among them, without
    limit. Both are sound: no admissible filling gives a quantile outside. NaN in a bound leaves a
    certain region out. `rest` are the bounds in cells that are not among the rows; all of these
    are doubtful. Bounds that are those of the `known` order need no sorting.
    """

    def __init__(
        self,
        low: Values,
        high: Values,
        certain: Mask,
        doubtful: Mask,
        rows: Rows,
        rest: tuple[Values | float, Values | float] = (0.0, np.inf),
        known: Order | None = None,
    ) -> None:
        sort = sort_regions if known is None else known.sort_regions
        self._rows, self._high, self._doubtful, self._rest = rows, high, doubtful, rest[1]
        self._absent = rows.count_absent((0,)).astype(np.int64)
        floor = np.fmin(rows.find_lowest(low), 0.0)
        floor = np.where(self._absent > 0, np.fmin(floor, rest[0]), floor)
        self._lowest = sort(low, certain, rows)
        number = self._count(doubtful) + self._absent
        self._lowest = replace(self._lowest, before=number, floor=floor)
        self._highest = sort(high, certain, rows)

    def _count(self, mask: Mask) -> Counts:
        return self._rows.sum(mask, (0,)).astype(np.int64)

    def bound(self, percent: float) -> tuple[Values, Values]:
        """Lowest and highest value of the quantile, shape (1, G, T)."""
        without = pick_quantile(self._highest, percent)
        with np.errstate(invalid="ignore"):
            raised = self._doubtful & ~(self._high <= self._rows.take(without))
            rest = np.where(self._rest <= without, 0, self._absent)
        highest = replace(self._highest, after=self._count(raised) + rest)
        return pick_quantile(self._lowest, percent), pick_quantile(highest, percent)


def bound_quantile(low: Values, high: Values, percent: float) -> tuple[Values, Values]:
    """Bounds of a quantile over the regions whose size is above zero, size known within bounds.

    A region with `low` above zero is certainly among them, one with `high` above zero may be.
    """
    shape = (low.shape[0], low.shape[1], low.shape[2])
    doubtful = (low <= 0) & (high > 0)
    return QuantileBounds(low, high, low > 0, doubtful, Rows(shape)).bound(percent)
