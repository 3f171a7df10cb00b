"""Significance of location quotients: delta interval, one-sided test, false discovery rate."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.indicators.error_function import compute_error_complement
from hanse.observatory.indicators.examples import Example
from hanse.observatory.indicators.rows import Rows
from hanse.observatory.indicators.totals import compute_totals, divide, take_rows
from hanse.vocabulary import IndicatorCard

Values = NDArray[np.float64]

CARD = IndicatorCard(
    id="lq-significance",
    title="Significance of the location quotient",
    definition=(
        "The range in which the location quotient lies if the number of plants were drawn anew, "
        "and the chance of seeing so high a quotient in a region that is not specialised."
    ),
    formula=(
        "Var(ln LQ) ≈ (1-p)/(n p) + (1-P)/(N P) - 2 (1-p)/(N P); p = e_ir/e_r, P = e_i/e, "
        "n, N = plants of region and nation; interval LQ exp(±z s); p-value = 1 - Φ(ln LQ / s)"
    ),
    unit="probability",
    direction="lower is more",
    range=(0.0, 1.0),
    conventions=(
        "the region is part of the nation (covariance term)",
        "n counts establishments: employees of one plant are not independent draws",
        "one-sided: only quotients above 1 can be significant",
        "false discovery rate: Benjamini and Hochberg over regions x industries of a period",
        "NaN where establishments are unknown, the cell is zero or the variance is not positive",
    ),
    invariances=("permutation",),
    family="significance",
    parameters={"level": "coverage of the interval, 0.95"},
    version="1.0",
    reviewed_on="2026-11-22",
    reference=(
        "Moineddin, R., Beyene, J. and Boyle, E. (2003), On the location quotient confidence "
        "interval, Geographical Analysis 35; Benjamini, Y. and Hochberg, Y. (1995), JRSS B 57"
    ),
)


@dataclass(frozen=True)
class Significance:
    """One-sided p-value and delta interval, arrays of the shape of the quotients."""

    p_value: Values
    lower: Values
    upper: Values


def compute_normal_tail(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """P(Z > z) of the standard normal, NaN where z is NaN; to 1e-14 of its value or better."""
    tail = np.full(z.shape, np.nan)
    known = ~np.isnan(z)
    tail[known] = 0.5 * compute_error_complement(z[known] * (1.0 / math.sqrt(2.0)))
    return tail


def _find_shares(
    employment: Values, national: Values | None, rows: Rows | None
) -> tuple[Values, Values]:
    """p of the cells and P of the industries: the location quotient is p / P."""
    share = divide(
        take_rows(employment, rows), take_rows(compute_totals(employment, 1, rows=rows), rows)
    )
    if national is None:
        industry = compute_totals(employment, 0, rows=rows)
    else:
        shape = national.shape + (1,) * (employment.ndim - 1 - national.ndim)
        industry = national.reshape(shape)[np.newaxis]
    return share, divide(industry, compute_totals(industry, 1))


def _find_log_variances(
    share: Values, nation_share: Values, establishments: Values, rows: Rows | None
) -> Values:
    plants = compute_totals(establishments, 1, rows=rows)
    expected = compute_totals(plants, 0) * nation_share
    variance = (
        divide(1.0 - share, take_rows(plants, rows) * share)
        + take_rows(divide(1.0 - nation_share, expected), rows)
        - 2.0 * divide(1.0 - share, take_rows(expected, rows))
    )
    with np.errstate(invalid="ignore"):
        return np.where(variance > 0, variance, np.nan)


def compute_log_variances(
    employment: Values, establishments: Values, *, national: Values | None = None
) -> Values:
    """Delta variance of ln LQ, shape of `employment`; NaN where it is not known or not positive."""
    share, nation_share = _find_shares(employment, national, None)
    return _find_log_variances(share, nation_share, establishments, None)


def compute_significance(
    employment: Values,
    establishments: Values,
    *,
    national: Values | None = None,
    level: float = 0.95,
    rows: Rows | None = None,
) -> Significance:
    """Interval and one-sided test of LQ > 1 for arrays of shape (R, I) or (R, I, T).

    With `rows`, only for these cells, in arrays of the rows; all other cells are unknown.
    """
    share, nation_share = _find_shares(employment, national, rows)
    lq = divide(share, take_rows(nation_share, rows))
    deviation = np.sqrt(_find_log_variances(share, nation_share, establishments, rows))
    reach = np.exp(NormalDist().inv_cdf(0.5 + level / 2) * deviation)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.log(lq) / deviation
    return Significance(p_value=compute_normal_tail(z), lower=lq / reach, upper=lq * reach)


def compute_false_discovery(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Benjamini–Hochberg q-values over all known cells of `p_values`, any shape."""
    q_values = np.full(p_values.shape, np.nan)
    known = ~np.isnan(p_values)
    p = p_values[known]
    if p.size == 0:
        return q_values
    order = np.argsort(p)
    scaled = p[order] * (p.size / np.arange(1, p.size + 1))
    smallest = np.minimum.accumulate(scaled[::-1])[::-1]
    q = np.empty(p.size)
    q[order] = np.minimum(smallest, 1.0)
    q_values[known] = q
    return q_values


EXAMPLES = (
    Example(
        function=compute_log_variances,
        arguments=([[30.0, 10.0], [20.0, 40.0]], [[6.0, 2.0], [4.0, 8.0]]),
        expected=[[1 / 24, 0.275], [1 / 12, 0.025]],
        working=(
            "n=8 and 12, N=20, P=0.5, N P=10: first cell 0.25/(8x0.75) + 0.5/10 - 2x0.25/10 = "
            "1/24; beside it 0.75/(8x0.25) + 0.05 - 0.15 = 0.275"
        ),
    ),
    Example(
        function=compute_false_discovery,
        arguments=([0.01, 0.04, 0.03, float("nan")],),
        expected=[0.03, 0.04, 0.04, float("nan")],
        working="three tests: 0.01x3/1, 0.03x3/2=0.045 → min with 0.04x3/3=0.04",
    ),
)
