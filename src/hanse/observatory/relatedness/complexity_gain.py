"""The gain in complexity outlook that a new industry would bring."""

from __future__ import annotations

from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import Values
from hanse.observatory.relatedness.density import compute_relatedness_density
from hanse.observatory.relatedness.outlook import complete_inputs
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="complexity-gain",
    title="Complexity gain",
    definition=(
        "What an industry that a region lacks would add to its complexity outlook: the complex "
        "industries that would come nearer."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Hausmann, Hidalgo et al. (2014), The Atlas of Economic Complexity",
    formula="COG_ir = Σ_j φ_ij / Σ_k φ_jk (1 − M_jr) PCI_j − d_ir PCI_i",
    unit="index",
    direction="higher is more",
    range=(float("-inf"), float("inf")),
    conventions=(
        "less what the industry adds to the outlook already (the Atlas; ecomplexity does not)",
        "density with the own industry included, proximity with diagonal 1",
        "NaN where the region has the industry or its presence is unknown",
    ),
    axes=("region", "industry"),
    family="complexity",
    invariances=("permutation",),
)


def compute_complexity_gain(
    presence: Any, *, proximity: Any = None, industry_complexity: Any = None
) -> Values:
    """What each industry that a region lacks would add to its outlook, shape (R, I).

    COG_ir = Σ_j φ_ij / Σ_k φ_jk (1 − M_jr) PCI_j − d_ir PCI_i (The Atlas of Economic Complexity);
    NaN where the region has the industry or its presence is unknown.
    """
    presence, phi, pci = complete_inputs(presence, proximity, industry_complexity)
    density = compute_relatedness_density(presence, phi, own="included")
    weighted = np.nan_to_num(phi * np.nan_to_num(pci / phi.sum(axis=1))[None, :])
    gain = np.where(presence == 0, 1.0, 0.0) @ weighted.T - density * pci
    return np.where(presence == 0, gain, np.nan)


EXAMPLES = (
    Example(
        function=compute_complexity_gain,
        arguments=([[1.0, 0.0]],),
        options={
            "proximity": np.array([[1.0, 0.5], [0.5, 1.0]]),
            "industry_complexity": np.array([-1.0, 3.0]),
        },
        expected=[[float("nan"), 1.0]],
        working="It would add 1/1.5 times 3, and adds 0.5/1.5 times 3 already: 2 − 1.",
    ),
)
