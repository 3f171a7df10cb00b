"""The interval of every indicator that has one holds whatever the missing cells are."""

import itertools

import numpy as np
import pytest
from click.testing import CliRunner

from hanse.cli.indicators import command
from hanse.observatory.compute import compute_indicator, describe_indicator
from hanse.observatory.interval import compute_interval, find_bounds_of, list_intervals
from hanse.observatory.suppressed.base_intervals import bound_gini_specialisation
from hanse.panel import Panel
from hanse.vocabulary import Flag, InputError

BASES = {"region": [5.0, 3.0, 2.0, 4.0, 1.0], "industry": [4.0, 3.0, 2.0, 5.0]}
BY_REGION = {
    "gini-specialisation",
    "hachman",
    "hoover-specialisation",
    "krugman-specialisation",
}
BY_INDUSTRY = {
    "ellison-glaeser",
    "hoover-concentration",
    "krugman-concentration",
    "locational-gini",
    "maurel-sedillot",
    "theil-concentration",
}


def options_of(indicator):
    options = {}
    if indicator in BY_REGION:
        options["base"] = BASES["industry"]
    if indicator in BY_INDUSTRY:
        options["base"] = BASES["region"]
    if indicator in ("ellison-glaeser", "maurel-sedillot"):
        options["herfindahl"] = [0.1, 0.2, 0.05, 0.3]
    if indicator.endswith("related-variety"):
        options["groups"] = ["a", "a", "b", "b"]
    return options


def make_bounds(seed):
    """Bounds of 5 x 4 x 2 cells, six of them open, and one region with little else."""
    rng = np.random.default_rng(seed)
    low = rng.integers(1, 20, (5, 4, 2)).astype(float)
    low[2] = 0.0
    low[2, 0] = 1.0
    high = low.copy()
    places = [(0, 1, 0), (0, 2, 1), (1, 3, 1), (2, 1, 0), (2, 2, 0), (4, 0, 1)]
    for place in places:
        high[place] += rng.integers(1, 30)
    return low, high, places


def test_many_indicators_have_an_interval():
    assert len(list_intervals()) >= 20
    assert set(list_intervals()) >= BY_REGION | BY_INDUSTRY
    assert "its interval can be had" in describe_indicator("hachman")
    assert "its interval can be had" not in describe_indicator("proximity")


@pytest.mark.parametrize("indicator", list_intervals())
@pytest.mark.parametrize("seed", [1, 2])
def test_no_filling_lies_outside(indicator, seed):
    low, high, places = make_bounds(seed)
    options = options_of(indicator)
    least, most = find_bounds_of(indicator)(low, high, **options)
    rng = np.random.default_rng(seed)
    corners = itertools.product((0.0, 1.0), repeat=len(places))
    found = []
    for parts in [*corners, *rng.random((40, len(places)))]:
        filled = low.copy()
        for place, part in zip(places, parts, strict=True):
            filled[place] += part * (high[place] - low[place])
        found.append(compute_indicator(indicator, filled, **options).values)
    assert least.shape == most.shape == found[0].shape
    assert np.all(~(np.fmin.reduce(found, axis=0) < least - 1e-9))
    assert np.all(~(np.fmax.reduce(found, axis=0) > most + 1e-9))
    # Where nothing is open the interval is the value.
    same, again = find_bounds_of(indicator)(low, low, **options)
    exact = compute_indicator(indicator, low, **options).values
    np.testing.assert_allclose(same, exact, atol=1e-8)
    np.testing.assert_allclose(again, exact, atol=1e-8)


