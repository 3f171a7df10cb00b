"""Intervals of indices that compare shares with those of a known base.

Each takes bounds of the cells (R, I) or (R, I, T) and the base's amounts: one an industry for
specialisation, one a region for concentration. The lower bounds (of Hachman the upper) are sharp
for the bounds of the shares: the shares are brought as near to the base as their bounds allow, the
least unequal way by every such index. The other ends are never too narrow; how wide they can be is
said at each.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from hanse.observatory.identification.bounds import bound_shares
from hanse.observatory.inequality import gini_of_shares
from hanse.observatory.matrices import INDUSTRIES, Values, require_base
from hanse.observatory.suppressed.gini_bound import bound_gini_above
from hanse.observatory.suppressed.intervals import (
    Interval,
    bound_herfindahl_specialisation,
    bound_krugman_specialisation,
    bound_sum_of_convex,
    require_bounds,
    restore_axes,
)


def bound_hoover_specialisation(low: Any, high: Any, base: Any) -> Interval:
    """Bounds of Hoover's index of each region, (R,) or (R, T): half of Krugman's."""
    least, most = bound_krugman_specialisation(low, high, base)
    return least / 2.0, most / 2.0


def bound_gini_specialisation(low: Any, high: Any, base: Any) -> Interval:
    """Bounds of the Gini of specialisation against a base, (R,) or (R, T).

    The lower one is sharp for the bounds of the shares. The upper one is never too low, and what
    it is too high by falls with the industries' shares in the base (see `gini_bound`).
    """
    cells = require_bounds(low, high)
    l, u, q = compare_bounds(low, high, base)  # noqa: E741 - the letters of the formula
    least = gini_of_shares(approach_base(l, u, q), q, axis=INDUSTRIES)
    most = bound_gini_above(*cells, (l, u), q)
    return restore_axes((least, np.clip(most, least, 1.0)), np.ndim(low))


def bound_hachman(low: Any, high: Any, base: Any) -> Interval:
    """Bounds of Hachman's index of each region, (R,) or (R, T)."""
    l, u, q = compare_bounds(low, high, base)  # noqa: E741
    known = np.where(q > 0, q, 1.0)

    def weigh(share: Values) -> Values:
        return np.where(q > 0, share**2 / known, 0.0)

    # Where the base has nothing a positive share makes the index zero.
    stray = (q == 0).any(axis=INDUSTRIES)
    must, can = (((q == 0) & (s > 1e-12)).any(axis=INDUSTRIES) for s in (approach_base(l, u, q), u))
    near = weigh(approach_base(l, u, q)).sum(axis=INDUSTRIES)
    most = np.where(must & stray, 0.0, 1.0 / np.maximum(near, 1.0))
    least = np.where(can & stray, 0.0, 1.0 / np.maximum(bound_sum_of_convex(weigh, l, u), 1.0))
    return restore_axes((np.minimum(least, most), most), np.ndim(low))


def bound_herfindahl_concentration(low: Any, high: Any) -> Interval:
    """Bounds of the Herfindahl index of each industry over the regions, (I,) or (I, T)."""
    return bound_herfindahl_specialisation(*turn_bounds(low, high))


def bound_krugman_concentration(low: Any, high: Any, base: Any) -> Interval:
    """Bounds of Krugman's index of each industry, base by region, (I,) or (I, T)."""
    return bound_krugman_specialisation(*turn_bounds(low, high), base)


def bound_hoover_concentration(low: Any, high: Any, base: Any) -> Interval:
    """Bounds of Hoover's index of each industry, base by region, (I,) or (I, T)."""
    return bound_hoover_specialisation(*turn_bounds(low, high), base)


def bound_locational_gini(low: Any, high: Any, base: Any) -> Interval:
    """Bounds of the locational Gini of each industry, base by region, (I,) or (I, T)."""
    return bound_gini_specialisation(*turn_bounds(low, high), base)


def turn_bounds(low: Any, high: Any) -> tuple[Values, Values]:
    """Bounds with regions and industries exchanged."""
    least, most = (np.asarray(bound, dtype=np.float64) for bound in (low, high))
    return least.swapaxes(0, 1), most.swapaxes(0, 1)


def compare_bounds(low: Any, high: Any, base: Any) -> tuple[Values, Values, Values]:
    """Bounds of the shares, and the shares of the base, all of shape (R, I, T)."""
    l, u = bound_shares(*require_bounds(low, high))  # noqa: E741
    amounts = require_base(base, l, axis=INDUSTRIES)
    return l, u, amounts / amounts.sum(axis=INDUSTRIES, keepdims=True)


def approach_base(low: Values, high: Values, base: Values) -> Values:
    """Shares within their bounds that sum to one and are one multiple of the base, clipped."""
    below = np.zeros((*low.shape[:1], 1, *low.shape[2:]))
    positive = np.where(base > 0, base, np.inf)
    above = below + 1.0 / positive.min(axis=INDUSTRIES, keepdims=True)
    for _ in range(80):
        middle = (below + above) / 2.0
        too_much = _sum(np.clip(middle * base, low, high)) > 1.0
        above = np.where(too_much, middle, above)
        below = np.where(too_much, below, middle)
    shares = np.clip((below + above) / 2.0 * base, low, high)
    # What the base's own industries cannot take must be where the base has nothing.
    room = np.where(base == 0, high - low, 0.0)
    rest = np.maximum(1.0 - _sum(shares), 0.0)
    share = np.divide(room, _sum(room), out=np.zeros_like(room), where=_sum(room) > 0)
    return np.asarray(shares + np.minimum(rest * share, room))


def _sum(values: Values) -> Values:
    total: Values = values.sum(axis=INDUSTRIES, keepdims=True)
    return total
