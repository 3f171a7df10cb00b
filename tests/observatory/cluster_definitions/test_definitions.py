"""Benchmark cluster definitions: the published relatedness, and the whole derivation."""

import csv
import gzip

import numpy as np
import pytest

from hanse.observatory.cluster_definitions.candidates import build_candidates, number_groups
from hanse.observatory.cluster_definitions.derive import (
    derive_cluster_definitions,
    find_related,
    reassign_outliers,
)
from hanse.observatory.cluster_definitions.relatedness import (
    average_between_clusters,
    compute_cluster_relatedness,
)
from hanse.observatory.cluster_definitions.similarity import (
    build_similarities,
    compute_colocation,
    compute_input_output_similarity,
    compute_occupation_similarity,
    standardise_similarity,
)
from hanse.observatory.cluster_definitions.validation import (
    compute_validation_scores,
    find_row_quantiles,
)
from hanse.vocabulary import InputError


@pytest.fixture(scope="module")
def published(shared_data):
    path = shared_data / "relatedness" / "bcd_cluster_pair_relatedness_DPS2016.csv.gz"
    with gzip.open(path, "rt") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def economic_areas(shared_data):
    """Jobs and plants of traded industries in 179 economic areas in 2017, and their clusters."""
    import duckdb
    import xlrd

    sheet = xlrd.open_workbook(shared_data / "us" / "bea_economic_areas_counties.xls")
    sheet = sheet.sheet_by_index(1)
    area = {sheet.cell_value(k, 0): sheet.cell_value(k, 2) for k in range(1, sheet.nrows)}
    with (shared_data / "us" / "bcd_naics2012_to_cluster.csv").open() as file:
        cluster = {
            row["naics"]: row["cluster"]
            for row in csv.DictReader(file)
            if row["traded_local"] == "Traded"
        }
    table = duckdb.sql(
        "select Fips f, naics n, Emp e, Est p from "
        f"'{shared_data / 'us' / 'cbp_county_naics6_2017_2021.parquet'}' where year = 2017"
    ).fetchnumpy()
    areas = np.array([area.get(f, "") for f in table["f"]])
    kept = (areas != "") & np.array([n in cluster for n in table["n"]])
    names, r = np.unique(areas[kept], return_inverse=True)
    industries, i = np.unique(np.asarray(table["n"], dtype=str)[kept], return_inverse=True)
    jobs, plants = np.zeros((2, len(names), len(industries)))
    np.add.at(jobs, (r, i), table["e"][kept])
    np.add.at(plants, (r, i), table["p"][kept])
    return jobs, plants, industries.tolist(), [cluster[n] for n in industries]


def column(rows, key):
    return np.array([float(row[key]) for row in rows])


def test_the_aggregation_explains_the_published_relatedness(published):
    parts = [column(published, f"cr_{key}") for key in ("lcemp", "lcest", "io", "occ")]
    all_pairs = column(published, "cr_all")
    between = column(published, "clustera") != column(published, "clusterb")
    rest = (all_pairs - compute_cluster_relatedness(*parts))[between]
    assert 1 - (rest**2).sum() / np.square(all_pairs[between] - all_pairs[between].mean()).sum() > (
        0.999
    )


def test_the_published_related_pairs_lie_above_the_90th_percentile(published):
    names = sorted({row["cluster_name"] for row in published})
    matrix = np.full((len(names),) * 2, np.nan)
    for row in published:
        place = names.index(row["cluster_name"]), names.index(row["cluster_name_2"])
        matrix[place] = float(row["cr_all"])
    related = find_related(matrix)
    flagged = np.array([
        [row["cluster_name"], row["cluster_name_2"]] for row in published
        if row["rel_i20_all_min_90_v3"] == "1" and row["clustera"] != row["clusterb"]
    ])  # fmt: skip
    hits = [related[names.index(a), names.index(b)] for a, b in flagged]
    assert np.mean(hits) > 0.9


def test_colocation_of_179_areas_ranks_clusters_as_published(economic_areas, published):
    from scipy.stats import spearmanr

    jobs, plants, _, clusters = economic_areas
    assert len(jobs) == 179
    names = sorted(set(clusters))
    groups = np.array([names.index(c) for c in clusters])
    parts = [
        average_between_clusters(compute_colocation(m), groups).relatedness for m in (jobs, plants)
    ]
    mine = (parts[0] + parts[1]) / 2
    pairs = [r for r in published if r["clustera"] != r["clusterb"]]
    found = [mine[names.index(r["cluster_name"]), names.index(r["cluster_name_2"])] for r in pairs]
    assert spearmanr(found, column(pairs, "cr_lc")).statistic > 0.94


