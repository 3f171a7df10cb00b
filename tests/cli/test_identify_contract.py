"""The contract of `hanse identify` for scripts: short columns, codes as they stand in the file."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hanse.cli import main, root
from hanse.vocabulary import InputError
from tests.observatory.identification.test_us_cluster_mapping import (
    FLAGS,
    find_national_base,
    read_published,
)

HEADER = ["region", "industry", "period", "lq", "qualifying", "significant", "strong", "strong10"]
TABLE = """region,kind,cluster,jobs,plants
01,state,a b,30,3
01,state,"x, y",10,1
02,state,a b,20,2
02,state,"x, y",40,4
03,state,a b,0,0
03,state,"x, y",5,NA
US,nation,a b,50,5
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(root, ["identify", *map(str, arguments)], catch_exceptions=False)


def rate(file: Path, out: Path, *more: object) -> list[dict[str, str]]:
    run(
        *(file, "--method", "us-cluster-mapping", "--region", "region", "--industry", "cluster"),
        *("--employment", "jobs", "--establishments", "plants", "--out", out, *more),
    )
    with out.open(newline="") as stream:
        reader = csv.DictReader(stream)
        rows = list(reader)
        assert reader.fieldnames == HEADER
    return rows


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.mark.shared
def test_that_the_published_result_comes_out_of_the_command(
    shared_data: Path, tmp_path: Path
) -> None:
    published = read_published(shared_data)
    national = tmp_path / "national.csv"
    base = find_national_base(published)
    national.write_text(
        "industry,employment\n" + "".join(f"{k},{v:.0f}\n" for k, v in base.items())
    )
    out = tmp_path / "out.csv"
    run(
        shared_data / "us" / "clustermapping_us_2016_all_states_clusters.csv.gz",
        *("--method", "us-cluster-mapping", "--region", "region_code_t"),
        *("--industry", "cluster_code_t", "--employment", "emp_tl"),
        *("--establishments", "est_tl", "--where", "traded_b=TRUE"),
        *("--national", national, "--out", out),
    )
    with out.open(newline="") as stream:
        found = list(csv.DictReader(stream))
    assert len(found) == len(published) == 2550
    for row, expected in zip(found, published, strict=True):
        assert (row["region"], row["industry"], row["period"]) == (
            expected["region_code_t"],
            expected["cluster_code_t"],
            "2016",
        )
        assert float(row["lq"]) == pytest.approx(float(expected["lq_tf"]), rel=1e-6)
        for flag in FLAGS:
            assert row[flag] == expected[f"{flag}_b"].lower()


def test_that_labels_come_out_as_they_stand(table: Path, tmp_path: Path) -> None:
    rows = rate(table, tmp_path / "out.csv", "--where", "kind=state")
    assert [(row["region"], row["industry"]) for row in rows] == [
        (region, cluster) for region in ("01", "02", "03") for cluster in ("a b", "x, y")
    ]
    assert float(rows[0]["lq"]) == (30 / 40) / (50 / 105)
    assert {row["period"] for row in rows} == {""}


def test_that_what_is_unknown_is_blank(table: Path, tmp_path: Path) -> None:
    rows = rate(table, tmp_path / "out.csv", "--where", "kind=state")
    empty, unknown = rows[4], rows[5]
    assert (empty["lq"], empty["qualifying"]) == ("0.0", "false")
    # 5 jobs are not above the 25th percentile, so the missing number of plants does not matter.
    assert unknown["strong"] == "false"
    better = TABLE.replace("5,NA", "500,NA")
    table.write_text(better, encoding="utf-8")
    unknown = rate(table, tmp_path / "out.csv", "--where", "kind=state")[5]
    assert (unknown["strong"], unknown["qualifying"]) == ("", "")


def test_that_several_conditions_must_all_hold(table: Path, tmp_path: Path) -> None:
    rows = rate(table, tmp_path / "o.csv", "--where", "kind=state", "--where", "region=02")
    assert [row["region"] for row in rows] == ["02", "02"]


