"""Every card: from a panel, labelled and plain arrays, tables of four libraries, and a file.

And what holds for each of them: a gap, a region nobody knows anything of, and one without any
activity take nothing from the other regions.
"""

import csv
import inspect
import json

import numpy as np
import pytest
from click.testing import CliRunner

from hanse.cli.indicators import command
from hanse.observatory.compute import compute_indicator, get_indicator, list_indicators
from hanse.observatory.input_output.system import build_input_output
from hanse.observatory.space.weights import RegionWeights
from hanse.observatory.tables import Cube, read_table
from hanse.panel import Panel
from hanse.vocabulary import Flag, InputError

pa = pytest.importorskip("pyarrow")
pytest.importorskip("narwhals")

REGIONS = tuple(f"R{k}" for k in range(9))
INDUSTRIES = ("cars", "films", "games", "parts", "ships", "steel")
PERIODS = ("2015", "2018", "2020")
RANDOM = np.random.default_rng(12)
JOBS = RANDOM.integers(5, 400, (9, 6, 3)).astype(float)
PLANTS = np.ceil(JOBS / RANDOM.integers(4, 30, JOBS.shape))
FLOWS = RANDOM.integers(1, 50, (6, 6)).astype(float)
DEMAND = RANDOM.integers(200, 400, 6).astype(float)
SHOCK = {"cars": -0.2}
PEOPLE = {name: 100.0 + 10 * k for k, name in enumerate(REGIONS)}
OPTIONS = {
    "bootstrapped-lq": {"seed": 1, "draws": 20},
    "coagglomeration": {"herfindahl": dict.fromkeys(INDUSTRIES, 0.1)},
    "duranton-overman": {"distances": [0, 1, 2], "draws": 3},
    "getis-ord": {"permutations": 0},
    "imputed-cells": {"region_totals": dict.fromkeys(REGIONS, 3000)},
    "jobs-at-stake": {"shock": SHOCK},
    "litzenberger-sternberg": {"area": PEOPLE, "population": PEOPLE},
    "local-moran": {"permutations": 0},
    "marcon-puech": {"distances": [1, 2], "draws": 3},
    "related-variety": {"groups": {name: name[0] for name in INDUSTRIES}},
    "shock-exposure": {"shock": SHOCK, "direction": "downstream"},
    "theil-decomposition": {"groups": {name: str(k % 3) for k, name in enumerate(REGIONS)}},
    "unrelated-variety": {"groups": {name: name[0] for name in INDUSTRIES}},
}
"""What an indicator cannot do without, as one writes it on the command line too."""

POINTS = {
    "x": (RANDOM.random(60) * 5).tolist(),
    "y": (RANDOM.random(60) * 5).tolist(),
    "industry": ["cars", "films", "games"] * 20,
}
# Its input is four matrices of relatedness, and no table of regions.
OF_MATRICES = "cluster-relatedness"
CARDS = [card for card in list_indicators() if card != OF_MATRICES]


def kind_of(card):
    first = next(iter(inspect.signature(get_indicator(card)[1]).parameters))
    return {"table": "flows", "x": "points"}.get(first, "cells")


def needs(card, name):
    parameter = inspect.signature(get_indicator(card)[1]).parameters.get(name)
    return parameter is not None and parameter.default is parameter.empty


CELLS = [card for card in CARDS if kind_of(card) == "cells"]


def make_row():
    """Regions in a row, each the neighbour of the next."""
    return RegionWeights(REGIONS, np.eye(9, k=1) + np.eye(9, k=-1))


def make_flows():
    return build_input_output(FLOWS, DEMAND, INDUSTRIES)


def options_of(card):
    options = dict(OPTIONS.get(card, {}))
    if needs(card, "weights"):
        options["weights"] = make_row()
    if needs(card, "table") and kind_of(card) == "cells":
        options["table"] = make_flows()
    return options


def make_panel():
    measures = {"employment": JOBS, "establishments": PLANTS}
    flags = {name: np.full(JOBS.shape, Flag.OBSERVED, dtype=np.uint8) for name in measures}
    return Panel(REGIONS, INDUSTRIES, PERIODS, measures, flags)


def make_columns():
    r, i, t = np.indices(JOBS.shape).reshape(3, -1)
    return {
        "region": [REGIONS[k] for k in r],
        "industry": [INDUSTRIES[k] for k in i],
        "period": [PERIODS[k] for k in t],
        "employment": JOBS.ravel().tolist(),
        "establishments": PLANTS.ravel().tolist(),
    }


def make_tables(columns):
    import duckdb
    import pandas as pd
    import polars as pl

    arrow = pa.table(columns)
    return {
        "arrow": arrow,
        "pandas": pd.DataFrame(columns),
        "polars": pl.DataFrame(columns),
        "duckdb": duckdb.sql("select * from arrow"),
    }


@pytest.fixture(scope="module")
def tables():
    return make_tables(make_columns())


