"""Laws of every indicator below `hanse.observatory`, as property tests over all that is found."""

import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hanse.observatory.indicators import differs
from hanse.observatory.labelled import name_columns
from hanse.vocabulary import IndicatorCard, find_cards

FOUND = find_cards("hanse.observatory", IndicatorCard)


def find_function(card, module):
    return getattr(module, f"compute_{card.id.replace('-', '_')}", None)


def takes_the_matrix_alone(function):
    needed = [
        p.name
        for p in inspect.signature(function).parameters.values()
        if p.default is inspect.Parameter.empty
    ]
    return needed == ["values"]


PLAIN = {
    card_id: (card, find_function(card, module))
    for card_id, (card, module) in FOUND.items()
    if find_function(card, module) is not None
    and takes_the_matrix_alone(find_function(card, module))
    and card_id not in ("ellison-glaeser", "maurel-sedillot", "growth")
}
# Those that compare periods have laws of their own; in "diversification" NaN says that the region
# has the industry, and its complexity has no sign where all regions are alike: see its own tests.
STATIC = {
    k: v
    for k, v in PLAIN.items()
    if v[0].family not in ("dynamics", "growth") and k != "diversification"
}

matrices = arrays(
    np.float64,
    st.tuples(st.integers(1, 6), st.integers(1, 6)),
    elements=st.integers(0, 40).map(float),
)


def result_of(function, values):
    """The indicator itself: the first array where a function returns several."""
    return np.asarray(next(iter(name_columns(function(values)).values())), dtype=float)


def test_there_are_indicators_to_test():
    assert len(STATIC) >= 12


@pytest.mark.parametrize("card_id", FOUND)
def test_hand_worked_examples(card_id):
    _, module = FOUND[card_id]
    assert module.EXAMPLES, f"{card_id} has no hand-worked example"
    for example in module.EXAMPLES:
        assert example.working
        assert not differs(example.run(), example.expected, example.tolerance), example


@pytest.mark.parametrize("card_id", STATIC)
@settings(max_examples=25, deadline=None)
@given(values=matrices, factor=st.sampled_from([0.5, 3.0, 1e6]), seed=st.integers(0, 99))
def test_claimed_invariances_and_bounds(card_id, values, factor, seed):
    card, function = STATIC[card_id]
    result = result_of(function, values)
    low, high = card.range
    known = result[~np.isnan(result)]
    assert np.all((known >= low - 1e-9) & (known <= high + 1e-9))
    if "scale" in card.invariances:
        np.testing.assert_allclose(result_of(function, values * factor), result, atol=1e-7)
    if "permutation" in card.invariances:
        rng = np.random.default_rng(seed)
        rows, columns = (rng.permutation(n) for n in values.shape)
        shuffled = result_of(function, values[rows][:, columns])
        orders = {"region": rows, "industry": columns}
        axes = [axis for axis in card.axes if axis != "period"]
        expected = result[np.ix_(*(orders[axis] for axis in axes))]
        np.testing.assert_allclose(shuffled, expected, atol=1e-7)


@pytest.mark.parametrize("card_id", STATIC)
def test_periods_are_computed_one_by_one(card_id):
    card, function = STATIC[card_id]
    if "period" not in card.axes:
        pytest.skip("no period axis")
    cube = np.random.default_rng(2).integers(0, 30, (5, 4, 3)).astype(float)
    together = result_of(function, cube)
    for t in range(3):
        np.testing.assert_allclose(together[..., t], result_of(function, cube[..., t]), atol=1e-12)


@pytest.mark.parametrize("card_id", STATIC)
def test_all_missing_gives_nothing_and_no_error(card_id):
    _, function = STATIC[card_id]
    assert np.isnan(result_of(function, np.full((3, 4), np.nan))).all()


@pytest.mark.parametrize("card_id", STATIC)
def test_a_gap_does_not_leak_into_other_regions(card_id):
    card, function = STATIC[card_id]
    values = np.random.default_rng(4).integers(1, 30, (6, 5)).astype(float)
    before = np.isnan(result_of(function, values))
    values[2, 3] = np.nan
    after = np.isnan(result_of(function, values))
    for axis, hit in ((0, 2), (1, 3)):
        name = ("region", "industry")[axis]
        places = [k for k, a in enumerate(card.axes) if a == name]
        for k in places:
            before, after = np.delete(before, hit, axis=k), np.delete(after, hit, axis=k)
    if "region" in card.axes or "industry" in card.axes:
        np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("card_id", STATIC)
def test_a_region_without_any_activity_changes_no_other(card_id):
    card, function = STATIC[card_id]
    if "scale" not in card.invariances or card_id in ("standardised-lq",):
        pytest.skip("counts or compares regions as such")
    values = np.random.default_rng(4).integers(1, 30, (6, 5)).astype(float)
    with_empty = result_of(function, np.vstack([values, np.zeros(5)]))
    alone = result_of(function, values)
    if card.axes[0] == "region":
        with_empty = with_empty[:-1]
    np.testing.assert_allclose(with_empty, alone, atol=1e-9)
