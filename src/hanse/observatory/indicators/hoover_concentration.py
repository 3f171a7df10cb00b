"""Hoover's coefficient of localisation."""

from __future__ import annotations

from typing import Any

from hanse.observatory.indicators.examples import Example
from hanse.observatory.indicators.krugman_concentration import compute_krugman_concentration
from hanse.observatory.matrices import MISSING_CONVENTION, Missing, Values
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="hoover-concentration",
    title="Hoover localisation coefficient",
    definition=(
        "The share of an industry's jobs that would have to move to another region for the "
        "industry to be spread as all activity is."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Hoover (1936), The measurement of industrial localization",
    formula="H_i = ½ Σ_r |e_ir/e_i − e_r/e|",
    unit="share",
    direction="higher is more",
    range=(0.0, 1.0),
    conventions=("half of the Krugman concentration index", MISSING_CONVENTION),
    axes=("industry", "period"),
    family="concentration",
    invariances=("scale", "permutation"),
    parameters={"missing": "withhold or known"},
)


def compute_hoover_concentration(
    values: Any, *, base: Any = None, missing: Missing = "withhold"
) -> Values:
    """Hoover localisation, shape (I,) or (I, T), of values (R, I) or (R, I, T)."""
    return 0.5 * compute_krugman_concentration(values, base=base, missing=missing)


EXAMPLES = (
    Example(
        function=compute_hoover_concentration,
        arguments=([[30.0, 10.0], [10.0, 30.0]],),
        expected=[0.25, 0.25],
        working="A quarter of the jobs of industry 1 would have to move from region 1 to 2.",
    ),
)
