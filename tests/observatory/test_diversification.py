"""The ranked list of related industries that a region lacks."""

import numpy as np
import pytest

from hanse.observatory.diversification import compute_diversification, find_diversification
from hanse.observatory.lock_in import compute_lock_in
from hanse.vocabulary import InputError

INDUSTRIES = ["steel", "ships", "engines", "films", "games", "music"]


@pytest.fixture
def jobs():
    """Two families of industries over twelve regions; region r0 has two of the first family."""
    rng = np.random.default_rng(1)
    family = np.repeat([[50, 50, 50, 2, 2, 2], [2, 2, 2, 50, 50, 50]], 6, axis=0)
    values = family + rng.integers(0, 5, (12, 6)).astype(float)
    values[0, 2] = 1.0
    return values


def find(jobs, **options):
    return find_diversification(jobs, "r0", [f"r{k}" for k in range(12)], INDUSTRIES, **options)


def test_the_missing_member_of_the_family_comes_first(jobs):
    found = find(jobs, density_weight=1.0)
    first = found.opportunities[0]
    assert first.industry == "engines" and first.rank == 1
    assert set(first.built_on) == {"steel", "ships"}
    assert first.relative_density > 1 and 0 < first.lq < 1
    assert "nearer than most" in first.explanation and "steel" in first.explanation
    assert {o.industry for o in found.opportunities} == {"engines", "films", "games", "music"}


def test_growth_is_told_where_there_are_periods(jobs):
    before = jobs.copy()
    before[:, 2] *= 0.5
    found = find(np.stack([before, jobs], axis=2), density_weight=1.0)
    assert found.opportunities[0].growth == pytest.approx(1.0)
    assert "grew by 100%" in found.opportunities[0].explanation
    assert np.isnan(find(jobs).opportunities[0].growth)


def test_a_missing_cell_is_neither_had_nor_lacked(jobs):
    jobs[0, 2] = np.nan
    assert "engines" not in {o.industry for o in find(jobs).opportunities}


def test_a_region_that_leans_on_one_industry_is_warned(jobs):
    other = find_diversification(jobs, "r8", [f"r{k}" for k in range(12)], INDUSTRIES)
    assert not other.lock_in.warning
    jobs[0] = [500, 1, 1, 1, 1, 1]
    warned = find(jobs).lock_in
    assert warned.warning and warned.largest_industry == "steel"
    assert warned.largest_share == pytest.approx(500 / 505)
    assert warned.herfindahl_percentile == 100


def test_bad_questions_are_told(jobs):
    with pytest.raises(InputError, match="no region x"):
        find_diversification(jobs, "x", ["a"], INDUSTRIES)
    with pytest.raises(InputError, match="between 0 and 1"):
        find(jobs, density_weight=2.0)


def test_scores_of_all_regions_are_those_of_each(jobs):
    scores = compute_diversification(jobs, density_weight=0.3)
    for region in range(12):
        found = find_diversification(
            jobs, f"r{region}", [f"r{k}" for k in range(12)], INDUSTRIES, density_weight=0.3
        )
        told = {o.industry: (o.score, o.density, o.gain) for o in found.opportunities}
        lacking = np.flatnonzero(~np.isnan(scores.score[region]))
        assert {INDUSTRIES[i] for i in lacking} == set(told)
        for i in lacking.tolist():
            expected = [part[region, i] for part in (scores.score, scores.density, scores.gain)]
            assert told[INDUSTRIES[i]] == pytest.approx(expected)


def test_scores_follow_their_regions_and_industries(jobs):
    rng = np.random.default_rng(5)
    rows, columns = rng.permutation(12), rng.permutation(6)
    score = compute_diversification(jobs).score
    shuffled = compute_diversification(jobs[rows][:, columns]).score
    np.testing.assert_allclose(shuffled, score[rows][:, columns], atol=1e-9)


def test_the_weight_of_density_is_a_share(jobs):
    with pytest.raises(InputError, match="between 0 and 1"):
        compute_diversification(jobs, density_weight=2.0)


def test_the_warning_counts_its_signs(jobs):
    jobs[3] = [0, 0, 0, 0, 0, 90.0]
    found = compute_lock_in(jobs)
    assert found.signs[3] == found.signs.max() >= 2
    told = find_diversification(jobs, "r3", [f"r{k}" for k in range(12)], INDUSTRIES).lock_in
    assert told.warning and told.largest_industry == "music" and told.largest_share == 1.0
    both = compute_lock_in(np.stack([jobs, jobs], axis=2))
    np.testing.assert_array_equal(both.signs[:, 0], found.signs)
