"""Specialisation and concentration: published results and independent re-computation."""

import csv
import math
from itertools import groupby

import numpy as np
import pytest

from hanse.observatory.indicators.bootstrapped_lq import compute_bootstrapped_lq
from hanse.observatory.indicators.coagglomeration import compute_coagglomeration
from hanse.observatory.indicators.dartboard import compute_dartboard_p_value
from hanse.observatory.indicators.ellison_glaeser import compute_ellison_glaeser, measure_plants
from hanse.observatory.indicators.entropy import compute_entropy
from hanse.observatory.indicators.gini_specialisation import compute_gini_specialisation
from hanse.observatory.indicators.hachman import compute_hachman
from hanse.observatory.indicators.herfindahl_specialisation import (
    compute_herfindahl_specialisation,
)
from hanse.observatory.indicators.hoover_concentration import compute_hoover_concentration
from hanse.observatory.indicators.krugman_specialisation import compute_krugman_specialisation
from hanse.observatory.indicators.litzenberger_sternberg import compute_litzenberger_sternberg
from hanse.observatory.indicators.locational_gini import compute_locational_gini
from hanse.observatory.indicators.maurel_sedillot import compute_maurel_sedillot
from hanse.observatory.indicators.pairwise_coagglomeration import (
    compute_pairwise_coagglomeration,
)
from hanse.observatory.indicators.related_variety import compute_related_variety
from hanse.observatory.indicators.theil_decomposition import compute_theil_decomposition
from hanse.observatory.indicators.unrelated_variety import compute_unrelated_variety
from hanse.vocabulary import InputError


@pytest.fixture
def german_states(shared_data):
    """Jobs of the 16 German states by industry in 2008 (a table of the REAT package)."""
    with (shared_data / "reference" / "reat_G.regions.emp.csv").open() as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["year"] == "2008"
            and "Insgesamt" not in (row["industry"], row["region"])
            and row["emp"] not in ("", "NA")
        ]
    rows.sort(key=lambda row: (row["region"], row["industry"]))
    cube = [[float(r["emp"]) for r in group] for _, group in groupby(rows, lambda r: r["region"])]
    return np.array(cube)


@pytest.fixture
def firms(shared_data):
    """Farhauer and Kröll's 42 firms: matrix 3 x 4, plant moments, base."""
    with (shared_data / "reference" / "reat_FK2014_EGC.csv").open() as file:
        rows = list(csv.DictReader(file))
    plants = measure_plants([float(r["emp_firm"]) for r in rows], [r["industry"] for r in rows])
    matrix = np.zeros((3, 4))
    for row in rows:
        industry = plants.industries.index(row["industry"])
        matrix[int(row["region"]) - 1, industry] += float(row["emp_firm"])
    return matrix, plants, [360000.0, 108000.0, 132000.0]


def test_ellison_glaeser_reproduces_farhauer_and_kroell_to_eight_digits():
    plants = [200, 650, 12000, 100, 50, 16000, 13000, 1500, 1500, 25000]
    measured = measure_plants(plants, ["machines"] * 10)
    result = compute_ellison_glaeser(
        [[sum(plants[:5])], [sum(plants[5:9])], [25000.0]],
        herfindahl=measured.herfindahl,
        fourth_moment=measured.fourth_moment,
        base=[500000, 400000, 100000],
    )
    assert result.gamma[0] == pytest.approx(0.05990628, abs=5e-9)
    assert result.g[0] == pytest.approx(0.1681633, abs=5e-8)
    assert result.herfindahl[0] == pytest.approx(0.2446888, abs=5e-8)
    assert result.z[0] == pytest.approx(0.1959002, abs=5e-8)
    assert result.p_value[0] == pytest.approx(math.erfc(0.1959002 / math.sqrt(2)), abs=1e-6)


def test_group_coagglomeration_is_that_of_the_paper_and_not_reats(firms):
    matrix, plants, base = firms
    index = compute_coagglomeration(matrix, herfindahl=plants.herfindahl, base=base)
    assert index == pytest.approx(0.0890, abs=5e-5)


def test_pairwise_and_group_coagglomeration_agree_for_two_industries(firms):
    # For a pair the 1997 index is Σ(s_i−x)(s_j−x)/(1−Σx²) exactly: plants cancel out.
    matrix, plants, base = firms
    pair = compute_coagglomeration(matrix[:, :2], herfindahl=plants.herfindahl[:2], base=base)
    every_pair = compute_pairwise_coagglomeration(matrix, base=base)
    assert pair == pytest.approx(every_pair[0, 1], rel=1e-12)


