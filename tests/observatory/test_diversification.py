"""The ranked list of related industries that a region lacks."""

import numpy as np
import pytest

from hanse.observatory.diversification import find_diversification
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
