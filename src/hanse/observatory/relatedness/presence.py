"""Presence: which industries a region is specialised in."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.indicators.location_quotient import compute_location_quotients
from hanse.observatory.matrices import Values, require_matrix
from hanse.vocabulary import IndicatorCard, InputError

CARD = IndicatorCard(
    id="presence",
    title="Presence (revealed advantage)",
    definition="Whether an industry weighs at least as much in the region as in the nation.",
    version="1",
    reviewed_on="2026-11-22",
    reference="Balassa (1965); Hidalgo, Klinger, Barabási and Hausmann (2007), Science 317",
    formula="M_ir = 1 where LQ_ir ≥ 1, else 0",
    unit="yes or no",
    direction="higher is more",
    range=(0.0, 1.0),
    conventions=(
        'LQ ≥ threshold, 1 by default; rule ">" for strictly above',
        "a missing cell stays missing; a region or industry without activity is present nowhere",
        "the LQ uses the sums of the known cells",
    ),
    axes=("region", "industry", "period"),
    family="relatedness",
    invariances=("scale", "permutation"),
    parameters={"threshold": "1", "rule": ">= or >"},
)


def compute_presence(
    values: Any, *, threshold: float = 1.0, rule: Literal[">=", ">"] = ">="
) -> Values:
    """1 where the LQ reaches the threshold, 0 where not, NaN where the cell is missing.

    values : amounts of shape (R, I) or (R, I, T); the result has the same shape.
    """
    values = require_matrix(values)
    lq = compute_location_quotients(values)
    return find_presence(values, lq, threshold=threshold, rule=rule)


def find_presence(
    values: Values, lq: Values, *, threshold: float = 1.0, rule: Literal[">=", ">"] = ">="
) -> Values:
    """Presence from quotients that are there already: NaN where the value is missing."""
    # Shares that are equal in exact arithmetic must not fall on different sides of the threshold.
    slack = 1e-12 * threshold
    with np.errstate(invalid="ignore"):
        present = lq >= threshold - slack if rule == ">=" else lq > threshold + slack
    result = present.astype(np.float64)
    missing = np.isnan(values)
    if missing.any():
        result[missing] = np.nan
    return result


def require_presence(presence: Any) -> Values:
    """A presence matrix as float64 of shape (R, I): 0, 1, or NaN for unknown."""
    matrix = np.asarray(presence, dtype=np.float64)
    if matrix.ndim != 2:
        raise InputError(
            f"A presence matrix is region x industry; this one has {matrix.ndim} axes."
        )
    # 0 and 1 are their own squares. Comparing once is enough where nothing is missing.
    odd = matrix * matrix != matrix
    if odd.any() and not np.isnan(matrix[odd]).all():
        raise InputError(
            "A presence matrix holds only 0, 1 and missing.",
            mend="Turn amounts into presence with compute_presence.",
        )
    return matrix


EXAMPLES = (
    Example(
        function=compute_presence,
        arguments=([[30.0, 10.0], [10.0, 30.0]],),
        expected=[[1.0, 0.0], [0.0, 1.0]],
        working="LQs 1.5 and 0.5.",
    ),
)
