"""Dartboard test of the location quotient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import (
    REGIONS,
    Values,
    divide,
    require_base,
    require_matrix,
    sum_known,
)
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="dartboard-p-value",
    title="Dartboard test of the location quotient",
    definition=(
        "The chance that a region would have this many plants of an industry or more if each one "
        "had chosen its place at random, in proportion to the size of the regions."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference=(
        "Guimarães, Figueiredo and Woodward (2009), Regional Studies 43; Billings and Johnson "
        "(2012), Journal of Urban Economics 71"
    ),
    formula="p_ir = P(N ≥ n_ir), N binomial (n_i, x_r)",
    unit="probability",
    direction="lower is more",
    range=(0.0, 1.0),
    conventions=(
        "plants are counted, not jobs; the tail is exact and includes the observed number",
        "x_r is the region's share in the base (by default in all plants)",
        "χ² over regions: Σ (n_ir − n_i x_r)²/(n_i x_r), with regions − 1 degrees of freedom",
        "regions whose number of plants is missing are left out, of n_i and of the base: the darts "
        "that are known to have hit the others",
    ),
    axes=("region", "industry", "period"),
    family="specialisation",
    invariances=("permutation",),
    parameters={"base": "by region"},
)


@dataclass(frozen=True)
class DartboardTest:
    """p_value has the shape of the values; chi_square, its degrees and p: (I,) or (I, T)."""

    p_value: Values
    chi_square: Values
    degrees: Values
    chi_square_p_value: Values


def compute_dartboard_p_value(establishments: Any, *, base: Any = None) -> DartboardTest:
    """Dartboard test on numbers of plants, shape (R, I) or (R, I, T).

    base : size of the regions, shape (R,) or (R, T); by default all plants that are known.
    """
    from scipy.special import betainc, gammaincc

    plants = require_matrix(establishments, name="establishments")
    known = ~np.isnan(plants)
    size = np.where(known, require_base(base, plants, axis=REGIONS), 0.0)
    x = divide(size, size.sum(axis=REGIONS, keepdims=True))
    n = sum_known(plants, axis=REGIONS, keepdims=True)
    # P(N ≥ k) of a binomial is the regularised incomplete beta function I_x(k, n − k + 1).
    tail = betainc(np.maximum(plants, 1e-300), np.maximum(n - plants, 0.0) + 1.0, x)
    p_value = np.where(plants == 0, 1.0, tail)
    p_value = np.where(~known | np.isnan(x) | (n == 0), np.nan, p_value)
    expected = n * x
    nothing = ~known | ((expected == 0) & (plants == 0))
    part = np.where(nothing, 0.0, divide((plants - expected) ** 2, expected))
    chi_square = np.where(n[0] == 0, np.nan, part.sum(axis=REGIONS))
    degrees = np.where(np.isnan(chi_square), np.nan, (x > 0).sum(axis=REGIONS) - 1.0)
    chi_p = np.where(degrees > 0, gammaincc(np.maximum(degrees, 1.0) / 2, chi_square / 2), np.nan)
    return DartboardTest(p_value, chi_square, degrees, chi_p)


EXAMPLES = (
    Example(
        function=compute_dartboard_p_value,
        arguments=([[2.0], [0.0]],),
        options={"base": [1.0, 1.0]},
        expected={"p_value": [[0.25], [1.0]], "chi_square": [2.0]},
        working="Both darts in the first half: ½·½; χ² = 1²/1 + 1²/1.",
    ),
)
