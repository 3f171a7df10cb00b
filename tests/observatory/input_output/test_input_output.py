"""Input–output methods on the World Input–Output Table of 2011 and against pymrio."""

import gzip

import numpy as np
import pytest

from hanse.observatory.input_output.chains import (
    compute_chain_similarity,
    compute_value_chains,
    find_value_chains,
    rotate_varimax,
)
from hanse.observatory.input_output.exposure import compute_exposure, propagate_shock
from hanse.observatory.input_output.extraction import compute_hypothetical_extraction
from hanse.observatory.input_output.linkages import compute_linkages
from hanse.observatory.input_output.strongest_flows import (
    compute_strongest_flows,
    find_strongest_flows,
)
from hanse.observatory.input_output.system import build_input_output, from_pymrio
from hanse.vocabulary import InputError


@pytest.fixture(scope="module")
def world(shared_data):
    """The world's table summed over countries: 35 industries; and the large one's arrays."""

    def read(name):
        with gzip.open(shared_data / "io" / name, "rt") as file:
            return np.loadtxt(file, delimiter=",")

    flows, demand = read("wiod2011_Z.csv.gz"), read("wiod2011_Y.csv.gz")
    names = (shared_data / "io" / "wiod35_names.txt").read_text().splitlines()
    places = flows.shape[0] // 35
    small = flows.reshape(places, 35, places, 35).sum(axis=(0, 2))
    final = demand.sum(axis=1).reshape(places, 35).sum(axis=0)
    return build_input_output(small, final, names), flows, demand


def test_the_whole_world_table_balances(world):
    _, flows, demand = world
    table = build_input_output(flows, demand)
    assert table.flows.shape == (1435, 1435)
    np.testing.assert_allclose(
        table.leontief_inverse @ table.final_demand, table.output, rtol=1e-8, atol=1e-6
    )
    primary = table.output - table.flows.sum(axis=0)
    np.testing.assert_allclose(primary @ table.ghosh_inverse, table.output, rtol=1e-8, atol=1e-6)


def test_coefficients_and_inverse_are_those_of_pymrio(world):
    pymrio = pytest.importorskip("pymrio")
    import pandas as pd

    grid = [make_table(size, seed) for size in (2, 9, 40) for seed in (1, 2)]
    for table in (world[0], *grid):
        flows = pd.DataFrame(table.flows, table.industries, table.industries)
        demand = pd.DataFrame({"final": table.final_demand}, table.industries)
        system = pymrio.IOSystem(Z=flows, Y=demand)
        system.calc_all()
        ours = from_pymrio(system)
        np.testing.assert_allclose(ours.technical_coefficients, system.A.to_numpy(), atol=1e-12)
        np.testing.assert_allclose(ours.leontief_inverse, system.L.to_numpy(), atol=1e-10)
        np.testing.assert_allclose(ours.output, system.x.to_numpy().ravel(), rtol=1e-12)
        ghosh = pymrio.calc_G(pymrio.calc_B(flows, system.x))
        np.testing.assert_allclose(ours.ghosh_inverse, np.asarray(ghosh), atol=1e-10)


def make_table(size, seed):
    """Made-up deliveries, some of them none."""
    rng = np.random.default_rng(seed)
    flows = rng.lognormal(0, 1, (size, size)) * (rng.random((size, size)) < 0.6)
    names = [f"i{k}" for k in range(size)]
    return build_input_output(flows, rng.lognormal(2, 1, size) + size, names)


def test_extraction_is_what_is_left_when_row_and_column_go(world):
    table, _, _ = world
    found = compute_hypothetical_extraction(table)
    for k in (0, 12, 34):
        rest = np.delete(np.arange(35), k)
        a = table.technical_coefficients[np.ix_(rest, rest)]
        left = np.linalg.solve(np.eye(34) - a, table.final_demand[rest])
        assert found.total[k] == pytest.approx(table.output.sum() - left.sum(), rel=1e-9)


def test_linkages_average_one_and_find_key_sectors(world):
    table, _, _ = world
    found = compute_linkages(table)
    assert found.backward.mean() == pytest.approx(1) and found.forward.mean() == pytest.approx(1)
    keys = {table.industries[k] for k in np.flatnonzero(found.key)}
    assert any("Basic Metals" in name for name in keys)
    assert not any("Education" in name for name in keys)
    sensitivity = compute_linkages(table, forward="leontief").forward
    expected = table.leontief_inverse.sum(axis=1)
    np.testing.assert_allclose(sensitivity, expected / expected.mean())


