"""Intervals of indicators over every filling of the missing cells within their bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from hanse.observatory.identification.bounds import bound_quotients, bound_shares
from hanse.observatory.matrices import INDUSTRIES, Values, require_base, x_log_ratio
from hanse.vocabulary import InputError

Interval = tuple[Values, Values]


def require_bounds(low: Any, high: Any) -> Interval:
    """Bounds of cells as float64 arrays (R, I, T); a cell without knowledge is 0 to infinity."""
    least, most = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    if least.shape != most.shape or least.ndim not in (2, 3):
        raise InputError("Lower and upper bounds must both be region x industry (x period).")
    least = np.where(np.isnan(least), 0.0, least)
    most = np.where(np.isnan(most), np.inf, most)
    if np.any(least < 0) or np.any(least > most):
        raise InputError("A lower bound is negative or above its upper bound.")
    return (least, most) if least.ndim == 3 else (least[..., None], most[..., None])


def restore_axes(interval: Interval, axes: int) -> Interval:
    """Without the axis of periods where the cells had two axes only."""
    return (interval[0][..., 0], interval[1][..., 0]) if axes == 2 else interval


def bound_location_quotient(low: Any, high: Any) -> Interval:
    """Sharp bounds of the LQs, shape of the bounds of the cells."""
    return restore_axes(bound_quotients(*require_bounds(low, high)), np.ndim(low))


def bound_presence(low: Any, high: Any) -> Interval:
    """Whether the LQ must (low) and can (high) reach 1: 0 or 1, shape of the bounds."""
    least, most = bound_location_quotient(low, high)
    # As in compute_presence: shares that are equal in exact arithmetic are not told apart.
    return (least >= 1.0 - 1e-12).astype(np.float64), (most >= 1.0 - 1e-12).astype(np.float64)


def bound_focus(low: Any, high: Any) -> Interval:
    """Sharp bounds of e_ir/e_r, shape of the bounds of the cells."""
    return restore_axes(bound_shares(*require_bounds(low, high)), np.ndim(low))


def bound_national_share(low: Any, high: Any) -> Interval:
    """Sharp bounds of e_ir/e_i, shape of the bounds of the cells."""
    least, most = require_bounds(low, high)
    turned = bound_shares(least.swapaxes(0, 1), most.swapaxes(0, 1))
    return restore_axes((turned[0].swapaxes(0, 1), turned[1].swapaxes(0, 1)), np.ndim(low))


def bound_herfindahl_specialisation(low: Any, high: Any) -> Interval:
    """Bounds of the Herfindahl index of each region, (R,) or (R, T).

    The lower one is sharp for the bounds of the shares, the upper one may be a little wide.
    """
    l, u = bound_shares(*require_bounds(low, high))  # noqa: E741 - the letters of the formula
    even = _level(l, u)
    return restore_axes(
        (np.square(even).sum(axis=INDUSTRIES), bound_sum_of_convex(np.square, l, u)), np.ndim(low)
    )


def bound_entropy(low: Any, high: Any) -> Interval:
    """Bounds of the entropy of each region in bits, (R,) or (R, T)."""
    l, u = bound_shares(*require_bounds(low, high))  # noqa: E741

    def negative(share: Values) -> Values:
        return x_log_ratio(share, np.ones_like(share)) / float(np.log(2.0))

    most = -negative(_level(l, u)).sum(axis=INDUSTRIES)
    return restore_axes((np.maximum(-bound_sum_of_convex(negative, l, u), 0.0), most), np.ndim(low))


def bound_krugman_specialisation(low: Any, high: Any, base: Any) -> Interval:
    """Bounds of Krugman's index of each region against a known base, (R,) or (R, T).

    base : amounts by industry, (I,) or (I, T). The lower bound is sharp for the bounds of the
    shares: what must move is what the bounds leave on either side of the base's shares.
    """
    l, u = bound_shares(*require_bounds(low, high))  # noqa: E741
    amounts = require_base(base, l, axis=INDUSTRIES)
    q = amounts / amounts.sum(axis=INDUSTRIES, keepdims=True)
    over = np.maximum(l - q, 0.0).sum(axis=INDUSTRIES)
    under = np.maximum(q - u, 0.0).sum(axis=INDUSTRIES)
    most = bound_sum_of_convex(lambda share: np.abs(share - q), l, u)
    return restore_axes((2.0 * np.maximum(over, under), np.minimum(most, 2.0)), np.ndim(low))


def _level(low: Values, high: Values) -> Values:
    """Shares that sum to one and are as even as their bounds allow: one level, clipped."""
    below = np.zeros((*low.shape[:1], 1, *low.shape[2:]))
    above = np.ones_like(below)
    for _ in range(60):
        middle = (below + above) / 2.0
        too_much = np.clip(middle, low, high).sum(axis=INDUSTRIES, keepdims=True) > 1.0
        above = np.where(too_much, middle, above)
        below = np.where(too_much, below, middle)
    return np.asarray(np.clip((below + above) / 2.0, low, high))


def bound_sum_of_convex(function: Callable[[Values], Values], low: Values, high: Values) -> Values:
    """An upper bound of Σ f(share), f convex, over shares within bounds that sum to one.

    f is below its chord between the bounds; the sum of chords is greatest when what is left of
    one is given to the steepest chords first.
    """
    at_low, at_high = function(low), function(high)
    width = high - low
    slope = np.divide(at_high - at_low, width, out=np.zeros_like(width), where=width > 0)
    order = np.argsort(-slope, axis=INDUSTRIES, kind="stable")
    widths = np.take_along_axis(width, order, axis=INDUSTRIES)
    left = np.maximum(1.0 - low.sum(axis=INDUSTRIES, keepdims=True), 0.0)
    before = np.cumsum(widths, axis=INDUSTRIES) - widths
    given = np.clip(left - before, 0.0, widths)
    gained = (given * np.take_along_axis(slope, order, axis=INDUSTRIES)).sum(axis=INDUSTRIES)
    return np.asarray(at_low.sum(axis=INDUSTRIES) + gained)
