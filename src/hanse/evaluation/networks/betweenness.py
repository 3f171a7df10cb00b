"""Brokers: members through whom the shortest ways between others run."""

from __future__ import annotations

import numpy as np

from hanse.evaluation.networks.examples import LINE, STAR, Example
from hanse.evaluation.networks.network import Network
from hanse.evaluation.networks.paths import find_paths
from hanse.evaluation.networks.traversal import Floats, Traversal
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="network-betweenness",
    title="Brokerage",
    definition=(
        "Of all pairs of other members, the share whose shortest way runs through this one: who "
        "joins what would fall apart."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference=(
        "Freeman (1977), A set of measures of centrality based on betweenness; computed as Brandes "
        "(2001), A faster algorithm for betweenness centrality; sampled as Brandes & Pich (2007)"
    ),
    formula="B_v = 2 / ((n − 1)(n − 2)) · Σ_{s<t} σ_st(v) / σ_st",
    unit="0 to 1",
    direction="higher is more",
    range=(0.0, 1.0),
    conventions=(
        "undirected, each pair once; ends of a path are not counted",
        "divided by the pairs of others, (n − 1)(n − 2) / 2, isolates included",
        "networks of more than 500 members: estimated from 150 of them as sources, drawn at random "
        "with a fixed seed, times n / 150",
        "fewer than three members: zeros",
    ),
    axes=("network", "member"),
    family="networks",
    invariances=("permutation",),
)


def compute_betweenness(network: Network) -> Floats:
    """Normalised betweenness of each node, shape (N,)."""
    return scale_betweenness(network, find_paths(network))


def scale_betweenness(network: Network, paths: Traversal) -> Floats:
    """Betweenness from shortest paths that were followed already."""
    n = network.size
    if n < 3:
        return np.zeros(n)
    # A sum over all sources counts each pair twice: once from either end.
    return paths.dependency * (n / paths.sources) / ((n - 1) * (n - 2))


EXAMPLES = (
    Example(compute_betweenness, STAR, [1.0, 0.0, 0.0, 0.0], "All 3 pairs of others go by it."),
    Example(
        compute_betweenness, LINE, [0.0, 2 / 3, 2 / 3, 0.0], "b lies between a–c and a–d: 2 of 3."
    ),
)