def test_the_upper_end_of_the_gini_is_near_the_highest_corner():
    """No corner lies above it; the rest is what dividing industries at will brings."""
    rng = np.random.default_rng(4)
    rest = []
    for industries in (12, 40):
        low = rng.lognormal(2, 1, (1, industries))
        high = low.copy()
        high[0, :10] *= 6
        base = low[0] * rng.lognormal(0, 0.3, industries)
        corners = np.repeat(low, 1024, axis=0)
        corners[:, :10] *= np.where(np.indices((2,) * 10).reshape(10, -1).T > 0, 6.0, 1.0)
        found = compute_indicator("gini-specialisation", corners, base=base.tolist()).values
        most = bound_gini_specialisation(low, high, base)[1][0]
        assert most >= found.max() - 1e-12
        rest.append(most - found.max())
    assert max(rest) < 0.02
    # A cell that can be anything: all could be in the industry that the base has least of.
    open_ended = bound_gini_specialisation([[3.0, 1.0]], [[3.0, np.inf]], [3.0, 1.0])
    assert open_ended[1][0] == pytest.approx(0.75)


def make_panel():
    values = np.array([[[30.0], [np.nan], [10.0]], [[10.0], [20.0], [np.nan]]])
    flags = np.where(np.isnan(values), Flag.SUPPRESSED, Flag.OBSERVED).astype(np.uint8)
    flags[0, 0] = Flag.LOWER_BOUND
    return Panel(
        ("a", "b"), ("x", "y", "z"), ("2020",), {"employment": values}, {"employment": flags}
    )


def test_flags_of_a_panel_are_bounds_and_totals_narrow_them():
    wide = compute_interval("focus", make_panel())
    assert wide.axes["industry"] == ("x", "y", "z")
    assert (wide.columns["low"][0, 0, 0], wide.columns["high"][0, 0, 0]) == (0.0, 1.0)
    totals = {"region_totals": {"b": 40, "a": 60}, "industry_totals": {"x": 40, "y": 40, "z": 20}}
    for method in ("propagation", "linear programming"):
        found = compute_interval("focus", make_panel(), **totals, method=method)
        for end in found.columns.values():
            expected = [[30 / 60, 20 / 60, 10 / 60], [10 / 40, 20 / 40, 10 / 40]]
            np.testing.assert_allclose(end[..., 0], expected)
    krugman = compute_interval("krugman-specialisation", make_panel(), **totals)
    np.testing.assert_allclose(krugman.columns["low"], krugman.columns["high"])
    np.testing.assert_allclose(krugman.columns["low"][0], 2 * (0.5 - 0.4))


def test_a_region_without_any_activity_has_no_interval():
    found = compute_interval("entropy", np.array([[0.0, 0.0], [1.0, np.nan]]))
    assert np.isnan(found.columns["low"][0, 0]) and np.isnan(found.columns["high"][0, 0])
    assert (found.columns["low"][1, 0], found.columns["high"][1, 0]) == (0.0, 1.0)


def test_what_an_interval_lacks_is_told():
    with pytest.raises(InputError, match="no interval of proximity"):
        compute_interval("proximity", np.ones((2, 2)))
    with pytest.raises(InputError, match="needs base"):
        compute_interval("hachman", np.ones((2, 2)))
    with pytest.raises(InputError, match="no option draws"):
        compute_interval("entropy", np.ones((2, 2)), draws=2)
    with pytest.raises(InputError, match="say nothing of the region a"):
        compute_interval("focus", make_panel(), region_totals={"b": 1.0})


def test_the_command_gives_intervals(tmp_path):
    source = tmp_path / "jobs.csv"
    source.write_text("geo,nace,jobs\nA,x,30\nA,y,\nB,x,10\nB,y,30\n")
    arguments = ["compute", str(source), "--indicator", "krugman-specialisation", "--interval"]
    arguments += ["--region", "geo", "--industry", "nace", "--measure", "jobs"]
    arguments += ["--option", 'base={"y": 30, "x": 30}']
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.output.splitlines()[0] == "region,low,high"
    rows = [[float(cell) for cell in line.split(",")[1:]] for line in result.output.split()[1:]]
    assert rows == [[0.0, 1.0], [0.5, 0.5]]
