"""Hoover's coefficient of specialisation of a region."""

from __future__ import annotations

from typing import Any

from hanse.observatory.indicators.examples import Example
from hanse.observatory.indicators.krugman_specialisation import (
    Reference,
    compute_krugman_specialisation,
)
from hanse.observatory.matrices import MISSING_CONVENTION, Missing, Values
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="hoover-specialisation",
    title="Hoover specialisation coefficient",
    definition=(
        "The share of a region's jobs that would have to change industry for the region to have "
        "the reference's mix."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Hoover and Giarratani (1985), An introduction to regional economics",
    formula="H_r = ½ Σ_i |e_ir/e_r − e_i/e|",
    unit="share",
    direction="higher is more",
    range=(0.0, 1.0),
    conventions=("half of the Krugman specialisation index", MISSING_CONVENTION),
    axes=("region", "period"),
    family="specialisation",
    invariances=("scale", "permutation"),
    parameters={"reference": "all, others or mean of others", "missing": "withhold or known"},
)


def compute_hoover_specialisation(
    values: Any, *, base: Any = None, reference: Reference = "all", missing: Missing = "withhold"
) -> Values:
    """Hoover specialisation, shape (R,) or (R, T), of values (R, I) or (R, I, T)."""
    return 0.5 * compute_krugman_specialisation(
        values, base=base, reference=reference, missing=missing
    )


EXAMPLES = (
    Example(
        function=compute_hoover_specialisation,
        arguments=([[30.0, 10.0], [10.0, 30.0]],),
        expected=[0.25, 0.25],
        working="A quarter of region 1's jobs would have to change from industry 1 to 2.",
    ),
)
