"""A stated estimate of missing cells: iterative proportional fitting to the totals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import Values, require_matrix
from hanse.observatory.suppressed.margins import require_margins
from hanse.panel import Panel
from hanse.vocabulary import Flag, IndicatorCard, InputError

CARD = IndicatorCard(
    id="imputed-cells",
    title="Estimate of missing cells",
    definition=(
        "What a missing cell would be if what is left of the totals of regions and industries were "
        "spread in proportion: an estimate, flagged as one."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Deming and Stephan (1940), Annals of Mathematical Statistics 11",
    formula="rows and columns of the missing cells scaled in turn to what the known cells leave",
    unit="jobs",
    direction="higher is more",
    range=(0.0, float("inf")),
    conventions=(
        "starts from equal cells: the filling nearest to them in information that meets the totals",
        "known cells stay; a cell that no total reaches stays missing",
        "do not publish an estimate of a cell that was withheld to protect a firm",
    ),
    axes=("region", "industry", "period"),
    family="suppressed",
    invariances=("permutation",),
    parameters={"region_totals": "one a region", "industry_totals": "one an industry"},
)


@dataclass(frozen=True)
class Imputation:
    """Filled values and what was filled, both of shape (R, I).

    gap : the largest relative difference from a total that was to be met; what remains where the
    totals contradict each other. Cells in a row and column without any total stay NaN.
    """

    values: Values
    estimated: np.ndarray
    rounds: int
    gap: float


def impute_cells(
    values: Any,
    *,
    region_totals: Any = None,
    industry_totals: Any = None,
    start: Any = None,
    low: Any = None,
    high: Any = None,
    rounds: int = 1000,
    tolerance: float = 1e-9,
) -> Imputation:
    """Fill the missing cells of values (R, I) so that they meet the totals.

    What the known cells leave of each total is spread over the missing ones by iterative
    proportional fitting (Deming and Stephan 1940), from `start` (R, I) or from equal cells: the
    filling nearest to the start in information. low, high : bounds that are kept, (R, I).
    """
    x, rows, columns = require_margins(values, region_totals, industry_totals)
    missing = np.isnan(x)
    reachable = missing & (~np.isnan(rows)[:, None] | ~np.isnan(columns))
    least = np.zeros(x.shape) if low is None else np.nan_to_num(np.asarray(low, dtype=float))
    most = np.full(x.shape, np.inf) if high is None else np.asarray(high, dtype=float)
    fill = np.ones(x.shape) if start is None else np.asarray(start, dtype=np.float64)
    if np.any(fill[reachable] < 0) or np.isnan(fill[reachable]).any():
        raise InputError("The start of the fitting has gaps or negative cells.")
    fill = np.where(reachable, fill, 0.0)
    rests = []
    for axis, totals in ((1, rows), (0, columns)):
        # A total with a cell that cannot be reached says nothing about the cells that can.
        open_ended = (missing & ~reachable).any(axis=axis)
        rest = np.maximum(totals - np.nansum(x, axis=axis), 0.0)
        rests.append(np.where(open_ended, np.nan, rest))
    gap, done = 0.0, 0
    for done in range(1, rounds + 1):  # noqa: B007 - the number of rounds is reported
        for axis, rest in zip((1, 0), rests, strict=True):
            now = fill.sum(axis=axis)
            factor = np.divide(rest, now, out=np.ones_like(now), where=(now > 0) & ~np.isnan(rest))
            fill = np.where(reachable, np.clip(fill * np.expand_dims(factor, axis), least, most), 0)
        gap = max(_find_gap(fill, rest, axis) for axis, rest in zip((1, 0), rests, strict=True))
        if gap <= tolerance:
            break
    return Imputation(np.where(reachable, fill, x), reachable, done, gap)


def _find_gap(fill: Values, rest: Values, axis: int) -> float:
    met = ~np.isnan(rest) & (fill > 0).any(axis=axis)
    difference = np.abs(fill.sum(axis=axis) - rest)[met] / np.maximum(rest[met], 1.0)
    return float(difference.max(initial=0.0))


def impute_panel(
    panel: Panel, measure: str, *, region_totals: Any = None, industry_totals: Any = None
) -> Panel:
    """The panel with the missing cells of a measure filled and flagged as estimated.

    region_totals (R, T), industry_totals (I, T), NaN where unknown. Bounds that the panel has are
    kept to; cells that no total reaches stay as they are.
    """
    values = panel.values(measure).copy()
    flags = panel.flags[measure].copy()
    low, high = panel.bounds(measure)
    for t in range(len(panel.periods)):
        filled = impute_cells(
            values[..., t],
            region_totals=None if region_totals is None else np.asarray(region_totals)[:, t],
            industry_totals=None if industry_totals is None else np.asarray(industry_totals)[:, t],
            low=low[..., t],
            high=high[..., t],
        )
        values[..., t] = filled.values
        flags[..., t] = np.where(filled.estimated, Flag.ESTIMATED, flags[..., t])
    return replace(
        panel,
        measures={**panel.measures, measure: values},
        flags={**panel.flags, measure: flags},
    )


def compute_imputed_cells(
    values: Any, *, region_totals: Any = None, industry_totals: Any = None
) -> Values:
    """The values (R, I) or (R, I, T) with missing cells estimated from the totals.

    region_totals : (R,) or (R, T); industry_totals : (I,) or (I, T); NaN or None where unknown.
    """
    amounts = require_matrix(values)
    if amounts.ndim == 2:
        return impute_cells(
            amounts, region_totals=region_totals, industry_totals=industry_totals
        ).values

    def at(totals: Any, period: int) -> Any:
        array = None if totals is None else np.asarray(totals, dtype=np.float64)
        return array if array is None or array.ndim == 1 else array[:, period]

    filled = [
        impute_cells(
            amounts[..., t],
            region_totals=at(region_totals, t),
            industry_totals=at(industry_totals, t),
        ).values
        for t in range(amounts.shape[2])
    ]
    return np.stack(filled, axis=-1)


EXAMPLES = (
    Example(
        function=compute_imputed_cells,
        arguments=([[12.0, float("nan")], [float("nan"), float("nan")]],),
        options={"region_totals": [30.0, 70.0], "industry_totals": [40.0, 60.0]},
        expected=[[12.0, 18.0], [28.0, 42.0]],
        working="30 − 12 = 18 and 40 − 12 = 28 are left; then 70 − 28 = 42.",
        tolerance=1e-6,
    ),
)
