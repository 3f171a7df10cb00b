"""Relative density: how near an industry is compared with all else that the region lacks."""

from __future__ import annotations

from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import Values, divide
from hanse.observatory.relatedness.density import compute_relatedness_density
from hanse.observatory.relatedness.presence import require_presence
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="relative-density",
    title="Relative relatedness density",
    definition=(
        "How near an industry that a region lacks is to what it has, compared with all the other "
        "industries that it lacks: 0 is their average, 1 a standard deviation nearer."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Pinheiro, Balland, Boschma and Hartmann (2022), Regional Studies",
    formula="(d_ir − mean d_jr) / deviation of d_jr, j over the industries that r lacks",
    unit="standard deviations",
    direction="higher is more",
    range=(float("-inf"), float("inf")),
    conventions=(
        "only for industries that the region lacks; NaN for what it has or may have",
        "deviation with ddof 0; NaN where all that the region lacks is equally near",
        "density leaves out the own industry (EconGeo); its scale makes no difference",
        "comparable between regions of any size: density alone is higher wherever there is more",
    ),
    axes=("region", "industry"),
    family="relatedness",
    invariances=("permutation",),
    parameters={"proximity": "relatedness of industries; by default that of the presence matrix"},
)


def compute_relative_density(presence: Any, proximity: Any = None) -> Values:
    """Relative density of the industries that each region lacks, (R, I), from presence (R, I).

    proximity : relatedness of industries, shape (I, I); by default that of the presence matrix.
    """
    presence = require_presence(presence)
    return compare_among_lacking(compute_relatedness_density(presence, proximity), presence)


def compare_among_lacking(figures: Any, presence: Any) -> Values:
    """Figures (R, I) as z-scores among the industries that a region lacks; NaN elsewhere."""
    presence = require_presence(presence)
    lacking = np.where(presence == 0, np.asarray(figures, dtype=np.float64), np.nan)
    n = (~np.isnan(lacking)).sum(axis=1, keepdims=True)
    deviation = lacking - divide(np.nansum(lacking, axis=1, keepdims=True), n)
    return divide(deviation, np.sqrt(divide(np.nansum(deviation**2, axis=1, keepdims=True), n)))


EXAMPLES = (
    Example(
        function=compute_relative_density,
        arguments=(
            [[1.0, 0.0, 0.0]],
            [[1.0, 0.6, 0.2], [0.6, 1.0, 0.4], [0.2, 0.4, 1.0]],
        ),
        expected=[[float("nan"), 1.0, -1.0]],
        working="Densities 0.6 and 1/3 of the two that it lacks: as far above as below their mean.",
        tolerance=1e-9,
    ),
)
