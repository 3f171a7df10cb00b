"""Shortest paths from many sources at once, level by level, with arrays instead of queues.

Brandes' algorithm (2001): forwards the number of shortest paths, backwards the dependencies.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hanse.evaluation.networks.network import Network

EXACT_UP_TO = 500
"""Nodes; larger networks are measured from a sample of sources."""
SAMPLE = 150
_AT_ONCE = 1_000_000
"""Sources times arcs that are held in memory together."""

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Traversal:
    """What was met on the way.

    `distances` is the sum of the lengths of the shortest paths from the `sources` to the nodes
    that they reach (`reached` of them in all, the sources left out); `dependency` the share of
    shortest paths that run through each node, summed over the sources; `longest` the longest.
    """

    sources: int
    distances: float
    reached: int
    longest: int
    dependency: Floats

    @property
    def mean_path(self) -> float | None:
        """Mean length over the pairs that are connected."""
        return self.distances / self.reached if self.reached else None


def choose_sources(network: Network, *, seed: int = 1) -> Positions:
    """All nodes up to EXACT_UP_TO, else SAMPLE of them at random, without repetition."""
    if network.size <= EXACT_UP_TO:
        return np.arange(network.size)
    return np.sort(np.random.default_rng(seed).choice(network.size, SAMPLE, replace=False))


def traverse(network: Network, sources: Positions) -> Traversal:
    """Follow all shortest paths from the sources."""
    begin, end = network.arcs
    dependency = np.zeros(network.size)
    distances = reached = longest = 0
    if len(end):
        heads, starts = np.unique(end, return_index=True)
        block = max(1, _AT_ONCE // len(end))
        for at in range(0, len(sources), block):
            some = sources[at : at + block]
            distance, paths = _go_out(network.size, begin, heads, starts, some)
            met = distance > 0
            distances += int(distance[met].sum())
            reached += int(met.sum())
            longest = max(longest, int(distance.max(initial=0)))
            back = _come_back(distance, paths, begin, heads, starts)
            back[np.arange(len(some)), some] = 0
            dependency += back.sum(axis=0)
    return Traversal(len(sources), float(distances), reached, longest, dependency)


def _gather(
    values: Floats, begin: Positions, heads: Positions, starts: Positions
) -> tuple[Positions, Floats]:
    """For each node with arcs the sum of the values at their other ends, shape (S, heads)."""
    return heads, np.add.reduceat(values[:, begin], starts, axis=1)


def _go_out(
    nodes: int, begin: Positions, heads: Positions, starts: Positions, sources: Positions
) -> tuple[Positions, Floats]:
    """Distances (−1: out of reach) and numbers of shortest paths, shape (sources, nodes)."""
    rows = np.arange(len(sources))
    distance = np.full((len(sources), nodes), -1, dtype=np.int64)
    paths = np.zeros((len(sources), nodes))
    distance[rows, sources], paths[rows, sources] = 0, 1.0
    front, level = paths.copy(), 0
    while front.any():
        level += 1
        arriving = np.zeros_like(paths)
        at, sums = _gather(front, begin, heads, starts)
        arriving[:, at] = sums
        arriving[distance >= 0] = 0.0
        new = arriving > 0
        distance[new] = level
        paths += arriving
        front = arriving
    return distance, paths


def _come_back(
    distance: Positions, paths: Floats, begin: Positions, heads: Positions, starts: Positions
) -> Floats:
    """Brandes' dependencies of each source on each node, shape (sources, nodes)."""
    dependency = np.zeros_like(paths)
    for level in range(int(distance.max(initial=0)), 0, -1):
        share = np.zeros_like(paths)
        here = distance == level
        share[here] = (1.0 + dependency[here]) / paths[here]
        at, sums = _gather(share, begin, heads, starts)
        before = distance[:, at] == level - 1
        dependency[:, at] += np.where(before, paths[:, at] * sums, 0.0)
    return dependency
