"""Hachman index of a region's diversity."""

from __future__ import annotations

from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
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
    id="hachman",
    title="Hachman index",
    definition=(
        "How close a region's mix of industries is to the reference's: 1 where it is the same."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Hachman (1995), Bureau of Economic and Business Research, University of Utah",
    formula="HI_r = 1 / Σ_i (e_ir/e_r) LQ_ir",
    unit="0 to 1",
    direction="higher is more",
    range=(0.0, 1.0),
    conventions=(
        "not multiplied by 100",
        "industries that the reference lacks as well add nothing",
        MISSING_CONVENTION,
    ),
    axes=("region", "period"),
    family="specialisation",
    invariances=("scale", "permutation"),
    parameters={"missing": "withhold or known"},
)


def compute_hachman(values: Any, *, base: Any = None, missing: Missing = "withhold") -> Values:
    """Hachman index, shape (R,) or (R, T), of values (R, I) or (R, I, T).

    base : activity by industry, shape (I,) or (I, T); by default the sum of the known cells.
    """
    values = require_matrix(values)
    against = require_base(base, values, axis=INDUSTRIES)
    own, other = compare_shares(values, against, axis=INDUSTRIES, missing=missing)
    weight = divide(own * own, other)
    weight[(own == 0) & (other == 0)] = 0.0
    return divide(np.ones(()), weight.sum(axis=INDUSTRIES))


EXAMPLES = (
    Example(
        function=compute_hachman,
        arguments=([[30.0, 10.0], [10.0, 30.0]],),
        expected=[0.8, 0.8],
        working="Shares ¾ and ¼ with LQs 1.5 and 0.5: 1/(¾·1.5 + ¼·0.5) = 1/1.25.",
    ),
)
