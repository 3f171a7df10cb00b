"""Share of a region in the industry."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.indicators.examples import Example
from hanse.observatory.indicators.rows import Rows
from hanse.observatory.indicators.totals import Totals, compute_totals, divide, take_rows
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="national-share",
    title="Share in the industry",
    definition="The part of the industry's employment, over all regions, that is in the region.",
    formula="s_ir = e_ir / e_i",
    unit="share",
    direction="higher is more",
    range=(0.0, 1.0),
    conventions=(
        "a share from 0 to 1, not per cent",
        'unknown cells: totals="known" sums the known parts, "complete" refuses incomplete totals',
        "NaN where the industry has no employment",
    ),
    invariances=("scale", "permutation", "additivity"),
    family="size",
    parameters={"totals": '"known" or "complete"'},
    version="1.0",
    reviewed_on="2026-11-22",
    reference="Isard, W. (1960), Methods of Regional Analysis, chapter 7",
)


def compute_shares(
    values: NDArray[np.float64],
    *,
    national: NDArray[np.float64] | None = None,
    totals: Totals = "known",
    rows: Rows | None = None,
) -> NDArray[np.float64]:
    """Share of each region in each industry, of the shape of `values`, (R, I) or (R, I, T).

    `national`, of shape (I,) or (I, T), replaces the sums over the regions given.
    """
    if national is None:
        total = compute_totals(values, 0, totals=totals, rows=rows)
    else:
        shape = national.shape + (1,) * (values.ndim - 1 - national.ndim)
        total = national.reshape(shape)[np.newaxis]
    return divide(take_rows(values, rows), take_rows(total, rows))


EXAMPLES = (
    Example(
        function=compute_shares,
        arguments=([[30.0, 10.0], [20.0, 40.0]],),
        expected=[[0.6, 0.2], [0.4, 0.8]],
        working="industry totals 50 and 50: 30/50, 10/50; 20/50, 40/50",
    ),
)
