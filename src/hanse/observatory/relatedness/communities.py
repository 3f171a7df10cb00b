"""Communities of related industries."""

from __future__ import annotations

from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import Values
from hanse.observatory.relatedness.network import build_network
from hanse.observatory.relatedness.presence import require_presence
from hanse.observatory.relatedness.proximity import Normalisation, compute_proximity
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="related-communities",
    title="Communities of related industries",
    definition="Which industries hang together more closely than with the others.",
    version="1",
    reviewed_on="2026-11-22",
    reference=(
        "Traag, Waltman and Van Eck (2019), Scientific Reports 9 (Leiden); Newman and Girvan "
        "(2004), Physical Review E 69 (modularity)"
    ),
    formula="partition of the relatedness network that maximises modularity",
    unit="number of the community",
    direction="neutral",
    range=(1.0, float("inf")),
    conventions=(
        "on the backbone of the relatedness network (see there), weighted",
        "1 is the largest; an industry without any link is a community of its own; NaN where its "
        "presence is known nowhere",
        "the search starts from a seed; another one can find another partition of like quality",
        "needs the packages igraph and leidenalg (extra `networks`)",
    ),
    axes=("industry",),
    family="relatedness",
    parameters={
        "normalisation": "of the proximity: maximum and others",
        "significance": "0.05",
        "threshold": "a weight, instead of significance",
        "seed": "a number",
    },
)


def compute_related_communities(
    presence: Any,
    *,
    normalisation: Normalisation = "maximum",
    significance: float = 0.05,
    threshold: float | None = None,
    seed: int = 0,
) -> Values:
    """The community of each industry, (I,), of a presence matrix (R, I), the largest called 1."""
    presence = require_presence(presence)
    proximity = compute_proximity(presence, normalisation=normalisation)
    network = build_network(
        proximity,
        [str(k) for k in range(len(proximity))],
        significance=significance,
        threshold=threshold,
        communities=True,
        seed=seed,
    )
    found = np.asarray(network.communities, dtype=np.float64) + 1.0
    return np.where(np.isnan(presence).all(axis=0), np.nan, found)


EXAMPLES = (
    Example(
        function=compute_related_communities,
        arguments=(
            [
                [1.0, 1.0, 1.0, 0.0, 0.0],
                [1.0, 1.0, 1.0, 0.0, 0.0],
                [0.0, 0.0, 0.0, 1.0, 1.0],
            ],
        ),
        expected=[1.0, 1.0, 1.0, 2.0, 2.0],
        working="1, 2 and 3 are always together, 4 and 5 likewise, and never with the others.",
    ),
)
