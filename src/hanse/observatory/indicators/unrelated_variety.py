"""Unrelated variety: entropy between groups of industries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from hanse.observatory.indicators.entropy import Logarithm, compute_entropy
from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import (
    INDUSTRIES,
    MISSING_CONVENTION,
    Missing,
    Values,
    group_matrix,
    require_matrix,
)
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="unrelated-variety",
    title="Unrelated variety",
    definition=(
        "How evenly a region's jobs fall on different groups of industries: a portfolio that "
        "cushions shocks."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Frenken, Van Oort and Verburg (2007), Regional Studies 41",
    formula="UV_r = −Σ_g P_gr log₂ P_gr; entropy = UV + RV",
    unit="bits",
    direction="higher is more",
    range=(0.0, float("inf")),
    conventions=(
        "groups: one label an industry, usually the two-digit division",
        "with related variety it adds up to the entropy",
        MISSING_CONVENTION,
    ),
    axes=("region", "period"),
    family="variety",
    invariances=("scale", "permutation"),
    parameters={"groups": "one label an industry", "logarithm": "bits or nats"},
)


def compute_unrelated_variety(
    values: Any,
    groups: Sequence[object],
    *,
    logarithm: Logarithm = "bits",
    missing: Missing = "withhold",
) -> Values:
    """Unrelated variety, shape (R,) or (R, T), of values (R, I) or (R, I, T).

    groups : the group of each industry, I labels.
    """
    values = require_matrix(values)
    _, member = group_matrix(groups, values.shape[INDUSTRIES])
    if missing == "known":
        unknown_regions = np.isnan(values).all(axis=INDUSTRIES, keepdims=True)
        values = np.where(unknown_regions, np.nan, np.nan_to_num(values))
    sums = np.moveaxis(np.tensordot(member, values, axes=(1, INDUSTRIES)), 0, INDUSTRIES)
    return compute_entropy(sums, logarithm=logarithm, missing="withhold")


EXAMPLES = (
    Example(
        function=compute_unrelated_variety,
        arguments=([[10.0, 10.0, 10.0, 10.0]], ("a", "a", "b", "b")),
        expected=[1.0],
        working="Two groups with half of the jobs each: 1 bit.",
    ),
)
