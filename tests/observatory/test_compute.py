"""Any indicator by its id: panels, arrays and tables of four libraries give the same numbers."""

import itertools
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from hanse.cli.indicators import command
from hanse.observatory.compute import METHOD_PAGES, compute_indicator, list_indicators
from hanse.observatory.relatedness.complexity import compute_economic_complexity
from hanse.observatory.relatedness.density import compute_relatedness_density
from hanse.observatory.relatedness.presence import compute_presence
from hanse.observatory.relatedness.profile import compute_complexity_profile
from hanse.observatory.tables import Cube, build_table, read_table
from hanse.panel import Panel
from hanse.vocabulary import Flag, InputError

pa = pytest.importorskip("pyarrow")
pytest.importorskip("narwhals")

COLUMNS = {
    "region": ["b", "b", "a", "a", "c", "c"],
    "industry": ["x", "y", "x", "y", "x", "y"],
    "year": [2020, 2020, 2020, 2020, 2020, 2020],
    "employment": [10.0, 30.0, 30.0, 10.0, 20.0, None],
    "plants": [1, 3, 3, 1, 2, 2],
}
EXPECTED = [[1.5, 0.5], [0.5, 1.5]]


def make_tables():
    import duckdb
    import pandas as pd
    import polars as pl

    arrow = pa.table(COLUMNS)
    categories = pd.DataFrame(COLUMNS).astype({"region": "category", "industry": "category"})
    return {
        "arrow": arrow,
        "pandas": pd.DataFrame(COLUMNS),
        "categories": categories,
        "polars": pl.DataFrame(COLUMNS),
        "lazy": pl.DataFrame(COLUMNS).lazy(),
        "duckdb": duckdb.sql("select * from arrow"),
    }


@pytest.mark.parametrize("library", ["arrow", "pandas", "categories", "polars", "lazy", "duckdb"])
def test_a_long_table_of_any_library_becomes_the_same_cube(library):
    cube = read_table(make_tables()[library], period="year")
    assert cube.regions == ("a", "b", "c") and cube.industries == ("x", "y")
    assert cube.periods == ("2020",)
    np.testing.assert_array_equal(cube.values[..., 0], [[30, 10], [10, 30], [20, np.nan]])


@pytest.mark.parametrize("library", ["arrow", "pandas", "polars"])
def test_the_result_comes_back_in_the_library_it_came_in(library):
    table = make_tables()[library]
    result = compute_indicator("national-share", table)
    out = result.to_table(like=table)
    assert type(out) is type(table)
    again = read_table(out, value="national_share")
    np.testing.assert_allclose(again.values[..., 0], result.values[..., 0])


def test_a_row_that_is_absent_is_missing_unless_it_is_said_to_be_zero():
    table = pa.table({"region": ["a", "b"], "industry": ["x", "y"], "employment": [1.0, 2.0]})
    assert np.isnan(read_table(table).values).sum() == 2
    assert read_table(table, absent="zero").values.sum() == 3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"region": ["a"] * 6, "industry": ["x"] * 6}, "occur more than once, the first is a, x"),
        ({"region": ["a", None, "b", "c", "d", "e"]}, "no label"),
        ({"employment": ["many"] * 6}, "no numbers"),
    ],
)
def test_bad_tables_are_told(change, message):
    with pytest.raises(InputError, match=message):
        read_table(pa.table(COLUMNS | change))


def test_an_unknown_column_is_told_with_those_there_are():
    with pytest.raises(InputError, match=r"no column jobs.*It has: region"):
        read_table(pa.table(COLUMNS), value="jobs")


def test_an_empty_table_is_an_empty_cube():
    empty = pa.table({"region": [], "industry": [], "employment": []})
    assert read_table(empty).values.shape == (0, 0, 1)


