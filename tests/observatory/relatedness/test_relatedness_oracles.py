"""Relatedness and complexity against published results and dense computation."""

import csv
import gzip

import numpy as np
import pytest

from hanse.observatory.relatedness.complexity import find_complexity
from hanse.observatory.relatedness.complexity_gain import compute_complexity_gain
from hanse.observatory.relatedness.cooccurrence import compute_co_occurrence
from hanse.observatory.relatedness.density import compute_relatedness_density
from hanse.observatory.relatedness.fitness import find_fitness
from hanse.observatory.relatedness.network import build_network
from hanse.observatory.relatedness.outlook import (
    compute_complexity_outlook,
)
from hanse.observatory.relatedness.presence import compute_presence
from hanse.observatory.relatedness.proximity import compute_proximity
from hanse.observatory.relatedness.regional_density import (
    average_density,
    compute_regional_density,
)
from hanse.observatory.relatedness.relative_density import (
    compare_among_lacking,
    compute_relative_density,
)
from hanse.vocabulary import InputError


def read_rows(path):
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def world_trade(shared_data):
    """Presence of 226 countries in 785 products, with their labels."""
    rows = read_rows(shared_data / "relatedness" / "world_trade_sitc_1998_2000.csv.gz")
    countries = sorted({row["country"] for row in rows})
    products = sorted({row["product"] for row in rows})
    value = np.zeros((len(countries), len(products)))
    row_of = {c: k for k, c in enumerate(countries)}
    column_of = {p: k for k, p in enumerate(products)}
    for row in rows:
        value[row_of[row["country"]], column_of[row["product"]]] = float(row["value"])
    return countries, products, compute_presence(value)


@pytest.fixture(scope="module")
def counties(shared_data):
    """Presence of US counties in NAICS four-digit industries in 2021."""
    import duckdb

    path = shared_data / "us" / "cbp_county_naics6_2017_2021.parquet"
    columns = [row[0] for row in duckdb.sql(f"describe from '{path}'").fetchall()]
    year, county, naics, jobs = (
        next(c for c in columns if any(word in c.lower() for word in words))
        for words in (("year",), ("fips", "county", "region"), ("naics",), ("emp",))
    )
    table = duckdb.sql(
        f"select {county} c, substr({naics}::varchar, 1, 4) n, sum({jobs})::double e "
        f"from '{path}' where {year} = 2021 group by all"
    ).fetchnumpy()
    rows, r = np.unique(np.asarray(table["c"], dtype=str), return_inverse=True)
    names, i = np.unique(np.asarray(table["n"], dtype=str), return_inverse=True)
    jobs = np.zeros((len(rows), len(names)))
    jobs[r, i] = table["e"]
    return compute_presence(jobs)


def test_proximity_of_world_trade_is_that_of_economiccomplexity(world_trade, shared_data):
    _, products, presence = world_trade
    published = read_rows(shared_data / "relatedness" / "oracle_ec_proximity_product.csv.gz")
    expected = np.array([[float(row[p]) for p in products] for row in published])
    assert [row["product"] for row in published] == products
    np.testing.assert_allclose(compute_proximity(presence), expected, atol=1e-14)


def test_fitness_of_world_trade_is_economiccomplexitys_complexity(world_trade, shared_data):
    countries, products, presence = world_trade
    folder = shared_data / "relatedness"
    fitness = find_fitness(presence)
    by_country = {
        r["country"]: r["eci"] for r in read_rows(folder / "oracle_ec_fitness_country.csv")
    }
    by_product = {
        r["product"]: r["pci"] for r in read_rows(folder / "oracle_ec_complexity_product.csv")
    }
    np.testing.assert_allclose(
        fitness.regions, [float(by_country[c]) for c in countries], atol=1e-12
    )
    np.testing.assert_allclose(
        fitness.industries, [float(by_product[p]) for p in products], atol=1e-12
    )


def dense_complexity(m):
    """ECI from the dense, unsymmetric matrix of Hidalgo and Hausmann, polished by iteration."""
    d, u = m.sum(1), m.sum(0)
    scaled = m / np.sqrt(np.outer(d, u))
    left = np.linalg.svd(scaled, full_matrices=False)[0][:, 1] / np.sqrt(d)
    left = left * np.sign(np.corrcoef(left, d)[0, 1])
    return (left - left.mean()) / left.std()


