"""Quantiles over regions, exact at ties, and their bounds when cells are unknown."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Mask = NDArray[np.bool_]


def sort_regions(values: Values, among: Mask) -> tuple[Values, NDArray[np.int64]]:
    """Values of the regions `among`, sorted along the first axis, and how many there are.

    Both arguments have the shape (R, G, T); the others sort last as NaN. The count has the shape
    (1, G, T). A NaN among the regions is left out too.
    """
    kept = np.where(among, values, np.nan)
    ordered = np.sort(np.moveaxis(kept, 0, -1), axis=-1)
    counts = np.count_nonzero(~np.isnan(ordered), axis=-1)
    return np.moveaxis(ordered, -1, 0), counts[np.newaxis]


def pick_quantile(ordered: Values, counts: NDArray[np.int64], percent: float) -> Values:
    """The linear quantile (R's type 7, numpy's default) of sorted columns; shape (1, G, T).

    The position is computed in whole numbers, so that a quantile that falls on a region is that
    region's value to the last bit: strict and weak comparisons then mean what they say. NaN where
    there is no region.
    """
    share = Fraction(percent).limit_denominator(10**6) / 100
    place, scale = (counts - 1) * share.numerator, share.denominator
    first = np.clip(place // scale, 0, None)
    second = np.clip(first + 1, 0, np.maximum(counts - 1, 0))
    part = (place % scale) / scale
    low = np.take_along_axis(ordered, first, axis=0)
    high = np.take_along_axis(ordered, second, axis=0)
    with np.errstate(invalid="ignore"):
        between = low + (high - low) * part
    value = np.where((part == 0) | (low == high), low, between)
    return np.where(counts > 0, value, np.nan)


def bound_quantile(low: Values, high: Values, percent: float) -> tuple[Values, Values]:
    """Bounds of a quantile over the regions whose size is above zero, size known within bounds.

    A region with `low` above zero is certainly among them, one with `high` above zero may be.
    Lowest: every doubtful region is among them with nothing. Highest: those that could exceed the
    quantile of the certain ones are among them, without limit. Both are sound: no admissible
    filling gives a quantile outside. Shapes (R, G, T) to (1, G, T).
    """
    return bound_quantile_among(low, high, low > 0, (low <= 0) & (high > 0), percent)


def bound_quantile_among(
    low: Values, high: Values, certain: Mask, doubtful: Mask, percent: float
) -> tuple[Values, Values]:
    """As `bound_quantile`, for values of regions that belong `certain`ly or `doubtful`ly.

    NaN in a bound leaves the region out. The lowest value of a doubtful region is taken to be the
    lowest of all, and zero at the most.
    """
    filled = np.where(np.isnan(low), np.inf, low)
    floor = np.minimum(np.min(filled, axis=0, keepdims=True), 0.0)
    lowest = pick_quantile(
        *sort_regions(np.where(doubtful, floor, low), certain | doubtful), percent
    )
    without = pick_quantile(*sort_regions(high, certain), percent)
    can_raise = doubtful & ~(high <= without)
    highest = pick_quantile(
        *sort_regions(np.where(can_raise, np.inf, high), certain | can_raise), percent
    )
    return lowest, highest
