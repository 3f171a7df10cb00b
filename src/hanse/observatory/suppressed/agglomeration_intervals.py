"""Intervals of indices of an industry's agglomeration, against a known base by region.

What is known of plants (their Herfindahl index, or their number) is taken as it is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from hanse.observatory.indicators.ellison_glaeser import require_plant_moments
from hanse.observatory.matrices import INDUSTRIES, Values, divide, x_log_ratio
from hanse.observatory.suppressed.base_intervals import (
    approach_base,
    compare_bounds,
    turn_bounds,
)
from hanse.observatory.suppressed.intervals import (
    Interval,
    bound_herfindahl_specialisation,
    bound_sum_of_convex,
    require_bounds,
    restore_axes,
)


def bound_theil_concentration(low: Any, high: Any, base: Any) -> Interval:
    """Bounds of Theil's index of each industry, base by region, (I,) or (I, T).

    The lower bound is sharp for the bounds of the shares. The upper one is infinite where the
    industry can be in a region without any base.
    """
    l, u, q = compare_bounds(*turn_bounds(low, high), base)  # noqa: E741 - letters of the formula
    near = approach_base(l, u, q)
    known = np.where(q > 0, q, 1.0)

    def weigh(share: Values) -> Values:
        return np.where(q > 0, x_log_ratio(share, known), 0.0)

    stray = ((q == 0) & (u > 0)).any(axis=INDUSTRIES)
    must = ((q == 0) & (near > 1e-12)).any(axis=INDUSTRIES)
    least = np.where(must, np.inf, np.maximum(weigh(near).sum(axis=INDUSTRIES), 0.0))
    most = np.where(stray, np.inf, bound_sum_of_convex(weigh, l, u))
    return restore_axes((least, np.maximum(most, least)), np.ndim(low))


def bound_ellison_glaeser(
    low: Any, high: Any, base: Any, *, herfindahl: Any = None, establishments: Any = None
) -> Interval:
    """Bounds of γ of each industry, base by region, (I,) or (I, T); see `bound_squares`."""
    cells = require_bounds(low, high)
    h, _ = require_plant_moments(
        cells[0], herfindahl=herfindahl, fourth_moment=None, establishments=establishments
    )
    l, u, x = compare_bounds(*turn_bounds(*cells), base)  # noqa: E741
    rest = 1.0 - np.square(x).sum(axis=INDUSTRIES)

    def index(g: Values) -> Values:
        return divide(g - rest * h, rest * (1.0 - h))

    least, most = bound_squares(l, u, x)
    return restore_axes((index(least), index(most)), np.ndim(low))


def bound_maurel_sedillot(
    low: Any, high: Any, base: Any, *, herfindahl: Any = None, establishments: Any = None
) -> Interval:
    """Bounds of Maurel and Sédillot's index of each industry, base by region, (I,) or (I, T)."""
    cells = require_bounds(low, high)
    h, _ = require_plant_moments(
        cells[0], herfindahl=herfindahl, fourth_moment=None, establishments=establishments
    )
    x2 = np.square(compare_bounds(*turn_bounds(*cells), base)[2]).sum(axis=INDUSTRIES)
    least, most = (
        divide(divide(s2 - x2, 1.0 - x2) - h, 1.0 - h)
        for s2 in bound_herfindahl_specialisation(*turn_bounds(*cells))
    )
    return restore_axes((least, most), np.ndim(low))


def bound_squares(low: Values, high: Values, base: Values) -> Interval:
    """Bounds of Σ (share − base)² over shares within bounds that sum to one, (n, T).

    The lower one is sharp: the shares nearest to the base are the base moved by one step and cut
    off at the bounds. The upper one gives what is left to the steepest chords first.
    """
    below = np.full((*low.shape[:1], 1, *low.shape[2:]), -1.0)
    above = np.ones_like(below)
    for _ in range(60):
        step = (below + above) / 2.0
        too_much = np.clip(base + step, low, high).sum(axis=INDUSTRIES, keepdims=True) > 1.0
        above = np.where(too_much, step, above)
        below = np.where(too_much, below, step)
    near = np.clip(base + (below + above) / 2.0, low, high)
    most = bound_sum_of_convex(lambda share: np.square(share - base), low, high)
    least = np.square(near - base).sum(axis=INDUSTRIES)
    return least, np.maximum(most, least)
