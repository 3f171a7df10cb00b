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
from hanse.observatory.space.multi_region import (
    compute_multi_region_clusters,
    find_multi_region_clusters,
)
from hanse.observatory.space.weights import (
    RegionWeights,
    build_contiguity,
    build_distance_weights,
    build_shape_distances,
    find_centres,
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


def test_distance_weights_from_shapes(grid):
    centres = find_centres(grid)
    assert centres.regions[5] == "R12"
    np.testing.assert_allclose((centres.longitude[5], centres.latitude[5]), (1.5, 2.5))
    # A degree is 111.2 km at the equator: squares that touch at a side are nearer than 120 km.
    near = build_shape_distances(grid, within=120)
    np.testing.assert_array_equal(near.matrix, build_contiguity(grid, rule="rook").matrix)
    one = build_shape_distances(grid, nearest=1, decay=1.0)
    assert (one.matrix > 0).sum(axis=1).tolist() == [1] * 9
    assert one.matrix.max() == pytest.approx(1 / 111.1, rel=1e-2)
    islands = {"type": "MultiPolygon", "coordinates": [
        make_square(40, 0)["coordinates"], [[[0, 0], [3, 0], [3, 3], [0, 3], [0, 0]]],
    ]}  # fmt: skip
    far = find_centres({"features": [{"properties": {"NUTS_ID": "a"}, "geometry": islands}]})
    assert (far.longitude[0], far.latitude[0]) == (1.5, 1.5)
    with pytest.raises(InputError, match="neither a property NUTS_ID"):
        find_centres({"features": [{"properties": {}, "geometry": islands}]})


def test_distances_of_real_regions(shared_data):
    shapes = json.loads((shared_data / "geo" / "nuts2024_20m_lvl2.geojson").read_text())
    centres = find_centres(shapes)
    at = centres.regions.index("DE30")
    assert (centres.longitude[at], centres.latitude[at]) == pytest.approx((13.4, 52.5), abs=0.1)
    nearest = build_shape_distances(shapes, nearest=2)
    assert (nearest.matrix > 0).sum(axis=1).min() == 2
    assert "DE40" in {centres.regions[k] for k in np.flatnonzero(nearest.matrix[at])}


def test_clusters_are_the_groups_that_are_found(grid):
    weights = build_contiguity(grid, rule="rook")
    rng = np.random.default_rng(8)
    jobs = rng.integers(0, 40, (9, 4, 2)).astype(float)
    jobs[3, 1] = np.nan
    found = compute_multi_region_clusters(jobs, weights)
    names = tuple("wxyz")
    for t in range(2):
        lq = compute_location_quotients(jobs)[..., t]
        groups = find_multi_region_clusters(
            lq >= 1, weights, names, employment=jobs[..., t], smallest=1
        )
        told = {(g.industry, r): (len(g.regions), g.employment) for g in groups for r in g.regions}
        for r, region in enumerate(weights.regions):
            for i, industry in enumerate(names):
                size, jobs_of_all = told.get((industry, region), (0, np.nan))
                if np.isnan(jobs[r, i, t]):
                    assert np.isnan(found.regions[r, i, t])
                    continue
                assert found.regions[r, i, t] == size
                np.testing.assert_equal(found.amount[r, i, t], jobs_of_all)
    # One number a group, the group with most jobs first.
    for i in range(4):
        whole = {c: a for c, a in zip(found.cluster[:, i, 0], found.amount[:, i, 0], strict=True)
                 if c == c}  # fmt: skip
        assert sorted(whole) == list(range(1, len(whole) + 1))
        assert list(dict(sorted(whole.items())).values()) == sorted(whole.values(), reverse=True)
    np.testing.assert_array_equal(
        compute_multi_region_clusters(jobs * 3, weights).cluster, found.cluster
    )
    order = rng.permutation(9)
    turned = weights.select([weights.regions[k] for k in order])
    np.testing.assert_array_equal(
        compute_multi_region_clusters(jobs[order], turned).regions, found.regions[order]
    )
    rated = (compute_location_quotients(jobs) >= 1).astype(float)
    as_given = compute_multi_region_clusters(rated, weights, quantity="as given")
    np.testing.assert_array_equal(np.nan_to_num(as_given.regions), np.nan_to_num(found.regions))
    with pytest.raises(InputError, match="neighbours of 9"):
        compute_multi_region_clusters(jobs[:5], weights)


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
