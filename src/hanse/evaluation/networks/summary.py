"""All measures of one network together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from hanse.evaluation.networks.betweenness import scale_betweenness
from hanse.evaluation.networks.centralisation import compute_centralisation
from hanse.evaluation.networks.density import compute_density
from hanse.evaluation.networks.ei_index import compute_ei_index
from hanse.evaluation.networks.mixing import TypePair, compare_mixing, compute_assortativity
from hanse.evaluation.networks.network import Network
from hanse.evaluation.networks.paths import find_components, find_paths
from hanse.evaluation.networks.reach import compute_reach
from hanse.evaluation.networks.traversal import EXACT_UP_TO


@dataclass(frozen=True)
class Broker:
    """A member by the share of other pairs that it lies between."""

    node: str
    betweenness: float
    degree: int


@dataclass(frozen=True)
class Summary:
    """The numbers of a network; None where one is not defined."""

    nodes: int
    ties: int
    density: float | None
    centralisation: float | None
    mean_partners: float | None
    isolates: int
    components: int
    largest_share: float | None
    """Share of the nodes in the largest part."""
    mean_path: float | None
    connected_share: float | None
    ei_index: float | None
    cross_type_share: float | None
    """Share of the ties that join two types."""
    assortativity: float | None
    reach: float | None
    """Share of firms with a knowledge partner."""
    mixing: tuple[TypePair, ...]
    brokers: tuple[Broker, ...]
    is_sampled: bool
    """True where paths and brokers come from a sample of sources."""


def describe_network(
    network: Network,
    *,
    firms: Collection[str] = ("company",),
    knowledge: Collection[str] = ("research-organisation",),
    brokers: int = 10,
) -> Summary:
    """Compute all measures; `firms` and `knowledge` name the types whose connectivity counts."""
    paths, parts = find_paths(network), find_components(network)
    ei = compute_ei_index(network)
    between = scale_betweenness(network, paths)
    order = sorted(range(network.size), key=lambda i: (-between[i], network.nodes[i]))
    leading = [i for i in order[:brokers] if between[i] > 0]
    n = network.size
    return Summary(
        nodes=n,
        ties=len(network.ties),
        density=compute_density(network),
        centralisation=compute_centralisation(network),
        mean_partners=2 * len(network.ties) / n if n else None,
        isolates=parts.isolates,
        components=len(parts.sizes),
        largest_share=parts.sizes[0] / n if n else None,
        mean_path=paths.mean_path,
        connected_share=parts.connected_share,
        ei_index=ei,
        cross_type_share=None if ei is None else (ei + 1) / 2,
        assortativity=compute_assortativity(network),
        reach=compute_reach(network, of=firms, to=knowledge),
        mixing=compare_mixing(network),
        brokers=tuple(
            Broker(network.nodes[i], float(between[i]), int(network.degrees[i])) for i in leading
        ),
        is_sampled=n > EXACT_UP_TO,
    )
