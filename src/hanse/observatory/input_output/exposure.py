"""Exposure of regions to a shock that travels along the chains of supply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from hanse.observatory.input_output.system import InputOutput
from hanse.observatory.matrices import INDUSTRIES, Values, divide, require_matrix
from hanse.vocabulary import InputError


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
    direction: Literal["upstream", "downstream"] = "upstream",
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
    direction: Literal["upstream", "downstream"] = "upstream",
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
