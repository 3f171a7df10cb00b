"""The measures against hand-worked examples, networkx, invariances and real networks."""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanse.evaluation.networks import traversal
from hanse.evaluation.networks.betweenness import compute_betweenness
from hanse.evaluation.networks.examples import Example
from hanse.evaluation.networks.layout import choose_drawn, place_nodes
from hanse.evaluation.networks.mixing import compare_mixing, compute_assortativity
from hanse.evaluation.networks.network import Network, build_network, keep_nodes, tie_partners
from hanse.evaluation.networks.overlap import Overlap, compare_members
from hanse.evaluation.networks.paths import find_components, find_paths
from hanse.evaluation.networks.summary import describe_network
from hanse.vocabulary import InputError
from hanse.vocabulary.cards import IndicatorCard, find_cards

CARDS = find_cards("hanse.evaluation.networks", IndicatorCard)
EXAMPLES = [
    pytest.param(example, id=f"{id}-{n}")
    for id, (_, module) in CARDS.items()
    for n, example in enumerate(getattr(module, "EXAMPLES", ()))
]


def random_network(
    nodes: int, ties: int, *, seed: int, types: tuple[str, ...] = ("company", "research")
) -> Network:
    rng = np.random.default_rng(seed)
    named = {f"n{i}": types[int(rng.integers(len(types)))] for i in range(nodes)}
    ends = rng.integers(nodes, size=(ties, 2))
    return build_network(named, [(f"n{a}", f"n{b}") for a, b in ends])


def as_networkx(network: Network) -> Any:
    graph = nx.Graph()
    for node, kind in zip(network.nodes, network.types, strict=True):
        graph.add_node(node, kind=kind)
    graph.add_edges_from((network.nodes[a], network.nodes[b]) for a, b in network.ties)
    return graph


def numbers(network: Network) -> list[float | None]:
    """What must not depend on the order of the nodes."""
    s = describe_network(network)
    mixing = [n for p in s.mixing for n in (p.ties, p.possible, p.expected)]
    return [s.density, s.centralisation, s.mean_path, s.ei_index, s.assortativity, s.reach,
            s.components, s.isolates, s.connected_share, *mixing]  # fmt: skip


def test_every_measure_is_found_and_its_card_is_complete() -> None:
    assert len(CARDS) == 8
    for card, _module in CARDS.values():
        assert card.definition.endswith(".") and card.formula and card.reference
        assert card.conventions and card.range[0] < card.range[1]


