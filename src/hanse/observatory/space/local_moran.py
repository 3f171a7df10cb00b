"""Local Moran statistic of industries over regions."""

from __future__ import annotations

from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.space.local_statistics import (
    QUANTITY_CONVENTIONS,
    CellStatistics,
    Quantity,
    find_cell_statistics,
)
from hanse.observatory.space.weights import RegionWeights
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="local-moran",
    title="Local Moran statistic",
    definition=(
        "Whether a region and its neighbours are alike in an industry: above 0 where both are "
        "high or both low, below 0 where the region differs from them."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference=(
        "Anselin (1995), Geographical Analysis 27; Carroll, Reid and Smith (2008), Annals of "
        "Regional Science 42"
    ),
    formula="I_r = (n − 1) z_r Σ_s w_rs z_s / Σ_s z_s², rows of w sum to 1",
    unit="index",
    direction="higher is more",
    range=(float("-inf"), float("inf")),
    conventions=(
        "weights are row-standardised; a region is no neighbour of itself",
        *QUANTITY_CONVENTIONS,
    ),
    axes=("region", "industry", "period"),
    family="space",
    invariances=("permutation",),
    parameters={
        "weights": "neighbours",
        "quantity": "lq, log lq or as given",
        "permutations": "a number, 0 for none",
        "seed": "a number",
    },
)


def compute_local_moran(
    values: Any,
    weights: RegionWeights,
    *,
    quantity: Quantity = "lq",
    permutations: int = 999,
    seed: int = 0,
) -> CellStatistics:
    """Local Moran statistics of values (R, I) or (R, I, T) under neighbours of the R regions."""
    return find_cell_statistics(
        values,
        weights,
        statistic="moran",
        quantity=quantity,
        permutations=permutations,
        seed=seed,
    )


def _example(values: Any) -> CellStatistics:
    """Of three regions in a row."""
    row = RegionWeights(("a", "b", "c"), np.array([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]]))
    return compute_local_moran(values, row, quantity="as given", permutations=0)


EXAMPLES = (
    Example(
        function=_example,
        arguments=([[1.0], [2.0], [6.0]],),
        expected={"statistic": [[2 * -2 * -1 / 14], [2 * -1 * 0.5 / 14], [2 * 3 * -1 / 14]]},
        working="Deviations −2, −1, 3, squares 14: 2·(−2)(−1)/14, 2·(−1)(½)/14, 2·3·(−1)/14.",
    ),
)