def test_panel_array_and_table_agree():
    values = np.array([[[30.0], [10.0]], [[10.0], [30.0]]])
    panel = Panel(
        regions=("a", "b"),
        industries=("x", "y"),
        periods=("2020",),
        measures={"employment": values},
        flags={"employment": np.full(values.shape, Flag.OBSERVED, dtype=np.uint8)},
    )
    from_panel = compute_indicator("location-quotient", panel)
    from_array = compute_indicator("location-quotient", values[..., 0])
    np.testing.assert_array_equal(from_panel.values[..., 0], EXPECTED)
    np.testing.assert_array_equal(from_array.values[..., 0], EXPECTED)
    assert from_panel.axes["region"] == ("a", "b")


def test_plants_come_from_a_column():
    result = compute_indicator("dartboard-p-value", pa.table(COLUMNS), establishments="plants")
    assert result.columns["p_value"].shape == (3, 2, 1)


def test_an_indicator_of_presence_is_computed_period_by_period():
    values = np.random.default_rng(1).integers(1, 50, (8, 5, 2)).astype(float)
    both = compute_indicator("economic-complexity", values)
    first = compute_indicator("economic-complexity", values[..., 0])
    np.testing.assert_allclose(both.values[:, 0], first.values[:, 0], atol=1e-10)


def test_growth_is_a_year_where_periods_are_years():
    values = np.array([[[100.0, 121.0, 100.0 * 1.1**5]]])
    cube = Cube(values, ("a",), ("x",), ("2015", "2017", "2020"))
    found = compute_indicator("growth", cube).values[0, 0]
    np.testing.assert_allclose(found, [np.nan, 0.1, 0.1])
    steps = compute_indicator("growth", Cube(values, ("a",), ("x",), ("before", "mid", "after")))
    np.testing.assert_allclose(steps.values[0, 0, 1:], [0.21, 1.1**2.5 - 1])


def test_options_by_label_are_brought_into_order():
    table = pa.table(COLUMNS)
    groups = {"y": "services", "x": "industry"}
    found = compute_indicator("related-variety", table, period="year", groups=groups)
    np.testing.assert_array_equal(found.values[:2], 0.0)
    with pytest.raises(InputError, match="groups say nothing of the industry y"):
        compute_indicator("related-variety", table, groups={"x": 1})


def test_unknown_indicator_and_option_are_told():
    with pytest.raises(InputError, match=r"Did you mean.*hachman"):
        compute_indicator("hachmann", np.ones((2, 2)))
    with pytest.raises(InputError, match="no option ddof"):
        compute_indicator("hachman", np.ones((2, 2)), ddof=1)
    with pytest.raises(InputError, match="neither a panel"):
        compute_indicator("hachman", object())


def test_build_table_keeps_order_and_nulls():
    table = build_table({"region": ("b", "a"), "period": ("",)}, {"z": np.array([[1.0], [np.nan]])})
    assert table.to_pydict() == {"region": ["b", "a"], "z": [1.0, None]}


def test_every_indicator_is_listed():
    result = CliRunner().invoke(command, ["list", "--json"])
    assert result.exit_code == 0
    assert {card["id"] for card in json.loads(result.output)} == set(list_indicators())
    one = CliRunner().invoke(command, ["list", "--family", "complexity"])
    assert "economic-complexity" in one.output and "hachman" not in one.output


@pytest.mark.parametrize("ending", ["csv", "tsv", "json", "parquet"])
def test_the_command_computes_from_a_file(tmp_path, ending):
    source = tmp_path / "jobs.csv"
    source.write_text("geo,nace,jobs\nA,x,30\nA,y,10\nB,x,10\nB,y,30\n")
    out = tmp_path / f"out.{ending}"
    arguments = ["compute", str(source), "--indicator", "krugman-specialisation"]
    arguments += ["--region", "geo", "--industry", "nace", "--measure", "jobs"]
    arguments += ["--option", "reference=others", "--out", str(out)]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0 and "2 rows" in result.output
    if ending == "parquet":
        import duckdb

        rows = duckdb.sql(f"select * from '{out}'").fetchall()
    elif ending == "json":
        rows = [tuple(row.values()) for row in json.loads(out.read_text())]
    else:
        text = out.read_text().replace("\t", ",").splitlines()
        rows = [(a, float(b)) for a, b in (line.split(",") for line in text[1:])]
    assert rows == [("A", 1.0), ("B", 1.0)]


