"""Related variety: entropy within groups of industries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from hanse.observatory.indicators.entropy import Logarithm, compute_entropy
from hanse.observatory.indicators.examples import Example
from hanse.observatory.indicators.unrelated_variety import compute_unrelated_variety
from hanse.observatory.matrices import MISSING_CONVENTION, Missing, Values
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="related-variety",
    title="Related variety",
    definition=(
        "How evenly a region's jobs fall on the industries within the same groups: industries "
        "near enough to learn from each other."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Frenken, Van Oort and Verburg (2007), Regional Studies 41",
    formula="RV_r = Σ_g P_gr Σ_(i in g) (s_ir/P_gr) log₂(P_gr/s_ir); entropy = UV + RV",
    unit="bits",
    direction="higher is more",
    range=(0.0, float("inf")),
    conventions=(
        "groups: one label an industry, usually the two-digit division",
        "weighted by the groups' shares, so that it adds up with unrelated variety to the entropy",
        MISSING_CONVENTION,
    ),
    axes=("region", "period"),
    family="variety",
    invariances=("scale", "permutation"),
    parameters={"groups": "one label an industry", "logarithm": "bits or nats"},
)


def compute_related_variety(
    values: Any,
    groups: Sequence[object],
    *,
    logarithm: Logarithm = "bits",
    missing: Missing = "withhold",
) -> Values:
    """Related variety, shape (R,) or (R, T), of values (R, I) or (R, I, T).

    groups : the group of each industry, I labels.
    """
    whole = compute_entropy(values, logarithm=logarithm, missing=missing)
    between = compute_unrelated_variety(values, groups, logarithm=logarithm, missing=missing)
    return np.where(np.isnan(whole), np.nan, np.maximum(whole - between, 0.0))


EXAMPLES = (
    Example(
        function=compute_related_variety,
        arguments=([[10.0, 10.0, 20.0, 0.0]], ("a", "a", "b", "b")),
        expected=[0.5],
        working="Group a (half of the jobs) is even, 1 bit; group b is one industry, 0 bits.",
    ),
)
