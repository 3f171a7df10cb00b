"""Whether two industries share more regions than chance would have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import Values
from hanse.observatory.relatedness.presence import require_presence
from hanse.observatory.relatedness.proximity import count_cooccurrences
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="co-occurrence",
    title="Co-occurrence beyond chance",
    definition=(
        "The chance that two industries would share this many regions or more if each had spread "
        "over the regions at random."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Teece, Rumelt, Dosi and Winter (1994), J. of Economic Behavior and Organization 23",
    formula="p_ij = P(X ≥ C_ij), X hypergeometric (n, u_i, u_j); z = (C − μ)/σ",
    unit="probability",
    direction="lower is more",
    range=(0.0, 1.0),
    conventions=(
        "exact upper tail, the observed number included; z uses the same mean and variance",
        "pairwise complete: only regions in which both are known count",
        "the diagonal has no meaning and is NaN; correct for the many pairs before you conclude",
    ),
    axes=("industry", "industry"),
    family="relatedness",
    invariances=("permutation",),
)


@dataclass(frozen=True)
class Cooccurrence:
    """Counts, expected counts, z and p, each of shape (I, I); NaN on the diagonal of z and p."""

    p_value: Values
    z: Values
    count: Values
    expected: Values


def compute_co_occurrence(presence: Any) -> Cooccurrence:
    """Test of the co-occurrences of a presence matrix (R, I)."""
    from scipy.stats import hypergeom

    presence = require_presence(presence)
    both, u = count_cooccurrences(presence)
    known = (~np.isnan(presence)).astype(np.float64)
    n, v = known.T @ known, u.T
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = u * v / n
        variance = expected * (1 - u / n) * (n - v) / (n - 1)
        z = np.where(variance > 0, (both - expected) / np.sqrt(variance), np.nan)
    p_value = np.asarray(hypergeom.sf(both - 1, n, u, v), dtype=np.float64)
    for array in (z, p_value):
        np.fill_diagonal(array, np.nan)
    return Cooccurrence(p_value, z, both, expected)


EXAMPLES = (
    Example(
        function=compute_co_occurrence,
        arguments=([[1.0, 1.0], [1.0, 1.0], [0.0, 0.0], [0.0, 0.0]],),
        expected={"p_value": [[float("nan"), 1 / 6], [1 / 6, float("nan")]]},
        working="Two and two of four regions, all shared: 1 of the 6 ways to choose two of four.",
        tolerance=1e-9,
    ),
)
