"""Standardised location quotient."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.indicators.location_quotient import compute_location_quotients
from hanse.observatory.matrices import (
    REGIONS,
    Values,
    divide,
    require_matrix,
    sum_known,
)
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="standardised-lq",
    title="Standardised location quotient",
    definition=(
        "By how many standard deviations a region's location quotient lies above the mean of all "
        "regions in the same industry; above 1.96 it is exceptional at the 5 % level."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="O'Donoghue and Gleave (2004), Regional Studies 38, 419–427",
    formula="z_ir = (f(LQ_ir) − mean_r f) / sd_r f, f the logarithm or the identity",
    unit="standard deviations",
    direction="higher is more",
    range=(float("-inf"), float("inf")),
    conventions=(
        'transform "log" (default): ln LQ, zeros left out (they are NaN); "none": LQ itself',
        "degrees of freedom: ddof = 1 by default",
        "mean and deviation over the regions whose LQ is known; the test supposes that f is "
        "normal over regions",
        "the LQ uses the sums of the known cells as region, industry and overall totals",
    ),
    axes=("region", "industry", "period"),
    family="specialisation",
    invariances=("scale", "permutation"),
    parameters={"transform": "log or none", "ddof": "0 or 1"},
)


def compute_standardised_lq(
    values: Any, *, transform: Literal["log", "none"] = "log", ddof: int = 1
) -> Values:
    """Standardised LQs, shape of the values (R, I) or (R, I, T).

    NaN for an industry whose LQs are all equal or fewer than ddof + 1.
    """
    lq = compute_location_quotients(require_matrix(values))
    if transform == "log":
        lq = np.log(np.where(lq > 0, lq, np.nan))
    n = (~np.isnan(lq)).sum(axis=REGIONS, keepdims=True)
    deviation = lq - divide(sum_known(lq, axis=REGIONS, keepdims=True), n)
    squares = sum_known(deviation**2, axis=REGIONS, keepdims=True)
    variance = np.where(n > ddof, squares / np.maximum(n - ddof, 1), np.nan)
    spread = np.sqrt(np.where(variance < 1e-28, 0.0, variance))
    return divide(deviation, spread)


EXAMPLES = (
    Example(
        function=compute_standardised_lq,
        arguments=([[30.0, 10.0], [10.0, 30.0]],),
        options={"transform": "none", "ddof": 0},
        expected=[[1.0, -1.0], [-1.0, 1.0]],
        working="LQs 1.5 and 0.5 around their mean 1 with deviation 0.5.",
    ),
)
