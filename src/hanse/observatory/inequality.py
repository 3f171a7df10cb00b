"""Measures of inequality along one axis of a cube, shared by several indicators."""

from __future__ import annotations

import numpy as np

from hanse.observatory.matrices import Values, divide, x_log_ratio


def gini_of_shares(own: Values, other: Values, *, axis: int) -> Values:
    """Gini coefficient of `own` shares against `other` shares along an axis, in 0 to 1.

    Twice the area between the diagonal and the Lorenz curve of own against other, entries sorted
    by own/other. Entries that both shares lack add nothing.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(other > 0, own / other, np.where(own > 0, np.inf, -1.0))
    order = np.argsort(ratio, axis=axis, kind="stable")
    s = np.take_along_axis(own, order, axis=axis)
    q = np.take_along_axis(other, order, axis=axis)
    curve = np.cumsum(s, axis=axis)
    index: Values = 1.0 - (q * (2.0 * curve - s)).sum(axis=axis)
    return np.where(np.isnan(index), np.nan, np.clip(index, 0.0, 1.0))


def gini_of_values(values: Values, *, axis: int) -> Values:
    """Gini coefficient of the known values along an axis, every entry with the same weight.

    2 Σ k (x_(k) − x̄) / (n² x̄); NaN entries are left out, and the result is NaN where nothing is
    known or the mean is zero.
    """
    known = ~np.isnan(values)
    n = known.sum(axis=axis, keepdims=True)
    x = np.sort(values, axis=axis)
    rank = np.cumsum(np.ones_like(x), axis=axis)
    mean = divide(np.nansum(x, axis=axis, keepdims=True), n)
    deviation = np.where(np.isnan(x), 0.0, rank * (x - mean))
    index = divide(2.0 * deviation.sum(axis=axis, keepdims=True), n**2 * mean)
    return np.asarray(np.squeeze(index, axis=axis))


def theil_of_shares(own: Values, other: Values, *, axis: int) -> Values:
    """Theil's T: Σ own ln(own/other) along an axis; NaN where own is positive and other zero."""
    index: Values = x_log_ratio(own, other).sum(axis=axis)
    return np.where(index < 0, 0.0, index)