@pytest.fixture(scope="module")
def panel_results():
    return {card: compute_indicator(card, make_panel(), **options_of(card)) for card in CELLS}


def same(found, expected):
    assert dict(found.axes) == dict(expected.axes)
    assert set(found.columns) == set(expected.columns)
    for name, column in expected.columns.items():
        np.testing.assert_array_equal(found.columns[name], column, err_msg=name)


@pytest.mark.parametrize("card", CELLS)
def test_panel_arrays_and_tables_give_the_same(card, panel_results, tables):
    expected = panel_results[card]
    assert expected.columns and not np.isnan(expected.values).all()
    own = (
        {"establishments": PLANTS}
        if "establishments" in inspect.signature(get_indicator(card)[1]).parameters
        else {}
    )
    cube = Cube(JOBS, REGIONS, INDUSTRIES, PERIODS)
    same(compute_indicator(card, cube, **own, **options_of(card)), expected)
    named = {"period": "period"} | ({"establishments": "establishments"} if own else {})
    for table in tables.values():
        found = compute_indicator(card, table, **named, **options_of(card))
        same(found, expected)
        out = found.to_table(like=table)
        # A relation of DuckDB is lazy: what comes of it is Arrow.
        assert type(out) is (pa.Table if table is tables["duckdb"] else type(table))
    if card != "growth" and not any(isinstance(o, dict) for o in OPTIONS.get(card, {}).values()):
        plain = compute_indicator(card, JOBS, **own, **(options_of(card) | _unlabelled(card)))
        for name, column in expected.columns.items():
            np.testing.assert_array_equal(plain.columns[name], column)


def _unlabelled(card):
    """Neighbours and flows of an array whose labels are numbers."""
    numbers = [str(k) for k in range(9)]
    options = {}
    if needs(card, "weights"):
        options["weights"] = RegionWeights(tuple(numbers), make_row().matrix)
    return options


@pytest.mark.parametrize("card", [card for card in CARDS if kind_of(card) == "points"])
def test_establishments_come_from_tables_of_any_library(card):
    found = [
        compute_indicator(card, table, **OPTIONS[card]) for table in make_tables(POINTS).values()
    ]
    assert found[0].axes["industry"] == ("cars", "films", "games")
    for other in found[1:]:
        same(other, found[0])


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("every")
    for name, columns in (("cells", make_columns()), ("points", POINTS)):
        with (folder / f"{name}.csv").open("w", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(columns)
            writer.writerows(zip(*columns.values(), strict=True))
    with (folder / "flows.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["industry", *INDUSTRIES, "final"])
        for name, row, final in zip(INDUSTRIES, FLOWS.tolist(), DEMAND.tolist(), strict=True):
            writer.writerow([name, *row, final])
    squares = [
        {
            "type": "Feature",
            "properties": {"NUTS_ID": name},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[k, 0], [k + 1, 0], [k + 1, 1], [k, 1], [k, 0]]],
            },
        }
        for k, name in enumerate(REGIONS)
    ]
    shapes = {"type": "FeatureCollection", "features": squares}
    (folder / "shapes.geojson").write_text(json.dumps(shapes))
    return folder


@pytest.mark.parametrize("card", CARDS)
def test_the_command_line_knows_the_same_names(card, files, panel_results):
    kind = kind_of(card)
    out = files / f"{card}.csv"
    arguments = ["compute", str(files / f"{kind}.csv"), "--indicator", card, "--out", str(out)]
    for name, value in OPTIONS.get(card, {}).items():
        arguments += ["--option", f"{name}={json.dumps(value)}"]
    if kind == "cells":
        arguments += ["--region", "region", "--industry", "industry", "--period", "period"]
        arguments += ["--establishments", "establishments"]
        if needs(card, "weights"):
            arguments += ["--shapes", str(files / "shapes.geojson")]
        if needs(card, "table"):
            arguments += ["--flows", str(files / "flows.csv")]
    done = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    if kind == "points":
        expected = compute_indicator(card, pa.table(POINTS), **OPTIONS[card])
    elif kind == "flows":
        expected = compute_indicator(card, make_flows())
    else:
        expected = panel_results[card]
    with out.open() as stream:
        head, *rows = list(csv.reader(stream))
    axes = [name for name, labels in expected.axes.items() if labels != ("",)]
    assert head == [*axes, *expected.columns]
    for k, column in enumerate(expected.columns.values(), start=len(axes)):
        truth = {"": np.nan, "True": 1.0, "False": 0.0}
        written = [truth[row[k]] if row[k] in truth else float(row[k]) for row in rows]
        np.testing.assert_allclose(written, column.ravel().astype(float), rtol=1e-12, atol=1e-12)


def test_an_indicator_of_matrices_says_so():
    with pytest.raises(InputError, match="not computed from a table of regions"):
        compute_indicator(OF_MATRICES, JOBS)


