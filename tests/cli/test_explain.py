"""`hanse explain`: rated as `hanse identify` rates with the same options, or read from a bundle."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from hanse.cli import _tell, root
from hanse.vocabulary import InputError
from tests.observatory.identification.test_us_cluster_mapping import (
    FLAGS,
    find_national_base,
    read_published,
)

GROUPING = "naics,cluster,type\n311,Food,Traded\n336,Cars,Traded\n441,Dealers,Local\n"
CODES = ("311", "336", "441")
JOBS = {
    "2019": {"01": (900, 300, 5000), "02": (200, 700, 1500), "04": (400, 100, 900)},
    "2020": {"01": (950, 250, 5200), "02": (100, 900, 1400), "04": (450, 90, 800)},
}
CONTRACT = """region,cluster,jobs,plants,kept
01,a b,30,3,yes
01,"x, y",10,1,yes
02,a b,20,2,yes
02,"x, y",40,4,yes
03,a b,90,9,no
03,"x, y",5,1,yes
"""
AS_THEY_STAND = (
    *("--region", "region", "--industry", "cluster", "--employment", "jobs"),
    *("--establishments", "plants", "--method", "us-cluster-mapping"),
)


def call(*arguments: object) -> str:
    return CliRunner().invoke(root, [*map(str, arguments)], catch_exceptions=False).stdout


def explain(region: str, group: str, *arguments: object) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(call("explain", region, group, *arguments, "--json"))
    return told


def identify(out: Path, *arguments: object) -> dict[tuple[str, str, str], dict[str, str]]:
    call("identify", *arguments, "--columns", "full", "--out", out)
    with out.open(newline="") as stream:
        return {(r["region"], r["group"], r["period"]): r for r in csv.DictReader(stream)}


def find_quotient(told: dict[str, Any]) -> float:
    return next(float(r["value"]) for r in told["reasons"] if r["id"] == "lq_minimum")


@pytest.fixture
def jobs(tmp_path: Path) -> Path:
    path = tmp_path / "jobs.csv"
    rows = [
        f"{state},{code},{year},{figure},{max(figure // 40, 1)}"
        for year, states in JOBS.items()
        for state, figures in states.items()
        for code, figure in zip(CODES, figures, strict=True)
    ]
    path.write_text("\n".join(["state,naics,year,jobs,plants", *rows]) + "\n")
    return path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(CONTRACT)
    return path


@pytest.fixture
def grouped(tmp_path: Path) -> tuple[object, ...]:
    path = tmp_path / "groups.csv"
    path.write_text(GROUPING)
    columns = ("--region", "state", "--industry", "naics", "--employment", "jobs")
    more = ("--establishments", "plants", "--method", "us-cluster-mapping")
    return ("--grouping", path, *columns, *more)


def test_that_every_option_that_rates_is_taken() -> None:
    options = {
        name: {option: p for p in command.params for option in p.opts if option[0] == "-"}
        for name in ("identify", "explain")
        if (command := root.get_command(None, name)) is not None  # type: ignore[arg-type]
    }
    result = {"--out", "--columns", "--bundle"}
    assert set(options["identify"]) - set(options["explain"]) == result
    assert set(options["explain"]) - set(options["identify"]) == {"--run", "--at"}
    for name in set(options["identify"]) - result - {"--json"}:
        mine, theirs = (options[c][name].to_info_dict() for c in ("explain", "identify"))
        assert mine | {"help": ""} == theirs | {"help": ""}, name


def test_that_traded_groups_are_explained_as_they_were_identified(
    jobs: Path, grouped: tuple[object, ...], tmp_path: Path
) -> None:
    rated = identify(tmp_path / "out.csv", jobs, *grouped, "--traded")
    for year in JOBS:
        told = explain("01", "Food", jobs, *grouped, "--traded", "--at", year)
        row = rated["01", "Food", year]
        assert find_quotient(told) == float(row["lq"])
        assert told["rating_title"] == row["rating_title"]
    with_dealers = explain("01", "Food", jobs, *grouped)
    assert find_quotient(with_dealers) != find_quotient(told)
    with pytest.raises(InputError, match="no group called Dealers"):
        explain("01", "Dealers", jobs, *grouped, "--traded")


def test_that_codes_are_taken_as_they_stand(table: Path, tmp_path: Path) -> None:
    base = tmp_path / "base.csv"
    base.write_text('industry,employment\na b,500\n"x, y",300\nz,200\n')
    asked = (*AS_THEY_STAND, "--where", "kept=yes", "--national", base, "--period", "2016")
    told = explain("01", "a b", table, *asked)
    row = identify(tmp_path / "out.csv", table, *asked)["01", "a b", "2016"]
    assert find_quotient(told) == float(row["lq"]) == (30 / 40) / (500 / 1000)
    assert (told["period"], told["rating_title"]) == ("2016", row["rating_title"])


def test_that_parameters_are_taken(table: Path) -> None:
    told = explain("01", "a b", table, *AS_THEY_STAND, "--set", "lq_minimum=9")
    assert {r["id"]: r["threshold"] for r in told["reasons"]}["lq_minimum"] == 9
    with pytest.raises(InputError, match="has no parameter nonsense"):
        explain("01", "a b", table, *AS_THEY_STAND, "--set", "nonsense=2")


@pytest.mark.parametrize(
    ("more", "period"),
    [
        ((), "2020"),
        (("--at", "2019"), "2019"),
        (("--period", "2019"), "2019"),
        (("--period", "year", "--at", "2019"), "2019"),
        (("--period", "year"), "2020"),
    ],
)
def test_that_the_period_is_chosen(
    jobs: Path, grouped: tuple[object, ...], tmp_path: Path, more: tuple[str, ...], period: str
) -> None:
    assert explain("02", "Cars", jobs, *grouped, *more)["period"] == period


def test_that_a_period_which_is_not_there_is_told(
    jobs: Path, grouped: tuple[object, ...], tmp_path: Path
) -> None:
    for option in ("--at", "--period"):
        with pytest.raises(InputError, match="no period called 1999"):
            explain("02", "Cars", jobs, *grouped, option, "1999")
    call("identify", jobs, *grouped, "--bundle", tmp_path / "run")
    for option in ("--at", "--period"):
        told = explain("02", "Cars", "--run", tmp_path / "run", option, "2019")
        assert told["period"] == "2019"


def test_that_a_run_is_not_rated_anew(
    jobs: Path, grouped: tuple[object, ...], tmp_path: Path
) -> None:
    call("identify", jobs, *grouped, "--bundle", tmp_path / "run")
    with pytest.raises(InputError, match="--traded says how a file is rated"):
        call("explain", "02", "Cars", "--run", tmp_path / "run", "--traded")


def test_that_traded_needs_a_grouping(table: Path) -> None:
    with pytest.raises(InputError, match="--traded needs a grouping"):
        call("explain", "01", "a b", table, "--traded")


def _cut(folder: Path) -> None:
    path = folder / "ratings.parquet"
    path.write_bytes(path.read_bytes()[:-200])


def _drop_column(folder: Path) -> None:
    path, other = folder / "ratings.parquet", folder / "other.parquet"
    duckdb.sql(f"COPY (SELECT * EXCLUDE (lq, growth) FROM '{path}') TO '{other}'")
    other.replace(path)


def _empty(folder: Path) -> None:
    path, other = folder / "ratings.parquet", folder / "other.parquet"
    duckdb.sql(f"COPY (SELECT * FROM '{path}' LIMIT 0) TO '{other}'")
    other.replace(path)


def _change(folder: Path, sql: str) -> None:
    path, other = folder / "ratings.parquet", folder / "other.parquet"
    duckdb.sql(f"COPY (SELECT * REPLACE ({sql}) FROM '{path}') TO '{other}'")
    other.replace(path)


def _edit(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        record = json.loads((folder / "run.json").read_text("utf-8"))
        change(record)
        (folder / "run.json").write_text(json.dumps(record))

    return edit


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no table": (lambda f: (f / "ratings.parquet").unlink(), r"ratings\.parquet: .* absent"),
    "cut table": (_cut, r"ratings\.parquet: .* cut off, damaged"),
    "blank table": (
        lambda f: (f / "ratings.parquet").write_bytes(b""),
        r"ratings\.parquet: .* cut off, damaged",
    ),
    "columns": (_drop_column, r"ratings\.parquet: .* lacks the columns lq, growth\."),
    "rows": (_empty, r"ratings\.parquet: .* no rows"),
    "certainty": (lambda f: _change(f, "'so so' AS certainty"), "another form"),
    "rating": (lambda f: _change(f, "rating + 9 AS rating"), "another form"),
    "figures": (lambda f: _change(f, "'many' AS lq"), "another form"),
    "no record": (lambda f: (f / "run.json").unlink(), "no run.json"),
    "cut record": (
        lambda f: (f / "run.json").write_text((f / "run.json").read_text()[:300]),
        "run.json is cut off",
    ),
    "no tests": (
        _edit(lambda r: (r.pop("tests"), r.pop("parameters"))),
        r"run\.json: .* lacks parameters, tests\.",
    ),
    "no method": (_edit(lambda r: r.pop("method")), "lacks method, method.id"),
    "method": (_edit(lambda r: r.update(method={"id": "panorama"})), "lacks method.title"),
    "parameters": (_edit(lambda r: r.update(parameters=[{"id": "x"}])), r"run\.json: .* not known"),
    "tests": (_edit(lambda r: r["tests"][0].pop("title")), r"run\.json: .* not known"),
    "outcomes": (_edit(lambda r: r.update(outcomes=None)), r"run\.json: .* not known"),
    "other tests": (
        _edit(lambda r: r["tests"][0].update(id="other")),
        "lacks the columns test_other, threshold_other",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_that_a_damaged_run_is_told_in_one_paragraph(
    table: Path, tmp_path: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "run"
    call("identify", table, *AS_THEY_STAND, "--bundle", folder)
    assert explain("01", "a b", "--run", folder)["region"] == "01"
    harm, message = DAMAGES[damage]
    harm(folder)
    result = CliRunner().invoke(root, ["explain", "01", "a b", "--run", str(folder)])
    assert isinstance(result.exception, InputError)
    assert _tell(result.exception) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert str(folder) in told
    assert "Make the run anew with hanse identify FILE --bundle FOLDER." in told
    assert re.search(message, told), told


@pytest.mark.shared
def test_that_a_county_is_explained_as_it_was_identified(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "us"
    told = explain(
        *("06037", "Aerospace", folder / "cbp_county_naics6_2017_2021.parquet", "--traded"),
        *("--grouping", folder / "bcd_naics2012_to_cluster.csv"),
        *("--method", "us-cluster-mapping", "--at", "2021"),
    )
    assert told["rating_title"] == "significant"
    assert find_quotient(told) == pytest.approx(2.8077, abs=5e-5)


@pytest.mark.shared
def test_that_published_ratings_are_explained(shared_data: Path, tmp_path: Path) -> None:
    published, base = read_published(shared_data), tmp_path / "base.csv"
    national = find_national_base(published)
    base.write_text("industry,employment\n" + "".join(f"{k},{v}\n" for k, v in national.items()))
    levels = ("none", "qualifying", "significant", "strong", "strong, top 10 %")
    cells: dict[str, dict[str, str]] = {}
    for row in published:  # one cell of each rating
        cells.setdefault(levels[sum(row[f"{flag}_b"] == "TRUE" for flag in FLAGS)], row)
    assert set(cells) == set(levels)
    for level, row in cells.items():
        told = explain(
            *(row["region_code_t"], row["cluster_code_t"]),
            shared_data / "us" / "clustermapping_us_2016_all_states_clusters.csv.gz",
            *("--method", "us-cluster-mapping", "--region", "region_code_t"),
            *("--industry", "cluster_code_t", "--employment", "emp_tl"),
            *("--establishments", "est_tl", "--where", "traded_b=TRUE", "--national", base),
        )
        assert (told["rating_title"], told["period"]) == (level, "2016")
        assert find_quotient(told) == pytest.approx(float(row["lq_tf"]), rel=1e-6)
