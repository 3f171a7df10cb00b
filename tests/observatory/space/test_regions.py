"""Neighbours, local statistics and clusters over several regions."""

import json

import numpy as np
import pytest

from hanse.observatory.indicators.location_quotient import compute_location_quotients
from hanse.observatory.indicators.significance import compute_false_discovery
from hanse.observatory.space import local_statistics
from hanse.observatory.space.getis_ord import compute_getis_ord
from hanse.observatory.space.local_moran import compute_local_moran
from hanse.observatory.space.local_statistics import find_local_statistics
from hanse.observatory.space.multi_region import find_multi_region_clusters
from hanse.observatory.space.weights import (
    RegionWeights,
    build_contiguity,
    build_distance_weights,
)
from hanse.vocabulary import InputError


def make_square(x, y):
    ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def grid():
    """Nine square regions in three rows."""
    return {
        "features": [
            {"properties": {"NUTS_ID": f"R{x}{y}"}, "geometry": make_square(x, y)}
            for x in range(3)
            for y in range(3)
        ]
    }


def test_contiguity_of_squares(grid):
    queen, rook = build_contiguity(grid), build_contiguity(grid, rule="rook")
    assert queen.matrix.sum(axis=1).tolist() == [3, 5, 3, 5, 8, 5, 3, 5, 3]
    assert rook.matrix.sum(axis=1).tolist() == [2, 3, 2, 3, 4, 3, 2, 3, 2]
    chosen = queen.select(("R00", "R01", "none"))
    assert chosen.matrix.tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    assert chosen.islands == ("none",)


def test_contiguity_of_real_regions(shared_data):
    shapes = json.loads((shared_data / "geo" / "nuts2024_20m_lvl2.geojson").read_text())
    weights = build_contiguity(shapes)
    near = dict(zip(weights.regions, weights.matrix, strict=True))["DE21"]
    names = {weights.regions[k] for k in np.flatnonzero(near)}
    assert {"DE22", "DE25", "DE27", "AT33"} <= names
    np.testing.assert_array_equal(weights.matrix, weights.matrix.T)
    assert "CY00" in weights.islands


def test_distance_weights():
    x, y = [0.0, 1.0, 3.0], [0.0, 0.0, 0.0]
    within = build_distance_weights("abc", x, y, within=2.0, decay=1.0)
    np.testing.assert_allclose(within.matrix, [[0, 1, 0], [1, 0, 0.5], [0, 0.5, 0]])
    nearest = build_distance_weights("abc", x, y, nearest=1)
    assert nearest.matrix.tolist() == [[0, 1, 0], [1, 0, 0], [0, 1, 0]]
    with pytest.raises(InputError, match="either"):
        build_distance_weights("abc", x, y)


def test_clusters_over_several_regions(grid):
    weights = build_contiguity(grid, rule="rook")
    rated = np.zeros((9, 2))
    rated[[0, 1, 8], 0] = 1  # R00 and R01 touch, R22 is alone
    rated[[4, 5, 8], 1] = 1
    rated[7, 1] = np.nan
    jobs = np.full((9, 2), 10.0)
    jobs[5, 1] = np.nan
    found = find_multi_region_clusters(rated, weights, ("steel", "ships"), employment=jobs)
    assert [(c.industry, c.regions) for c in found] == [
        ("ships", ("R11", "R12", "R22")),
        ("steel", ("R00", "R01")),
    ]
    assert [(c.employment, c.complete) for c in found] == [(20.0, False), (20.0, True)]


@pytest.mark.slow  # esda compiles its loops at the first call
def test_local_statistics_find_the_hot_corner():
    n = 8
    x, y = (a.ravel().astype(float) for a in np.meshgrid(range(n), range(n)))
    weights = build_distance_weights([str(k) for k in range(n * n)], x, y, within=1.5)
    values = np.random.default_rng(1).standard_normal(n * n) * 0.1
    corner = (x < 3) & (y < 3)
    values[corner] += 3
    values[63] = np.nan
    pytest.importorskip("esda")
    for statistic, name in (("moran", "high-high"), ("getis-ord", "hot")):
        found = find_local_statistics(values, weights, statistic=statistic, permutations=4999)
        assert found.pattern[0] == name and found.pattern[40] == ""
        # Our own formula, which needs no package, is esda's.
        plain = find_local_statistics(values, weights, statistic=statistic, permutations=0)
        np.testing.assert_allclose(plain.statistic, found.statistic, rtol=1e-9, atol=1e-9)
        assert np.isnan(plain.p_value).all()
        assert np.isnan(found.statistic[63]) and np.isnan(found.statistic).sum() == 1
        z = (values - np.nanmean(values)) / np.nanstd(values)
        if statistic == "moran":
            near = weights.matrix[0] > 0
            # esda divides by n − 1.
            expected = z[0] * z[near].mean() * 62 / 63
            assert found.statistic[0] == pytest.approx(expected, rel=1e-9)


def test_statistics_of_cells_control_false_discovery_over_all_industries(monkeypatch):
    def draw(figures, _matrix, _statistic, permutations, seed):
        p = np.random.default_rng(permutations + seed + len(figures)).random(len(figures)) / 20
        return figures, p, ["hot"] * len(figures)

    monkeypatch.setattr(local_statistics, "_run_esda", draw)
    x, y = (a.ravel().astype(float) for a in np.meshgrid(range(6), range(6)))
    weights = build_distance_weights([str(k) for k in range(36)], x, y, within=1.5)
    jobs = np.random.default_rng(1).integers(20, 30, (36, 3)).astype(float)
    jobs[5, 1] = np.nan
    found = compute_getis_ord(jobs, weights)
    np.testing.assert_allclose(found.q_value, compute_false_discovery(found.p_value))
    assert np.isnan(found.statistic[5, 1]) and np.isnan(found.statistic).sum() == 1
    np.testing.assert_allclose(found.statistic[:, 0], compute_location_quotients(jobs)[:, 0])


def test_what_is_looked_at_is_a_choice():
    weights = RegionWeights(("a", "b", "c", "d"), np.ones((4, 4)) - np.eye(4))
    jobs = np.array([[9.0, 1.0], [8.0, 2.0], [5.0, 5.0], [0.0, 9.0]])
    quotients = compute_location_quotients(jobs)[:, 0]
    for quantity, figures in (("lq", quotients), ("as given", jobs[:, 0])):
        found = compute_local_moran(jobs, weights, quantity=quantity, permutations=0)
        one = find_local_statistics(figures, weights, permutations=0)
        np.testing.assert_allclose(found.statistic[:, 0], one.statistic)
    # A region without the industry has no logarithm.
    found = compute_local_moran(jobs, weights, quantity="log lq", permutations=0)
    assert np.isnan(found.statistic[3, 0]) and not np.isnan(found.statistic[:3, 0]).any()


def test_no_neighbours_no_statistics():
    weights = RegionWeights(("a", "b", "c"), np.zeros((3, 3)))
    found = find_local_statistics([1.0, 2.0, 3.0], weights)
    assert np.isnan(found.statistic).all()