def test_eci_of_counties_equals_dense_decomposition_to_1e_12(counties):
    found = find_complexity(counties)
    rows, columns = counties.sum(1) > 0, counties.sum(0) > 0
    assert counties.shape[0] > 3000 and counties.shape[1] > 280
    expected = dense_complexity(counties[np.ix_(rows, columns)])
    assert np.abs(found.regions[rows] - expected).max() < 1e-12
    assert found.connected


def test_eci_is_an_eigenvector_of_the_method_of_reflections(world_trade):
    _, _, m = world_trade
    found = find_complexity(m, industry_scale="region")
    d, u = m.sum(1), m.sum(0)
    step = (m / d[:, None]) @ (m / u[None]).T
    eci = found.regions
    reflected = step @ eci
    slope = found.singular_value**2
    np.testing.assert_allclose(reflected - reflected.mean(), slope * (eci - eci.mean()), atol=1e-9)
    # ecomplexity's scale: a country's index is the mean of its products'.
    np.testing.assert_allclose((m @ found.industries) / d, eci, atol=1e-10)


def test_eci_does_not_move_when_an_empty_region_joins(world_trade):
    _, _, m = world_trade
    alone = find_complexity(m)
    joined = find_complexity(np.vstack([m, np.zeros(m.shape[1])]))
    assert np.isnan(joined.regions[-1])
    np.testing.assert_allclose(joined.regions[:-1], alone.regions, atol=1e-10)
    np.testing.assert_allclose(joined.industries, alone.industries, atol=1e-10)


def test_unconnected_blocks_are_told():
    blocks = np.kron(np.eye(2), np.ones((2, 2)))
    assert not find_complexity(blocks).connected


@pytest.mark.parametrize("shape", [(1, 4), (4, 1), (1, 1), (3, 0), (0, 3)])
def test_too_little_for_an_index_gives_none(shape):
    found = find_complexity(np.ones(shape))
    assert np.isnan(found.regions).all() and np.isnan(found.industries).all()


def test_normalisations_spelt_out():
    rng = np.random.default_rng(1)
    m = (rng.random((12, 5)) < 0.5).astype(float)
    c, u = m.T @ m, m.sum(0)
    off = c - np.diag(u)
    s, total = off.sum(0), off.sum()
    for i in range(5):
        for j in range(5):
            if i == j:
                continue
            chance = (s[i] / total) * (s[j] / (total - s[i]))
            chance += (s[j] / total) * (s[i] / (total - s[j]))
            expected = {
                "maximum": c[i, j] / max(u[i], u[j]),
                "minimum": c[i, j] / min(u[i], u[j]),
                "cosine": c[i, j] / np.sqrt(u[i] * u[j]),
                "jaccard": c[i, j] / (u[i] + u[j] - c[i, j]),
                "association": c[i, j] * 12 / (u[i] * u[j]),
                "probability": c[i, j] / (chance * total / 2),
            }
            for name, value in expected.items():
                found = compute_proximity(m, normalisation=name, diagonal=0)
                assert found[i, j] == pytest.approx(value, rel=1e-12), name
                assert found[i, i] == 0


def test_unknown_presence_counts_for_no_pair():
    m = np.array([[1.0, 1.0], [1.0, np.nan], [0.0, 1.0]])
    # Region 2 is left out of the pair: together in 1, one each in regions 1 and 3.
    assert compute_proximity(m)[0, 1] == pytest.approx(0.5)


def test_density_conventions():
    rng = np.random.default_rng(3)
    m = (rng.random((6, 8)) < 0.5).astype(float)
    phi = compute_proximity(m)
    included = compute_relatedness_density(m, phi, own="included")
    np.testing.assert_allclose(included, (m @ phi) / phi.sum(0), rtol=1e-12)
    nearest = compute_relatedness_density(m, phi, neighbours=3)
    assert np.nanmax(nearest) <= 1.0
    percent = compute_relatedness_density(m, phi, scale="percent")
    np.testing.assert_allclose(percent, 100 * compute_relatedness_density(m, phi), rtol=1e-12)
    unknown = m.copy()
    unknown[2, 4] = np.nan
    after = compute_relatedness_density(unknown, phi)
    before = compute_relatedness_density(m, phi)
    np.testing.assert_allclose(np.delete(after, 2, 0), np.delete(before, 2, 0), rtol=1e-12)
    assert not np.isnan(after[2]).any()


def test_density_summary_and_relative_density():
    density = np.array([[0.2, 0.4, 0.6, 0.8]])
    presence = np.array([[1.0, 1.0, 0.0, 0.0]])
    summary = average_density(density, presence)
    assert summary.inside[0] == pytest.approx(0.3) and summary.outside[0] == pytest.approx(0.7)
    relative = compare_among_lacking(density, presence)
    np.testing.assert_allclose(relative, [[np.nan, np.nan, -1.0, 1.0]])


