"""Relatedness between given clusters: averages over pairs of industries, and DPS's combination."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hanse.observatory.cluster_definitions.derive import find_related
from hanse.observatory.cluster_definitions.validation import average_over_groups
from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import Values
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="cluster-relatedness",
    title="Relatedness between clusters",
    definition=(
        "How near two clusters are by where their industries locate, by what they buy from each "
        "other, and by the occupations that they share."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Delgado, Porter and Stern (2016), Journal of Economic Geography 16, 1–38",
    formula="2.301 LC + 6.871 IO + 1.351 Occ − 1.195, LC = mean(LC-Employment, LC-Establishments)",
    unit="standardised index",
    direction="higher is more",
    range=(float("-inf"), float("inf")),
    conventions=(
        "the weights are fitted to the published relatedness of the benchmark definitions "
        "(R² 0.9997): each part standardised over all pairs of industries there, then averaged",
        "for other data standardise afresh: derive_cluster_definitions does",
        "related: at or above the 90th percentile of all pairs of clusters",
    ),
    axes=("industry", "industry"),
    family="relatedness",
    invariances=("permutation",),
)

WEIGHTS = {"location": 2.301, "input_output": 6.871, "occupations": 1.351, "constant": -1.195}


@dataclass(frozen=True)
class ClusterRelatedness:
    """Mean similarity between clusters, (G, G), within on the diagonal, and who is related."""

    relatedness: Values
    related: np.ndarray


def average_between_clusters(similarity: Any, clusters: Any) -> ClusterRelatedness:
    """Mean over pairs of industries of a similarity (I, I), by cluster number (I)."""
    means = average_over_groups(similarity, clusters).groups
    return ClusterRelatedness(means, find_related(means))


def compute_cluster_relatedness(
    colocation_employment: Any, colocation_establishments: Any, input_output: Any, occupations: Any
) -> Values:
    """Delgado, Porter and Stern's combined relatedness, shape of the four parts."""
    location = (np.asarray(colocation_employment) + np.asarray(colocation_establishments)) / 2
    combined: Values = (
        WEIGHTS["location"] * location
        + WEIGHTS["input_output"] * np.asarray(input_output)
        + WEIGHTS["occupations"] * np.asarray(occupations)
        + WEIGHTS["constant"]
    )
    return combined


EXAMPLES = (
    Example(
        function=compute_cluster_relatedness,
        arguments=([0.5], [0.3], [0.1], [0.2]),
        expected=[0.6827],
        working="2.301·0.4 + 6.871·0.1 + 1.351·0.2 − 1.195 = 0.9204 + 0.6871 + 0.2702 − 1.195.",
        tolerance=1e-9,
    ),
)
