"""Shift-share, resilience, entry and exit against spelt-out computation and their laws."""

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hanse.observatory.dynamics.entry_exit import compute_entry_and_exit
from hanse.observatory.dynamics.resistance import compute_resistance
from hanse.observatory.dynamics.shift_share import compute_shift_share
from hanse.observatory.dynamics.turbulence import compute_turbulence
from hanse.vocabulary import InputError

cubes = arrays(
    np.float64,
    st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(2, 4)),
    elements=st.integers(1, 50).map(float),
)


@pytest.fixture
def freiburg(shared_data):
    """Jobs of Freiburg and of Germany by industry in 2008 and 2014."""
    with (shared_data / "reference" / "reat_Freiburg.csv").open() as file:
        rows = list(csv.DictReader(file))
    city = np.array([[float(r["e_Freiburg2008"]), float(r["e_Freiburg2014"])] for r in rows])
    country = np.array([[float(r["e_Germany2008"]), float(r["e_Germany2014"])] for r in rows])
    return city, country


def test_shift_share_of_freiburg_spelt_out(freiburg):
    city, country = freiburg
    result = compute_shift_share(city[None], nation=country)
    growth = country[:, 1].sum() / country[:, 0].sum()
    national = (city[:, 0] * (growth - 1)).sum()
    mix = sum(c[0] * (n[1] / n[0] - growth) for c, n in zip(city, country, strict=True))
    regional = sum(c[0] * (c[1] / c[0] - n[1] / n[0]) for c, n in zip(city, country, strict=True))
    assert result.national.sum() == pytest.approx(national, rel=1e-12)
    assert result.industry_mix.sum() == pytest.approx(mix, rel=1e-12)
    assert result.regional.sum() == pytest.approx(regional, rel=1e-12)
    assert result.change.sum() == city[:, 1].sum() - city[:, 0].sum()


def test_esteban_marquillas_of_freiburg_spelt_out(freiburg):
    city, country = freiburg
    result = compute_shift_share(city[None], nation=country, weights="homothetic")
    homothetic = city[:, 0].sum() * country[:, 0] / country[:, 0].sum()
    edge = city[:, 1] / city[:, 0] - country[:, 1] / country[:, 0]
    np.testing.assert_allclose(result.regional[0], homothetic * edge, rtol=1e-10)
    np.testing.assert_allclose(result.allocation[0], (city[:, 0] - homothetic) * edge, atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(
    cube=cubes,
    weights=st.sampled_from(["own", "homothetic"]),
    steps=st.sampled_from(["ends", "every period"]),
)
def test_components_add_up_to_the_change(cube, weights, steps):
    r = compute_shift_share(cube, weights=weights, steps=steps)
    np.testing.assert_allclose(
        r.national + r.industry_mix + r.regional + r.allocation, r.change, atol=1e-8
    )
    np.testing.assert_allclose(r.change, cube[..., -1] - cube[..., 0], atol=1e-9)
    if weights == "own":
        # What regions win from each other within an industry sums to nothing.
        np.testing.assert_allclose(r.regional.sum(axis=0), 0.0, atol=1e-8)


def test_a_gap_leaves_the_other_regions_components_known():
    cube = np.random.default_rng(1).integers(5, 50, (4, 3, 2)).astype(float)
    cube[1, 2, 1] = np.nan
    result = compute_shift_share(cube)
    assert np.isnan(result.regional).sum() == 1 and np.isnan(result.regional[1, 2])


def test_resistance_weighs_against_the_nations_rate():
    cube = np.array([[[60.0, 50.0], [40.0, 38.0]], [[90.0, 80.0], [10.0, 12.0]]])
    rate = (cube[..., 1].sum() - cube[..., 0].sum()) / cube[..., 0].sum()
    expected = [(-12 - rate * 100) / abs(rate * 100), (-8 - rate * 100) / abs(rate * 100)]
    np.testing.assert_allclose(compute_resistance(cube), expected)
    cube[0, 0, 1] = np.nan
    after = compute_resistance(cube)
    assert np.isnan(after[0]) and not np.isnan(after[1])


def test_entry_and_exit_rates():
    cube = np.array([[[30.0, 10.0], [10.0, 30.0]], [[10.0, 10.0], [30.0, 10.0]]])
    result = compute_entry_and_exit(cube)
    assert result.entry_rates()[0] == 1.0 and result.exit_rates()[0] == 1.0
    cube[0, 0, 1] = np.nan
    assert np.isnan(compute_entry_and_exit(cube).exit[0, 0])


@settings(max_examples=40, deadline=None)
@given(cube=cubes)
def test_turbulence_is_a_share(cube):
    found = compute_turbulence(cube)
    assert np.all((found >= 0) & (found <= 1))
    np.testing.assert_allclose(compute_turbulence(cube * 7), found, atol=1e-12)


@pytest.mark.parametrize(
    "function", [compute_shift_share, compute_entry_and_exit, compute_turbulence]
)
def test_one_period_is_not_enough(function):
    with pytest.raises(InputError, match="two periods"):
        function(np.ones((2, 2, 1)))
