"""Indices for which Python has no other package: REAT's results, and slow loops from the papers.

REAT's figures were computed by REAT 3.0.3 in R 4.2.2 from the made-up inputs written here. The
loops follow the papers' formulas plant by plant, with nothing of the code that they check.
"""

import itertools

import numpy as np
import pytest

from hanse.observatory.dynamics.shift_share import compute_shift_share
from hanse.observatory.indicators.coagglomeration import compute_coagglomeration
from hanse.observatory.indicators.colocation import compute_colocation_excess
from hanse.observatory.indicators.ellison_glaeser import compute_ellison_glaeser, measure_plants
from hanse.observatory.indicators.gini_specialisation import compute_gini_specialisation
from hanse.observatory.indicators.hoover_concentration import compute_hoover_concentration
from hanse.observatory.indicators.hoover_specialisation import compute_hoover_specialisation
from hanse.observatory.indicators.krugman_concentration import compute_krugman_concentration
from hanse.observatory.indicators.krugman_specialisation import compute_krugman_specialisation
from hanse.observatory.indicators.litzenberger_sternberg import compute_litzenberger_sternberg
from hanse.observatory.indicators.locational_gini import compute_locational_gini
from hanse.observatory.indicators.maurel_sedillot import compute_maurel_sedillot
from hanse.observatory.indicators.pairwise_coagglomeration import (
    compute_pairwise_coagglomeration,
)

SIZES = [10, 20, 30, 5, 5, 40, 60, 10, 15, 25, 35, 45]
PLANTS = "aaaaabbbbccc"
PLACES = "xyxzzxyyzxzz"


def add_up(sizes, industries, places):
    """Jobs and numbers of plants by region and industry."""
    regions, kinds = sorted(set(places)), sorted(set(industries))
    jobs, plants = np.zeros((2, len(regions), len(kinds)))
    for size, kind, place in zip(sizes, industries, places, strict=True):
        jobs[regions.index(place), kinds.index(kind)] += size
        plants[regions.index(place), kinds.index(kind)] += 1
    return jobs, plants


def same(found, expected, tolerance=1e-12):
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance)


def test_shift_share_of_reat():
    start, end = [120.0, 80, 40, 60], [150.0, 70, 44, 90]
    nation = [[1000.0, 1100], [900, 850], [500, 600], [700, 900]]
    values = np.stack([start, end], axis=-1)[None]
    dunn = compute_shift_share(values, nation=nation)
    parts = (dunn.change, dunn.national, dunn.industry_mix, dunn.regional)
    same([part.sum() for part in parts],
         [54.0, 33.87096774193549, -1.17255504352272, 21.30158730158729])  # fmt: skip
    esteban = compute_shift_share(values, nation=nation, weights="homothetic")
    same([esteban.regional.sum(), esteban.allocation.sum()], [18.14516129032257, 3.15642601126472])


def test_dynamic_shift_share_of_reat():
    values = np.array([[[120.0, 130, 150], [80, 78, 70], [40, 42, 44], [60, 70, 90]]])
    nation = [[1000.0, 1050, 1100], [900, 880, 850], [500, 560, 600], [700, 790, 900]]
    found = compute_shift_share(values, nation=nation, steps="every period")
    parts = (found.change, found.national, found.industry_mix, found.regional)
    same([part.sum() for part in parts],
         [54.0, 34.004720692368210, -0.989992031437055, 20.985271339068781])  # fmt: skip


def test_ellison_and_glaeser_of_reat():
    jobs, _ = add_up(SIZES, PLANTS, PLACES)
    sizes = measure_plants(SIZES, PLANTS)
    found = compute_ellison_glaeser(
        jobs, herfindahl=sizes.herfindahl, fourth_moment=sizes.fourth_moment
    )
    same(found.gamma, [-0.223493516399695, -0.264609543661133, 0.089173983910826])
    same(found.g, [0.0921428571428571, 0.1214, 0.2721882086167801])
    same(found.z, [-0.725661440142122, -0.688666273022838, 0.211625624827881])


def test_conc_and_spec_of_reat():
    jobs, _ = add_up(SIZES, PLANTS, PLACES)
    conc = [
        compute_hoover_concentration(jobs),
        compute_locational_gini(jobs, weights="regions"),
        compute_krugman_concentration(jobs, reference="mean of others"),
    ]
    same(np.transpose(conc), [
        [0.221428571428571, 0.272727272727273, 0.596190476190476],
        [0.260000000000000, 0.325203252032520, 0.834285714285714],
        [0.411904761904762, 0.507936507936508, 1.260952380952381],
    ])  # fmt: skip
    spec = [
        compute_hoover_specialisation(jobs),
        compute_gini_specialisation(jobs, weights="industries"),
        compute_krugman_specialisation(jobs, reference="mean of others"),
    ]
    same(np.transpose(spec), [
        [0.147619047619048, 0.196739741427768, 0.444444444444444],
        [0.361111111111111, 0.441441441441441, 1.031746031746032],
        [0.411904761904762, 0.417596034696406, 1.285714285714286],
    ])  # fmt: skip


def test_litzenberger_and_sternberg_of_reat():
    jobs, plants = np.array([[30.0, 20], [10, 40]]), np.array([[3.0, 5], [2, 4]])
    found = compute_litzenberger_sternberg(jobs, [2.0, 3.0], [100.0, 90.0], plants)
    same(found.T, [[2.1375, 0.351851851851852], [0.87962962962963, 1.042524005486969]])


