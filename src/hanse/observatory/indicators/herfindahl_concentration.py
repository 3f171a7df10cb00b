"""Herfindahl index of an industry."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import (
    MISSING_CONVENTION,
    REGIONS,
    Missing,
    Values,
    compare_shares,
    divide,
    require_matrix,
)
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="herfindahl-concentration",
    title="Herfindahl index of an industry",
    definition="How far an industry's jobs sit in few regions: the sum of the squared shares.",
    version="1",
    reviewed_on="2026-11-22",
    reference="Herfindahl (1950), Concentration in the steel industry; Hirschman (1964)",
    formula="HHI_i = Σ_r (e_ir/e_i)²; normalised (HHI − 1/n)/(1 − 1/n)",
    unit="0 to 1",
    direction="higher is more",
    range=(0.0, 1.0),
    conventions=(
        'scale "share": 1/n to 1; "normalised": 0 to 1, n the cells compared, NaN for n = 1',
        "shares between 0 and 1, not percentages: 10,000-point indices are this times 10,000",
        MISSING_CONVENTION,
    ),
    axes=("industry", "period"),
    family="concentration",
    invariances=("scale", "permutation"),
    parameters={"scale": "share or normalised", "missing": "withhold or known"},
)


def compute_herfindahl_concentration(
    values: Any,
    *,
    scale: Literal["share", "normalised"] = "share",
    missing: Missing = "withhold",
) -> Values:
    """Herfindahl index, shape (I,) or (I, T), of values (R, I) or (R, I, T)."""
    values = require_matrix(values)
    own, _ = compare_shares(values, values, axis=REGIONS, missing=missing)
    index: Values = np.square(own).sum(axis=REGIONS)
    if scale == "share":
        return index
    unknown = np.isnan(values) if missing == "known" else np.zeros(values.shape, dtype=bool)
    n = (~unknown).sum(axis=REGIONS)
    with np.errstate(divide="ignore"):
        least = 1.0 / n
    return divide(index - least, 1.0 - least)


EXAMPLES = (
    Example(
        function=compute_herfindahl_concentration,
        arguments=([[30.0, 20.0], [10.0, 20.0]],),
        expected=[0.625, 0.5],
        working="Industry 1: (3/4)² + (1/4)² = 10/16.",
    ),
)
