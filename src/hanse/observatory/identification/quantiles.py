"""Quantiles over regions, exact at ties, and their bounds when cells are unknown."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Sorted:
    """Values of regions in rising order, for each group and period: arrays (G, T, R), (G, T)."""

    values: Values
    counts: NDArray[np.int64]


def sort_regions(values: Values, among: Mask) -> Sorted:
    """Sort the values of the regions `among`, both of shape (R, G, T); NaN is left out."""
    kept = np.where(among, values, np.nan)
    ordered = np.ascontiguousarray(np.moveaxis(kept, 0, -1))
    ordered.sort(axis=-1)  # NaN last
    return Sorted(ordered, np.count_nonzero(~np.isnan(ordered), axis=-1))


def pick_quantile(regions: Sorted, percent: float) -> Values:
    """The linear quantile (R's type 7, numpy's default) of each column; shape (1, G, T).

    The position is computed in whole numbers, so that a quantile that falls on a region is that
    region's value to the last bit: strict and weak comparisons then mean what they say. NaN where
    there is no region.
    """
    share = Fraction(percent).limit_denominator(10**6) / 100
    place, scale = (regions.counts - 1) * share.numerator, share.denominator
    first = np.clip(place // scale, 0, None)
    second = np.clip(first + 1, 0, np.maximum(regions.counts - 1, 0))
    part = (place % scale) / scale
    low = np.take_along_axis(regions.values, first[..., np.newaxis], axis=-1)[..., 0]
    high = np.take_along_axis(regions.values, second[..., np.newaxis], axis=-1)[..., 0]
    with np.errstate(invalid="ignore"):
        between = low + (high - low) * part
    value = np.where((part == 0) | (low == high), low, between)
    return np.where(regions.counts > 0, value, np.nan)[np.newaxis]


class QuantileBounds:
    """Bounds of quantiles over regions that belong `certain`ly or `doubtful`ly; (R, G, T) each.

    Lowest: every doubtful region is among them with the lowest of all values, zero at the most.
    Highest: those that could exceed the quantile of the certain ones are among them, without
    limit. Both are sound: no admissible filling gives a quantile outside. NaN in a bound leaves
    the region out.
    """

    def __init__(self, low: Values, high: Values, certain: Mask, doubtful: Mask) -> None:
        self._high, self._certain, self._doubtful = high, certain, doubtful
        among = certain | doubtful
        filled = np.where(np.isnan(low), np.inf, low)
        floor = np.minimum(np.min(filled, axis=0, keepdims=True), 0.0)
        self._lowest = self._highest = None
        if np.any(among & (filled > 0)):
            self._lowest = sort_regions(np.where(doubtful, floor, low), among)
        self._all_endless = not np.any(doubtful & ~np.isinf(high))
        if self._all_endless and np.any(certain & ~np.isinf(high)):
            self._highest = sort_regions(np.where(doubtful, np.inf, high), among)
        self._floor = np.where(among.any(axis=0, keepdims=True), floor, np.nan)

    def bound(self, percent: float) -> tuple[Values, Values]:
        """Lowest and highest value of the quantile, shape (1, G, T)."""
        # Without any number above zero, or below infinity, there is nothing to sort.
        lowest = self._floor if self._lowest is None else pick_quantile(self._lowest, percent)
        if not self._all_endless:
            return lowest, self._bound_above(percent)
        if self._highest is None:
            return lowest, np.where(np.isnan(self._floor), np.nan, np.inf)
        return lowest, pick_quantile(self._highest, percent)

    def _bound_above(self, percent: float) -> Values:
        without = pick_quantile(sort_regions(self._high, self._certain), percent)
        with np.errstate(invalid="ignore"):
            can_raise = self._doubtful & ~(self._high <= without)
        raised = np.where(can_raise, np.inf, self._high)
        return pick_quantile(sort_regions(raised, self._certain | can_raise), percent)


def bound_quantile(low: Values, high: Values, percent: float) -> tuple[Values, Values]:
    """Bounds of a quantile over the regions whose size is above zero, size known within bounds.

    A region with `low` above zero is certainly among them, one with `high` above zero may be.
    """
    return QuantileBounds(low, high, low > 0, (low <= 0) & (high > 0)).bound(percent)
