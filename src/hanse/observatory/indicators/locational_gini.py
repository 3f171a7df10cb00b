"""Locational Gini coefficient of an industry."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.inequality import gini_of_shares, gini_of_values
from hanse.observatory.matrices import (
    MISSING_CONVENTION,
    REGIONS,
    Missing,
    Values,
    compare_shares,
    divide,
    require_base,
    require_matrix,
)
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="locational-gini",
    title="Locational Gini",
    definition=(
        "How unevenly an industry is spread over the regions compared with all activity: 0 where "
        "each region has its fair share."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Krugman (1991), Geography and Trade; Kim (1995), Quarterly Journal of Economics 110",
    formula="G_i = 1 − Σ_k x_(k) (S_k + S_(k−1)), regions sorted by LQ, S cumulated shares",
    unit="0 to 1",
    direction="higher is more",
    range=(0.0, 1.0),
    conventions=(
        'weights "base": Lorenz curve of the industry\'s against all jobs (EconGeo); "regions": '
        "Gini of the LQs, every region alike (REAT gini.conc)",
        'scale "unit": 0 to 1; "half": 0 to 0.5, the area itself (Krugman)',
        "no correction for the number of regions",
        MISSING_CONVENTION,
    ),
    axes=("industry", "period"),
    family="concentration",
    invariances=("scale", "permutation"),
    parameters={
        "weights": "base or regions",
        "scale": "unit or half",
        "missing": "withhold or known",
    },
)


def compute_locational_gini(
    values: Any,
    *,
    base: Any = None,
    weights: Literal["base", "regions"] = "base",
    scale: Literal["unit", "half"] = "unit",
    missing: Missing = "withhold",
) -> Values:
    """Locational Gini, shape (I,) or (I, T), of values (R, I) or (R, I, T).

    base : activity by region, shape (R,) or (R, T); by default the sum of the known cells.
    """
    values = require_matrix(values)
    against = require_base(base, values, axis=REGIONS)
    own, other = compare_shares(values, against, axis=REGIONS, missing=missing)
    if weights == "base":
        index = gini_of_shares(own, other, axis=REGIONS)
    else:
        withheld = np.isnan(own).any(axis=REGIONS)
        lq = np.where(np.isnan(values), np.nan, divide(own, other))
        index = np.where(withheld, np.nan, gini_of_values(lq, axis=REGIONS))
    return index if scale == "unit" else 0.5 * index


EXAMPLES = (
    Example(
        function=compute_locational_gini,
        arguments=([[30.0, 10.0], [10.0, 30.0]],),
        expected=[0.25, 0.25],
        working="Lorenz points (1/2, 1/4), (1, 1): 1 − ½·¼ − ½·(¼ + 1) = ¼.",
    ),
)
