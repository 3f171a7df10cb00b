"""Missing cells: bounds from totals, intervals of indicators, and stated estimates."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanse.observatory.indicators.entropy import compute_entropy
from hanse.observatory.indicators.gini_specialisation import compute_gini_specialisation
from hanse.observatory.indicators.hachman import compute_hachman
from hanse.observatory.indicators.herfindahl_concentration import compute_herfindahl_concentration
from hanse.observatory.indicators.herfindahl_specialisation import (
    compute_herfindahl_specialisation,
)
from hanse.observatory.indicators.hoover_concentration import compute_hoover_concentration
from hanse.observatory.indicators.hoover_specialisation import compute_hoover_specialisation
from hanse.observatory.indicators.krugman_concentration import compute_krugman_concentration
from hanse.observatory.indicators.krugman_specialisation import compute_krugman_specialisation
from hanse.observatory.indicators.location_quotient import compute_location_quotients
from hanse.observatory.indicators.locational_gini import compute_locational_gini
from hanse.observatory.suppressed.base_intervals import (
    approach_base,
    bound_gini_specialisation,
    bound_hachman,
    bound_herfindahl_concentration,
    bound_hoover_concentration,
    bound_hoover_specialisation,
    bound_krugman_concentration,
    bound_locational_gini,
)
from hanse.observatory.suppressed.imputation import impute_cells, impute_panel
from hanse.observatory.suppressed.intervals import (
    bound_entropy,
    bound_focus,
    bound_herfindahl_specialisation,
    bound_krugman_specialisation,
    bound_location_quotient,
    bound_national_share,
)
from hanse.observatory.suppressed.margins import bound_missing_cells
from hanse.panel import Panel
from hanse.vocabulary import Flag, InputError


def hide(seed, shape=(4, 5), share=0.4):
    rng = np.random.default_rng(seed)
    true = rng.integers(1, 30, shape).astype(float)
    return true, np.where(rng.random(shape) < share, np.nan, true)


@pytest.mark.parametrize("method", ["propagation", "linear programming"])
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_truth_lies_within_the_bounds(method, seed):
    true, seen = hide(seed)
    found = bound_missing_cells(
        seen, region_totals=true.sum(1), industry_totals=true.sum(0), method=method
    )
    assert np.all(found.low <= true + 1e-6) and np.all(true <= found.high + 1e-6)
    np.testing.assert_array_equal(found.low[~np.isnan(seen)], true[~np.isnan(seen)])


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_linear_programming_is_sharp_and_within_propagation(seed):
    from scipy.optimize import linprog

    true, seen = hide(seed, shape=(3, 3), share=0.7)
    totals = {"region_totals": true.sum(1), "industry_totals": true.sum(0)}
    wide = bound_missing_cells(seen, **totals)
    sharp = bound_missing_cells(seen, **totals, method="linear programming")
    assert np.all(wide.low <= sharp.low + 1e-7) and np.all(sharp.high <= wide.high + 1e-7)
    equations = [np.zeros((3, 3)) for _ in range(6)]
    for k in range(3):
        equations[k][k], equations[3 + k][:, k] = 1, 1
    bounds = [(x, x) if not np.isnan(x) else (0, None) for x in seen.ravel()]
    a, b = np.array([e.ravel() for e in equations]), np.r_[true.sum(1), true.sum(0)]
    for k in range(9):
        for sign, side in ((1, sharp.low), (-1, sharp.high)):
            solved = linprog(sign * np.eye(9)[k], A_eq=a, b_eq=b, bounds=bounds)
            assert side.ravel()[k] == pytest.approx(sign * solved.fun, abs=1e-5)


def test_one_missing_cell_in_a_row_with_a_total_is_known():
    found = bound_missing_cells([[3.0, np.nan]], region_totals=[10.0])
    assert found.low[0, 1] == found.high[0, 1] == 7 and found.known.all()
    open_ended = bound_missing_cells([[3.0, np.nan]])
    assert open_ended.high[0, 1] == np.inf


def test_contradictions_are_told():
    with pytest.raises(InputError, match="region number 1 contradicts"):
        bound_missing_cells([[3.0, np.nan]], region_totals=[2.0])
    with pytest.raises(InputError, match="industry number 2 contradicts"):
        bound_missing_cells([[3.0, 4.0]], industry_totals=[3.0, 9.0])


@pytest.mark.parametrize(
    ("bound", "compute"),
    [
        (bound_location_quotient, compute_location_quotients),
        (bound_focus, lambda v: v / v.sum(1, keepdims=True)),
        (bound_national_share, lambda v: v / v.sum(0, keepdims=True)),
        (bound_herfindahl_specialisation, compute_herfindahl_specialisation),
        (bound_entropy, compute_entropy),
        (
            lambda low, high: bound_krugman_specialisation(low, high, [1.0, 2.0, 3.0]),
            lambda v: compute_krugman_specialisation(v, base=[1.0, 2.0, 3.0]),
        ),
        (
            lambda low, high: bound_hoover_specialisation(low, high, [1.0, 2.0, 3.0]),
            lambda v: compute_hoover_specialisation(v, base=[1.0, 2.0, 3.0]),
        ),
        (
            lambda low, high: bound_gini_specialisation(low, high, [1.0, 2.0, 3.0]),
            lambda v: compute_gini_specialisation(v, base=[1.0, 2.0, 3.0]),
        ),
        (
            lambda low, high: bound_hachman(low, high, [1.0, 2.0, 3.0]),
            lambda v: compute_hachman(v, base=[1.0, 2.0, 3.0]),
        ),
        (bound_herfindahl_concentration, compute_herfindahl_concentration),
        (
            lambda low, high: bound_krugman_concentration(low, high, [1.0, 2.0]),
            lambda v: compute_krugman_concentration(v, base=[1.0, 2.0]),
        ),
        (
            lambda low, high: bound_hoover_concentration(low, high, [1.0, 2.0]),
            lambda v: compute_hoover_concentration(v, base=[1.0, 2.0]),
        ),
        (
            lambda low, high: bound_locational_gini(low, high, [1.0, 2.0]),
            lambda v: compute_locational_gini(v, base=[1.0, 2.0]),
        ),
    ],
)
def test_every_filling_lies_within_the_interval(bound, compute):
    low = np.array([[5.0, 2.0, 8.0], [1.0, 6.0, 4.0]])
    high = low.copy()
    high[0, 1], high[1, 2], high[1, 0] = 9.0, 12.0, 3.0
    least, most = bound(low, high)
    places = [(0, 1), (1, 2), (1, 0)]
    seen = []
    for parts in itertools.product(np.linspace(0, 1, 7), repeat=3):
        filled = low.copy()
        for place, part in zip(places, parts, strict=True):
            filled[place] = low[place] + part * (high[place] - low[place])
        seen.append(compute(filled))
    assert np.all(least <= np.min(seen, axis=0) + 1e-9)
    assert np.all(np.max(seen, axis=0) <= most + 1e-9)
    # Not so wide as to say nothing.
    assert np.all(most - least <= 2.0 * np.ptp(seen, axis=0) + 0.2)
    exact = bound(low, low)
    np.testing.assert_allclose(exact[0], compute(low), atol=1e-8)
    np.testing.assert_allclose(exact[1], compute(low), atol=1e-8)


@pytest.mark.parametrize("seed", range(6))
def test_intervals_against_a_base_hold_where_much_is_unknown(seed):
    """Random fillings of wide bounds, with an industry that the base lacks."""
    rng = np.random.default_rng(seed)
    low = rng.integers(0, 5, (6, 5)).astype(float)
    high = low + rng.integers(0, 30, low.shape) * (rng.random(low.shape) < 0.5)
    base = np.array([4.0, 3.0, 9.0, 1.0, 0.0 if seed % 2 else 2.0])
    bounds = {
        bound_hoover_specialisation: compute_hoover_specialisation,
        bound_gini_specialisation: compute_gini_specialisation,
        bound_hachman: compute_hachman,
    }
    for bound, compute in bounds.items():
        least, most = bound(low, high, base)
        for _ in range(200):
            found = compute(low + rng.random(low.shape) ** 3 * (high - low), base=base)
            known = ~np.isnan(found)
            assert np.all(found[known] >= least[known] - 1e-9), bound
            assert np.all(found[known] <= most[known] + 1e-9), bound


def test_shares_come_as_near_to_the_base_as_they_may():
    low, high = np.array([[[0.1], [0.0], [0.3]]]), np.array([[[0.5], [0.2], [1.0]]])
    base = np.array([[[0.5], [0.4], [0.1]]])
    # The second can have 0.2 at most, the third must have 0.3: the first takes what is left.
    np.testing.assert_allclose(approach_base(low, high, base)[0, :, 0], [0.5, 0.2, 0.3], atol=1e-9)


def test_imputation_meets_the_totals_and_touches_no_known_cell():
    true, seen = hide(7, shape=(6, 6))
    found = impute_cells(seen, region_totals=true.sum(1), industry_totals=true.sum(0))
    np.testing.assert_allclose(found.values.sum(0), true.sum(0), rtol=1e-6)
    np.testing.assert_allclose(found.values.sum(1), true.sum(1), rtol=1e-6)
    known = ~np.isnan(seen)
    np.testing.assert_array_equal(found.values[known], true[known])
    np.testing.assert_array_equal(found.estimated, ~known)


def test_imputation_keeps_the_odds_ratios_of_its_start():
    start = np.array([[2.0, 1.0], [1.0, 3.0]])
    found = impute_cells(
        np.full((2, 2), np.nan), region_totals=[30, 70], industry_totals=[40, 60], start=start
    )
    v = found.values
    assert v[0, 0] * v[1, 1] / (v[0, 1] * v[1, 0]) == pytest.approx(6.0)


def test_cells_that_no_total_reaches_stay_missing():
    seen = np.full((2, 2), np.nan)
    found = impute_cells(seen, region_totals=[10.0, np.nan])
    assert found.values[0].tolist() == [5.0, 5.0] and np.isnan(found.values[1]).all()


def test_estimates_are_flagged_to_the_end():
    values = np.array([[[3.0], [np.nan]]])
    flags = np.array([[[Flag.OBSERVED], [Flag.SUPPRESSED]]], dtype=np.uint8)
    panel = Panel(("a",), ("x", "y"), ("2020",), {"employment": values}, {"employment": flags})
    filled = impute_panel(panel, "employment", region_totals=[[10.0]])
    assert filled.values("employment")[0, 1, 0] == 7.0
    assert filled.flags["employment"][0, 1, 0] == Flag.ESTIMATED
    assert filled.bounds("employment")[1][0, 1, 0] == np.inf  # an estimate is no bound
