"""Focus: share of an industry in the region."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.indicators.examples import Example
from hanse.observatory.indicators.rows import Rows
from hanse.observatory.indicators.totals import Totals, compute_totals, divide, take_rows
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="focus",
    title="Focus",
    definition=(
        "The part of the region's employment that is in the industry: how much the region's "
        "economy depends on it."
    ),
    formula="f_ir = e_ir / e_r",
    unit="share",
    direction="higher is more",
    range=(0.0, 1.0),
    conventions=(
        "a share from 0 to 1, not per cent",
        "e_r sums the industries given",
        'unknown cells: totals="known" sums the known parts, "complete" refuses incomplete totals',
        "NaN where the region has no employment",
    ),
    invariances=("scale", "permutation", "additivity"),
    family="specialisation",
    parameters={"totals": '"known" or "complete"'},
    version="1.0",
    reviewed_on="2026-11-22",
    reference="European Cluster Observatory (2007), methodology of the three-star evaluation",
)


def compute_focus(
    values: NDArray[np.float64], *, totals: Totals = "known", rows: Rows | None = None
) -> NDArray[np.float64]:
    """Share of each industry in each region, of the shape of `values`, (R, I) or (R, I, T)."""
    total = compute_totals(values, 1, totals=totals, rows=rows)
    return divide(take_rows(values, rows), take_rows(total, rows))


EXAMPLES = (
    Example(
        function=compute_focus,
        arguments=([[30.0, 10.0], [20.0, 40.0]],),
        expected=[[0.75, 0.25], [1 / 3, 2 / 3]],
        working="region totals 40 and 60: 30/40, 10/40; 20/60, 40/60",
    ),
)
