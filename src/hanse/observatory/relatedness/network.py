"""The network of related industries: its backbone, and communities within it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import Values
from hanse.observatory.relatedness.proximity import Normalisation, compute_proximity
from hanse.vocabulary import ConfigurationError, IndicatorCard, InputError

CARD = IndicatorCard(
    id="relatedness-network",
    title="Network of related industries",
    definition=(
        "The links that matter between industries: each one's strongest tie, so that all hang "
        "together, and the ties that are stronger than chance would make them."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference=(
        "Hidalgo, Klinger, Barabási and Hausmann (2007), Science 317 (spanning tree and threshold);"
        " Serrano, Boguñá and Vespignani (2009), PNAS 106 (disparity filter)"
    ),
    formula="maximum spanning tree, and links with (1 − w_ij/Σ_k w_ik)^(k_i − 1) < significance",
    unit="relatedness",
    direction="higher is more",
    range=(0.0, float("inf")),
    conventions=(
        "a link is kept where it is significant for one of its ends, or with threshold= from that "
        "weight on; the tree is always kept; NaN where there is no link",
        "`on_tree` is 1 for links of the spanning tree",
        "pairs without or of unknown relatedness are no links; the diagonal is none",
        "of links of equal weight either may be the tree's",
    ),
    axes=("industry", "industry"),
    family="relatedness",
    parameters={
        "normalisation": "of the proximity: maximum and others",
        "significance": "0.05",
        "threshold": "a weight, instead of significance",
    },
)


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


@dataclass(frozen=True)
class Links:
    """Weight of each link kept, NaN for none, and whether it is of the tree, each (I, I)."""

    weight: Values
    on_tree: Values


def compute_relatedness_network(
    presence: Any,
    *,
    normalisation: Normalisation = "maximum",
    significance: float = 0.05,
    threshold: float | None = None,
) -> Links:
    """The backbone of the proximity of a presence matrix (R, I), as symmetric matrices (I, I)."""
    proximity = compute_proximity(presence, normalisation=normalisation)
    names = [str(k) for k in range(len(proximity))]
    network = build_network(proximity, names, significance=significance, threshold=threshold)
    weight, on_tree = np.full((2, *proximity.shape), np.nan)
    for matrix, part in ((weight, network.weight), (on_tree, network.on_tree)):
        matrix[network.source, network.target] = matrix[network.target, network.source] = part
    return Links(weight, on_tree)


EXAMPLES = (
    Example(
        function=compute_relatedness_network,
        arguments=([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 0.0, 1.0]],),
        expected={
            "weight": [
                [float("nan"), 1.0, 0.5],
                [1.0, float("nan"), float("nan")],
                [0.5, float("nan"), float("nan")],
            ]
        },
        working="1 and 2 are always together (1), 3 is in one of two places with each: one tie of "
        "the two is enough for the tree, and neither is significant.",
    ),
)