def test_variance_of_g_is_that_of_random_throws():
    rng = np.random.default_rng(5)
    sizes, x = np.array([30.0, 20.0, 20.0, 10.0, 5.0]), np.array([0.5, 0.3, 0.2])
    moments = measure_plants(sizes, ["a"] * 5)
    places = rng.choice(3, size=(40_000, 5), p=x)
    shares = np.stack([(sizes * (places == r)).sum(1) for r in range(3)], axis=1) / sizes.sum()
    g = np.square(shares - x).sum(1)
    result = compute_ellison_glaeser(
        [[50.0], [20.0], [15.0]],
        herfindahl=moments.herfindahl,
        fourth_moment=moments.fourth_moment,
        base=x,
    )
    assert result.variance[0] == pytest.approx(g.var(), rel=0.05)
    assert g.mean() == pytest.approx((1 - (x**2).sum()) * moments.herfindahl[0], rel=0.02)


def test_maurel_sedillot_is_the_plants_that_share_a_region():
    # With equal plants, Σs² − H is the share of pairs of plants that sit together.
    n = np.array([3.0, 2.0, 1.0])
    together = sum(k * (k - 1) for k in n) / (6 * 5)
    by_chance = sum(x**2 for x in (0.5, 0.25, 0.25))
    expected = (together - by_chance) / (1 - by_chance)
    index = compute_maurel_sedillot(n[:, None], establishments=n[:, None], base=[2.0, 1.0, 1.0])
    assert index[0] == pytest.approx(expected, rel=1e-12)


def test_plant_sizes_are_asked_for():
    with pytest.raises(InputError, match="size of plants matters"):
        compute_ellison_glaeser([[1.0], [2.0]])


def loop_gini(x):
    """REAT's rank formula, spelt out."""
    x = sorted(x)
    n, mean = len(x), sum(x) / len(x)
    return 2 / (n**2 * mean) * sum((k + 1) * (v - mean) for k, v in enumerate(x))


def test_conc_of_reat_on_the_german_states(german_states):
    e = german_states
    regions, total = e.sum(1), e.sum()
    ginis = compute_locational_gini(e, weights="regions")
    hoovers = compute_hoover_concentration(e)
    for i in range(e.shape[1]):
        lq = [(e[r, i] / e[:, i].sum()) / (regions[r] / total) for r in range(len(e))]
        assert ginis[i] == pytest.approx(loop_gini(lq), rel=1e-12)
        moved = sum(abs(e[r, i] / e[:, i].sum() - regions[r] / total) for r in range(len(e))) / 2
        assert hoovers[i] == pytest.approx(moved, rel=1e-12)


def test_spec_of_reat_on_the_german_states(german_states):
    e = german_states
    shares = e / e.sum(1, keepdims=True)
    krugman = compute_krugman_specialisation(e, reference="mean of others")
    gini = compute_gini_specialisation(e, weights="industries")
    for r in range(len(e)):
        others = np.delete(shares, r, axis=0).mean(axis=0)
        assert krugman[r] == pytest.approx(np.abs(shares[r] - others).sum(), rel=1e-12)
        assert gini[r] == pytest.approx(loop_gini(shares[r] / (e.sum(0) / e.sum())), rel=1e-12)


def test_weighted_locational_gini_is_twice_the_area_of_the_lorenz_curve(german_states):
    e = german_states
    i = 3
    s, x = e[:, i] / e[:, i].sum(), e.sum(1) / e.sum()
    order = np.argsort(s / x)
    area = np.trapezoid(np.r_[0, np.cumsum(s[order])], np.r_[0, np.cumsum(x[order])])
    assert compute_locational_gini(e)[i] == pytest.approx(1 - 2 * area, rel=1e-12)
    half = compute_locational_gini(e, scale="half")
    assert half[i] == pytest.approx(0.5 - area, rel=1e-12)


def test_variety_parts_add_up_to_scipys_entropy(german_states):
    from scipy.stats import entropy

    groups = [f"group {i // 3}" for i in range(german_states.shape[1])]
    whole = compute_entropy(german_states)
    parts = compute_related_variety(german_states, groups) + compute_unrelated_variety(
        german_states, groups
    )
    np.testing.assert_allclose(whole, entropy(german_states, base=2, axis=1), rtol=1e-12)
    np.testing.assert_allclose(parts, whole, rtol=1e-12)


