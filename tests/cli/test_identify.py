"""`hanse identify` where columns and code systems are found, and `hanse explain`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import numpy as np
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from hanse.cli import root
from hanse.observatory.identification.bundle import write_columns
from hanse.vocabulary import HanseError, InputError

TABLE = """geo;nace_r2;2015
AT11;C10;1200
AT11;C26;300
AT11;J62;90
AT12;C10;2500
AT12;C26;:
AT12;J62;800
AT13;C10;400
AT13;C26;2600
AT13;J62;9000
"""


def call(*arguments: object) -> str:
    return CliRunner().invoke(root, [*map(str, arguments)], catch_exceptions=False).stdout


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "persons.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def count(path: Path, condition: str = "true") -> int:
    query = f"SELECT count(*) FROM '{path}' WHERE {condition}"
    return int(duckdb.sql(query).fetchall()[0][0])


def test_that_every_format_holds_every_cell(table: Path, tmp_path: Path) -> None:
    for ending in ("parquet", "csv", "csv.gz", "tsv", "tsv.csv"):
        out = tmp_path / f"out.{ending}"
        call("identify", table, "--out", out)
        assert count(out) == 9, ending
        assert count(out, "employment IS NULL AND certainty = 'unknown'") == 1, ending
    call("identify", table, "--out", tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx")["ratings"]
    assert sheet.max_row == 10
    assert sheet["A1"].value == "region"


def test_that_the_page_stands_alone_and_shows_the_method(table: Path, tmp_path: Path) -> None:
    call("identify", table, "--out", tmp_path / "out.html", "--set", "employment_floor=1")
    page = (tmp_path / "out.html").read_text("utf-8")
    assert "European Cluster Observatory" in page and "not verified" in page
    assert not re.search(r"(src|href)=", page)
    assert re.search(r"<caption>Rated clusters</caption>.*AT13", page, re.DOTALL)


def test_that_titles_cannot_become_markup_or_formulas(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = [f"{region},{group},{jobs}" for jobs, (region, group) in enumerate(
        [("=1+1", "<b>x</b>"), ("=1+1", "y"), ("b", "<b>x</b>"), ("b", "y")], start=5
    )]  # fmt: skip
    path.write_text("region,industry,jobs\n" + "\n".join(rows) + "\n")
    names = ("--region", "region", "--industry", "industry", "--employment", "jobs")
    floor = ("--set", "employment_floor=0")
    call("identify", path, *names, *floor, "--out", tmp_path / "o.html")
    assert "<b>x" not in (tmp_path / "o.html").read_text("utf-8")
    call("identify", path, *names, *floor, "--out", tmp_path / "o.xlsx")
    cell = load_workbook(tmp_path / "o.xlsx")["ratings"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_that_a_grouping_of_the_user_is_applied(table: Path, tmp_path: Path) -> None:
    grouping = tmp_path / "mine.csv"
    grouping.write_text("nace,cluster,type\n10,Food,traded\n26,Digital,traded\n62,Digital,traded\n")
    out = tmp_path / "out.parquet"
    call("identify", table, "--grouping", grouping, "--traded", "--out", out)
    assert count(out, "\"group\" = 'Digital' AND region = 'AT13' AND employment = 11600") == 1
    assert count(out, "employment_flag = 'lower_bound' AND certainty <> 'certain'") == 1


def test_that_traded_groups_must_be_named(table: Path, tmp_path: Path) -> None:
    grouping = tmp_path / "mine.csv"
    grouping.write_text("code,group\n10,Food\n26,Digital\n")
    with pytest.raises(InputError, match="does not say which groups are traded"):
        call("identify", table, "--grouping", grouping, "--traded")


def test_that_a_bundle_can_be_explained(table: Path, tmp_path: Path) -> None:
    summary = json.loads(call("identify", table, "--bundle", tmp_path / "run", "--json"))
    record = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))
    assert summary["run_id"] == record["run_id"]
    told = call("explain", "AT13", "26", "--run", tmp_path / "run")
    assert "LQ at least 2: " in told and "2,600" in told
    again = json.loads(call("explain", "AT13", "26", table, "--json"))
    assert [reason["id"] for reason in again["reasons"]] == [
        "size",
        "specialisation",
        "focus",
        "floor",
    ]
    assert again["headline"] == told.splitlines()[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("AT13", "26"), "Give either a file or a run"),
        (("AT99", "26", "FILE"), "no region called AT99"),
        (("AT13", "99", "FILE"), "no group called 99"),
        (("AT13", "26", "--run", "."), "no complete run"),
    ],
)
def test_that_what_cannot_be_explained_is_told(
    table: Path, arguments: tuple[str, ...], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        call("explain", *(str(table) if a == "FILE" else a for a in arguments))


@pytest.mark.shared
def test_that_the_full_eurostat_file_is_rated_by_ecosystem(
    shared_data: Path, tmp_path: Path
) -> None:
    out = tmp_path / "ecosystems.parquet"
    file = shared_data / "eurostat" / "sbs_r_nuts06_r2_persons_employed_2015.csv"
    summary = json.loads(
        call("identify", file, "--grouping", "ecosystems-14", "--out", out, "--json")
    )
    assert summary["regions"] == 319
    assert summary["groups"] == 13  # all but aerospace and defence, whose classes the table lacks
    assert summary["cells"] == count(out)
    assert sum(summary["ratings"].values()) == summary["cells"]
    assert summary["ratings"]["three stars"] > 50
    assert count(out, "employment IS NULL AND lq IS NOT NULL") == 0


@pytest.mark.shared
def test_that_five_years_of_county_business_patterns_are_rated(
    shared_data: Path, tmp_path: Path
) -> None:
    out, folder = tmp_path / "clusters.parquet", shared_data / "us"
    summary = json.loads(
        call(
            *("identify", folder / "cbp_county_naics6_2017_2021.parquet"),
            *("--method", "us-cluster-mapping", "--traded"),
            *("--grouping", folder / "bcd_naics2012_to_cluster.csv"),
            *("--crosswalk", folder / "naics_2012_to_2017.csv", "--out", out, "--json"),
        )
    )
    assert summary["periods"] == ["2017", "2018", "2019", "2020", "2021"]
    assert summary["groups"] == 51
    strong = duckdb.sql(
        f"SELECT period, count(*) FILTER (strong) FROM '{out}' GROUP BY period ORDER BY period"
    ).fetchall()
    assert [period for period, _ in strong] == summary["periods"]
    assert min(number for _, number in strong) > 1000


def test_that_a_period_can_be_said_for_all_rows(tmp_path: Path) -> None:
    table, out = tmp_path / "jobs.csv", tmp_path / "rated.csv"
    cells = [(region, code) for region in ("AT11", "AT12", "AT13") for code in ("C10", "C29")]
    rows = [f"{region},{code},{100 + at}" for at, (region, code) in enumerate(cells)]
    table.write_text("\n".join(["geo,nace_r2,jobs", *rows]) + "\n", "utf-8")
    named = ["--region", "geo", "--industry", "nace_r2", "--employment", "jobs"]
    for columns in (named, []):  # codes as they stand, and found by themselves
        call("identify", table, *columns, "--period", "2019", "--out", out)
        assert count(out, "period = '2019'") == count(out) == 6


COUNTIES = """fipstate,fipscty,naics,emp,est,ap,year
01,001,311111,500,5,9000,2017
01,001,311111,700,6,9900,2018
01,001,336411,0,4,0,2017
01,001,336411,60,4,900,2018
01,003,311111,40,2,800,2017
01,003,336411,900,9,9000,2018
"""
GROUPS = "naics,cluster,kind\n311111,Food,traded\n336411,Aerospace,traded\n445110,Shops,local\n"


@pytest.fixture
def counties(tmp_path: Path) -> list[object]:
    """The command line that rates a small file of County Business Patterns of two years."""
    duckdb.sql(
        f"""COPY (SELECT fipstate || fipscty AS Fips, naics, emp::DOUBLE AS Emp, est::DOUBLE AS Est,
            ap::DOUBLE AS Pay, year::BIGINT AS year
            FROM read_csv($1, all_varchar = true)) TO '{tmp_path / "counties.parquet"}'""",
        params=[str(write(tmp_path / "counties.csv", COUNTIES))],
    )
    grouping = write(tmp_path / "groups.csv", GROUPS)
    method = ["--method", "us-cluster-mapping", "--traded", "--grouping", grouping]
    return ["identify", tmp_path / "counties.parquet", *method, "--out", tmp_path / "out.parquet"]


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_that_one_year_of_county_business_patterns_is_rated(
    counties: list[object], tmp_path: Path
) -> None:
    out = tmp_path / "out.parquet"
    call(*counties)
    assert count(out, "employment_flag = 'suppressed'") == 1  # a zero with plants and without pay
    call(*counties, "--period", "2018")
    assert count(out) == count(out, "period = '2018'") == 4
    call(*counties, "--period", "year")
    assert count(out, "period = '2017'") == 4


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--period", "2011"), "The file has no period 2011. It has: 2017, 2018."),
        (("--period", "naics"), "are for tables of one's own"),
        (("--where", "year=2018"), "are for tables of one's own"),
        (("--region-level", "town"), "no regions of level town"),
        (("--out", "INPUT"), "--out names the file that is read."),
    ],
)
def test_that_county_business_patterns_are_not_taken_for_something_else(
    counties: list[object], options: tuple[str, ...], sentence: str
) -> None:
    given = counties[1].read_bytes()  # type: ignore[attr-defined]
    arguments = [counties[1] if option == "INPUT" else option for option in options]
    with pytest.raises(HanseError, match=sentence):
        call(*counties, *arguments)
    assert counties[1].read_bytes() == given  # type: ignore[attr-defined]


def test_that_one_column_of_a_wide_table_is_rated(tmp_path: Path) -> None:
    wide = write(tmp_path / "wide.csv", "geo;nace_r2;2015;2019\nAT11;C10;5;7\nAT12;C10;6;8\n")
    call("identify", wide, "--period", "2019", "--out", tmp_path / "out.csv")
    assert count(tmp_path / "out.csv", "period = 2019 AND employment IN (7, 8)") == 2
    assert count(tmp_path / "out.csv") == 2


def test_that_traded_groups_without_any_industry_are_told(
    counties: list[object], tmp_path: Path
) -> None:
    write(tmp_path / "groups.csv", "naics,cluster,kind\n311111,Food,local\n999999,Air,traded\n")
    with pytest.raises(InputError, match="is in one of the groups asked for"):
        call(*counties)


def test_that_signs_in_a_file_name_are_no_pattern(counties: list[object], tmp_path: Path) -> None:
    odd = tmp_path / "counties[1].parquet"
    duckdb.sql(f"COPY (FROM '{counties[1]}' WHERE year = 2018) TO '{odd}'")
    (tmp_path / "counties1.parquet").write_bytes(counties[1].read_bytes())  # type: ignore[attr-defined]
    counties[1] = odd
    call(*counties)
    assert count(tmp_path / "out.parquet") == 4
    for sign in "*?":
        other = odd.rename(tmp_path / f"counties{sign}.parquet")
        counties[1] = odd = other
        call(*counties)
        assert count(tmp_path / "out.parquet") == 4


def test_that_a_disk_that_refuses_leaves_no_folder(table: Path, tmp_path: Path) -> None:
    def refuse(*_: object) -> None:
        raise HanseError("It could not be written: No space left on device.")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hanse.observatory.identification.bundle.write_columns", refuse)
        with pytest.raises(HanseError, match="No space left"):
            call("identify", table, "--bundle", tmp_path / "bundle")
    assert not (tmp_path / "bundle").exists()
    with pytest.raises(HanseError, match="could not be written"):
        write_columns(tmp_path / "nowhere" / "a.parquet", {"a": np.arange(3.0)})