def test_chain_similarity_spelt_out(world):
    table, _, _ = world
    z = table.flows
    x, y = z / z.sum(axis=0), z / z.sum(axis=1, keepdims=True)
    found = compute_chain_similarity(table)
    for a, b in ((2, 0), (5, 20)):
        four = [
            np.corrcoef(x[:, a], x[:, b])[0, 1],
            np.corrcoef(y[a], y[b])[0, 1],
            np.corrcoef(x[:, a], y[b])[0, 1],
            np.corrcoef(y[a], x[:, b])[0, 1],
        ]
        assert found[a, b] == pytest.approx(max(four), abs=1e-12)


def test_value_chains_and_strongest_flows_group_the_obvious(world):
    table, _, _ = world
    chains = find_value_chains(table)
    assert not (chains.primary & chains.secondary).any()
    together = chains.primary.astype(int) @ chains.primary.astype(int).T
    place = [k for k, name in enumerate(table.industries) if name.startswith(("Agri", "Food"))]
    assert together[place[0], place[1]] > 0
    members = chains.members(0)
    assert members and set(members) <= set(table.industries)
    groups = find_strongest_flows(table, threshold=0.25)
    assert sum(len(g) for g in groups) == 35
    assert any({table.industries[place[0]], table.industries[place[1]]} <= set(g) for g in groups)


def test_varimax_keeps_communalities_and_finds_simple_structure():
    simple = np.kron(np.eye(2), np.ones((3, 1)))
    turn = np.array([[np.cos(0.6), -np.sin(0.6)], [np.sin(0.6), np.cos(0.6)]])
    found = rotate_varimax(simple @ turn)
    np.testing.assert_allclose((found**2).sum(axis=1), 1.0)
    np.testing.assert_allclose(np.sort(np.abs(found), axis=1), [[0, 1]] * 6, atol=1e-6)


def test_a_shock_to_everything_moves_everything_alike(world):
    table, _, _ = world
    everything = dict.fromkeys(table.industries, -0.1)
    for direction in ("upstream", "downstream"):
        change = propagate_shock(table, everything, direction=direction)
        np.testing.assert_allclose(change, -0.1, rtol=1e-9)


def test_exposure_keeps_gaps_in_their_cells(world):
    table, _, _ = world
    jobs = np.full((2, 35), 10.0)
    jobs[0, 4] = np.nan
    car = next(name for name in table.industries if "Transport Equipment" in name)
    found = compute_exposure(jobs, table, {car: -0.2})
    assert np.isnan(found.cells).sum() == 1 and not np.isnan(found.regions).any()
    assert found.industries[table.position(car)] == found.industries.min() < -0.1
    with pytest.raises(InputError, match="no industry Ships"):
        compute_exposure(jobs, table, {"Ships": -0.2})


def test_bad_tables_are_told():
    with pytest.raises(InputError, match="gaps"):
        build_input_output([[np.nan]], [1.0])
    with pytest.raises(InputError, match="don't fit"):
        build_input_output([[1.0]], [1.0, 2.0])
    with pytest.raises(InputError, match="no inverse"):
        _ = build_input_output([[1.0]], [0.0]).leontief_inverse


def test_a_table_is_brought_into_another_order():
    table = build_input_output([[0.0, 5.0], [1.0, 0.0]], [5.0, 10.0], ["parts", "cars"])
    turned = table.select(("cars", "parts"))
    assert turned.flows.tolist() == [[0.0, 1.0], [5.0, 0.0]]
    np.testing.assert_allclose(turned.leontief_inverse, table.leontief_inverse[::-1, ::-1])
    with pytest.raises(InputError, match="different industries"):
        table.select(("cars", "ships"))


def test_clusters_by_strongest_flows_are_numbered_by_their_members(world):
    table, _, _ = world
    groups = find_strongest_flows(table, threshold=0.25)
    found = compute_strongest_flows(table, threshold=0.25)
    for number, members in enumerate(groups, start=1):
        places = [table.position(name) for name in members]
        assert set(found.cluster[places]) == {number}
        assert set(found.members[places]) == {len(members)}


def test_membership_of_chains_follows_the_loadings(world):
    table, _, _ = world
    chains = find_value_chains(table)
    found = compute_value_chains(table)
    for k in range(len(table.industries)):
        order = np.argsort(-chains.loadings[k], kind="stable")
        best = chains.loadings[k, order[0]]
        if best >= 0.60:
            assert found.chain[k] == order[0] + 1 and found.loading[k] == best
            assert chains.primary[k, order[0]]
        else:
            assert np.isnan(found.chain[k])
            assert np.isnan(found.second_chain[k]) == (best < 0.35)
