"""Bootstrapped cut-off for location quotients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.indicators.standardised_lq import compute_standardised_lq
from hanse.observatory.matrices import Values, require_matrix
from hanse.vocabulary import IndicatorCard, InputError

CARD = IndicatorCard(
    id="bootstrapped-lq",
    title="Bootstrapped cut-off of the location quotient",
    definition=(
        "The standardised location quotient that only a few per cent of regions exceed, found by "
        "drawing regions again and again instead of supposing a normal distribution."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Tian (2013), Journal of Economic and Social Measurement 38",
    formula="c_i = mean over draws of the 95th percentile of z_ir, regions drawn with replacement",
    unit="standard deviations",
    direction="higher is more",
    range=(float("-inf"), float("inf")),
    conventions=(
        "z_ir is the standardised LQ without logarithm, ddof = 1",
        "linear percentiles; the cut-off is the mean over the draws, with its 2.5–97.5 % interval",
        "regions without a known LQ are not drawn; the seed is an argument",
        "the details of the draws follow the idea of the paper and are not verified against it",
    ),
    axes=("industry", "period"),
    family="specialisation",
    invariances=("scale",),
    parameters={"level": "0.95", "draws": "1,000", "seed": "a number"},
)


@dataclass(frozen=True)
class BootstrappedCutoff:
    """Cut-off and interval, each of shape (I,) or (I, T); NaN where no LQ can be standardised."""

    cutoff: Values
    lower: Values
    upper: Values


def compute_bootstrapped_lq(
    values: Any, *, seed: int, level: float = 0.95, draws: int = 1000
) -> BootstrappedCutoff:
    """Cut-off of the standardised LQ for each industry, of values (R, I) or (R, I, T)."""
    if not 0 < level < 1 or draws < 1:
        raise InputError("The level lies between 0 and 1, and at least one draw is needed.")
    z = compute_standardised_lq(require_matrix(values), transform="none")
    columns = z.reshape(z.shape[0], -1).T
    result = np.full((3, len(columns)), np.nan)
    for k, column in enumerate(columns):
        known = np.sort(column[~np.isnan(column)])
        if not len(known):
            continue
        # A generator of its own for each industry: the draws of one don't depend on another's.
        pick = np.random.default_rng([seed, k]).integers(len(known), size=(draws, len(known)))
        cutoffs = np.quantile(known[pick], level, axis=1)
        result[:, k] = (cutoffs.mean(), *np.quantile(cutoffs, (0.025, 0.975)))
    return BootstrappedCutoff(*result.reshape(3, *z.shape[1:]))


EXAMPLES = (
    Example(
        function=compute_bootstrapped_lq,
        arguments=([[30.0, 10.0], [30.0, 10.0]],),
        options={"seed": 1},
        expected={"cutoff": [float("nan")] * 2},
        working="Both regions have the LQ 1: nothing varies, so nothing can be standardised.",
    ),
)
