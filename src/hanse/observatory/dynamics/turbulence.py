"""Turbulence: how much a region's mix of industries was reshuffled."""

from __future__ import annotations

from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import (
    INDUSTRIES,
    MISSING_CONVENTION,
    Missing,
    Values,
    compare_shares,
    require_matrix,
)
from hanse.vocabulary import IndicatorCard, InputError

CARD = IndicatorCard(
    id="turbulence",
    title="Turbulence (structural change)",
    definition="The share of a region's jobs that changed industry between two dates, net.",
    version="1",
    reviewed_on="2026-11-22",
    reference="Michaely (1962), Concentration in international trade; Dietrich (2012)",
    formula="½ Σ_i |s_ir(t) − s_ir(0)|",
    unit="share",
    direction="higher is more",
    range=(0.0, 1.0),
    conventions=(
        "first against last period, net: moves back and forth in between do not show",
        MISSING_CONVENTION,
    ),
    axes=("region",),
    family="dynamics",
    invariances=("scale", "permutation"),
    parameters={"missing": "withhold or known"},
)


def compute_turbulence(values: Any, *, missing: Missing = "withhold") -> Values:
    """Turbulence between the first and last period, shape (R,), of values (R, I, T)."""
    values = require_matrix(values)
    if values.ndim != 3 or values.shape[2] < 2:
        raise InputError("Turbulence needs at least two periods.")
    ends = values[..., [0, -1]]
    gap = np.isnan(ends).any(axis=2)
    ends = np.where(gap[..., None], np.nan, ends)
    own, _ = compare_shares(ends, ends, axis=INDUSTRIES, missing=missing)
    index: Values = 0.5 * np.abs(own[..., 1] - own[..., 0]).sum(axis=INDUSTRIES)
    return index


EXAMPLES = (
    Example(
        function=compute_turbulence,
        arguments=([[[30.0, 20.0], [10.0, 20.0]]],),
        expected=[0.25],
        working="From ¾ and ¼ to ½ and ½: a quarter moved.",
    ),
)
