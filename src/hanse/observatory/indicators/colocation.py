"""Colocation of the plants of two industries beyond chance (Howard, Newman and Tarp 2016)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import Values, divide, require_matrix
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="colocation",
    title="Excess colocation",
    definition=(
        "The chance that a plant of one industry and a plant of another sit in the same region, "
        "less what it would be if the two had drawn lots for the same sites."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Howard, Newman and Tarp (2016), J. of Economic Geography 16, 1055–1089",
    formula="XCL_ij = Σ_r n_ri n_rj / (N_i N_j) − Σ_r n_r (n_r − 1) / [N (N − 1)], n = n_i + n_j",
    unit="difference of probabilities",
    direction="higher is more",
    range=(-1.0, 1.0),
    conventions=(
        "counts plants: each weighs the same",
        "chance is exact: the mean over all ways to share out the sites of both industries, which "
        "REAT estimates from 50 drawings",
        "an industry with itself, without plants, or with a missing region: NaN",
    ),
    axes=("industry", "industry"),
    family="relatedness",
    invariances=("permutation",),
)


@dataclass(frozen=True)
class Colocation:
    """Excess, observed and expected colocation of each pair, each of shape (I, I)."""

    excess: Values
    observed: Values
    expected: Values


def compute_colocation_excess(establishments: Any) -> Colocation:
    """Colocation of numbers of plants (R, I)."""
    plants = require_matrix(establishments, name="establishments")
    plants = plants[..., -1] if plants.ndim == 3 else plants
    total = plants.sum(axis=0)
    together = plants.T @ plants
    observed = divide(together, np.outer(total, total))
    both = total[:, None] + total
    # Σ_r n_r (n_r − 1) with n_r = n_ri + n_rj.
    squares = np.square(plants).sum(axis=0)
    pairs = squares[:, None] + squares + 2.0 * together - both
    expected = divide(pairs, both * (both - 1.0))
    for array in (observed, expected):
        np.fill_diagonal(array, np.nan)
    return Colocation(observed - expected, observed, expected)


EXAMPLES = (
    Example(
        function=compute_colocation_excess,
        arguments=([[1.0, 1.0], [1.0, 0.0]],),
        expected={
            "observed": [[float("nan"), 0.5], [0.5, float("nan")]],
            "expected": [[float("nan"), 1 / 3], [1 / 3, float("nan")]],
        },
        working="One of two pairs shares a region; of the three pairs among three sites one does.",
    ),
)
