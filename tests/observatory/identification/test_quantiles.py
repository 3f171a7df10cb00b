from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanse.observatory.identification.quantiles import (
    QuantileBounds,
    bound_quantile,
    order_regions,
    pick_quantile,
    sort_regions,
)
from hanse.observatory.indicators.rows import Rows


def find_quantile(values: np.ndarray, percent: float) -> float:
    cube = np.asarray(values, dtype=float)[:, np.newaxis, np.newaxis]
    return pick_quantile(sort_regions(cube, ~np.isnan(cube), Rows(cube.shape)), percent).item()


@given(
    st.lists(st.floats(0, 1e9), min_size=1, max_size=40),
    st.sampled_from([0.0, 10.0, 25.0, 33.3, 50.0, 75.0, 90.0, 100.0]),
)
def test_that_quantiles_are_those_of_numpy(values: list[float], percent: float) -> None:
    expected = np.percentile(values, percent, method="linear")
    assert find_quantile(np.array(values), percent) == pytest.approx(expected, rel=1e-12, abs=1e-9)


@pytest.mark.parametrize("count", range(1, 400))
def test_that_a_quantile_on_a_region_is_its_value_to_the_last_bit(count: int) -> None:
    values = np.random.default_rng(count).lognormal(size=count)
    for percent in (25, 50, 75, 90):
        if (count - 1) * percent % 100 == 0:
            place = (count - 1) * percent // 100
            assert find_quantile(values, percent) == np.sort(values)[place]


def test_that_tied_regions_give_their_common_value() -> None:
    third = 1 / 3
    assert find_quantile(np.array([third] * 7), 90) == third


def test_that_no_region_gives_no_quantile() -> None:
    assert np.isnan(find_quantile(np.array([np.nan, np.nan]), 50))


def test_that_unknown_regions_are_left_out() -> None:
    assert find_quantile(np.array([1.0, np.nan, 3.0]), 50) == 2.0


@settings(max_examples=60)
@given(st.data())
def test_that_bounds_hold_for_every_filling(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 7))
    low = np.array(data.draw(st.lists(st.integers(0, 5), min_size=size, max_size=size)), float)
    extra = np.array(data.draw(st.lists(st.integers(0, 6), min_size=size, max_size=size)), float)
    open_ended = data.draw(st.lists(st.booleans(), min_size=size, max_size=size))
    high = np.where(open_ended, np.inf, low + extra)
    share = np.array(data.draw(st.lists(st.floats(0, 1), min_size=size, max_size=size)))
    filled = low + share * (np.where(np.isinf(high), low + 20, high) - low)
    percent = data.draw(st.sampled_from([25.0, 50.0, 75.0, 90.0]))
    least, most = bound_quantile(low[:, None, None], high[:, None, None], percent)
    present = filled[filled > 0]
    if present.size:
        value = np.percentile(present, percent)
        assert least.item() <= value + 1e-9
        assert value <= most.item() + 1e-9


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["same", "higher", "fewer"]))
def test_that_a_known_order_changes_nothing(seed: int, bounds: str) -> None:
    random = np.random.default_rng(seed)
    values = np.where(random.random((9, 2, 3)) < 0.2, np.nan, random.integers(0, 5, (9, 2, 3)))
    rows, among = Rows((9, 2, 3)), values > 0
    high = values + (random.random(values.shape) < 0.3) if bounds == "higher" else values
    certain = among & (random.random(values.shape) < 0.8) if bounds == "fewer" else among
    known = order_regions(values, among, rows)
    for percent in (25.0, 75.0):
        plain = QuantileBounds(values, high, certain, ~certain, rows).bound(percent)
        told = QuantileBounds(values, high, certain, ~certain, rows, known=known).bound(percent)
        np.testing.assert_array_equal(told, plain)
