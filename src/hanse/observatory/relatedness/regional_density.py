"""Regional density: the mean relatedness density of what a region has, and of what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import Values, divide
from hanse.observatory.relatedness.density import compute_relatedness_density
from hanse.observatory.relatedness.presence import require_presence
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="regional-density",
    title="Relatedness within and around a region",
    definition=(
        "How near to each other the industries are that a region has (inside), and how near the "
        "ones are that it lacks (outside): its coherence, and its room to diversify."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference=(
        "Balland (2017), EconGeo (relatedness.density.int.avg and ext.avg); Boschma, "
        "Balland and Kogler (2015), Industrial and Corporate Change 24"
    ),
    formula="inside = mean of d_ir over M_ir = 1; outside = mean of d_ir over M_ir = 0",
    unit="share",
    direction="higher is more",
    range=(0.0, 1.0),
    conventions=(
        "plain means of relatedness density, own industry left out, scale 0 to 1 (EconGeo 0–100)",
        "industries whose presence is unknown, or that are related to none, count in neither mean",
        "NaN where the region has (lacks) none",
    ),
    axes=("region",),
    family="relatedness",
    invariances=("permutation",),
    parameters={"proximity": "relatedness of industries; by default that of the presence matrix"},
)


@dataclass(frozen=True)
class RegionalDensity:
    """Mean density of each region, shape (R,), over the industries that it has and lacks."""

    inside: Values
    outside: Values


def compute_regional_density(presence: Any, proximity: Any = None) -> RegionalDensity:
    """Mean density inside and outside of the regions' industries, from presence (R, I).

    proximity : relatedness of industries, shape (I, I); by default that of the presence matrix.
    """
    presence = require_presence(presence)
    return average_density(compute_relatedness_density(presence, proximity), presence)


def average_density(density: Any, presence: Any) -> RegionalDensity:
    """The means of a density (R, I) that is there already."""
    presence = require_presence(presence)
    density = np.asarray(density, dtype=np.float64)

    def mean(chosen: Values) -> Values:
        chosen = chosen & ~np.isnan(density)
        return divide(np.where(chosen, density, 0.0).sum(axis=1), chosen.sum(axis=1))

    return RegionalDensity(mean(presence == 1), mean(presence == 0))


EXAMPLES = (
    Example(
        function=compute_regional_density,
        arguments=(
            [[1.0, 0.0, 0.0]],
            [[1.0, 0.6, 0.2], [0.6, 1.0, 0.4], [0.2, 0.4, 1.0]],
        ),
        expected={"inside": [0.0], "outside": [7.0 / 15.0]},
        working="It has nothing else (0); 0.6/1 and 0.2/0.6 of what it lacks, on average 7/15.",
    ),
)
