"""Pairwise coagglomeration of industries (Ellison, Glaeser and Kerr 2010)."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import (
    REGIONS,
    Values,
    compare_shares,
    divide,
    require_base,
    require_matrix,
)
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="pairwise-coagglomeration",
    title="Pairwise coagglomeration",
    definition="How far two industries tend to sit in the same regions.",
    version="1",
    reviewed_on="2026-11-22",
    reference="Ellison, Glaeser and Kerr (2010), American Economic Review 100, 1195–1213",
    formula="γᶜ_ij = Σ_r (s_ri − x_r)(s_rj − x_r) / (1 − Σ_r x_r²)",
    unit="index",
    direction="higher is more",
    range=(float("-inf"), float("inf")),
    conventions=(
        'x_r: "mean of industries" (default) is the plain mean of the industries\' shares in the '
        'region; "jobs" is the region\'s share in all jobs',
        "the diagonal holds the same expression for i = j: raw concentration without plant sizes",
        "an industry with a missing region has NaN with all others; the others are unaffected "
        "(it is left out of the mean)",
    ),
    axes=("industry", "industry", "period"),
    family="relatedness",
    invariances=("scale", "permutation"),
    parameters={"size": "mean of industries or jobs"},
)


def compute_pairwise_coagglomeration(
    values: Any,
    *,
    base: Any = None,
    size: Literal["mean of industries", "jobs"] = "mean of industries",
) -> Values:
    """Pairwise coagglomeration, shape (I, I) or (I, I, T), of values (R, I) or (R, I, T).

    base : sizes of the regions, shape (R,) or (R, T), instead of `size`.
    """
    values = require_matrix(values)
    own, _ = compare_shares(values, values, axis=REGIONS, missing="withhold")
    if base is None and size == "mean of industries":
        complete = ~np.isnan(own).any(axis=REGIONS, keepdims=True)
        x = divide(np.where(complete, own, 0.0).sum(axis=1), complete.sum(axis=1))
    else:
        amounts = require_base(base, values, axis=REGIONS)[:, 0]
        x = divide(amounts, amounts.sum(axis=REGIONS, keepdims=True))
    surplus = own - x[:, None]
    product = np.einsum("ri...,rj...->ij...", surplus, surplus, optimize=True)
    return divide(product, 1.0 - np.square(x).sum(axis=REGIONS))


EXAMPLES = (
    Example(
        function=compute_pairwise_coagglomeration,
        arguments=([[3.0, 1.0], [1.0, 3.0]],),
        expected=[[0.25, -0.25], [-0.25, 0.25]],
        working="x = (½, ½); surpluses (¼, −¼) and (−¼, ¼): ±2/16 over 1 − ½.",
    ),
)
