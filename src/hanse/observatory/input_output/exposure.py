"""Exposure of regions to a shock that travels along the chains of supply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.input_output.system import InputOutput, build_input_output
from hanse.observatory.matrices import INDUSTRIES, Values, divide, require_matrix
from hanse.vocabulary import IndicatorCard, InputError

Direction = Literal["upstream", "downstream"]
SHOCK_CONVENTIONS = (
    'a shock is industry -> relative change, for example {"Motor vehicles": -0.2}',
    '"upstream" (default): of final demand, felt by suppliers (Leontief); "downstream": of primary '
    "inputs, felt by customers (Ghosh, which supposes that they cannot replace what they lack)",
    "coefficients and jobs for each unit of output stay as they are",
)
CARD = IndicatorCard(
    id="shock-exposure",
    title="Exposure to a shock",
    definition=(
        "The share of a region's jobs at stake where the demand for an industry, or its supply, "
        "changes: through all its suppliers or customers."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Miller and Blair (2009), Input–Output Analysis, chapters 2 and 12",
    formula="Σ_i e_ir Δ_i / Σ_i e_ir; Δ = L(δ∘f)/x upstream, (δ∘v)G/x downstream",
    unit="share",
    direction="neutral",
    range=(float("-inf"), float("inf")),
    conventions=(*SHOCK_CONVENTIONS, "of the known jobs of the region"),
    axes=("region",),
    family="input-output",
    invariances=("scale", "permutation"),
    parameters={"shock": "industry -> change", "direction": "upstream or downstream"},
)


@dataclass(frozen=True)
class Exposure:
    """What a shock does.

    industries : relative change of the output of each industry, (I,). cells : jobs at stake in
    each region and industry, (R, I), NaN where jobs are unknown. regions : share of the known
    jobs of each region at stake, (R,).
    """

    industries: Values
    cells: Values
    regions: Values


def propagate_shock(
    table: InputOutput,
    shock: Mapping[str, float],
    *,
    direction: Direction = "upstream",
) -> Values:
    """Relative change of each industry's output, shape (I,), after a shock.

    shock : industry -> relative change, for example {"Motor vehicles": -0.2}. "upstream": of its
    final demand, felt by suppliers (Leontief); "downstream": of its primary inputs, felt by
    customers (Ghosh, which supposes that customers cannot replace what they lack).
    """
    change = np.zeros(len(table.industries))
    for industry, share in shock.items():
        change[table.position(industry)] = share
    if direction == "upstream":
        output = table.leontief_inverse @ (change * table.final_demand)
    else:
        primary = table.output - table.flows.sum(axis=0)
        output = (change * primary) @ table.ghosh_inverse
    return np.nan_to_num(divide(output, table.output))


def compute_exposure(
    values: Any,
    table: InputOutput,
    shock: Mapping[str, float],
    *,
    direction: Direction = "upstream",
) -> Exposure:
    """Jobs at stake in each region, of jobs (R, I) whose industries are those of the table."""
    jobs = require_matrix(values)
    if jobs.shape[INDUSTRIES] != len(table.industries) or jobs.ndim != 2:
        raise InputError(
            f"The jobs have {jobs.shape[INDUSTRIES]} industries, the table {len(table.industries)}."
        )
    change = propagate_shock(table, shock, direction=direction)
    cells = jobs * change
    known = ~np.isnan(jobs)
    regions = divide(
        np.where(known, cells, 0.0).sum(axis=1), np.where(known, jobs, 0.0).sum(axis=1)
    )
    return Exposure(change, cells, regions)


def compute_shock_exposure(
    values: Any,
    table: InputOutput,
    shock: Mapping[str, float],
    *,
    direction: Direction = "upstream",
) -> Values:
    """Share of the known jobs of each region at stake, shape (R,) or (R, T)."""
    jobs = require_matrix(values)
    if jobs.ndim == 2:
        return compute_exposure(jobs, table, shock, direction=direction).regions
    parts = [
        compute_exposure(jobs[..., t], table, shock, direction=direction).regions
        for t in range(jobs.shape[2])
    ]
    return np.stack(parts, axis=-1)


def _example(values: Any) -> Values:
    table = build_input_output([[0.0, 5.0], [0.0, 0.0]], [5.0, 10.0], ["parts", "cars"])
    return compute_shock_exposure(values, table, {"cars": -0.2})


EXAMPLES = (
    Example(
        function=_example,
        arguments=([[30.0, 10.0], [0.0, 10.0]],),
        expected=[-0.125, -0.2],
        working="Cars lose 2 of 10, parts 1 of 10: (30·0.1 + 10·0.2)/40 and 0.2.",
    ),
)