def cut(card, values, region, industry):
    """Values without those of a region and an industry that were tampered with."""
    axes = [name for name in list_indicators()[card].axes if name != "period"]
    for k, name in reversed(list(enumerate(axes))):
        hit = region if name == "region" else industry
        if hit is not None:
            values = np.delete(values, hit, axis=k)
    return values


def spoil(change):
    jobs, plants = JOBS.copy(), PLANTS.copy()
    change(jobs)
    change(plants)
    return Cube(jobs, REGIONS, INDUSTRIES, PERIODS), plants


def set_cells(places, value):
    def change(values):
        values[places] = value

    return change


OF_THE_LACKING = ("complexity-gain", "diversification", "relative-density")
"""NaN says here that the region has the industry."""
OF_REGIONS = [card for card in CELLS if "region" in list_indicators()[card].axes]


@pytest.mark.parametrize("card", OF_REGIONS)
@pytest.mark.parametrize(
    ("places", "value", "region", "industry"),
    [
        ((4, 2), np.nan, 4, 2),  # one cell unknown, in all periods
        ((4, slice(None), 1), np.nan, 4, None),  # nothing known of a region in one period
        (4, np.nan, 4, None),
        (4, 0.0, 4, None),
    ],
    ids=["a gap", "an unknown period", "an unknown region", "an empty region"],
)
def test_nothing_leaks_into_other_regions(card, places, value, region, industry, panel_results):
    cube, plants = spoil(set_cells(places, value))
    found = compute_from(card, cube, plants)
    if card in OF_THE_LACKING:
        # What others have shifts with the nation: nothing else may be empty.
        presence = compute_indicator("presence", cube).values != 0
        before = cut(card, presence, region, industry)
        before = before if before.ndim == found.values.ndim else before[..., -1]
    else:
        before = cut(card, np.isnan(panel_results[card].values), region, industry)
    after = cut(card, np.isnan(found.values), region, industry)
    assert not (after & ~before).any()


def compute_from(card, cube, plants):
    options = options_of(card)
    if "establishments" in inspect.signature(get_indicator(card)[1]).parameters:
        options["establishments"] = plants
    return compute_indicator(card, cube, **options)


def holds_its_range(card, values):
    low, high = list_indicators()[card].range
    known = values[~np.isnan(values)]
    return bool(np.all((known >= low - 1e-9) & (known <= high + 1e-9)))


@pytest.mark.parametrize("card", CELLS)
def test_bounds_and_claimed_invariances(card, panel_results):
    expected, claimed = panel_results[card].values, list_indicators()[card].invariances
    assert holds_its_range(card, expected)
    if "scale" in claimed:
        found = compute_from(card, Cube(JOBS * 8, REGIONS, INDUSTRIES, PERIODS), PLANTS)
        np.testing.assert_allclose(found.values, expected, atol=1e-7)
    if "permutation" in claimed:
        rows, columns = RANDOM.permutation(9), RANDOM.permutation(6)
        labels = [tuple(np.array(REGIONS)[rows]), tuple(np.array(INDUSTRIES)[columns]), PERIODS]
        plants = PLANTS[rows][:, columns]
        found = compute_from(card, Cube(JOBS[rows][:, columns], *labels), plants).values
        for k, axis in enumerate(panel_results[card].axes):
            order = {"r": rows, "i": columns, "p": np.arange(expected.shape[k])}[axis[0]]
            expected = np.take(expected, order, axis=k)
        np.testing.assert_allclose(found, expected, atol=1e-7)


EDGES = {
    "one region": (slice(0, 1), slice(None)),
    "one industry": (slice(None), slice(0, 1)),
    "one cell": (slice(0, 1), slice(0, 1)),
    "nothing known": (slice(None), slice(None)),
    "nothing there": (slice(None), slice(None)),
}


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("card", CELLS)
def test_edges_give_numbers_in_range_or_none(card, edge):
    if edge.startswith("one") and needs(card, "table"):
        pytest.skip("an input–output table of other industries is refused")
    chosen = EDGES[edge]
    jobs, plants = JOBS[chosen].copy(), PLANTS[chosen].copy()
    if edge.startswith("nothing"):
        jobs[:] = plants[:] = np.nan if edge == "nothing known" else 0.0
    cube = Cube(jobs, REGIONS[: len(jobs)], INDUSTRIES[: jobs.shape[1]], PERIODS)
    if card == "coagglomeration" and jobs.shape[1] == 1:
        with pytest.raises(InputError, match="at least two industries"):
            compute_from(card, cube, plants)
        return
    found = compute_from(card, cube, plants).values
    assert holds_its_range(card, found)
    if edge == "nothing known" and card != "imputed-cells":
        assert np.isnan(found).all()


def test_a_result_can_be_read_again_as_a_table():
    result = compute_indicator("multi-region-clusters", make_panel(), weights=make_row())
    again = read_table(result.to_table(), value="regions", period="period")
    np.testing.assert_array_equal(again.values, result.values)
