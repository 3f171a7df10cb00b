"""Density: the share of possible ties that exist."""

from __future__ import annotations

from hanse.evaluation.networks.examples import STAR, TRIANGLE, Example
from hanse.evaluation.networks.network import Network
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="network-density",
    title="Density",
    definition="Of all pairs of members, the share that work together.",
    version="1",
    reviewed_on="2026-11-22",
    reference="Wasserman & Faust (1994), Social Network Analysis, section 4.1",
    formula="D = 2m / (n (n − 1))",
    unit="0 to 1",
    direction="higher is more",
    range=(0.0, 1.0),
    conventions=(
        "undirected; loops left out; a pair counts once however many ties it has",
        "isolates count among the n",
        "fewer than two members: no value",
        "falls with size: compare networks of like size",
    ),
    axes=("network",),
    family="networks",
    invariances=("permutation",),
)


def compute_density(network: Network) -> float | None:
    """Ties over pairs; None with fewer than two nodes."""
    return len(network.ties) / network.possible if network.possible else None


EXAMPLES = (
    Example(compute_density, STAR, 0.5, "3 ties of 4·3/2 = 6 pairs."),
    Example(compute_density, TRIANGLE, 0.5, "3 ties; the one alone counts: 6 pairs."),
)
