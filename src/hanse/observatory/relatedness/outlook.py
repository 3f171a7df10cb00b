"""Complexity outlook of regions."""

from __future__ import annotations

from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import Values
from hanse.observatory.relatedness.complexity import find_complexity
from hanse.observatory.relatedness.density import compute_relatedness_density
from hanse.observatory.relatedness.presence import require_presence
from hanse.observatory.relatedness.proximity import compute_proximity
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="complexity-outlook",
    title="Complexity outlook",
    definition="How many complex industries are near to what a region already does.",
    version="1",
    reviewed_on="2026-11-22",
    reference="Hausmann, Hidalgo et al. (2014), The Atlas of Economic Complexity",
    formula="COI_r = Σ_i d_ir (1 − M_ir) PCI_i",
    unit="index",
    direction="higher is more",
    range=(float("-inf"), float("inf")),
    conventions=(
        "density with the own industry included, proximity with diagonal 1 (the Atlas)",
        "complexity of industries scaled to mean 0 and deviation 1 unless given",
        "industries whose presence is unknown add nothing",
    ),
    axes=("region",),
    family="complexity",
    invariances=("permutation",),
)


def compute_complexity_outlook(
    presence: Any, *, proximity: Any = None, industry_complexity: Any = None
) -> Values:
    """Complexity outlook of the regions, shape (R,), of a presence matrix (R, I).

    proximity : shape (I, I); industry_complexity : shape (I,); by default those of the presence.
    """
    presence, phi, pci = complete_inputs(presence, proximity, industry_complexity)
    density = compute_relatedness_density(presence, phi, own="included")
    part = np.where(presence == 0, np.nan_to_num(density * pci), 0.0)
    return np.where(np.isnan(presence).all(axis=1), np.nan, part.sum(axis=1))


def complete_inputs(presence: Any, proximity: Any, industry_complexity: Any) -> tuple[Values, ...]:
    """Presence, proximity with unknown pairs as 0, and the complexity of industries."""
    presence = require_presence(presence)
    phi = compute_proximity(presence) if proximity is None else np.asarray(proximity, dtype=float)
    pci = (
        find_complexity(presence).industries
        if industry_complexity is None
        else np.asarray(industry_complexity, dtype=float)
    )
    return presence, np.nan_to_num(phi), pci


EXAMPLES = (
    Example(
        function=compute_complexity_outlook,
        arguments=([[1.0, 0.0]],),
        options={
            "proximity": np.array([[1.0, 0.5], [0.5, 1.0]]),
            "industry_complexity": np.array([-1.0, 3.0]),
        },
        expected=[1.0],
        working="Industry 2 is lacking: density 0.5/1.5 times complexity 3.",
    ),
)
