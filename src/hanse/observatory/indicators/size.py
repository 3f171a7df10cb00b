"""Size: the rank of a region among all regions in an industry."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.indicators.examples import Example
from hanse.observatory.indicators.rows import Rows
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
    places, columns = rows.gather(~np.isnan(flat))
    fallen = -flat[places]
    order, first = np.empty(places.shape, np.intp), np.ones(places.shape, np.bool_)
    for column in columns:
        order[column] = np.argsort(fallen[column]) + column.start
    fallen = fallen[order]
    np.not_equal(fallen[1:], fallen[:-1], out=first[1:])
    starts = np.array([column.start for column in columns], np.intp)
    sizes = np.array([column.stop for column in columns], np.intp) - starts
    first[starts[sizes > 0]] = True
    # Each takes the place of the first of those that are tied with it.
    place = np.maximum.accumulate(np.where(first, np.arange(len(places)), 0))
    ranks = np.full(flat.shape, np.nan)
    ranks[places[order]] = place - np.repeat(starts, sizes) + 1
    return ranks.reshape(values.shape)


EXAMPLES = (
    Example(
        function=compute_ranks,
        arguments=([[30.0, 10.0], [20.0, float("nan")], [30.0, 40.0], [5.0, 0.0]],),
        expected=[[1, 2], [3, float("nan")], [1, 1], [4, 3]],
        working="30 and 30 share rank 1, so 20 is third; the unknown cell has no rank",
    ),
)
