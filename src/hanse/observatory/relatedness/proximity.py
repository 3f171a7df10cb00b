"""Proximity of industries: how often regions that have one also have the other."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import Values, divide
from hanse.observatory.relatedness.presence import require_presence
from hanse.vocabulary import IndicatorCard, InputError

CARD = IndicatorCard(
    id="proximity",
    title="Proximity of industries",
    definition="How often regions that have one industry have the other too.",
    version="1",
    reviewed_on="2026-11-22",
    reference=(
        "Hidalgo, Klinger, Barabási and Hausmann (2007), Science 317; Van Eck and Waltman (2009), "
        "JASIST 60 (cosine, Jaccard, association); Steijn (2021), Scientometrics 126 (probability)"
    ),
    formula="φ_ij = Σ_r M_ir M_jr / max(u_i, u_j)",
    unit="0 to 1 (association and probability: ratio)",
    direction="higher is more",
    range=(0.0, float("inf")),
    conventions=(
        'normalisation "maximum" (the smaller conditional probability), "minimum", "cosine", '
        '"jaccard", "association" (C n / u_i u_j) or "probability"',
        '"probability" is EconGeo\'s index on the co-occurrences without their diagonal: '
        "C_ij / [((S_i/T)(S_j/(T−S_i)) + (S_j/T)(S_i/(T−S_j))) T/2]",
        "diagonal 1 or 0, as asked (default 1 as in economiccomplexity; EconGeo has 0)",
        "pairwise complete: a region in which one of the two is missing does not count",
        "industries that no region has: NaN with all others",
    ),
    axes=("industry", "industry"),
    family="relatedness",
    invariances=("permutation",),
    parameters={"normalisation": "see conventions", "diagonal": "1 or 0"},
)

Normalisation = Literal["maximum", "minimum", "cosine", "jaccard", "association", "probability"]


def count_cooccurrences(presence: Values) -> tuple[Values, Values]:
    """C_ij = regions with both i and j, and U_ij = regions with i among those where j is known."""
    unknown = np.isnan(presence)
    # Counts below 2^24 are exact in single precision, which halves the time.
    if len(presence) >= 2**24:
        raise InputError("More than 16 million regions cannot be counted exactly.")
    m = np.asarray(presence, dtype=np.float32)
    m = np.nan_to_num(m) if unknown.any() else m
    both = np.asarray(m.T @ m, dtype=np.float64)
    if not unknown.any():
        return both, np.broadcast_to(np.diag(both)[:, None], both.shape)
    known = np.asarray(~unknown, dtype=np.float32)
    return both, np.asarray(m.T @ known, dtype=np.float64)


def compute_proximity(
    presence: Any,
    *,
    normalisation: Normalisation = "maximum",
    diagonal: Literal[0, 1] = 1,
) -> Values:
    """Proximity of industries, symmetric, shape (I, I), from a presence matrix (R, I)."""
    presence = require_presence(presence)
    both, u = count_cooccurrences(presence)
    result = _normalise(both, u, presence, normalisation)
    np.fill_diagonal(result, np.where(np.isnan(result.diagonal()), np.nan, float(diagonal)))
    return result


def _normalise(both: Values, u: Values, presence: Values, normalisation: Normalisation) -> Values:
    v = u.T
    if normalisation == "maximum":
        return divide(both, np.maximum(u, v))
    if normalisation == "minimum":
        return divide(both, np.minimum(u, v))
    if normalisation == "cosine":
        return divide(both, np.sqrt(u * v))
    if normalisation == "jaccard":
        return divide(both, u + v - both)
    if normalisation == "association":
        known = (~np.isnan(presence)).astype(np.float64)
        return divide(both * (known.T @ known), u * v)
    off = both - np.diag(both.diagonal())
    s = off.sum(axis=0)
    total = s.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = np.outer(s / total, s / total) * total
        expected = (chance / (total - s)[:, None] + chance / (total - s)[None, :]) * total / 2
    probability = divide(off, expected)
    # The diagonal is set by the caller; it must not read as unknown where the industry exists.
    np.fill_diagonal(probability, np.where(s > 0, 1.0, np.nan))
    return probability


EXAMPLES = (
    Example(
        function=compute_proximity,
        arguments=([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]],),
        expected=[[1.0, 0.5], [0.5, 1.0]],
        working="Together in one region, each in two: 1/2.",
    ),
)