@pytest.mark.parametrize("spelling", ["TRUE", "true", "True"])
def test_that_truth_values_match_in_any_spelling(tmp_path: Path, spelling: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text("region,cluster,jobs,plants,traded\na,x,3,1,TRUE\nb,x,4,1,NA\n")
    rows = rate(path, tmp_path / "out.csv", "--where", f"traded={spelling}")
    assert [row["region"] for row in rows] == ["a"]


def test_that_gzip_and_parquet_give_the_same(table: Path, tmp_path: Path) -> None:
    import duckdb

    expected = rate(table, tmp_path / "a.csv", "--where", "kind=state")
    packed = tmp_path / "t.csv.gz"
    packed.write_bytes(gzip.compress(table.read_bytes()))
    parquet = tmp_path / "t.parquet"
    duckdb.execute(
        f"COPY (SELECT * REPLACE (jobs::INT AS jobs) FROM read_csv('{table}', all_varchar=true))"
        f" TO '{parquet}'"
    )
    assert rate(packed, tmp_path / "b.csv", "--where", "kind=state") == expected
    assert rate(parquet, tmp_path / "c.csv", "--where", "kind=state") == expected


def test_that_a_base_with_more_industries_counts_them_in_its_total(
    table: Path, tmp_path: Path
) -> None:
    national = tmp_path / "national.csv"
    national.write_text('industry,employment\na b,100\n"x, y",200\nelsewhere,700\n')
    rows = rate(table, tmp_path / "o.csv", "--where", "kind=state", "--national", national)
    assert float(rows[0]["lq"]) == pytest.approx((30 / 40) / (100 / 1000), rel=1e-12)


def test_that_a_base_without_an_industry_of_the_file_is_refused(
    table: Path, tmp_path: Path
) -> None:
    national = tmp_path / "national.csv"
    national.write_text("industry,employment\na b,100\n")
    with pytest.raises(InputError, match="no figure in the national table, the first is x, y"):
        rate(table, tmp_path / "o.csv", "--where", "kind=state", "--national", national)


def test_that_nobody_is_rated_in_an_industry_without_employment(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("region,cluster,jobs,plants\na,x,3,1\na,y,0,0\nb,x,4,1\nb,y,0,0\n")
    rows = rate(path, tmp_path / "o.csv")
    assert [row["lq"] for row in rows if row["industry"] == "y"] == ["", ""]
    assert {row[flag] for row in rows if row["industry"] == "y" for flag in FLAGS} == {"false"}


@pytest.mark.parametrize(("held", "asked"), [("1", "TRUE"), ("true", "1"), ("2016.0", "2016")])
def test_that_conditions_compare_truths_and_numbers(tmp_path: Path, held: str, asked: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"region,cluster,jobs,plants,kept\na,x,3,1,{held}\nb,x,4,1,0\n")
    rows = rate(path, tmp_path / "out.csv", "--where", f"kept={asked}")
    assert [row["region"] for row in rows] == ["a"]


def test_that_workbooks_give_the_same(table: Path, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    with table.open(newline="") as stream:
        for row in csv.reader(stream):
            book.active.append([int(v) if v.isdigit() and v != "01" else v for v in row])
    book.save(tmp_path / "t.xlsx")
    kept = ("--where", "kind=state", "--where", "region=01")
    expected = rate(table, tmp_path / "a.csv", *kept)
    assert rate(tmp_path / "t.xlsx", tmp_path / "b.csv", *kept) == expected


def test_that_a_damaged_parquet_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes(b"PAR1 and nothing else")
    with pytest.raises(InputError, match=r"t\.parquet: The Parquet file is damaged"):
        rate(path, tmp_path / "out.csv")


def test_that_industries_spelt_as_numbers_find_their_base(tmp_path: Path) -> None:
    path, national = tmp_path / "t.csv", tmp_path / "n.csv"
    path.write_text("region,cluster,jobs,plants\na,01,3,1\nb,01,4,1\na,02,5,1\n")
    national.write_text("industry,employment\n1.0,70\n2.0,30\n")
    rows = rate(path, tmp_path / "o.csv", "--national", national)
    assert rows[0]["industry"] == "01"
    assert float(rows[0]["lq"]) == pytest.approx((3 / 8) / 0.7, rel=1e-12)


def test_that_figures_in_powers_of_ten_are_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("region,cluster,jobs,plants\na,x,1e+05,10\na,y,100000,10\nb,x,1,1\nb,y,1,1\n")
    rows = rate(path, tmp_path / "o.csv")
    assert rows[0]["lq"] == rows[1]["lq"] == "1.0"


def test_that_years_make_periods(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "region,cluster,jobs,plants,year\na,x,3,1,2016\na,y,1,1,2016\nb,x,2,1,2016\nb,y,2,1,2016\n"
        "a,x,3,1,2015\na,y,3,1,2015\nb,x,2,1,2015\nb,y,2,1,2015\n"
    )
    rows = rate(path, tmp_path / "o.csv")
    assert [row["period"] for row in rows] == ["2016"] * 4 + ["2015"] * 4
    assert [float(row["lq"]) for row in rows[4:]] == [1.0] * 4
    assert float(rows[0]["lq"]) == pytest.approx(0.75 / (5 / 8), rel=1e-12)


@pytest.mark.parametrize(
    ("text", "more", "message"),
    [
        (
            "region,cluster,jobs,plants\na,x,3,1\na,x,4,1\n",
            (),
            "occur more than once",
        ),
        ("region,cluster,jobs,plants\na,x,-3,1\n", (), "t.csv, row 2, column jobs: -3 is negative"),
        ("region,cluster,jobs,plants\na,x,many,1\n", (), "many is not a number"),
        ("region,cluster,jobs,plants\n,x,3,1\n", (), "row 2, column region: The label is blank"),
        ("region,cluster,jobs\na,x,3\n", (), "no column called plants"),
        ("region,cluster,jobs,plants\na,x,3,1\n", ("--where", "jobs=9"), "No row is left where"),
        ("region,cluster,jobs,plants\na,x,3,1\n", ("--where", "jobs"), "not of the form"),
        ("region,cluster,jobs,plants\na,x,3,1\n", ("--set", "p=1"), "no parameter p"),
        ("region,cluster,jobs,plants\na,x,3,1\n", ("--national", "none.csv"), "no such file"),
    ],
)
def test_that_bad_input_is_told(
    tmp_path: Path, text: str, more: tuple[str, ...], message: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        rate(path, tmp_path / "out.csv", *more)
    assert list(tmp_path.iterdir()) == [path]


def test_that_the_summary_is_json_on_request(table: Path, tmp_path: Path) -> None:
    result = run(
        *(table, "--method", "us-cluster-mapping", "--region", "region", "--industry", "cluster"),
        *("--employment", "jobs", "--establishments", "plants", "--where", "kind=state"),
        *("--out", tmp_path / "out.csv", "--json"),
    )
    summary = json.loads(result.stdout)
    assert summary["regions"] == 3
    assert summary["cells_with_figure"] == 6
    assert sum(summary["ratings"].values()) == 6


def test_that_other_endings_are_refused(table: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"ending of out\.doc"):
        rate(table, tmp_path / "out.doc")


def test_that_decimal_commas_are_read_where_they_are_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('region,cluster,jobs,plants\na,x,"3,5",1\nb,x,"1.234,5",1\nb,y,1,1\n')
    rows = rate(path, tmp_path / "o.csv", "--decimal", ",")
    assert float(rows[1]["lq"]) == pytest.approx((1234.5 / 1235.5) / (1238 / 1239), rel=1e-12)


def test_that_a_sheet_is_chosen_by_name(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["About this file"])
    sheet = book.create_sheet("figures")
    for row in (["region", "cluster", "jobs", "plants"], ["a", "x", 3, 1], ["b", "x", 4, 1]):
        sheet.append(row)
    book.save(tmp_path / "t.xlsx")
    rows = rate(tmp_path / "t.xlsx", tmp_path / "o.csv", "--sheet", "figures")
    assert [row["region"] for row in rows] == ["a", "b"]
    with pytest.raises(InputError, match="no sheet called other"):
        rate(tmp_path / "t.xlsx", tmp_path / "o.csv", "--sheet", "other")


def test_that_places_which_cannot_be_used_are_told_first(table: Path, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputError, match="is a folder, not a file"):
        rate(table, tmp_path / "folder.csv")
    with pytest.raises(InputError, match="is a file, not a folder"):
        rate(table, tmp_path / "o.csv", "--bundle", table)
    with pytest.raises(InputError, match="This is a folder"):
        rate(tmp_path, tmp_path / "o.csv")
    with pytest.raises(InputError, match="--traded needs a grouping"):
        rate(table, tmp_path / "o.csv", "--traded")


def test_that_options_of_other_layouts_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("nace_r2;geo;n2015\nC10;AT11;5\n")
    with pytest.raises(InputError, match="The layout of eurostat-sbs is fixed: decimal"):
        run(path, "--decimal", ",")


def test_that_the_system_s_refusals_are_one_paragraph(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    goal = tmp_path / "none" / "x.csv"
    monkeypatch.setattr("sys.argv", ["hanse", "source", "sample", "--out", str(goal)])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    assert capsys.readouterr().err == f"hanse: {goal}: No such file or directory.\n"
