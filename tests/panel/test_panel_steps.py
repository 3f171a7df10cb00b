"""Hand-worked examples of building, summing, bounding, converting and writing panels."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from hanse.classifications import (
    Crosswalk,
    CrosswalkRow,
    Group,
    Grouping,
    Member,
)
from hanse.panel import Panel, build_panel
from hanse.panel.aggregate import aggregate_regions, group_industries
from hanse.panel.checks import check_panel, check_totals
from hanse.panel.files import (
    find_safe_name,
    protect_text,
    read_panel,
    replace_whole,
    to_arrow,
    write_panel,
)
from hanse.panel.harmonise import harmonise_regions
from hanse.panel.long_tables import read_long_parquet, write_long_parquet
from hanse.panel.totals import estimate_from_parents, tighten_bounds
from hanse.vocabulary import ClassificationError, Flag, InputError, Provenance, Report
from tests.panel.panels import make_panel

O, E, L, M, S = map(int, Flag)  # noqa: E741 - the five flags in a row
ORIGIN = Provenance("Somebody", "handmade", "none")


def grouping(*members: tuple[str, str, float], of: str = "nace-rev2") -> Grouping:
    groups = {group: Group(group, {"en": group.upper()}) for _, group, _ in members}
    listed = tuple(Member(*member) for member in members)
    return Grouping("handmade", "Handmade", of, "1", ORIGIN, groups, listed)


def test_cells_without_a_row_are_missing() -> None:
    panel = build_panel(["b", "a"], ["x", "y"], ["1", "1"], {"n": np.array([1.0, 0.0])})
    assert panel.regions == ("a", "b")
    assert panel.flags["n"][:, :, 0].tolist() == [[M, O], [O, M]]
    assert panel.measures["n"][0, 1, 0] == 0
    assert np.isnan(panel.measures["n"][0, 0, 0])


def test_duplicates_name_the_cell_and_both_rows() -> None:
    with pytest.raises(InputError) as caught:
        build_panel(
            ["a", "a"],
            ["x", "x"],
            ["1", "1"],
            {"n": np.array([1.0, 2.0])},
            file="t.csv",
            rows=np.array([2, 9]),
        )
    assert "the first is a, x, 1 (rows 2 and 9)" in str(caught.value)
    assert (caught.value.file, caught.value.row) == ("t.csv", 9)


def test_infinite_figures_and_uneven_columns_are_refused() -> None:
    with pytest.raises(InputError, match="infinite"):
        build_panel(["a"], ["x"], ["1"], {"n": np.array([np.inf])})
    with pytest.raises(InputError, match="differ in length"):
        build_panel(["a"], ["x"], ["1"], {"n": np.array([1.0, 2.0])})


def test_the_law_of_sums() -> None:
    """Divisions 10, 11, 12 summed to a group, one region for each mixture of flags."""
    numbers = [[[1], [2], [4]]] * 7
    flags = [
        [[O], [O], [O]],
        [[O], [E], [O]],
        [[O], [M], [O]],
        [[O], [L], [E]],
        [[M], [M], [M]],
        [[M], [S], [M]],
        [[S], [O], [M]],
    ]
    panel = make_panel(numbers, flags)
    got = group_industries(panel, grouping(*[(c, "food", 1.0) for c in ("10", "11", "12")]))
    assert got.industries == ("food",)
    assert got.industry_titles == {"food": "FOOD"}
    assert got.flags["employment"][:, 0, 0].tolist() == [O, E, L, L, M, S, L]
    values = got.measures["employment"][:, 0, 0]
    assert np.array_equal(values, [7, 7, 5, 7, np.nan, np.nan, 2], equal_nan=True)
    low, high = got.bounds("employment")
    assert low[:, 0, 0].tolist() == [7, 5, 5, 7, 0, 0, 2]
    assert high[:, 0, 0].tolist() == [7, *[np.inf] * 6]


def test_weights_of_a_grouping_are_part_of_its_definition() -> None:
    panel = make_panel([[[10], [20]]], [[[O], [O]]])
    got = group_industries(panel, grouping(("10", "a", 0.25), ("11", "a", 1.0), ("11", "b", 0.5)))
    assert got.measures["employment"][0, :, 0].tolist() == [22.5, 10]
    assert (got.flags["employment"] == O).all()


def test_groups_that_lack_members_are_told_and_may_be_lower_bounds() -> None:
    panel = make_panel([[[10], [20]]], [[[O], [O]]])
    food = grouping(("10", "food", 1.0), ("01", "food", 1.0), ("62", "digital", 1.0))
    report = Report()
    got = group_industries(panel, food, report=report)
    assert got.industries == ("food",)
    assert got.flags["employment"][0, 0, 0] == O
    assert report.counts["incomplete-group"] == 2
    strict = group_industries(panel, food, absent="lower bound")
    assert strict.flags["employment"][0, 0, 0] == L
    assert strict.bounds("employment")[1][0, 0, 0] == np.inf


def test_a_grouping_of_another_release_is_refused() -> None:
    panel = make_panel([[[10]]], [[[O]]])
    with pytest.raises(ClassificationError, match="convert it with a crosswalk"):
        group_industries(panel, grouping(("10", "food", 1.0), of="nace-rev2.1"))
    with pytest.raises(InputError, match="No industry of the panel belongs"):
        group_industries(panel, grouping(("62", "digital", 1.0)))


def test_regions_sum_to_their_level_and_lacking_ones_make_a_lower_bound() -> None:
    panel = make_panel([[[1]], [[2]], [[4]]], [[[O]], [[O]], [[O]]])
    east = aggregate_regions(panel, "nuts-1")
    assert east.regions == ("AT1",)
    assert east.measures["employment"][0, 0, 0] == 7
    assert east.flags["employment"][0, 0, 0] == O
    country = aggregate_regions(panel, "country")
    assert country.flags["employment"][0, 0, 0] == L
    assert aggregate_regions(panel, "country", absent="left out").flags["employment"][0, 0, 0] == O


def test_levels_and_classifications_are_asked_for() -> None:
    plain = build_panel(["a"], ["x"], ["1"], {"n": np.array([1.0])})
    with pytest.raises(InputError, match="belong to no classification"):
        aggregate_regions(plain, "country")
    panel = make_panel([[[1]]], [[[O]]])
    with pytest.raises(InputError, match="has no level called continent"):
        aggregate_regions(panel, "continent")
    mixed = build_panel(
        ["AT1", "AT11"],
        ["10", "10"],
        ["1", "1"],
        {"n": np.ones(2)},
        region_classification="nuts-2013",
    )
    with pytest.raises(InputError, match="AT11 lies inside AT1"):
        aggregate_regions(mixed, "country")


def parents(value: float, flag: int = O) -> Panel:
    panel = build_panel(["AT11"], ["C"], ["2015"], {"employment": np.array([value])})
    panel.flags["employment"][:] = flag
    return panel


def test_totals_bound_and_fill_what_is_missing() -> None:
    """C = 100: 10 is 30, 11 and 12 are missing: each is at most 70, together 70."""
    panel = make_panel([[[30], [0], [0]]], [[[O], [M], [S]]])
    whole = {"10": "C", "11": "C", "12": "C"}
    tight = tighten_bounds(panel, parents(100), axis="industry", parent_of=whole)
    low, high = tight.bounds("employment")
    assert low[0, :, 0].tolist() == [30, 0, 0]
    assert high[0, :, 0].tolist() == [30, 70, 70]
    equal = estimate_from_parents(panel, parents(100), axis="industry", parent_of=whole)
    assert equal.measures["employment"][0, :, 0].tolist() == [30, 35, 35]
    assert equal.flags["employment"][0, :, 0].tolist() == [O, E, E]
    weighted = estimate_from_parents(
        panel, parents(100), axis="industry", parent_of=whole, weights={"11": 1, "12": 6}
    )
    assert weighted.measures["employment"][0, :, 0].tolist() == [30, 10, 60]
    one = make_panel([[[30], [0], [50]]], [[[O], [M], [O]]])
    tight = tighten_bounds(one, parents(100), axis="industry", parent_of=whole)
    assert [b[0, 1, 0] for b in tight.bounds("employment")] == [20, 20]


def test_contradicting_totals_change_nothing_and_are_told() -> None:
    panel = make_panel([[[90], [30], [0]]], [[[O], [O], [M]]])
    whole = {"10": "C", "11": "C", "12": "C"}
    tight = tighten_bounds(panel, parents(100), axis="industry", parent_of=whole)
    assert tight.bounds("employment")[1][0, 2, 0] == np.inf
    report = Report()
    same = estimate_from_parents(
        panel, parents(100), axis="industry", parent_of=whole, report=report
    )
    assert same.flags["employment"][0, 2, 0] == M
    assert report.counts["parts-exceed-total"] == 1
    told = check_totals(panel, parents(100), axis="industry", parent_of=whole)
    assert told.facts["totals"] == {"equal": 0, "possible": 0, "differs": 1, "unknown": 0}
    assert "AT11, C, 2015: the parts add up to 120, the total is 100." in told.findings[0].message


def test_totals_are_equal_possible_or_unknown() -> None:
    whole = {"10": "C", "11": "C"}
    for flags, total, flag, verdict in (
        ([[[O], [O]]], 50, O, "equal"),
        ([[[O], [M]]], 50, O, "possible"),
        ([[[O], [O]]], 51, O, "equal"),
        ([[[O], [O]]], 60, O, "differs"),
        ([[[O], [O]]], 60, L, "unknown"),
    ):
        panel = make_panel([[[20], [30]]], flags)
        report = check_totals(panel, parents(total, flag), axis="industry", parent_of=whole)
        assert report.facts["totals"][verdict] == 1


def test_the_rule_parent_needs_parents() -> None:
    panel = make_panel([[[20]]], [[[O]]])
    with pytest.raises(InputError, match="needs the panel one level up"):
        group_industries(panel, grouping(("10", "food", 1.0)), rule="parent")


def test_grouping_by_the_rule_parent_fills_the_gap() -> None:
    panel = make_panel([[[20], [0]]], [[[O], [M]]])
    totals = build_panel(
        ["AT11"], ["C"], ["2015"], {"employment": np.array([50.0])},
        industry_classification="nace-rev2",
    )  # fmt: skip
    food = grouping(("10", "food", 1.0), ("11", "food", 1.0))
    got = group_industries(panel, food, rule="parent", parents=totals)
    # The panel lacks other divisions of C, so the residual is not that of division 11 alone.
    assert got.flags["employment"][0, 0, 0] == L
    assert got.bounds("employment")[1][0, 0, 0] == 50


def test_harmonising_shares_out_and_tells_what_is_lost() -> None:
    panel = make_panel([[[100]], [[50]], [[7]]], [[[O]], [[O]], [[O]]])
    crosswalk = Crosswalk(
        "nuts-2013",
        "nuts-2021",
        (
            CrosswalkRow("AT11", "AT11", 0.25),
            CrosswalkRow("AT11", "AT12", 0.75),
            CrosswalkRow("AT12", "AT12", 1.0),
        ),
        "population",
        ORIGIN,
    )
    got = harmonise_regions(panel, crosswalk)
    assert got.panel.regions == ("AT11", "AT12")
    assert got.panel.region_classification == "nuts-2021"
    assert got.panel.measures["employment"][:, 0, 0].tolist() == [25, 125]
    assert (got.panel.flags["employment"] == E).all()
    low, high = got.panel.bounds("employment")
    assert low[:, 0, 0].tolist() == [0, 50]
    assert high[:, 0, 0].tolist() == [100, 150]
    assert got.report.facts["totals"]["employment"] == (157, 150)
    finding = got.report.findings[0]
    assert (finding.kind, finding.value) == ("region-not-converted", "AT13")
    assert "It holds 7 employment." in finding.message
    assert got.panel.provenance == (ORIGIN,)
    with pytest.raises(ClassificationError, match="the crosswalk starts from"):
        harmonise_regions(got.panel, crosswalk)


def test_a_panel_is_checked() -> None:
    panel = make_panel([[[0], [0]]], [[[O], [O]]])
    report = check_panel(panel)
    assert report.counts["one-region"] == 1
    assert report.counts["zero-total"] == 1
    assert report.facts["gaps"]["employment"]["zero"] == 2
    wrong = build_panel(
        ["AT11", "XX"], ["10", "11"], ["1", "1"], {"n": np.array([-1.0, np.nan])},
        region_classification="nuts-2013",
    )  # fmt: skip
    found = check_panel(wrong)
    assert found.counts == {
        "negative-value": 1,
        "region-without-figures": 1,
        "industry-without-figures": 1,
        "unknown-code": 1,
    }
    assert not found.ok


def test_every_format_is_written_and_metadata_return(tmp_path: Path) -> None:
    panel = make_panel([[[1], [2]], [[3], [4]]], [[[O], [S]], [[L], [M]]])
    panel = Panel(
        **{
            **vars(panel),
            "region_titles": {"AT11": "Burgenland"},
            "provenance": (ORIGIN,),
            "upper": {"employment": np.array([[[1.0], [9.0]], [[8.0], [np.inf]]])},
        }
    )
    for ending in ("parquet", "csv", "csv.gz", "tsv", "xlsx", "arrow"):
        write_panel(panel, tmp_path / f"panel.{ending}")
    back = read_panel(tmp_path / "panel.parquet")
    assert back.region_titles == {"AT11": "Burgenland"}
    assert back.provenance == (ORIGIN,)
    assert back.industry_classification == "nace-rev2"
    assert np.array_equal(back.upper["employment"], panel.upper["employment"])
    table = to_arrow(panel)
    assert table.column_names[:5] == [
        "region",
        "industry",
        "period",
        "employment",
        "employment_flag",
    ]
    assert table["employment"].null_count == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        f"panel.{e}" for e in ("parquet", "csv", "csv.gz", "tsv", "xlsx", "arrow")
    )
    with pytest.raises(InputError, match=r"ending of panel\.doc is not known"):
        write_panel(panel, tmp_path / "panel.doc")
    with pytest.raises(InputError, match="There is no folder"):
        write_panel(panel, tmp_path / "nowhere" / "panel.csv")


def test_formulas_are_disarmed_in_csv_and_excel(tmp_path: Path) -> None:
    panel = build_panel(
        ["=cmd|' /C calc'!A0", "@sum", "-x", "+y", "good"], ["10"] * 5, ["1"] * 5,
        {"n": np.array([-5.0, 1, 2, 3, 4])},
    )  # fmt: skip
    write_panel(panel, tmp_path / "p.csv")
    write_panel(panel, tmp_path / "p.xlsx")
    with (tmp_path / "p.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["region"] for row in rows} == {"'=cmd|' /C calc'!A0", "'@sum", "'-x", "'+y", "good"}
    assert {row["n"] for row in rows} == {"-5.0", "1.0", "2.0", "3.0", "4.0"}
    import openpyxl

    sheet = openpyxl.load_workbook(tmp_path / "p.xlsx").active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert protect_text("\tx") == "'\tx"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/absolute/path.csv", "path.csv"),
        ("data.csv", "data.csv"),
        ("Beschäftigte 2015 (neu).xlsx", "Beschäftigte 2015 (neu).xlsx"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ("..", "table"),
        ("", "table"),
        ("CON.csv", "table"),
        ("x;rm -rf $HOME.csv", "x_rm -rf _HOME.csv"),
        (".hidden.csv", "hidden.csv"),
    ],
)
def test_names_from_outside_are_made_safe(name: str, safe: str) -> None:
    assert find_safe_name(name) == safe
    assert len(find_safe_name(name + "x" * 400 + ".csv")) <= 120


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "kept.txt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(RuntimeError), replace_whole(path) as beside:
        beside.write_text("half", encoding="utf-8")
        raise RuntimeError
    assert path.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["kept.txt"]


@pytest.mark.parametrize("shuffle", [False, True])
@pytest.mark.parametrize("year", ["text", "number"])
def test_long_parquet_there_and_back(tmp_path: Path, shuffle: bool, year: str) -> None:
    rng = np.random.default_rng(7)
    cube = rng.random((5, 4, 3))
    cube[1, 2, 0] = np.nan
    keep = rng.random(cube.shape) > (0.4 if shuffle else -1)
    labels = (
        tuple(f"R{n}" for n in range(5)),
        tuple(f"I{n}" for n in range(4)),
        ("2014", "2015", "2016"),
    )
    path = tmp_path / "long.parquet"
    write_long_parquet(
        path, regions=labels[0], industries=labels[1], periods=labels[2],
        measures={"n": cube}, keep=keep,
    )  # fmt: skip
    if shuffle or year == "number":
        import duckdb

        kind = "INTEGER" if year == "number" else "VARCHAR"
        order = "hash(region, industry, period)" if shuffle else "region, industry, period"
        duckdb.sql(
            f"COPY (SELECT region, industry, CAST(period AS {kind}) AS period, n FROM '{path}'"
            f" ORDER BY {order}) TO '{tmp_path}/other.parquet' (FORMAT parquet)"
        )
        path = tmp_path / "other.parquet"
    panel = read_long_parquet(
        path, region="region", industry="industry", period="period", measures=["n"]
    )
    assert (panel.regions, panel.industries, panel.periods) == labels
    assert np.array_equal(panel.measures["n"], np.where(keep, cube, np.nan), equal_nan=True)


def test_long_parquet_refuses_what_makes_no_cube(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "t.parquet"
    columns = {"region": "region", "industry": "industry", "period": "period", "measures": ["n"]}

    def write(values: str) -> None:
        duckdb.sql(
            f"COPY (SELECT * FROM (VALUES {values}) t(region, industry, period, n))"
            f" TO '{path}' (FORMAT parquet)"
        )

    for values, says in (
        ("('a', 'x', 1, 2.0), ('a', 'x', 1, 3.0)", "1 rows repeat a cell .* the first is a, x, 1"),
        ("('a', 'x', 1, 2.0), (NULL, 'x', 1, 3.0)", "A label is blank"),
        ("('a', 'x', 1, 'infinity'::DOUBLE)", "infinite"),
    ):
        write(values)
        with pytest.raises(InputError, match=says):
            read_long_parquet(path, **columns)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="There is no column called m"):
        read_long_parquet(path, **{**columns, "measures": ["m"]})  # type: ignore[arg-type]
    path.write_bytes(b"PAR1 nothing PAR1")
    with pytest.raises(InputError, match="cannot be read"):
        read_long_parquet(path, **columns)  # type: ignore[arg-type]


def test_the_panel_and_the_sources_stay_light() -> None:
    modules = "hanse.panel.aggregate, hanse.panel.files, hanse.panel.checks, hanse.sources.open,"
    modules += " hanse.sources.us_cbp.read, hanse.sources.eurostat_sbs.read, hanse.sources.demo"
    heavy = "{'pandas', 'pyarrow', 'scipy', 'openpyxl', 'rich', 'duckdb', 'django'}"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, {modules}; print(sorted({heavy} & set(sys.modules)))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
