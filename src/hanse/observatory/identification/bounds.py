"""What location quotients and shares could be, given the bounds of unknown cells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Interval = tuple[Values, Values]


def _sum_others(values: Values, axis: int) -> Values:
    """Sum along `axis` without the cell itself; infinite where another cell is infinite."""
    endless = np.isinf(values)
    if not endless.any():
        return np.asarray(np.maximum(np.sum(values, axis=axis, keepdims=True) - values, 0.0))
    number = np.sum(endless, axis=axis, keepdims=True, dtype=np.int32)
    if np.all(number > 1):  # each cell has an endless one beside it, as in a table of counties
        return np.broadcast_to(np.inf, values.shape)
    finite = np.where(endless, 0.0, values)
    others = np.sum(finite, axis=axis, keepdims=True) - finite
    return np.where(number > endless, np.inf, np.maximum(others, 0.0))


def _sum_elsewhere(values: Values) -> Values:
    """Sum of the cells that share neither region nor group with the cell; infinite likewise."""

    def total(x: NDArray) -> NDArray:
        return np.asarray(
            np.sum(x, axis=(0, 1), keepdims=True)
            - np.sum(x, axis=0, keepdims=True)
            - np.sum(x, axis=1, keepdims=True)
            + x
        )

    endless = np.isinf(values)
    finite = total(np.where(endless, 0.0, values))
    return np.where(total(endless.astype(np.int64)) > 0, np.inf, np.maximum(finite, 0.0))


def _is_endless_elsewhere(endless: NDArray[np.bool_]) -> bool:
    """Whether each cell has an endless one in another region and group of its period."""
    regions = np.sum(endless, axis=1, keepdims=True, dtype=np.int32)
    groups = np.sum(endless, axis=0, keepdims=True, dtype=np.int32)
    crossed = np.max(regions, axis=0) + np.max(groups, axis=1)
    return bool(np.all(np.sum(regions, axis=(0, 1)) > crossed.ravel()))


def _quotient(cell: Values, region: Values, industry: Values, elsewhere: Values) -> Values:
    """x (x+a+b+c) / ((x+a)(x+b)), 0 where x = 0, and its limits where a part is infinite."""
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        everything = cell + region + industry + elsewhere
        value = (cell / (cell + region)) * (everything / (cell + industry))
    value = np.where(np.isinf(cell), 1.0, value)
    return np.where(cell == 0, 0.0, value)


def bound_shares(low: Values, high: Values) -> Interval:
    """Bounds of e_ir / e_r, arrays of shape (R, G, T); exact for independent cells."""
    least, most = _sum_others(low, 1), _sum_others(high, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        smallest = np.where((low == 0) | np.isinf(most), 0.0, low / (low + most))
        largest = np.where(np.isinf(high), 1.0, high / (high + least))
    return smallest, np.where(high == 0, 0.0, np.where(np.isnan(largest), 1.0, largest))


def bound_quotients(low: Values, high: Values) -> Interval:
    """Bounds of the location quotient over every filling of the cells within their bounds.

    With x the cell, a the rest of its region, b the rest of its industry and c all else,
    LQ = x (x+a+b+c) / ((x+a)(x+b)). It falls in a and b, rises in c, and in x it first rises and
    then falls, with the turn at x* = (ab + √(a²b² + abc(a+b+c))) / c. So the least value is at an
    end of x, the greatest at an end or at x*. Exact for independent cells, shapes (R, G, T).
    """
    return _bound_below(low, high), _bound_above(low, high)


def _bound_below(low: Values, high: Values) -> Values:
    a = _sum_others(high, 1)
    if np.isinf(a).all():  # as in a table of counties, where each lacks something
        return np.zeros(low.shape)
    b = _sum_others(high, 0)
    blocked = np.isinf(a) | np.isinf(b)
    a, b = np.where(blocked, 1.0, a), np.where(blocked, 1.0, b)
    c = _sum_elsewhere(low)
    smallest = np.fmin(_quotient(low, a, b, c), _quotient(high, a, b, c))
    return np.where(blocked, 0.0, smallest)


def _bound_above(low: Values, high: Values) -> Values:
    if _is_endless_elsewhere(np.isinf(high)):
        return np.where(high == 0, 0.0, np.inf)
    c = _sum_elsewhere(high)
    endless = np.isinf(c)
    a, b, c = _sum_others(low, 1), _sum_others(low, 0), np.where(endless, 1.0, c)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        turn = (a * b + np.sqrt(a * b * (a * b + c * (a + b + c)))) / c
    turn = np.clip(np.where(np.isnan(turn), low, turn), low, high)
    largest = np.fmax(
        np.fmax(_quotient(low, a, b, c), _quotient(high, a, b, c)), _quotient(turn, a, b, c)
    )
    return np.where(high == 0, 0.0, np.where(endless, np.inf, largest))


def bound_quotients_with_base(low: Values, high: Values, base_share: Values) -> Interval:
    """Bounds where the national share of each industry, broadcast to (R, G, T), is given."""
    smallest, largest = bound_shares(low, high)
    with np.errstate(invalid="ignore", divide="ignore"):
        return smallest / base_share, largest / base_share