def test_theil_splits_exactly_and_within_is_the_weighted_sum_of_groups(german_states):
    e = german_states
    groups = np.array(["east"] * 5 + ["west"] * 11)
    result = compute_theil_decomposition(e, groups)
    np.testing.assert_allclose(result.total, result.between + result.within, rtol=1e-12)
    x = e.sum(1) / e.sum()
    s = e[:, 0] / e[:, 0].sum()
    within = 0.0
    for name in ("east", "west"):
        k = groups == name
        own, base = s[k] / s[k].sum(), x[k] / x[k].sum()
        within += s[k].sum() * (own * np.log(own / base)).sum()
    assert result.within[0] == pytest.approx(within, rel=1e-10)


def test_hachman_and_herfindahl_spelt_out(german_states):
    e = german_states
    s, nation = e[4] / e[4].sum(), e.sum(0) / e.sum()
    assert compute_hachman(e)[4] == pytest.approx(1 / (s * s / nation).sum(), rel=1e-12)
    assert compute_herfindahl_specialisation(e)[4] == pytest.approx((s**2).sum(), rel=1e-12)
    normalised = compute_herfindahl_specialisation(e, scale="normalised")[4]
    assert normalised == pytest.approx(((s**2).sum() - 1 / len(s)) / (1 - 1 / len(s)), rel=1e-12)


def test_litzenberger_sternberg_on_the_german_states(shared_data):
    with (shared_data / "reference" / "reat_G.regions.industries.csv").open() as file:
        rows = [r for r in csv.DictReader(file) if r["ind_code"] == "WZ08-J"]
    jobs, plants, people, area = (
        np.array([float(r[key]) for r in rows]) for key in ("emp_all", "firms", "pop", "area_sqkm")
    )
    index = compute_litzenberger_sternberg(jobs[:, None], area, people, plants[:, None])[:, 0]
    density = (jobs / area) / (jobs.sum() / area.sum())
    weight = (jobs / people) / (jobs.sum() / people.sum())
    size = (jobs / plants) / (jobs.sum() / plants.sum())
    np.testing.assert_allclose(index, density * weight / size, rtol=1e-12)
    assert rows[int(index.argmax())]["region"] in ("Hamburg", "Berlin", "Bremen")


def test_dartboard_tail_is_scipys_binomial_test():
    from scipy.stats import binomtest, chisquare

    plants = np.array([[4.0, 0.0], [1.0, 7.0], [2.0, 3.0]])
    base = np.array([1.0, 2.0, 1.0])
    result = compute_dartboard_p_value(plants, base=base)
    for r in range(3):
        for i in range(2):
            n, x = int(plants[:, i].sum()), base[r] / 4
            expected = binomtest(int(plants[r, i]), n, x, alternative="greater").pvalue
            assert result.p_value[r, i] == pytest.approx(expected, rel=1e-9)
    expected = chisquare(plants[:, 0], plants[:, 0].sum() * base / 4)
    assert result.chi_square[0] == pytest.approx(expected.statistic)
    assert result.chi_square_p_value[0] == pytest.approx(expected.pvalue)


def test_dartboard_leaves_out_regions_whose_plants_are_unknown():
    plants = np.random.default_rng(3).integers(0, 9, (6, 4)).astype(float)
    base = np.array([3.0, 1.0, 2.0, 4.0, 2.0, 1.0])
    seen = plants.copy()
    seen[2], seen[4, 1] = np.nan, np.nan
    found = compute_dartboard_p_value(seen, base=base)
    for i, left_out in ((0, [2]), (1, [2, 4])):
        rest = np.delete(np.arange(6), left_out)
        alone = compute_dartboard_p_value(plants[rest], base=base[rest])
        np.testing.assert_allclose(found.p_value[rest, i], alone.p_value[:, i], rtol=1e-12)
        assert found.chi_square_p_value[i] == pytest.approx(alone.chi_square_p_value[i])
        assert np.isnan(found.p_value[left_out, i]).all()


def test_bootstrapped_cutoff_is_seeded_and_brackets_itself(german_states):
    first = compute_bootstrapped_lq(german_states, seed=3, draws=200)
    again = compute_bootstrapped_lq(german_states, seed=3, draws=200)
    other = compute_bootstrapped_lq(german_states, seed=4, draws=200)
    np.testing.assert_array_equal(first.cutoff, again.cutoff)
    assert np.any(first.cutoff != other.cutoff)
    assert np.all((first.lower <= first.cutoff) & (first.cutoff <= first.upper))