def test_densities_of_regions_follow_from_those_of_cells(world_trade):
    _, _, m = world_trade
    density = compute_relatedness_density(m)
    found, relative = compute_regional_density(m), compute_relative_density(m)
    for r in (0, 17, 120):
        has, lacks = m[r] == 1, m[r] == 0
        assert found.inside[r] == pytest.approx(density[r, has].mean(), rel=1e-12)
        assert found.outside[r] == pytest.approx(density[r, lacks].mean(), rel=1e-12)
        z = (density[r, lacks] - density[r, lacks].mean()) / density[r, lacks].std()
        np.testing.assert_allclose(relative[r, lacks], z, atol=1e-10)
        assert np.isnan(relative[r, has]).all()


def test_gain_is_what_the_outlook_would_rise_by_after_entry(world_trade):
    _, _, m = world_trade
    phi = compute_proximity(m)
    pci = find_complexity(m).industries
    gain = compute_complexity_gain(m, proximity=phi, industry_complexity=pci)
    region = 10
    entered = m.copy()
    industry = int(np.flatnonzero(m[region] == 0)[5])
    entered[region, industry] = 1.0
    before = compute_complexity_outlook(m, proximity=phi, industry_complexity=pci)[region]
    after = compute_complexity_outlook(entered, proximity=phi, industry_complexity=pci)[region]
    # The Atlas' gain counts the new industry's own term once more than the outlook does.
    own = pci[industry] / phi[industry].sum()
    assert after - before == pytest.approx(gain[region, industry] - own, rel=1e-9)


def test_cooccurrence_tail_is_fishers_exact_test():
    from scipy.stats import fisher_exact

    m = (np.random.default_rng(8).random((20, 4)) < 0.5).astype(float)
    result = compute_co_occurrence(m)
    table = [[sum(m[:, 0] * m[:, 1]), sum(m[:, 0] * (1 - m[:, 1]))]]
    table.append([sum((1 - m[:, 0]) * m[:, 1]), sum((1 - m[:, 0]) * (1 - m[:, 1]))])
    expected = fisher_exact(table, alternative="greater").pvalue
    assert result.p_value[0, 1] == pytest.approx(expected, rel=1e-9)
    assert np.isnan(result.p_value[2, 2])


def test_network_keeps_a_spanning_tree_and_finds_two_blocks():
    similarity = np.kron(np.eye(2), np.ones((4, 4))) * 0.8 + 0.05
    names = [f"i{k}" for k in range(8)]
    network = build_network(similarity, names, threshold=0.5, communities=True)
    assert network.on_tree.sum() == 7
    assert len(set(network.communities[:4])) == 1
    assert network.communities[0] != network.communities[4]
    assert len(network.weight) == 13  # 2 x 6 within the blocks, and the bridge of the tree


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: compute_proximity([[2.0]]), "only 0, 1"),
        (lambda: compute_proximity([1.0]), "region x industry"),
        (lambda: compute_relatedness_density([[1.0, 0.0]], [[1.0]]), "not industry x industry"),
        (lambda: compute_relatedness_density([[1.0]], [[-1.0]]), "not negative"),
        (lambda: compute_presence([[-1.0]]), "negative"),
    ],
)
def test_bad_input_is_told(call, message):
    with pytest.raises(InputError, match=message):
        call()


def test_the_profile_is_made_of_the_single_indicators():
    from hanse.observatory.relatedness.profile import compute_complexity_profile
    from hanse.observatory.tables import Cube, read_table

    values = np.random.default_rng(9).integers(0, 50, (12, 8, 2)).astype(float)
    values[3, 2, 1] = np.nan
    regions, industries = (tuple(f"{k:02}" for k in range(n)) for n in (12, 8))
    cube = Cube(values, regions, industries, ("1", "2"))
    profile = compute_complexity_profile(cube)
    presence = compute_presence(values)
    np.testing.assert_array_equal(profile.cells["presence"], presence)
    for t in range(2):
        density = compute_relatedness_density(presence[..., t])
        np.testing.assert_allclose(profile.cells["density"][..., t], density)
        np.testing.assert_allclose(profile.eci[:, t], find_complexity(presence[..., t]).regions)
    table = profile.to_table()
    again = read_table(table, value="density", period="period")
    np.testing.assert_allclose(again.values, profile.cells["density"])
    assert table.column_names[-2:] == ["eci", "pci"]
