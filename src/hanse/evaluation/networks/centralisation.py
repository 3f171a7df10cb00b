"""Degree centralisation: how much the ties run together in one member."""

from __future__ import annotations

from hanse.evaluation.networks.examples import LINE, STAR, TRIANGLE, Example
from hanse.evaluation.networks.network import Network
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="network-centralisation",
    title="Centralisation",
    definition=(
        "How much the ties run together in one member: 1 where all know only the same one, 0 "
        "where all have equally many partners."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Freeman (1979), Centrality in social networks: conceptual clarification",
    formula="C = Σ_i (max_j k_j − k_i) / ((n − 1)(n − 2))",
    unit="0 to 1",
    direction="neutral",
    range=(0.0, 1.0),
    conventions=(
        "k counts partners: a pair counts once, loops are left out",
        "the denominator is the sum for a star of the same n: the largest possible",
        "isolates count among the n",
        "fewer than three members: no value; without ties: 0",
        "the cluster organisation itself is not a node, else each network would be a star",
    ),
    axes=("network",),
    family="networks",
    invariances=("permutation",),
)


def compute_centralisation(network: Network) -> float | None:
    """Freeman's degree centralisation; None with fewer than three nodes."""
    n = network.size
    if n < 3:
        return None
    degrees = network.degrees
    return float((degrees.max() - degrees).sum()) / ((n - 1) * (n - 2))


EXAMPLES = (
    Example(compute_centralisation, STAR, 1.0, "Degrees 3, 1, 1, 1: (0+2+2+2) / (3·2) = 1."),
    Example(compute_centralisation, LINE, 1 / 3, "Degrees 1, 2, 2, 1: (1+0+0+1) / 6."),
    Example(compute_centralisation, TRIANGLE, 1 / 3, "Degrees 2, 2, 2, 0: 2 / 6."),
)
