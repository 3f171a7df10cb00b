"""A network: organisations with their types, and the ties between them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from hanse.vocabulary import InputError

Ties = NDArray[np.int64]
LARGEST_PROJECT = 50
"""Partners of a larger project are not tied pairwise: they hardly know each other."""


@dataclass(frozen=True)
class Network:
    """Undirected, without loops, each tie once.

    `types` holds the type of each node ("company", "research-organisation" ...); `ties` is an
    array of shape (M, 2) of positions, the smaller first, sorted. What `build_network` left out is
    counted: `loops`, `repeated` (a pair named again) and `leaving` (an end that is no node).
    """

    nodes: tuple[str, ...]
    types: tuple[str, ...]
    ties: Ties
    loops: int = 0
    repeated: int = 0
    leaving: int = 0

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.nodes)

    @property
    def possible(self) -> int:
        """Number of pairs of nodes."""
        return self.size * (self.size - 1) // 2

    @cached_property
    def degrees(self) -> NDArray[np.int64]:
        """Number of partners of each node, shape (N,)."""
        return np.bincount(self.ties.ravel(), minlength=self.size)

    @cached_property
    def type_names(self) -> tuple[str, ...]:
        """The types that occur, in alphabetical order."""
        return tuple(sorted(set(self.types)))

    @cached_property
    def type_positions(self) -> NDArray[np.int64]:
        """Position of each node's type in `type_names`, shape (N,)."""
        at = {name: i for i, name in enumerate(self.type_names)}
        return np.array([at[name] for name in self.types], dtype=np.int64)

    @cached_property
    def arcs(self) -> tuple[Ties, Ties]:
        """Each tie in both directions as (from, to), sorted by `to`."""
        both = np.concatenate([self.ties, self.ties[:, ::-1]])
        both = both[np.lexsort((both[:, 0], both[:, 1]))]
        return both[:, 0], both[:, 1]


def build_network(types: Mapping[str, str], ties: Iterable[tuple[str, str]]) -> Network:
    """A network of the nodes in `types` (node -> type) and ties in any order and direction."""
    at = {node: i for i, node in enumerate(types)}
    pairs: set[tuple[int, int]] = set()
    loops = repeated = leaving = 0
    for first, second in ties:
        a, b = at.get(first), at.get(second)
        if a is None or b is None:
            leaving += 1
        elif a == b:
            loops += 1
        else:
            pair = (a, b) if a < b else (b, a)
            repeated += pair in pairs
            pairs.add(pair)
    array = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    return Network(tuple(types), tuple(types.values()), array, loops, repeated, leaving)


def keep_nodes(network: Network, positions: Collection[int]) -> Network:
    """The network of some of its nodes, in their order, with the ties between them."""
    kept = sorted(set(positions))
    if kept and not 0 <= kept[0] <= kept[-1] < network.size:
        raise InputError("A position lies outside the network.")
    new = np.full(network.size, -1, dtype=np.int64)
    new[kept] = np.arange(len(kept))
    ties = new[network.ties]
    return Network(
        tuple(network.nodes[i] for i in kept),
        tuple(network.types[i] for i in kept),
        ties[(ties >= 0).all(axis=1)],
    )


@dataclass(frozen=True)
class ProjectTies:
    """Pairs of partners of the same project; `left_out` counts projects that are too large."""

    ties: tuple[tuple[str, str], ...]
    left_out: int


def tie_partners(
    projects: Iterable[Collection[str]], *, largest: int = LARGEST_PROJECT
) -> ProjectTies:
    """Tie every two partners of a project, except in projects of more than `largest` partners."""
    ties: list[tuple[str, str]] = []
    left_out = 0
    for project in projects:
        partners = sorted(set(project))
        if len(partners) > largest:
            left_out += 1
        else:
            ties += combinations(partners, 2)
    return ProjectTies(tuple(ties), left_out)
