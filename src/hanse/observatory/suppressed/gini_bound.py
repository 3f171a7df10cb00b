"""The greatest Gini coefficient that unknown cells allow: a bound, sharp but for one thing.

With r = share/base of each industry and W(t) the base's share of industries with r at most t, the
Gini coefficient against the base is ∫ W (1 − W) dt, and the mean of r is ∫ (1 − W) dt = 1. Bounds
of the cells leave W anything that rises between two step functions. Were the industries divisible
at will, any such W could be had, and the best one is a constant cut off at the two functions; so
that bound is found exactly by sorting and a search for the constant. Industries are not divisible
(choosing which ones are high is a knapsack problem), so the bound can be too wide: by less the
smaller the industries' shares in the base are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hanse.observatory.matrices import INDUSTRIES, Values, divide


@dataclass(frozen=True)
class _Steps:
    """The two step functions on the stretches between their steps, along the industries' axis.

    first : where the first step is. width : of each stretch. least, most : W on it. stray : the
    most that lies where the base has nothing, at an endless ratio.
    """

    first: Values
    width: Values
    least: Values
    most: Values
    stray: Values

    def integrate(self, level: Values) -> tuple[Values, Values]:
        """∫ W (1 − W) dt and ∫ (1 − W) dt for W the level, cut off at the step functions."""
        w = np.clip(level, self.least, self.most)
        inside = ((1.0 - w) * self.width).sum(axis=INDUSTRIES, keepdims=True)
        gini = (w * (1.0 - w) * self.width).sum(axis=INDUSTRIES, keepdims=True)
        return gini, self.first + inside


def bound_gini_above(low: Values, high: Values, shares: tuple[Values, Values], q: Values) -> Values:
    """An upper bound of the Gini of each region, (R, T), that no filling of the cells exceeds.

    low, high : bounds of the cells, (R, I, T); shares : those of their shares; q : the base's
    shares. The smaller one of two bounds: over the shares, and over the cells where all are finite.
    """
    endless = np.isinf(high).any(axis=INDUSTRIES, keepdims=True)
    cells = _bound_over_cells(low, np.where(endless, low, high), q)
    most = np.where(endless, np.inf, cells)
    found: Values = np.minimum(most, _bound_over_shares(*shares, q)).squeeze(axis=INDUSTRIES)
    return found


def _bound_over_shares(low: Values, high: Values, q: Values) -> Values:
    """The greatest ∫ W (1 − W) dt with ∫ (1 − W) dt equal to what is not astray."""
    steps = _find_steps(low, high, q)
    room = 1.0 - np.where(q == 0, 0.0, low).sum(axis=INDUSTRIES, keepdims=True)
    stray = np.minimum(steps.stray, np.maximum(room, 0.0))
    below, above = np.zeros_like(stray), np.ones_like(stray)
    for _ in range(60):
        level = (below + above) / 2.0
        too_much = steps.integrate(level)[1] > 1.0 - stray
        below = np.where(too_much, level, below)
        above = np.where(too_much, above, level)
    return np.asarray(stray + steps.integrate(above)[0])


def _bound_over_cells(low: Values, high: Values, q: Values) -> Values:
    """The greatest ∫ W (1 − W) dt / ∫ (1 − W) dt over amounts (Dinkelbach's ascent)."""
    steps = _find_steps(low, high, q)
    ratio = np.zeros_like(steps.first)
    for _ in range(100):
        gini, mass = steps.integrate((1.0 + ratio) / 2.0)
        before, ratio = ratio, divide(gini + steps.stray, mass + steps.stray)
        ratio = np.nan_to_num(ratio)
        if np.all(ratio - before <= 1e-14):
            break
    return ratio


def _find_steps(low: Values, high: Values, q: Values) -> _Steps:
    known = np.where(q > 0, q, 1.0)
    places = np.concatenate(
        [np.where(q > 0, bound / known, 0.0) for bound in (low, high)], axis=INDUSTRIES
    )
    order = np.argsort(places, axis=INDUSTRIES, kind="stable")
    places = np.take_along_axis(places, order, axis=INDUSTRIES)
    nothing = np.zeros_like(q)
    # An industry can count from its least ratio on, and must from its greatest one on.
    most, least = (
        np.take_along_axis(np.concatenate(parts, axis=INDUSTRIES), order, axis=INDUSTRIES)
        .cumsum(axis=INDUSTRIES)
        .take(range(places.shape[INDUSTRIES] - 1), axis=INDUSTRIES)
        for parts in ((q, nothing), (nothing, q))
    )
    return _Steps(
        first=places[:, :1],
        width=np.diff(places, axis=INDUSTRIES),
        least=least,
        most=most,
        stray=np.where(q == 0, high, 0.0).sum(axis=INDUSTRIES, keepdims=True),
    )
