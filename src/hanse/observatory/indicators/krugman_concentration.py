"""Krugman's index of the concentration of an industry."""

from __future__ import annotations

from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.indicators.krugman_specialisation import Reference, build_reference
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
    id="krugman-concentration",
    title="Krugman concentration index",
    definition=(
        "How much the spread of an industry over the regions differs from that of all activity."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Krugman (1991), Geography and Trade",
    formula="K_i = Σ_r |e_ir/e_i − e_r/e|",
    unit="0 to 2",
    direction="higher is more",
    range=(0.0, 2.0),
    conventions=(
        "absolute differences are summed without halving",
        'reference "all": all activity, the industry included; "others": all but the industry; '
        '"mean of others": the plain mean of the other industries\' shares (REAT)',
        MISSING_CONVENTION,
    ),
    axes=("industry", "period"),
    family="concentration",
    invariances=("scale", "permutation"),
    parameters={"reference": "all, others or mean of others", "missing": "withhold or known"},
)


def compute_krugman_concentration(
    values: Any,
    *,
    base: Any = None,
    reference: Reference = "all",
    missing: Missing = "withhold",
) -> Values:
    """Krugman concentration, shape (I,) or (I, T), of values (R, I) or (R, I, T).

    base : activity by region, shape (R,) or (R, T), instead of `reference`.
    """
    values = require_matrix(values)
    against = (
        build_reference(values, reference=reference, axis=REGIONS)
        if base is None
        else require_base(base, values, axis=REGIONS)
    )
    own, other = compare_shares(values, against, axis=REGIONS, missing=missing)
    index: Values = np.abs(own - other).sum(axis=REGIONS)
    return index


EXAMPLES = (
    Example(
        function=compute_krugman_concentration,
        arguments=([[30.0, 10.0], [10.0, 30.0]],),
        expected=[0.5, 0.5],
        working="Each region has half of all jobs; industry 1 is 3/4 and 1/4.",
    ),
)
