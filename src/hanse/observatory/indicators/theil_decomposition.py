"""Theil's index of concentration, split into between and within groups of regions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.inequality import theil_of_shares
from hanse.observatory.matrices import (
    MISSING_CONVENTION,
    REGIONS,
    Missing,
    Values,
    compare_shares,
    group_matrix,
    require_base,
    require_matrix,
)
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="theil-decomposition",
    title="Theil index, between and within",
    definition=(
        "How much of an industry's concentration lies between groups of regions, such as "
        "countries, and how much within them."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Theil (1967), Economics and information theory; Brülhart and Traeger (2005)",
    formula="T_i = Σ_g S_g ln(S_g/X_g) + Σ_g S_g T_g",
    unit="nats",
    direction="higher is more",
    range=(0.0, float("inf")),
    conventions=(
        "total, between and within; total = between + within",
        "natural logarithm; 0 ln 0 = 0; NaN where the industry is in a region without any base",
        "relative to the base (the region's share in all activity, or in the base given)",
        MISSING_CONVENTION,
    ),
    axes=("industry", "period"),
    family="concentration",
    invariances=("scale", "permutation"),
    parameters={"groups": "a label for each region", "missing": "withhold or known"},
)


@dataclass(frozen=True)
class TheilDecomposition:
    """Theil's index and its parts, each of shape (I,) or (I, T): total = between + within."""

    total: Values
    between: Values
    within: Values
    groups: tuple[str, ...]


def compute_theil_decomposition(
    values: Any, groups: Sequence[object], *, base: Any = None, missing: Missing = "withhold"
) -> TheilDecomposition:
    """Split Theil's index into between and within groups of regions (one label a region)."""
    values = require_matrix(values)
    names, member = group_matrix(groups, values.shape[REGIONS])
    against = require_base(base, values, axis=REGIONS)
    own, other = compare_shares(values, against, axis=REGIONS, missing=missing)
    total = theil_of_shares(own, other, axis=REGIONS)
    own_groups = np.tensordot(member, own, axes=(1, 0))
    other_groups = np.tensordot(member, other, axes=(1, 0))
    between = theil_of_shares(own_groups, other_groups, axis=REGIONS)
    return TheilDecomposition(total, between, np.maximum(total - between, 0.0), names)


EXAMPLES = (
    Example(
        function=compute_theil_decomposition,
        arguments=([[40.0, 0.0], [0.0, 40.0]], ("north", "south")),
        expected={"between": [0.6931471805599453] * 2, "within": [0.0, 0.0]},
        working="Each region is a group of its own, so that nothing is left within.",
    ),
    Example(
        function=compute_theil_decomposition,
        arguments=([[40.0, 0.0], [0.0, 40.0]], ("north", "north")),
        expected={"between": [0.0, 0.0], "within": [0.6931471805599453] * 2},
        working="One group has all: ln 2 is within it.",
    ),
)
