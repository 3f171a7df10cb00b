"""Maurel and Sédillot's index of geographic concentration."""

from __future__ import annotations

from typing import Any

import numpy as np

from hanse.observatory.indicators.ellison_glaeser import require_plant_moments
from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import (
    MISSING_CONVENTION,
    REGIONS,
    Missing,
    Values,
    compare_shares,
    divide,
    require_base,
    require_matrix,
)
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="maurel-sedillot",
    title="Maurel–Sédillot index",
    definition=(
        "The likelihood, beyond chance, that two plants of an industry sit in the same region."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference=("Maurel and Sédillot (1999), Regional Science and Urban Economics 29, 575–604"),
    formula="γ_i = [(Σs² − Σx²)/(1 − Σx²) − H] / (1 − H)",
    unit="index",
    direction="higher is more",
    range=(float("-inf"), 1.0),
    conventions=(
        "as Ellison–Glaeser, but Σs² − Σx² takes the place of Σ(s − x)²",
        "H is the Herfindahl index of the plants; where only their number n is known, 1/n",
        MISSING_CONVENTION,
    ),
    axes=("industry", "period"),
    family="concentration",
    invariances=("scale", "permutation"),
    parameters={"herfindahl": "of the plants", "missing": "withhold or known"},
)


def compute_maurel_sedillot(
    values: Any,
    *,
    herfindahl: Any = None,
    establishments: Any = None,
    base: Any = None,
    missing: Missing = "withhold",
) -> Values:
    """Maurel–Sédillot index, shape (I,) or (I, T), of values (R, I) or (R, I, T).

    Arguments as for `compute_ellison_glaeser`.
    """
    values = require_matrix(values)
    h, _ = require_plant_moments(
        values, herfindahl=herfindahl, fourth_moment=None, establishments=establishments
    )
    against = require_base(base, values, axis=REGIONS)
    s, x = compare_shares(values, against, axis=REGIONS, missing=missing)
    s2, x2 = np.square(s).sum(axis=REGIONS), np.square(x).sum(axis=REGIONS)
    return divide(divide(s2 - x2, 1.0 - x2) - h, 1.0 - h)


EXAMPLES = (
    Example(
        function=compute_maurel_sedillot,
        arguments=([[3.0], [1.0]],),
        options={"herfindahl": [0.5], "base": [1.0, 1.0]},
        expected=[-0.5],
        working="Σs² = 10/16, Σx² = ½: (1/8)/(1/2) = ¼; (¼ − ½)/(½) = −½.",
    ),
)