@pytest.mark.parametrize("example", EXAMPLES)
def test_hand_worked_examples(example: Example) -> None:
    found = example.function(example.network)
    assert np.allclose(np.asarray(found, float), np.asarray(example.expected, float)), (
        example.working
    )


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("nodes", "ties"), [(12, 9), (40, 60), (60, 300)])
def test_as_networkx(nodes: int, ties: int, seed: int) -> None:
    network = random_network(nodes, ties, seed=seed, types=("company", "research", "public"))
    graph, summary = as_networkx(network), describe_network(network)
    assert summary.density == pytest.approx(nx.density(graph))
    parts = sorted((len(c) for c in nx.connected_components(graph)), reverse=True)
    assert list(find_components(network).sizes) == parts
    lengths = [d for _, ends in nx.all_pairs_shortest_path_length(graph) for d in ends.values()]
    assert summary.mean_path == pytest.approx(np.mean([d for d in lengths if d]))
    between = nx.betweenness_centrality(graph)
    assert compute_betweenness(network) == pytest.approx([between[n] for n in network.nodes])
    assert compute_assortativity(network) == pytest.approx(
        nx.attribute_assortativity_coefficient(graph, "kind")
    )
    matrix = nx.attribute_mixing_dict(graph, "kind")
    for pair in summary.mixing:
        both = matrix.get(pair.first, {}).get(pair.second, 0)
        assert pair.ties == (both // 2 if pair.is_within else both)


def test_mixing_adds_up_and_expects_what_lots_give() -> None:
    network = random_network(30, 80, seed=7)
    pairs = compare_mixing(network)
    assert sum(p.ties for p in pairs) == len(network.ties)
    assert sum(p.possible for p in pairs) == network.possible
    assert sum(p.expected for p in pairs) == pytest.approx(len(network.ties))
    assert sum(p.expected_by_activity for p in pairs) == pytest.approx(len(network.ties))
    rng = np.random.default_rng(3)
    drawn = np.zeros(len(pairs))
    every = np.array(list(combinations(range(network.size), 2)))
    for _ in range(400):
        chosen = every[rng.choice(len(every), len(network.ties), replace=False)]
        by_lot = Network(network.nodes, network.types, chosen)
        drawn += [p.ties for p in compare_mixing(by_lot)]
    assert drawn / 400 == pytest.approx([p.expected for p in pairs], rel=0.06)


@given(st.integers(0, 10_000), st.integers(3, 25), st.integers(0, 60))
@settings(max_examples=25, deadline=None)
def test_the_order_of_nodes_and_ties_changes_nothing(seed: int, nodes: int, ties: int) -> None:
    network = random_network(nodes, ties, seed=seed)
    rng = np.random.default_rng(seed + 1)
    order = rng.permutation(nodes)
    types = {network.nodes[i]: network.types[i] for i in order}
    named = [(network.nodes[b], network.nodes[a]) for a, b in rng.permutation(network.ties)]
    turned = build_network(types, named)
    for a, b in zip(numbers(network), numbers(turned), strict=True):
        assert (a is None and b is None) or a == pytest.approx(b)
    for card_id, value in (("network-density", 0), ("network-centralisation", 1)):
        low, high = CARDS[card_id][0].range
        found = numbers(network)[value]
        assert found is None or low <= found <= high + 1e-12


def test_what_is_left_out_is_counted() -> None:
    network = build_network(
        {"a": "company", "b": "company"}, [("a", "a"), ("a", "b"), ("b", "a"), ("a", "elsewhere")]
    )
    assert len(network.ties) == 1
    assert (network.loops, network.repeated, network.leaving) == (1, 1, 1)


def test_small_and_empty_networks_have_no_values_instead_of_zeros() -> None:
    empty = describe_network(build_network({}, []))
    assert (empty.density, empty.centralisation, empty.mean_path, empty.ei_index) == (None,) * 4
    assert empty.reach is None and empty.brokers == () and empty.largest_share is None
    apart = describe_network(build_network(dict.fromkeys("abc", "company"), []))
    assert (apart.density, apart.isolates, apart.mean_path) == (0.0, 3, None)
    assert (apart.centralisation, apart.ei_index, apart.reach) == (0.0, None, 0.0)


def test_a_large_network_is_sampled_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    network = random_network(400, 900, seed=5)
    exact, mean = compute_betweenness(network), find_paths(network).mean_path
    monkeypatch.setattr(traversal, "EXACT_UP_TO", 100)
    monkeypatch.setattr(traversal, "SAMPLE", 200)
    sampled = compute_betweenness(network)
    assert find_paths(network).sources == 200
    assert find_paths(network).mean_path == pytest.approx(mean, rel=0.02)
    assert np.corrcoef(exact, sampled)[0, 1] > 0.95
    assert sampled.sum() == pytest.approx(exact.sum(), rel=0.05)
    assert (sampled == compute_betweenness(network)).all()


def test_blocks_of_sources_give_what_all_at_once_give(monkeypatch: pytest.MonkeyPatch) -> None:
    network = random_network(50, 120, seed=2)
    whole = compute_betweenness(network)
    monkeypatch.setattr(traversal, "_AT_ONCE", 500)
    assert compute_betweenness(network) == pytest.approx(whole)


def test_partners_of_a_project_are_tied_unless_it_is_very_large() -> None:
    found = tie_partners([["b", "a", "c", "a"], list("defg")], largest=3)
    assert found.ties == (("a", "b"), ("a", "c"), ("b", "c"))
    assert found.left_out == 1


def test_overlap() -> None:
    found = compare_members("abcd", "cdefgh")
    assert (found.first, found.second, found.shared, found.union) == (4, 6, 2, 8)
    assert (found.jaccard, found.coefficient) == (0.25, 0.5)
    assert Overlap(0, 0, 0).jaccard is None and Overlap(0, 3, 0).coefficient is None
    with pytest.raises(InputError):
        Overlap(1, 5, 2)


def test_a_picture_is_the_same_each_time_and_partners_stand_together() -> None:
    network = random_network(80, 110, seed=9)
    places = place_nodes(network)
    assert (places == place_nodes(network)).all()
    assert places.min() >= 0 and places.max() <= 1
    assert len({tuple(place) for place in places.round(6)}) == network.size
    gaps = np.sqrt(((places[:, None] - places[None]) ** 2).sum(axis=2))
    tied = gaps[network.ties[:, 0], network.ties[:, 1]].mean()
    busy = np.flatnonzero(network.degrees)
    assert tied < 0.5 * gaps[np.ix_(busy, busy)].mean()
    assert choose_drawn(network, limit=20).size == 20
    assert choose_drawn(network, limit=200) is network
    with pytest.raises(InputError):
        keep_nodes(network, [80])


def test_real_projects(shared_data: Path) -> None:
    """Partners of real Interreg projects in Sweden: the numbers are networkx's."""
    file = shared_data / "organisations" / "interreg_sweden_project_partners.json"
    projects: dict[str, set[str]] = defaultdict(set)
    types: dict[str, str] = {}
    for row in json.loads(file.read_text("utf-8")):
        if not row["organisationsnamn"]:
            continue
        projects[row["projektnamn"]].add(row["organisationsnamn"])
        types[row["organisationsnamn"]] = str(row["organisationstyp"])
    network = build_network(types, tie_partners(projects.values()).ties)
    assert network.size > 300 and len(network.ties) > 500
    graph, summary = as_networkx(network), describe_network(network)
    parts = sorted((len(c) for c in nx.connected_components(graph)), reverse=True)
    assert list(find_components(network).sizes) == parts
    assert summary.density == pytest.approx(nx.density(graph))
    assert summary.assortativity == pytest.approx(
        nx.attribute_assortativity_coefficient(graph, "kind")
    )
    hub = keep_nodes(network, np.argsort(-network.degrees, kind="stable")[:250].tolist())
    expected = nx.betweenness_centrality(as_networkx(hub))
    assert compute_betweenness(hub) == pytest.approx([expected[n] for n in hub.nodes])
