"""Theil's index of an industry's concentration."""

from __future__ import annotations

from typing import Any

from hanse.observatory.indicators.examples import Example
from hanse.observatory.inequality import theil_of_shares
from hanse.observatory.matrices import (
    MISSING_CONVENTION,
    REGIONS,
    Missing,
    Values,
    compare_shares,
    require_base,
    require_matrix,
)
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="theil-concentration",
    title="Theil index of concentration",
    definition=(
        "How far an industry's spread over the regions is from that of all activity, in a measure "
        "that splits exactly into parts between and within groups of regions (theil-decomposition)."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Theil (1967), Economics and information theory; Brülhart and Traeger (2005)",
    formula="T_i = Σ_r s_ir ln(s_ir/x_r)",
    unit="nats",
    direction="higher is more",
    range=(0.0, float("inf")),
    conventions=(
        "natural logarithm; 0 ln 0 = 0; NaN where the industry is in a region without any base",
        "relative to the base (x_r the region's share in all activity, or in the base given)",
        "not REAT's theil(), which is the mean logarithmic deviation",
        MISSING_CONVENTION,
    ),
    axes=("industry", "period"),
    family="concentration",
    invariances=("scale", "permutation"),
    parameters={"missing": "withhold or known"},
)


def compute_theil_concentration(
    values: Any, *, base: Any = None, missing: Missing = "withhold"
) -> Values:
    """Theil concentration, shape (I,) or (I, T), of values (R, I) or (R, I, T).

    base : activity by region, shape (R,) or (R, T); by default the sum of the known cells.
    """
    values = require_matrix(values)
    against = require_base(base, values, axis=REGIONS)
    own, other = compare_shares(values, against, axis=REGIONS, missing=missing)
    return theil_of_shares(own, other, axis=REGIONS)


EXAMPLES = (
    Example(
        function=compute_theil_concentration,
        arguments=([[40.0, 0.0], [0.0, 40.0]],),
        expected=[0.6931471805599453, 0.6931471805599453],
        working="All of industry 1 is where half of the jobs are: 1·ln(1/½) = ln 2.",
    ),
)