def test_importing_the_observatory_loads_nothing_heavy():
    code = (
        "import sys, hanse.observatory, hanse.observatory.compute as c; c.list_indicators();"
        "heavy = {'scipy', 'pandas', 'pyarrow', 'numba', 'narwhals', 'polars', 'duckdb', 'esda'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_every_indicator_shows_its_method():
    for indicator, card in list_indicators().items():
        page = CliRunner().invoke(command, ["show", indicator]).output
        assert page.startswith(f"# {card.title}") and card.formula in page
        assert "## Worked by hand" in page and card.reference in page


def test_the_reference_is_what_the_cards_say():
    reference = Path(__file__).parents[2] / "docs" / "reference" / "indicators.md"
    result = CliRunner().invoke(command, ["reference"])
    assert result.exit_code == 0
    assert reference.read_text(encoding="utf-8") == result.output, (
        "out of date: hanse indicators reference --out docs/reference/indicators.md"
    )
    methods = reference.parents[1] / "methods"
    for card in list_indicators().values():
        assert f"### {card.title}\n" in result.output
        # The card tells the method; the family's page compares packages and warns.
        page = (methods / f"{METHOD_PAGES[card.family]}.md").read_text(encoding="utf-8")
        assert "hen not to use" in page


def test_significance_is_computed_by_the_function_named_after_its_module():
    result = compute_indicator("lq-significance", pa.table(COLUMNS), establishments="plants")
    assert set(result.columns) == {"lower", "upper", "p_value"}


def make_long():
    """A table sorted by region, the last one first, in chunks whose borders cut through regions."""
    regions, industries = 60, 100
    columns = {
        "region": np.repeat([f"R{k:02d}" for k in range(regions)][::-1], industries),
        "industry": np.tile([f"I{k:02d}" for k in range(industries)], regions),
        "employment": np.arange(float(regions * industries)),
    }
    whole = pa.table({name: pa.array(column) for name, column in columns.items()})
    cuts = [0, 1030, 4444, whole.num_rows]
    return pa.concat_tables([whole.slice(a, b - a) for a, b in itertools.pairwise(cuts)])


def test_a_sorted_table_in_chunks_is_read_as_any_other():
    table = make_long()
    expected = np.arange(6000.0).reshape(60, 100)[::-1]
    kinds = {
        "text": table,
        "categories": pa.table({
            name: table[name].dictionary_encode() if name != "employment" else table[name]
            for name in table.column_names
        }),
        "shuffled": table.take(np.random.default_rng(3).permutation(6000)),
    }  # fmt: skip
    for kind, read in kinds.items():
        cube = read_table(read)
        assert cube.regions[0] == "R00" and cube.industries[-1] == "I99", kind
        np.testing.assert_array_equal(cube.values[..., 0], expected, err_msg=kind)


def test_the_profile_is_what_its_parts_are():
    values = np.random.default_rng(1).integers(0, 40, (12, 9, 2)).astype(float)
    labels = [tuple(f"{k:02d}" for k in range(n)) for n in values.shape]
    profile = compute_complexity_profile(Cube(values, *labels))
    for t in range(2):
        presence = compute_presence(values[..., t])
        np.testing.assert_array_equal(profile.cells["presence"][..., t], presence)
        np.testing.assert_allclose(
            profile.cells["density"][..., t], compute_relatedness_density(presence)
        )
        np.testing.assert_allclose(profile.eci[:, t], compute_economic_complexity(presence))
    alone = compute_complexity_profile(Cube(values[..., :1], *labels[:2], ("00",)))
    np.testing.assert_array_equal(alone.cells["lq"][..., 0], profile.cells["lq"][..., 0])
