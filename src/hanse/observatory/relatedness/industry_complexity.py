"""Complexity index of industries (product complexity)."""

from __future__ import annotations

from typing import Any, Literal

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import Values
from hanse.observatory.relatedness.complexity import find_complexity
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="industry-complexity",
    title="Industry complexity index",
    definition="How far an industry is found only in complex regions.",
    version="1",
    reviewed_on="2026-11-22",
    reference="Hidalgo and Hausmann (2009), PNAS 106; Mealy, Farmer and Teytelboym (2019)",
    formula="second right singular vector of D^(−½) M U^(−½), divided by √u, scaled",
    unit="standard deviations",
    direction="higher is more",
    range=(float("-inf"), float("inf")),
    conventions=(
        'scale "own" (default): mean 0 and deviation 1 over industries; "region": mean and '
        "deviation of the ECI, so that a region's ECI is the mean of its industries (ecomplexity)",
        "sign: goes with the economic complexity index of the regions",
        "industries that no region has are NaN",
    ),
    axes=("industry",),
    family="complexity",
    invariances=("permutation",),
    parameters={"scale": "own or region"},
)


def compute_industry_complexity(
    presence: Any, *, scale: Literal["own", "region"] = "own"
) -> Values:
    """Complexity of the industries, shape (I,), of a presence matrix (R, I)."""
    return find_complexity(presence, industry_scale=scale).industries


EXAMPLES = (
    Example(
        function=compute_industry_complexity,
        arguments=([[1.0, 1.0], [0.0, 1.0]],),
        options={"scale": "region"},
        expected=[3.0, -1.0],
        working="Regions have 1 and −1; region 2 has industry 2 alone, and (x − 1)/2 = 1.",
        tolerance=1e-9,
    ),
)
