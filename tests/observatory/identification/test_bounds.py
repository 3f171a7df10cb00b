from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanse.observatory.identification.bounds import (
    bound_quotients,
    bound_quotients_with_base,
    bound_shares,
)
from hanse.observatory.indicators.focus import compute_focus
from hanse.observatory.indicators.location_quotient import compute_location_quotients


def fill(low: np.ndarray, high: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    top = np.where(np.isinf(high), low + rng.choice([1.0, 100.0, 1e6], low.shape), high)
    share = rng.choice([0.0, 1.0, 0.3, 0.01], low.shape)
    return low + share * (top - low)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.integers(1, 4), st.booleans())
def test_that_no_filling_leaves_the_bounds(
    seed: int, regions: int, groups: int, open_ended: bool
) -> None:
    rng = np.random.default_rng(seed)
    low = rng.integers(0, 30, (regions, groups, 1)).astype(float)
    width = rng.choice([0.0, 0.0, 5.0, np.inf if open_ended else 50.0], low.shape)
    high = low + width
    quotient_low, quotient_high = bound_quotients(low, high)
    share_low, share_high = bound_shares(low, high)
    base = rng.uniform(0.1, 1, (1, groups, 1))
    based_low, based_high = bound_quotients_with_base(low, high, base)
    for _ in range(20):
        filled = fill(low, high, rng)
        lq, share = compute_location_quotients(filled), compute_focus(filled)
        known = ~np.isnan(lq)
        assert np.all(quotient_low[known] <= lq[known] * (1 + 1e-9) + 1e-12)
        assert np.all(lq[known] <= quotient_high[known] * (1 + 1e-9) + 1e-12)
        inside = ~np.isnan(share)
        assert np.all(share_low[inside] <= share[inside] + 1e-12)
        assert np.all(share[inside] <= share_high[inside] + 1e-12)
        assert np.all((based_low * base)[inside] <= share[inside] + 1e-12)
        assert np.all(share[inside] <= (based_high * base)[inside] + 1e-12)


def test_that_the_bounds_are_reached_in_the_interior() -> None:
    # One cell between 0 and 100, everything else known: the quotient peaks inside, at x*.
    low = np.array([[0.0, 4.0], [9.0, 500.0]])[:, :, np.newaxis]
    high = low.copy()
    high[0, 0] = 100.0
    _, most = bound_quotients(low, high)
    tried = []
    for x in np.linspace(0, 100, 2_001):
        filled = low.copy()
        filled[0, 0] = x
        tried.append(compute_location_quotients(filled)[0, 0, 0])
    assert most[0, 0, 0] == pytest.approx(max(tried), rel=1e-5)


def test_that_known_cells_have_no_width() -> None:
    values = np.array([[30.0, 10.0], [20.0, 40.0]])[:, :, np.newaxis]
    low, high = bound_quotients(values, values)
    assert low == pytest.approx(high, rel=1e-12)
    assert low == pytest.approx(compute_location_quotients(values), rel=1e-12)


def test_that_an_endless_neighbour_leaves_nothing_sure() -> None:
    low = np.array([[30.0, 10.0], [20.0, 40.0]])[:, :, np.newaxis]
    high = low.copy()
    high[0, 1] = np.inf
    least, most = bound_quotients(low, high)
    assert least[0, 0, 0] == 0.0  # the rest of its region could be without limit
    assert np.isinf(most[1, 0, 0])  # and with it the rest of the nation