def test_colocation_of_reat_and_of_all_ways_to_share_out_the_sites():
    _, plants = add_up(SIZES, PLANTS, PLACES)
    found = compute_colocation_excess(plants)
    same(found.observed[0, 1:], [0.3, 0.4])
    # REAT's mean of 3,000 drawings is within their error of the exact one.
    assert found.excess[0, 1] == pytest.approx(0.0487, abs=0.01)
    sites = [place for kind, place in zip(PLANTS, PLACES, strict=True) if kind in "ab"]
    shares = []
    for chosen in itertools.combinations(range(len(sites)), PLANTS.count("a")):
        others = [k for k in range(len(sites)) if k not in chosen]
        shares.append(np.mean([sites[i] == sites[j] for i in chosen for j in others]))
    assert found.expected[0, 1] == pytest.approx(np.mean(shares), rel=1e-12)


@pytest.fixture(params=[(s, n) for s in range(4) for n in (12, 40)], ids=lambda p: f"{p[0]}-{p[1]}")
def town(request):
    """Plants of four industries in five regions: sizes, industries, places, and the base."""
    seed, count = request.param
    rng = np.random.default_rng(seed)
    sizes = np.ceil(rng.lognormal(2, 1, count)).tolist()
    industries = ["abcd"[k % 4] for k in range(count)]
    places = ["vwxyz"[k] for k in [*range(5), *rng.integers(0, 5, count - 5)]]
    return sizes, industries, places, rng.integers(50, 500, 5).astype(float)


def shares_of(kind, town):
    """Share of an industry's jobs in each region, one plant after the other."""
    sizes, industries, places, base = town
    regions = sorted(set(places))
    whole = sum(s for s, i in zip(sizes, industries, strict=True) if i == kind)
    s = [
        sum(
            size
            for size, i, p in zip(sizes, industries, places, strict=True)
            if i == kind and p == region
        )
        / whole
        for region in regions
    ]
    return s, [amount / sum(base) for amount in base], whole


def test_ellison_and_glaeser_spelt_out(town):
    sizes, industries, places, base = town
    jobs, _ = add_up(sizes, industries, places)
    moments = measure_plants(sizes, industries)
    found = compute_ellison_glaeser(jobs, herfindahl=moments.herfindahl, base=base)
    sedillot = compute_maurel_sedillot(jobs, herfindahl=moments.herfindahl, base=base)
    for k, kind in enumerate("abcd"):
        s, x, whole = shares_of(kind, town)
        h = sum((z / whole) ** 2 for z, i in zip(sizes, industries, strict=True) if i == kind)
        g = sum((a - b) ** 2 for a, b in zip(s, x, strict=True))
        rest = 1 - sum(b * b for b in x)
        same(found.gamma[k], (g - rest * h) / (rest * (1 - h)), 1e-9)
        both = sum(a * a - b * b for a, b in zip(s, x, strict=True)) / rest
        same(sedillot[k], (both - h) / (1 - h), 1e-9)


def test_coagglomeration_spelt_out(town):
    sizes, industries, places, base = town
    jobs, _ = add_up(sizes, industries, places)
    moments = measure_plants(sizes, industries)
    pairs = compute_pairwise_coagglomeration(jobs, base=base)
    group = compute_coagglomeration(jobs, herfindahl=moments.herfindahl, base=base)
    _, x, _ = shares_of("a", town)
    rest = 1 - sum(b * b for b in x)
    weight = {kind: shares_of(kind, town)[2] / sum(sizes) for kind in "abcd"}
    expected = 0.0
    for (i, one), (j, other) in itertools.product(enumerate("abcd"), repeat=2):
        s, t = shares_of(one, town)[0], shares_of(other, town)[0]
        product = sum((a - c) * (b - c) for a, b, c in zip(s, t, x, strict=True)) / rest
        same(pairs[i, j], product, 1e-9)
        if i != j:
            # The group's index is the mean of its pairs, weighted by their sizes.
            expected += weight[one] * weight[other] * product
    same(group, expected / (1 - sum(w * w for w in weight.values())), 1e-9)


def test_litzenberger_and_sternberg_spelt_out(town):
    sizes, industries, places, people = town
    jobs, plants = add_up(sizes, industries, places)
    area = people[::-1] / 7
    found = compute_litzenberger_sternberg(jobs, area, people, plants)
    for r, i in itertools.product(range(5), range(4)):
        if plants[r, i] == 0:
            assert found[r, i] == 0
            continue
        dense = (jobs[r, i] / area[r]) / (sum(jobs[:, i]) / sum(area))
        weight = (jobs[r, i] / people[r]) / (sum(jobs[:, i]) / sum(people))
        size = (jobs[r, i] / plants[r, i]) / (sum(jobs[:, i]) / sum(plants[:, i]))
        same(found[r, i], dense * weight / size, 1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_shift_share_spelt_out(seed):
    jobs = np.random.default_rng(seed).integers(5, 200, (4, 3, 2)).astype(float)
    dunn = compute_shift_share(jobs)
    esteban = compute_shift_share(jobs, weights="homothetic")
    all_start, all_end = (sum(jobs[:, :, t].ravel().tolist()) for t in (0, 1))
    for r, i in itertools.product(range(4), range(3)):
        start, end = jobs[r, i].tolist()
        g = all_end / all_start - 1
        gi = sum(jobs[:, i, 1]) / sum(jobs[:, i, 0]) - 1
        gr = end / start - 1
        expected = [start * g, start * (gi - g), start * (gr - gi)]
        same([dunn.national[r, i], dunn.industry_mix[r, i], dunn.regional[r, i]], expected, 1e-9)
        like = sum(jobs[r, :, 0]) * sum(jobs[:, i, 0]) / all_start
        same(
            [esteban.regional[r, i], esteban.allocation[r, i]],
            [like * (gr - gi), (start - like) * (gr - gi)],
            1e-9,
        )
