"""Gini coefficient of a region's specialisation."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.inequality import gini_of_shares, gini_of_values
from hanse.observatory.matrices import (
    INDUSTRIES,
    MISSING_CONVENTION,
    Missing,
    Values,
    compare_shares,
    divide,
    require_base,
    require_matrix,
)
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="gini-specialisation",
    title="Gini coefficient of specialisation",
    definition="How unevenly a region's jobs fall on industries compared with the reference's mix.",
    version="1",
    reviewed_on="2026-11-22",
    reference="Aiginger and Davies (2004), Journal of Applied Economics 7",
    formula="G_r = 1 − Σ_k q_(k) (S_k + S_(k−1)), industries sorted by LQ, S cumulated shares",
    unit="0 to 1",
    direction="higher is more",
    range=(0.0, 1.0),
    conventions=(
        'weights "base": Lorenz curve of the region\'s against all jobs; "industries": Gini of the '
        "LQs, every industry alike (REAT gini.spec)",
        "no correction for the number of industries",
        MISSING_CONVENTION,
    ),
    axes=("region", "period"),
    family="specialisation",
    invariances=("scale", "permutation"),
    parameters={"weights": "base or industries", "missing": "withhold or known"},
)


def compute_gini_specialisation(
    values: Any,
    *,
    base: Any = None,
    weights: Literal["base", "industries"] = "base",
    missing: Missing = "withhold",
) -> Values:
    """Gini of specialisation, shape (R,) or (R, T), of values (R, I) or (R, I, T).

    base : activity by industry, shape (I,) or (I, T); by default the sum of the known cells.
    """
    values = require_matrix(values)
    against = require_base(base, values, axis=INDUSTRIES)
    own, other = compare_shares(values, against, axis=INDUSTRIES, missing=missing)
    if weights == "base":
        return gini_of_shares(own, other, axis=INDUSTRIES)
    withheld = np.isnan(own).any(axis=INDUSTRIES)
    lq = np.where(np.isnan(values), np.nan, divide(own, other))
    return np.where(withheld, np.nan, gini_of_values(lq, axis=INDUSTRIES))


EXAMPLES = (
    Example(
        function=compute_gini_specialisation,
        arguments=([[30.0, 10.0], [10.0, 30.0]],),
        expected=[0.25, 0.25],
        working="Lorenz points (1/2, 1/4), (1, 1): 1 − ½·¼ − ½·(¼ + 1) = ¼.",
    ),
)
