"""Jobs at stake in each region and industry under a shock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hanse.observatory.indicators.examples import Example
from hanse.observatory.input_output.exposure import (
    SHOCK_CONVENTIONS,
    Direction,
    propagate_shock,
)
from hanse.observatory.input_output.system import InputOutput, build_input_output
from hanse.observatory.matrices import Values, require_matrix
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="jobs-at-stake",
    title="Jobs at stake",
    definition=(
        "The jobs of a region in an industry that would come or go where the demand for another "
        "industry, or its supply, changes."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Miller and Blair (2009), Input–Output Analysis, chapters 2 and 12",
    formula="e_ir Δ_i; Δ = L(δ∘f)/x upstream, (δ∘v)G/x downstream",
    unit="jobs",
    direction="neutral",
    range=(float("-inf"), float("inf")),
    conventions=(*SHOCK_CONVENTIONS, "a missing cell stays missing"),
    axes=("region", "industry", "period"),
    family="input-output",
    invariances=("additivity", "permutation"),
    parameters={"shock": "industry -> change", "direction": "upstream or downstream"},
)


def compute_jobs_at_stake(
    values: Any,
    table: InputOutput,
    shock: Mapping[str, float],
    *,
    direction: Direction = "upstream",
) -> Values:
    """Jobs at stake, of the shape of the jobs (R, I) or (R, I, T)."""
    jobs = require_matrix(values)
    change = propagate_shock(table, shock, direction=direction)
    return jobs * (change if jobs.ndim == 2 else change[:, None])


def _example(values: Any) -> Values:
    table = build_input_output([[0.0, 5.0], [0.0, 0.0]], [5.0, 10.0], ["parts", "cars"])
    return compute_jobs_at_stake(values, table, {"cars": -0.2})


EXAMPLES = (
    Example(
        function=_example,
        arguments=([[30.0, 10.0], [0.0, float("nan")]],),
        expected=[[-3.0, -2.0], [0.0, float("nan")]],
        working="A fifth less demand for cars is a tenth less output of parts.",
    ),
)
