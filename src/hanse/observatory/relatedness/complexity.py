"""Economic complexity index of regions, by truncated singular value decomposition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import Values
from hanse.observatory.relatedness.presence import require_presence
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="economic-complexity",
    title="Economic complexity index",
    definition=(
        "How far a region specialises in industries that few other, likewise diverse regions "
        "have: 0 is the average region, 1 a standard deviation above it."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Hidalgo and Hausmann (2009), PNAS 106; Mealy, Farmer and Teytelboym (2019)",
    formula="second left singular vector of D^(−½) M U^(−½), divided by √d, z-scored",
    unit="standard deviations",
    direction="higher is more",
    range=(float("-inf"), float("inf")),
    conventions=(
        "sign: positive correlation with diversity, so that it cannot drift with the algorithm",
        "z-score over the regions that have an index, ddof = 0",
        "regions and industries without any presence have no index (NaN) and touch no other",
        "an unknown presence counts as absent: pass complete data or state it",
        "where the regions fall into unconnected blocks the index only tells them apart: "
        "`connected` is then False",
    ),
    axes=("region",),
    family="complexity",
    invariances=("permutation",),
)


@dataclass(frozen=True)
class Complexity:
    """Complexity of regions, shape (R,), and of industries, shape (I,)."""

    regions: Values
    industries: Values
    singular_value: float
    """The second one, below 1 where everything hangs together."""
    connected: bool


def find_complexity(
    presence: Any, *, industry_scale: Literal["own", "region"] = "own"
) -> Complexity:
    """ECI and PCI of a presence matrix (R, I).

    industry_scale : "own" gives the PCI mean 0 and deviation 1; "region" scales it by the mean and
    deviation of the ECI, so that a region's ECI is the mean PCI of its industries (ecomplexity).
    """
    presence = require_presence(presence)
    if np.isnan(presence).any():
        presence = np.nan_to_num(presence)
    d, u = presence.sum(axis=1), presence.sum(axis=0)
    rows, columns = d > 0, u > 0
    regions = np.full(len(d), np.nan)
    industries = np.full(len(u), np.nan)
    if min(rows.sum(), columns.sum()) < 2:
        return Complexity(regions, industries, np.nan, True)
    m = presence if rows.all() and columns.all() else presence[np.ix_(rows, columns)]
    d, u = d[rows], u[columns]
    scaled = m / np.sqrt(d)[:, None]
    scaled /= np.sqrt(u)
    value, left, right = find_second_singular_pair(scaled, np.sqrt(d), np.sqrt(u))
    kc, kp = left / np.sqrt(d), right / np.sqrt(u)
    sign = 1.0 if _correlates(kc, d) else -1.0
    spread = kc.std()
    if value < 1e-12 or spread < 1e-14:
        return Complexity(regions, industries, value, True)
    regions[rows] = sign * (kc - kc.mean()) / spread
    industries[columns] = (
        sign * (kp - kp.mean()) / kp.std()
        if industry_scale == "own"
        else sign * (kp / value - kc.mean()) / spread
    )
    return Complexity(regions, industries, value, value < 1.0 - 1e-9)


def _correlates(index: Values, diversity: Values) -> bool:
    """Whether the index rises with diversity; where it does neither, with its first entry."""
    product = float(((index - index.mean()) * (diversity - diversity.mean())).sum())
    scale = float(np.linalg.norm(index) * np.linalg.norm(diversity))
    return product > 0 if abs(product) > 1e-12 * scale else bool(index[np.abs(index).argmax()] > 0)


def find_second_singular_pair(
    scaled: Values, first_left: Values, first_right: Values
) -> tuple[float, Values, Values]:
    """The second singular value with its vectors; the first pair is known up to its length.

    Works on the smaller of the two Gram matrices, from which the first pair is taken out, so that
    the wanted vector is the leading one and a Lanczos iteration finds it to machine precision.
    """
    tall = scaled.shape[0] >= scaled.shape[1]
    gram = scaled.T @ scaled if tall else scaled @ scaled.T
    known = first_right if tall else first_left
    known = known / np.linalg.norm(known)
    gram -= np.outer(known, known)
    vector = _leading_vector(gram)
    vector -= known * (known @ vector)
    vector /= np.linalg.norm(vector)
    other = scaled @ vector if tall else scaled.T @ vector
    value = float(np.linalg.norm(other))
    other = other / value if value > 0 else other
    return (value, other, vector) if tall else (value, vector, other)


def _leading_vector(gram: Values) -> Values:
    """The eigenvector of the largest eigenvalue of a symmetric matrix."""
    if len(gram) < 100:
        return np.asarray(np.linalg.eigh(gram)[1][:, -1])
    from scipy.sparse.linalg import ArpackNoConvergence, eigsh

    start = np.random.default_rng(0).standard_normal(len(gram))
    try:
        return np.asarray(eigsh(gram, k=1, which="LA", v0=start, tol=0)[1][:, 0])
    except ArpackNoConvergence:
        return np.asarray(np.linalg.eigh(gram)[1][:, -1])


def compute_economic_complexity(presence: Any) -> Values:
    """Economic complexity index of the regions, shape (R,), of a presence matrix (R, I)."""
    return find_complexity(presence).regions


EXAMPLES = (
    Example(
        function=compute_economic_complexity,
        arguments=([[1.0, 1.0], [0.0, 1.0], [0.0, 0.0]],),
        expected=[1.0, -1.0, float("nan")],
        working="Two regions lie one deviation either side of their mean, the diverse one above.",
        tolerance=1e-9,
    ),
)
