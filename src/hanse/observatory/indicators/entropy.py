"""Entropy of a region's industries: its variety."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import (
    INDUSTRIES,
    MISSING_CONVENTION,
    Missing,
    Values,
    compare_shares,
    require_matrix,
    x_log_ratio,
)
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="entropy",
    title="Entropy (variety)",
    definition="How evenly a region's jobs fall on many industries: 0 where all are in one.",
    version="1",
    reviewed_on="2026-11-22",
    reference="Shannon (1948); Frenken, Van Oort and Verburg (2007), Regional Studies 41",
    formula="H_r = −Σ_i s_ir log₂ s_ir",
    unit="bits",
    direction="higher is more",
    range=(0.0, float("inf")),
    conventions=(
        'logarithm "bits" (base 2, default) or "nats" (base e)',
        "0 log 0 = 0",
        MISSING_CONVENTION,
    ),
    axes=("region", "period"),
    family="variety",
    invariances=("scale", "permutation"),
    parameters={"logarithm": "bits or nats", "missing": "withhold or known"},
)

Logarithm = Literal["bits", "nats"]
UNIT = {"bits": float(np.log(2.0)), "nats": 1.0}


def compute_entropy(
    values: Any, *, logarithm: Logarithm = "bits", missing: Missing = "withhold"
) -> Values:
    """Entropy over industries, shape (R,) or (R, T), of values (R, I) or (R, I, T)."""
    values = require_matrix(values)
    own, _ = compare_shares(values, values, axis=INDUSTRIES, missing=missing)
    nats = -x_log_ratio(own, np.ones_like(own)).sum(axis=INDUSTRIES)
    index: Values = np.maximum(nats, 0.0) / UNIT[logarithm]
    return index


EXAMPLES = (
    Example(
        function=compute_entropy,
        arguments=([[10.0, 10.0, 10.0, 10.0], [40.0, 0.0, 0.0, 0.0]],),
        expected=[2.0, 0.0],
        working="Four equal shares are log₂ 4 = 2 bits; one industry is none.",
    ),
)
