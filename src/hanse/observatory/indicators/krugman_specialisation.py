"""Krugman's index of regional specialisation."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import (
    INDUSTRIES,
    MISSING_CONVENTION,
    Missing,
    Values,
    compare_shares,
    require_base,
    require_matrix,
)
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="krugman-specialisation",
    title="Krugman specialisation index",
    definition=(
        "How much the mix of industries of a region differs from that of the reference: the share "
        "of its jobs that would have to change industry, counted twice."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Krugman (1991), Geography and Trade",
    formula="K_r = Σ_i |e_ir/e_r − e_i/e|",
    unit="0 to 2",
    direction="higher is more",
    range=(0.0, 2.0),
    conventions=(
        "absolute differences are summed without halving: 2 is no industry in common",
        'reference "all": all regions together, the region included; "others": all but the region '
        '(pooled jobs); "mean of others": the plain mean of the other regions\' shares (REAT)',
        MISSING_CONVENTION,
    ),
    axes=("region", "period"),
    family="specialisation",
    invariances=("scale", "permutation"),
    parameters={"reference": "all, others or mean of others", "missing": "withhold or known"},
)

Reference = Literal["all", "others", "mean of others"]


def build_reference(values: Values, *, reference: Reference, axis: int = INDUSTRIES) -> Values:
    """The amounts (or shares) with which each region (or industry) is compared along `axis`."""
    if reference == "all":
        return require_base(None, values, axis=axis)
    if reference == "mean of others":
        values = compare_shares(values, values, axis=axis, missing="known")[0]
    known = np.nan_to_num(values)
    others: Values = np.maximum(known.sum(axis=1 - axis, keepdims=True) - known, 0.0)
    return others


def compute_krugman_specialisation(
    values: Any,
    *,
    base: Any = None,
    reference: Reference = "all",
    missing: Missing = "withhold",
) -> Values:
    """Krugman specialisation, shape (R,) or (R, T), of values (R, I) or (R, I, T).

    base : reference amounts by industry, shape (I,) or (I, T), instead of `reference`.
    """
    values = require_matrix(values)
    against = (
        build_reference(values, reference=reference)
        if base is None
        else require_base(base, values, axis=INDUSTRIES)
    )
    own, other = compare_shares(values, against, axis=INDUSTRIES, missing=missing)
    index: Values = np.abs(own - other).sum(axis=INDUSTRIES)
    return index


EXAMPLES = (
    Example(
        function=compute_krugman_specialisation,
        arguments=([[30.0, 10.0], [10.0, 30.0], [20.0, 20.0]],),
        expected=[0.5, 0.5, 0.0],
        working="The nation is half and half; region 1 is 3/4 and 1/4: |3/4-1/2| + |1/4-1/2|.",
    ),
)
