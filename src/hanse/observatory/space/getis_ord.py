"""Getis–Ord statistic of industries over regions."""

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
    id="getis-ord",
    title="Getis–Ord statistic",
    definition=(
        "Whether an industry is strong (above 0) or weak (below 0) in a region and its "
        "neighbours together: hot and cold spots."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference=(
        "Getis and Ord (1992), Geographical Analysis 24; Carroll, Reid and Smith (2008), Annals"
        " of Regional Science 42"
    ),
    formula="G*_r = (Σ_s w_rs x_s − x̄ W_r) / (σ √[(n W_r − W_r²)/(n − 1)]), w 0 or 1, w_rr = 1",
    unit="standard deviations",
    direction="higher is more",
    range=(float("-inf"), float("inf")),
    conventions=(
        "weights are 0 and 1, the region itself included (the starred statistic), as a z-score",
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


def compute_getis_ord(
    values: Any,
    weights: RegionWeights,
    *,
    quantity: Quantity = "lq",
    permutations: int = 999,
    seed: int = 0,
) -> CellStatistics:
    """The Getis–Ord statistics of values (R, I) or (R, I, T) under neighbours of the R regions."""
    return find_cell_statistics(
        values,
        weights,
        statistic="getis-ord",
        quantity=quantity,
        permutations=permutations,
        seed=seed,
    )


def _example(values: Any) -> CellStatistics:
    """Of three regions in a row."""
    row = RegionWeights(("a", "b", "c"), np.array([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]]))
    return compute_getis_ord(values, row, quantity="as given", permutations=0)


EXAMPLES = (
    Example(
        function=_example,
        arguments=([[1.0], [2.0], [6.0]],),
        expected={"statistic": [[-3 / (14 / 3) ** 0.5], [float("nan")], [2 / (14 / 3) ** 0.5]]},
        working="Deviations −2, −1, 3: sums −3 and 2 over σ = √(14/3), times √[(3·2 − 2²)/2] = 1.",
    ),
)
