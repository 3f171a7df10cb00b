"""The network of related industries: its backbone, and communities within it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hanse.observatory.matrices import Values
from hanse.vocabulary import ConfigurationError, InputError


@dataclass(frozen=True)
class Network:
    """Industries and the links kept between them.

    Attributes
    ----------
    industries : labels. source, target : positions of the ends of each link, source < target.
    weight : relatedness of each link. on_tree : True for the links of the maximum spanning tree.
    communities : community of each industry, 0 the largest; empty where not asked for.
    """

    industries: tuple[str, ...]
    source: np.ndarray
    target: np.ndarray
    weight: Values
    on_tree: np.ndarray
    communities: tuple[int, ...] = ()


def build_network(
    similarity: Any,
    industries: Sequence[str],
    *,
    significance: float = 0.05,
    threshold: float | None = None,
    communities: bool = False,
    seed: int = 0,
) -> Network:
    """Backbone of a similarity matrix (I, I): its maximum spanning tree and the strong links.

    A link is strong where the disparity filter (Serrano, Boguñá and Vespignani 2009) finds it at
    one of its ends below `significance`, or, where `threshold` is given, from that weight on.
    Negative and unknown similarities are no links. `communities` needs the `networks` extra.
    """
    s = np.array(similarity, dtype=np.float64)
    if s.shape != (len(industries),) * 2:
        raise InputError(
            f"The similarity has the shape {s.shape} for {len(industries)} industries."
        )
    s = np.maximum(np.nan_to_num((s + s.T) / 2), 0.0)
    np.fill_diagonal(s, 0.0)
    tree = find_spanning_tree(s)
    strong = s >= threshold if threshold is not None else find_disparity(s) < significance
    kept = np.triu((tree | strong | strong.T) & (s > 0), 1)
    source, target = np.nonzero(kept)
    found = (
        find_communities(s * (kept | kept.T), seed=seed) if communities and len(industries) else ()
    )
    return Network(
        tuple(industries), source, target, s[source, target], tree[source, target], found
    )


def find_spanning_tree(similarity: Values) -> np.ndarray:
    """The links of a maximum spanning tree (or forest), boolean and symmetric, shape (I, I)."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import minimum_spanning_tree

    highest = similarity.max(initial=0.0)
    cost = np.where(similarity > 0, highest - similarity + 1.0, 0.0)
    tree = minimum_spanning_tree(csr_array(cost)).toarray() > 0
    both: np.ndarray = tree | tree.T
    return both


def find_disparity(similarity: Values) -> Values:
    """Probability of each link seen from its row under evenly split strength, shape (I, I)."""
    degree = (similarity > 0).sum(axis=1, keepdims=True)
    strength = similarity.sum(axis=1, keepdims=True)
    share = np.divide(similarity, strength, out=np.zeros_like(similarity), where=strength > 0)
    # With one link only there is nothing to compare; the tree keeps it anyway.
    return np.where((similarity > 0) & (degree > 1), (1.0 - share) ** (degree - 1.0), 1.0)


def find_communities(similarity: Values, *, seed: int = 0) -> tuple[int, ...]:
    """Community of each node by the Leiden method on modularity, the largest called 0."""
    try:
        import igraph
        import leidenalg
    except ImportError as error:
        raise ConfigurationError(
            "Communities need the packages igraph and leidenalg.",
            mend="Install them with: pip install hanse[networks]",
        ) from error
    source, target = np.nonzero(np.triu(similarity, 1))
    graph = igraph.Graph(len(similarity), list(zip(source.tolist(), target.tolist(), strict=True)))
    partition = leidenalg.find_partition(
        graph,
        leidenalg.ModularityVertexPartition,
        weights=similarity[source, target].tolist(),
        seed=seed,
    )
    return tuple(int(group) for group in partition.membership)