@pytest.mark.slow
def test_the_whole_derivation_beats_the_published_definitions_on_the_same_data(economic_areas):
    jobs, plants, industries, clusters = economic_areas
    similarities = build_similarities(jobs, plants)
    steps = []
    found = derive_cluster_definitions(
        similarities,
        industries,
        counts=(30, 45, 60),
        methods=("ward", "k-means"),
        each_matrix=False,
        progress=lambda done, steps_in_all, _: steps.append((done, steps_in_all)),
    )
    assert steps[-1] == (6, 6)
    assert 30 <= found.groups.max() + 1 <= 60
    standard = {name: standardise_similarity(m) for name, m in similarities.items()}
    names = sorted(set(clusters))
    theirs = compute_validation_scores(standard, np.array([names.index(c) for c in clusters]))
    assert 50 < theirs.overall < found.scores.overall
    assert "won among 6 candidates" in found.report()
    assert 0 < len(found.moves) < len(industries) / 2


def make_blocks(sizes=(4, 5, 6), noise=0.05, seed=1):
    groups = np.repeat(np.arange(len(sizes)), sizes)
    s = (groups[:, None] == groups) * 0.8
    wave = np.random.default_rng(seed).standard_normal(s.shape) * noise
    return s + (wave + wave.T) / 2, groups


@pytest.mark.parametrize("method", ["ward", "k-means", "k-medians"])
def test_every_method_finds_clear_blocks(method):
    matrix, groups = make_blocks()
    candidate = next(iter(build_candidates(matrix, [3], methods=(method,))))
    np.testing.assert_array_equal(candidate.groups, number_groups(groups))


def test_validation_spelt_out():
    matrix, groups = make_blocks((2, 2, 2), noise=0.3)
    scores = compute_validation_scores({"one": matrix}, groups)
    passed = {"cluster": [0, 0], "industry": [0, 0]}
    for g in range(3):
        a, b = np.flatnonzero(groups == g)
        between = [matrix[np.ix_([a, b], groups == h)].mean() for h in range(3) if h != g]
        passed["cluster"][0] += matrix[a, b] > np.mean(between)
        passed["cluster"][1] += matrix[a, b] > np.quantile(between, 0.95)
        for one, other in ((a, b), (b, a)):
            between = [matrix[one, groups == h].mean() for h in range(3) if h != g]
            passed["industry"][0] += matrix[one, other] > np.mean(between)
            passed["industry"][1] += matrix[one, other] > np.quantile(between, 0.95)
    assert scores.cluster_average[0] == pytest.approx(100 * passed["cluster"][0] / 3)
    assert scores.cluster_percentile[0] == pytest.approx(100 * passed["cluster"][1] / 3)
    assert scores.industry_average[0] == pytest.approx(100 * passed["industry"][0] / 6)
    assert scores.industry_percentile[0] == pytest.approx(100 * passed["industry"][1] / 6)


def test_quantiles_of_rows_are_numpys():
    values = np.random.default_rng(1).random((20, 9))
    values[values < 0.4] = np.nan
    values[:, 0] = 0.5
    for share in (0.0, 0.3, 0.95, 1.0):
        expected = np.nanquantile(values, share, axis=1)
        np.testing.assert_allclose(find_row_quantiles(values, share), expected, rtol=1e-13)


def test_an_outlier_goes_home():
    matrix, groups = make_blocks(noise=0.01)
    wrong = groups.copy()
    wrong[0] = 2
    mended, moves = reassign_outliers(matrix, wrong)
    np.testing.assert_array_equal(mended, number_groups(groups))
    assert len(moves) == 1 and moves[0].similarity_after > moves[0].similarity_before


def test_colocation_is_numpys_correlation_and_skips_gaps_by_pair():
    values = np.random.default_rng(2).integers(0, 20, (30, 4)).astype(float)
    np.testing.assert_allclose(compute_colocation(values), np.corrcoef(values.T), atol=1e-12)
    values[3, 1] = np.nan
    expected = np.corrcoef(np.delete(values, 3, 0)[:, [0, 1]].T)[0, 1]
    found = compute_colocation(values)
    assert found[0, 1] == pytest.approx(expected)
    assert found[0, 2] == pytest.approx(np.corrcoef(values[:, 0], values[:, 2])[0, 1])
    values[:, 3] = 7
    assert np.isnan(compute_colocation(values)[0, 3])


def test_input_output_and_occupation_similarity():
    flows = [[0.0, 8.0], [2.0, 2.0]]
    # Of 2's inputs 8/10 come from 1; of 1's outputs 8/8 go to 2.
    assert compute_input_output_similarity(flows)[0, 1] == 1.0
    jobs = np.array([[1.0, 2.0, 9.0], [2.0, 4.0, 5.0], [3.0, 6.0, 1.0]])
    found = compute_occupation_similarity(jobs)
    assert found[0, 1] == pytest.approx(1.0) and found[0, 2] < 0


def test_too_few_industries_are_told():
    matrix, _ = make_blocks()
    with pytest.raises(InputError, match="too few"):
        derive_cluster_definitions({"a": matrix}, [str(k) for k in range(15)])
