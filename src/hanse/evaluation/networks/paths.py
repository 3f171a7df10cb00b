"""Reach: how many steps lie between members, and into how many parts the network falls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hanse.evaluation.networks.examples import LINE, STAR, TRIANGLE, Example
from hanse.evaluation.networks.network import Network, Ties
from hanse.evaluation.networks.traversal import Traversal, choose_sources, traverse
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="network-mean-path",
    title="Average path",
    definition="How many steps lie on average between two members who can reach each other.",
    version="1",
    reviewed_on="2026-11-22",
    reference="Wasserman & Faust (1994), Social Network Analysis, section 4.3",
    formula="L = Σ_{i≠j connected} d(i, j) / number of such pairs",
    unit="steps, 1 or more",
    direction="lower is more",
    range=(1.0, float("inf")),
    conventions=(
        "pairs in different parts are left out, and the share of pairs that are connected is told",
        "networks of more than 500 members: from 150 of them, drawn at random with a fixed seed",
        "without ties: no value",
    ),
    axes=("network",),
    family="networks",
    invariances=("permutation",),
)


@dataclass(frozen=True)
class Components:
    """The parts of a network; `labels` gives the part of each node, the largest is 0."""

    labels: Ties
    sizes: tuple[int, ...]
    """Nodes in each part, largest first; isolates are parts of one."""

    @property
    def isolates(self) -> int:
        """Members without any tie."""
        return sum(size == 1 for size in self.sizes)

    @property
    def connected_share(self) -> float | None:
        """Share of all pairs that can reach each other; None with fewer than two nodes."""
        n = sum(self.sizes)
        return sum(s * (s - 1) for s in self.sizes) / (n * (n - 1)) if n > 1 else None


def find_components(network: Network) -> Components:
    """The connected parts, largest first; ties in size by the first node."""
    label = np.arange(network.size)
    first, second = network.ties[:, 0], network.ties[:, 1]
    while True:
        lowest = np.minimum(label[first], label[second])
        new = label.copy()
        np.minimum.at(new, first, lowest)
        np.minimum.at(new, second, lowest)
        new = new[new]  # jump: halves the number of rounds again and again
        if (new == label).all():
            break
        label = new
    roots, inverse, counts = np.unique(label, return_inverse=True, return_counts=True)
    order = np.lexsort((roots, -counts))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return Components(rank[inverse], tuple(counts[order].tolist()))


def compute_mean_path(network: Network) -> float | None:
    """Mean shortest path over connected pairs; None without ties."""
    return find_paths(network).mean_path


def find_paths(network: Network) -> Traversal:
    """All shortest paths, or those of a sample where the network is large."""
    return traverse(network, choose_sources(network))


EXAMPLES = (
    Example(compute_mean_path, STAR, 1.5, "3 pairs at 1 and 3 at 2: 9 / 6."),
    Example(compute_mean_path, LINE, 10 / 6, "3 at 1, 2 at 2, 1 at 3: 10 / 6."),
    Example(compute_mean_path, TRIANGLE, 1.0, "3 pairs at 1; the one alone reaches nobody."),
)
