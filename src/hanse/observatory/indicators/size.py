"""Size: the rank of a region among all regions in an industry."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.indicators.examples import Example
from hanse.observatory.indicators.rows import Rows, gather_within
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


def compute_ranks(values: NDArray[np.float64], *, rows: Rows | None = None) -> NDArray[np.float64]:
    """Rank of each region within each industry and period, of the shape of `values`.

    1 is the highest value, ties share the best rank, NaN has no rank (NaN). `rows` says which cells
    of the cube the values are, where they are not all of an array (R, I) or (R, I, T).
    """
    if rows is None:
        rows = Rows((values.shape[0], int(np.prod(values.shape[1:])), 1))
    flat = values.ravel()
    number = rows.shape[1] * rows.shape[2]
    places, columns = gather_within(rows.columns, number, ~np.isnan(flat))
    ranks = np.full(flat.shape, np.nan)
    for column in columns:
        mine = flat[places[column]]
        order = np.argsort(-mine)
        ordered = mine[order]
        starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))[: mine.size]
        shared = np.repeat(starts, np.diff(np.append(starts, mine.size)))
        ranks[places[column][order]] = shared + 1
    return ranks.reshape(values.shape)


EXAMPLES = (
    Example(
        function=compute_ranks,
        arguments=([[30.0, 10.0], [20.0, float("nan")], [30.0, 40.0], [5.0, 0.0]],),
        expected=[[1, 2], [3, float("nan")], [1, 1], [4, 3]],
        working="30 and 30 share rank 1, so 20 is third; the unknown cell has no rank",
    ),
)
