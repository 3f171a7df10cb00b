"""Location quotient: how much more an industry weighs in a region than in the nation."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.indicators.examples import Example
from hanse.observatory.indicators.rows import Rows
from hanse.observatory.indicators.totals import Totals, compute_totals, divide, take_rows
from hanse.vocabulary import IndicatorCard, InputError

CARD = IndicatorCard(
    id="location-quotient",
    title="Location quotient",
    definition=(
        "The industry's share in the region's employment divided by its share in the nation's. "
        "Above 1 the region is specialised in the industry."
    ),
    formula="LQ = (e_ir / e_r) / (e_i / e)",
    unit="ratio",
    direction="higher is more",
    range=(0.0, float("inf")),
    conventions=(
        "e_r sums the industries given; e_i and e sum the regions given, or `national` is the base",
        'base="rest of nation" leaves the region out of e_i and e',
        'unknown cells: totals="known" sums the known parts, "complete" refuses incomplete totals',
        "NaN where the region or the industry has no employment; 0 where only the cell is zero",
    ),
    invariances=("scale", "permutation"),
    family="specialisation",
    parameters={"base": '"nation" or "rest of nation"', "totals": '"known" or "complete"'},
    version="1.0",
    reviewed_on="2026-11-22",
    reference=(
        "Florence, P. S. (1939), Report on the location of industry; Delgado, M., Porter, M. and "
        "Stern, S. (2016), Defining clusters of related industries, J. of Economic Geography 16"
    ),
)

Base = Literal["nation", "rest of nation"]


def compute_location_quotients(
    values: NDArray[np.float64],
    *,
    national: NDArray[np.float64] | None = None,
    base: Base = "nation",
    totals: Totals = "known",
    rows: Rows | None = None,
) -> NDArray[np.float64]:
    """Location quotients of the shape of `values`, (R, I) or (R, I, T).

    Parameters
    ----------
    values : employment, establishments or wages, not negative; NaN is unknown.
    national : the base's figure of each industry, shape (I,) or (I, T); default: sums of `values`.
        Its total is the sum of what is given, so unknown (NaN) industries only lose their own LQ.
    base : "rest of nation" subtracts the region itself from the base.
    rows : only these cells' quotients, in an array of the rows; all other cells are unknown.

    Raises InputError where `national` does not fit `values`.
    Method: see `CARD.reference`.
    """
    region = compute_totals(values, 1, totals=totals, rows=rows)
    region_share = divide(take_rows(values, rows), take_rows(region, rows))
    if national is None:
        industry = compute_totals(values, 0, totals=totals, rows=rows)
    else:
        if national.shape not in {values.shape[1:], values.shape[1:2]}:
            raise InputError(
                f"The national base has the shape {national.shape}, "
                f"the values need {values.shape[1:]}."
            )
        shape = national.shape + (1,) * (values.ndim - 1 - national.ndim)
        industry = national.reshape(shape)[np.newaxis]
    # A complete total of an incomplete base is unknown; a known-parts total skips what is missing.
    nation = compute_totals(industry, 1, totals=totals)
    if base == "nation":
        return divide(region_share, take_rows(divide(industry, nation), rows))
    own = np.where(np.isnan(values), 0.0, values)
    rest_total = nation - np.sum(own, axis=1, keepdims=True)
    return divide(region_share, take_rows(divide(industry - own, rest_total), rows))


EXAMPLES = (
    Example(
        function=compute_location_quotients,
        arguments=([[30.0, 10.0], [20.0, 40.0]],),
        expected=[[1.5, 0.5], [2 / 3, 4 / 3]],
        working="e=100, e_i=50 and 50, e_r=40 and 60: (30/40)/(50/100)=1.5, (20/60)/(50/100)=2/3",
    ),
    Example(
        function=compute_location_quotients,
        arguments=([[30.0, 10.0], [20.0, 40.0]],),
        options={"base": "rest of nation"},
        expected=[[2.25, 0.375], [4 / 9, 8 / 3]],
        working="rest of region 1 is region 2: (30/40)/(20/60)=2.25, (10/40)/(40/60)=0.375",
    ),
    Example(
        function=compute_location_quotients,
        arguments=([[30.0, float("nan")], [20.0, 40.0]],),
        expected=[[30 / 30 / (50 / 90), float("nan")], [20 / 60 / (50 / 90), 40 / 60 / (40 / 90)]],
        working="known parts only: e_r=30 and 60, e_i=50 and 40, e=90; the unknown cell stays so",
    ),
)
