"""Bounds of missing cells from the totals of their region and industry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from hanse.observatory.matrices import Values
from hanse.vocabulary import InputError

Method = Literal["propagation", "linear programming"]


@dataclass(frozen=True)
class Bounds:
    """Least and greatest possible value of every cell, each of shape (R, I)."""

    low: Values
    high: Values

    @property
    def known(self) -> np.ndarray:
        """Cells that the totals leave only one value."""
        return np.asarray(self.high - self.low <= 1e-9 * np.maximum(self.high, 1.0))


def require_margins(
    values: Any, region_totals: Any, industry_totals: Any
) -> tuple[Values, Values, Values]:
    """Values (R, I) with totals (R,) and (I,), NaN for totals that are not known either."""
    x = np.asarray(values, dtype=np.float64)
    if x.ndim != 2:
        raise InputError(f"The values have {x.ndim} axes; region x industry is needed.")
    totals = []
    for given, length in ((region_totals, x.shape[0]), (industry_totals, x.shape[1])):
        total = np.full(length, np.nan) if given is None else np.asarray(given, dtype=np.float64)
        if total.shape != (length,):
            raise InputError(f"There are {total.shape} totals for {length} labels.")
        totals.append(total)
    return x, totals[0], totals[1]


def bound_missing_cells(
    values: Any,
    *,
    region_totals: Any = None,
    industry_totals: Any = None,
    low: Any = None,
    high: Any = None,
    method: Method = "propagation",
    tolerance: float = 1e-6,
) -> Bounds:
    """What each missing cell can be, of values (R, I) with NaN where missing.

    region_totals, industry_totals : published totals over all industries and all regions, (R,)
    and (I,), NaN where there is none. low, high : further knowledge of cells, (R, I); by default
    0 and infinity where missing.
    method : "propagation" takes one total at a time until nothing moves (quick, may be wider than
    necessary); "linear programming" finds the sharp bounds with HiGHS (scipy, `science` extra).

    Raises InputError where the totals contradict the cells by more than `tolerance`, relative.
    """
    x, rows, columns = require_margins(values, region_totals, industry_totals)
    missing = np.isnan(x)
    least = np.where(missing, 0.0 if low is None else low, x)
    most = np.where(missing, np.inf if high is None else high, x)
    least, most = _propagate(least, most, rows, columns, tolerance)
    if method == "linear programming" and missing.any():
        least, most = _solve(least, most, missing, rows, columns)
    return Bounds(least, most)


def _propagate(
    low: Values, high: Values, rows: Values, columns: Values, tolerance: float
) -> tuple[Values, Values]:
    for _ in range(200):
        before = low.copy(), high.copy()
        for axis, totals in ((1, rows), (0, columns)):
            total = np.expand_dims(totals, axis)
            stated = ~np.isnan(total)
            sum_low = low.sum(axis=axis, keepdims=True)
            endless = np.isinf(high)
            finite = np.where(endless, 0.0, high)
            others_high = finite.sum(axis=axis, keepdims=True) - finite
            others_endless = endless.sum(axis=axis, keepdims=True) - endless > 0
            slack = tolerance * np.maximum(np.abs(total), 1.0)
            _require_possible(sum_low, total, slack, finite, endless, axis)
            room = np.where(stated, np.maximum(total - (sum_low - low), 0.0), np.inf)
            need = np.where(stated & ~others_endless, total - others_high, 0.0)
            high = np.maximum(np.minimum(high, room), low)
            low = np.minimum(np.maximum(low, need), high)
        if np.array_equal(before[0], low) and np.array_equal(before[1], high):
            break
    return low, high


def _require_possible(
    sum_low: Values, total: Values, slack: Values, finite: Values, endless: np.ndarray, axis: int
) -> None:
    too_much = sum_low > total + slack
    most = np.where(
        endless.any(axis=axis, keepdims=True), np.inf, finite.sum(axis=axis, keepdims=True)
    )
    wrong = np.flatnonzero((too_much | (most < total - slack)).ravel())
    if len(wrong):
        kind = ("industry", "region")[axis]
        raise InputError(
            f"The total of {kind} number {int(wrong[0]) + 1} contradicts its cells.",
            mend="Check whether total and cells are of the same source and date.",
        )


def _solve(
    low: Values, high: Values, missing: np.ndarray, rows: Values, columns: Values
) -> tuple[Values, Values]:
    """Sharp bounds: each missing cell minimised and maximised under all totals together.

    HiGHS is taken from scipy: the package of its own cannot be loaded beside OR-Tools, which brings
    another build of the same library.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    open_cells = np.argwhere(missing & (high - low > 1e-9))
    if not len(open_cells):
        return low, high
    is_open = np.zeros(low.shape, dtype=bool)
    is_open[tuple(open_cells.T)] = True
    fixed = np.where(is_open, 0.0, low)
    members, rests = [], []
    for axis, totals in ((0, rows), (1, columns)):
        stated = np.flatnonzero(~np.isnan(totals) & is_open.any(axis=1 - axis))
        members.append(open_cells[:, axis] == stated[:, None])
        rests.append(totals[stated] - fixed.sum(axis=1 - axis)[stated])
    constraints = csr_array(np.vstack(members).astype(float))
    limits = np.column_stack([low[is_open], high[is_open]])
    low, high = low.copy(), high.copy()
    cost = np.zeros(len(open_cells))
    for k, (r, i) in enumerate(open_cells.tolist()):
        for bound, sign in ((low, 1.0), (high, -1.0)):
            cost[k] = sign
            solved = linprog(
                cost, A_eq=constraints, b_eq=np.concatenate(rests), bounds=limits, method="highs"
            )
            if solved.status == 0:
                bound[r, i] = sign * solved.fun
            elif solved.status == 2:
                raise InputError("No filling of the missing cells agrees with all totals.")
        cost[k] = 0.0
    return low, high
