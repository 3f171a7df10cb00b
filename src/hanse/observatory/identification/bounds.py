"""What location quotients and shares could be, given the bounds of unknown cells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.indicators.rows import Rows

Values = NDArray[np.float64]
Interval = tuple[Values, Values]
REGION, INDUSTRY, NATION = (1,), (0,), (0, 1)
"""Axes to sum over for the total of a region, of an industry, and of a period."""


class _Sums:
    """Sums of bounds without the cell itself, infinite where another cell is infinite.

    Cells that are not among the rows are from zero to infinity.
    """

    def __init__(self, values: Values, rows: Rows, *, upper: bool) -> None:
        self.rows, self.upper = rows, upper
        self.endless = np.isinf(values)
        self.finite = np.where(self.endless, 0.0, values)

    def _total(self, axes: tuple[int, ...]) -> tuple[Values, Values]:
        """The finite part of a total, and how many endless cells it has."""
        number = self.rows.sum(self.endless, axes)
        if self.upper:
            number = number + self.rows.count_absent(axes)
        return self.rows.take(self.rows.sum(self.finite, axes)), self.rows.take(number)

    def find_others(self, axes: tuple[int, ...]) -> Values:
        """Sum of the other cells of the region or of the industry."""
        total, number = self._total(axes)
        return np.where(number > self.endless, np.inf, np.maximum(total - self.finite, 0.0))

    def find_elsewhere(self) -> Values:
        """Sum of the cells that share neither region nor industry with the cell."""
        nation, region, industry = map(self._total, (NATION, REGION, INDUSTRY))
        endless = nation[1] - region[1] - industry[1] + self.endless > 0
        finite = nation[0] - region[0] - industry[0] + self.finite
        return np.where(endless, np.inf, np.maximum(finite, 0.0))


def is_endless_elsewhere(rows: Rows, endless: NDArray[np.bool_]) -> bool:
    """Whether each cell has an endless one in another region and industry of its period.

    Cells that are not among the rows are endless.
    """
    regions = rows.sum(endless, REGION) + rows.count_absent(REGION)
    industries = rows.sum(endless, INDUSTRY) + rows.count_absent(INDUSTRY)
    crossed = np.max(regions, axis=0) + np.max(industries, axis=1)
    return bool(np.all(np.sum(regions, axis=(0, 1)) > crossed.ravel()))


def _quotient(cell: Values, region: Values, industry: Values, elsewhere: Values) -> Values:
    """x (x+a+b+c) / ((x+a)(x+b)), 0 where x = 0, and its limits where a part is infinite."""
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        everything = cell + region + industry + elsewhere
        value = (cell / (cell + region)) * (everything / (cell + industry))
    value = np.where(np.isinf(cell), 1.0, value)
    return np.where(cell == 0, 0.0, value)


def bound_shares(low: Values, high: Values, rows: Rows | None = None) -> Interval:
    """Bounds of e_ir / e_r; exact for independent cells. Arrays (R, G, T), or of the rows."""
    rows = rows or Rows(_find_shape(low))
    least = _Sums(low, rows, upper=False).find_others(REGION)
    most = _Sums(high, rows, upper=True).find_others(REGION)
    with np.errstate(invalid="ignore", divide="ignore"):
        smallest = np.where((low == 0) | np.isinf(most), 0.0, low / (low + most))
        largest = np.where(np.isinf(high), 1.0, high / (high + least))
    return smallest, np.where(high == 0, 0.0, np.where(np.isnan(largest), 1.0, largest))


def _find_shape(values: Values) -> tuple[int, int, int]:
    return values.shape[0], values.shape[1], values.shape[2]


def bound_quotients(low: Values, high: Values, rows: Rows | None = None) -> Interval:
    """Bounds of the location quotient over every filling of the cells within their bounds.

    With x the cell, a the rest of its region, b the rest of its industry and c all else,
    LQ = x (x+a+b+c) / ((x+a)(x+b)). It falls in a and b, rises in c, and in x it first rises and
    then falls, with the turn at x* = (ab + √(a²b² + abc(a+b+c))) / c. So the least value is at an
    end of x, the greatest at an end or at x*. Exact for independent cells; arrays (R, G, T), or of
    the rows.
    """
    rows = rows or Rows(_find_shape(low))
    least, most = _Sums(low, rows, upper=False), _Sums(high, rows, upper=True)
    return _bound_below(low, high, least, most), _bound_above(low, high, least, most)


def _bound_below(low: Values, high: Values, least: _Sums, most: _Sums) -> Values:
    a = most.find_others(REGION)
    if np.isinf(a).all():  # as in a table of counties, where each lacks something
        return np.zeros(low.shape)
    b = most.find_others(INDUSTRY)
    blocked = np.isinf(a) | np.isinf(b)
    a, b = np.where(blocked, 1.0, a), np.where(blocked, 1.0, b)
    c = least.find_elsewhere()
    smallest = np.fmin(_quotient(low, a, b, c), _quotient(high, a, b, c))
    return np.where(blocked, 0.0, smallest)


def _bound_above(low: Values, high: Values, least: _Sums, most: _Sums) -> Values:
    if is_endless_elsewhere(most.rows, most.endless):
        return np.where(high == 0, 0.0, np.inf)
    c = most.find_elsewhere()
    endless = np.isinf(c)
    a, b = least.find_others(REGION), least.find_others(INDUSTRY)
    c = np.where(endless, 1.0, c)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        turn = (a * b + np.sqrt(a * b * (a * b + c * (a + b + c)))) / c
    turn = np.clip(np.where(np.isnan(turn), low, turn), low, high)
    largest = np.fmax(
        np.fmax(_quotient(low, a, b, c), _quotient(high, a, b, c)), _quotient(turn, a, b, c)
    )
    return np.where(high == 0, 0.0, np.where(endless, np.inf, largest))


def bound_quotients_with_base(
    low: Values, high: Values, base_share: Values, rows: Rows | None = None
) -> Interval:
    """Bounds where the national share of each industry, broadcast to (R, G, T), is given."""
    rows = rows or Rows(_find_shape(low))
    smallest, largest = bound_shares(low, high, rows)
    base_share = rows.take(base_share)
    with np.errstate(invalid="ignore", divide="ignore"):
        return smallest / base_share, largest / base_share
