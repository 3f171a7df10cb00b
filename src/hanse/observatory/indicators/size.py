"""Size: the rank of a region among all regions in an industry."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.indicators.examples import Example
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="size-rank",
    title="Size rank",
    definition="The place of the region among all regions by employment in the industry; 1 = most.",
    formula="rank_ir = 1 + number of regions q with e_iq > e_ir",
    unit="rank",
    direction="lower is more",
    range=(1.0, float("inf")),
    conventions=(
        "ties share the best rank (competition ranking: 1, 2, 2, 4)",
        "unknown cells have no rank and push nobody down",
    ),
    invariances=("scale", "permutation"),
    family="size",
    version="1.0",
    reviewed_on="2026-11-22",
    reference="Standard competition ranking, as in the U.S. Cluster Mapping Project's rank columns",
)


def compute_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rank of each region within each industry and period, of the shape of `values`.

    1 is the highest value, ties share the best rank, NaN has no rank (NaN).
    """
    regions = values.shape[0]
    # Contiguous columns sort several times faster; the order within ties does not matter.
    flat = np.ascontiguousarray(values.reshape(regions, -1).T)
    order = np.argsort(-flat, axis=1)  # NaN sorts last
    ordered = np.take_along_axis(flat, order, axis=1)
    starts = np.ones(flat.shape, dtype=bool)
    starts[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    place = np.where(starts, np.arange(1.0, regions + 1.0), 0.0)
    ranks = np.empty(flat.shape)
    np.put_along_axis(ranks, order, np.maximum.accumulate(place, axis=1), axis=1)
    ranks[np.isnan(flat)] = np.nan
    return np.ascontiguousarray(ranks.T).reshape(values.shape)


EXAMPLES = (
    Example(
        function=compute_ranks,
        arguments=([[30.0, 10.0], [20.0, float("nan")], [30.0, 40.0], [5.0, 0.0]],),
        expected=[[1, 2], [3, float("nan")], [1, 1], [4, 3]],
        working="30 and 30 share rank 1, so 20 is third; the unknown cell has no rank",
    ),
)
