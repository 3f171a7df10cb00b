"""Reach between types: how many firms have a knowledge partner at all."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

import numpy as np

from hanse.evaluation.networks.examples import LINE, STAR, Example
from hanse.evaluation.networks.network import Network
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="network-reach",
    title="Firms with a knowledge partner",
    definition=(
        "The share of the firms that work with at least one research organisation: the "
        "connectivity that Pooling4Clusters calls the key aspect of a well-performing system."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Pooling4Clusters, after the Interreg Europe policy brief on clusters; own formula",
    formula="R = firms with at least one tie to a knowledge agent / firms",
    unit="0 to 1",
    direction="higher is more",
    range=(0.0, 1.0),
    conventions=(
        "direct ties only; a firm counts once however many partners it has",
        "firms without any tie count among the firms",
        "without firms: no value",
    ),
    axes=("network",),
    family="networks",
    invariances=("permutation",),
)


def compute_reach(network: Network, *, of: Collection[str], to: Collection[str]) -> float | None:
    """Share of the nodes of types `of` that are tied to one of types `to`; None without any."""
    asking = np.array([name in of for name in network.types], dtype=bool)
    asked = np.array([name in to for name in network.types], dtype=bool)
    if not asking.any():
        return None
    begin, end = network.arcs
    has = np.zeros(network.size, dtype=bool)
    has[end[asked[begin]]] = True
    return float((has & asking).sum() / asking.sum())


_firms_to_research = partial(compute_reach, of={"company"}, to={"research"})
EXAMPLES = (
    Example(_firms_to_research, STAR, 1.0, "All three companies know the research organisation."),
    Example(_firms_to_research, LINE, 0.5, "b does, a does not."),
)
