"""Litzenberger and Sternberg's cluster index."""

from __future__ import annotations

from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import REGIONS, Values, divide, require_base, require_matrix
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="litzenberger-sternberg",
    title="Litzenberger–Sternberg cluster index",
    definition=(
        "Relative density of an industry's jobs times its weight among the inhabitants, divided "
        "by the relative size of its plants."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Litzenberger and Sternberg (2006), Geographische Zeitschrift 94",
    formula="CI_ir = [(e_ir/a_r)/(e_i/a)] [(e_ir/p_r)/(e_i/p)] / [(e_ir/b_ir)/(e_i/b_i)]",
    unit="ratio",
    direction="higher is more",
    range=(0.0, float("inf")),
    conventions=(
        "a = area, p = inhabitants, b = plants; 1 is the average of all regions",
        "an industry without jobs in the region has the index 0; without area, inhabitants or "
        "plants (but with jobs) it is NaN",
        "sums over regions are those of the regions in which the industry's cell is known",
    ),
    axes=("region", "industry", "period"),
    family="concentration",
    invariances=("scale", "permutation"),
    parameters={"area": "by region", "population": "by region", "establishments": "by cell"},
)


def compute_litzenberger_sternberg(
    values: Any, area: Any, population: Any, establishments: Any
) -> Values:
    """The cluster index, shape of the values (R, I) or (R, I, T).

    area, population : one figure a region, shape (R,) or (R, T). establishments : plants, shape of
    the values.
    """
    values = require_matrix(values)
    plants = require_matrix(establishments, name="establishments")
    known = ~np.isnan(values) & ~np.isnan(plants)
    ratios = []
    for amount in (area, population):
        base = require_base(amount, values, axis=REGIONS)
        jobs = np.where(known & ~np.isnan(base), values, 0.0).sum(axis=REGIONS)
        whole = np.where(known & ~np.isnan(base), base, 0.0).sum(axis=REGIONS)
        ratios.append(divide(divide(values, base), divide(jobs, whole)))
    own = divide(values, plants)
    all_jobs = np.where(known, values, 0.0).sum(axis=REGIONS)
    all_plants = np.where(known, plants, 0.0).sum(axis=REGIONS)
    size = divide(own, divide(all_jobs, all_plants))
    index = divide(ratios[0] * ratios[1], size)
    return np.where(values == 0, 0.0, index)


EXAMPLES = (
    Example(
        function=compute_litzenberger_sternberg,
        arguments=([[20.0], [20.0]], [1.0, 3.0], [1.0, 1.0], [[2.0], [2.0]]),
        expected=[[2.0], [2.0 / 3.0]],
        working="Region 1: density (20/1)/(40/4) = 2, weight (20/1)/(40/2) = 1, plants alike: 2.",
    ),
)
