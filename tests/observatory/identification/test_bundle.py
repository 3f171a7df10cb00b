from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pytest

from hanse.observatory.identification import (
    Identification,
    rate_panel,
    read_bundle,
    write_bundle,
)
from hanse.observatory.identification.explanation import explain_cell
from hanse.panel import Panel
from hanse.vocabulary import Finding, InputError, Provenance, Report
from tests.observatory.identification.test_methods import build_known_panel, make_holes

COLUMNS = [
    *("region", "region_title", "group", "group_title", "period", "employment"),
    *("employment_flag", "establishments", "lq", "lq_lower", "lq_upper", "p_value", "q_value"),
    *("lq_possible_low", "lq_possible_high", "region_share", "national_share", "growth"),
    *("size_rank", "lq_rank", "rating", "rating_title", "certainty"),
]


@pytest.fixture
def panel() -> Panel:
    return make_holes(build_known_panel(), count=3, upper=900.0)


@pytest.fixture
def rated(panel: Panel) -> Identification:
    return rate_panel(panel, "us-cluster-mapping")


def test_that_the_table_has_the_promised_columns(rated: Identification) -> None:
    table = rated.to_table()
    assert list(table)[: len(COLUMNS)] == COLUMNS
    assert {"test_lq_strong", "threshold_lq_strong"} <= set(table)
    assert [test.column for test in rated.tests] == ["employment", "establishments", *["lq"] * 5]
    assert not any(name.startswith("value_") for name in table)
    assert {len(column) for column in table.values()} == {15 * 6 * 2}
    assert table["certainty"].tolist().count("unknown") == 3
    assert table["employment_flag"].tolist().count("suppressed") == 3


def test_that_a_bundle_is_read_back_as_it_was(
    panel: Panel, rated: Identification, tmp_path: Path
) -> None:
    write_bundle(tmp_path / "run", rated, panel)
    again = read_bundle(tmp_path / "run")
    assert (again.regions, again.groups, again.periods) == (
        rated.regions,
        rated.groups,
        rated.periods,
    )
    assert (again.tests, again.parameters, again.card) == (
        rated.tests,
        rated.parameters,
        rated.card,
    )
    assert set(again.columns) == set(rated.columns)
    for name, values in rated.columns.items():
        assert np.array_equal(again.columns[name], values, equal_nan=values.dtype == float), name


def test_that_the_record_tells_method_parameters_and_findings(
    panel: Panel, rated: Identification, tmp_path: Path
) -> None:
    report = Report(source="file.csv", facts={"rows": 3, "levels": ("nuts-2",)})
    report.add(Finding("note", "value-with-flag", "219 d", "read as 219", "file.csv", 7))
    run_id = write_bundle(tmp_path, rated, panel, report)
    record = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert record["run_id"] == run_id and len(run_id) == 16
    assert record["method"]["id"] == "us-cluster-mapping"
    assert all(parameter["verified"] for parameter in record["parameters"])
    assert record["ratings"][0] == "none"
    assert [test["id"] for test in record["tests"]] == [test.id for test in rated.tests]
    assert record["report"]["counts"] == {"value-with-flag": 1}
    assert record["report"]["findings"][0]["row"] == 7


def test_that_the_run_id_follows_input_and_parameters(panel: Panel, tmp_path: Path) -> None:
    def write(number: int, panel: Panel, **options: float) -> str:
        rated = rate_panel(panel, "european-stars", options)
        return write_bundle(tmp_path / str(number), rated, panel)

    first = write(1, panel)
    assert write(2, panel) == first
    assert write(3, panel, employment_floor=999.0) != first
    assert write(4, make_holes(build_known_panel(), count=4, upper=900.0)) != first
    told = replace(panel, provenance=(Provenance("Statistics Office", "Jobs", "CC BY 4.0"),))
    free = replace(panel, provenance=(Provenance("Statistics Office", "Jobs", "CC0"),))
    assert write(5, told) != write(6, free) != first
    record = json.loads((tmp_path / "6" / "run.json").read_text("utf-8"))
    assert record["provenance"][0]["licence"] == "CC0"


def test_that_missing_is_null_and_truth_is_boolean(
    panel: Panel, rated: Identification, tmp_path: Path
) -> None:
    write_bundle(tmp_path, rated, panel)
    types = dict(
        duckdb.sql(
            f"SELECT column_name, column_type FROM (DESCRIBE '{tmp_path}/ratings.parquet')"
        ).fetchall()
    )
    assert types["employment"] == "DOUBLE"
    assert types["rating"] == "INTEGER"
    assert types["strong"] == types["test_employment"] == "BOOLEAN"
    assert types["size_rank"] == "INTEGER"
    nulls = duckdb.sql(
        "SELECT count(*), count(employment), count(lq), count(size_rank), count(rating)"
        f" FROM '{tmp_path}/ratings.parquet'"
    ).fetchall()
    assert nulls == [(180, 177, 177, 177, 180)]
    rows = duckdb.sql(
        f"SELECT count(*), count(employment), count(payroll_flag) FROM '{tmp_path}/panel.parquet'"
    ).fetchall()
    assert rows == [(180, 177, 180)]


@pytest.mark.parametrize("content", [None, "{", "[]"])
def test_that_an_incomplete_bundle_is_told(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "run.json").write_text(content)
    with pytest.raises(InputError, match="no complete run"):
        read_bundle(tmp_path)


def test_that_a_run_of_another_version_is_told(
    panel: Panel, rated: Identification, tmp_path: Path
) -> None:
    write_bundle(tmp_path, rated, panel)
    record = json.loads((tmp_path / "run.json").read_text("utf-8"))
    record["method"]["version"] = "0.1"
    (tmp_path / "run.json").write_text(json.dumps(record))
    with pytest.raises(InputError, match=r"US Cluster Mapping 0\.1, which is not here"):
        read_bundle(tmp_path)


def test_that_a_run_with_a_column_for_the_number_of_each_test_is_read(
    panel: Panel, rated: Identification, tmp_path: Path
) -> None:
    write_bundle(tmp_path, rated, panel)
    record = json.loads((tmp_path / "run.json").read_text("utf-8"))
    values = {f"value_{test['id']}": test.pop("column") for test in record["tests"]}
    (tmp_path / "run.json").write_text(json.dumps(record))
    ratings, early = tmp_path / "ratings.parquet", tmp_path / "early.parquet"
    more = ", ".join(f"{column} AS {name}" for name, column in values.items())
    duckdb.sql(f"COPY (SELECT *, {more} FROM '{ratings}') TO '{early}'")
    early.replace(ratings)
    again = read_bundle(tmp_path)
    assert [test.column for test in again.tests] == list(values)
    assert explain_cell(again, "R3", "I2", "2015") == explain_cell(rated, "R3", "I2", "2015")


def test_that_an_explanation_gives_each_test_with_its_numbers(rated: Identification) -> None:
    told = explain_cell(rated, "R3", "I2", "2015")
    assert told.headline.startswith("I2 in R3, 2015: ")
    assert [reason.id for reason in told.reasons] == [test.id for test in rated.tests]
    first = told.reasons[0]
    assert f"{first.value:,.0f}" in first.sentence and first.outcome in first.sentence
    assert told.certainty in ("certain", "possible")


def test_that_a_cell_without_figure_is_told_as_such(rated: Identification) -> None:
    at = np.argwhere(np.isnan(rated.columns["employment"]))[0]
    told = explain_cell(rated, rated.regions[at[0]], rated.groups[at[1]], rated.periods[at[2]])
    assert told.certainty == "unknown"
    assert "unknown (suppressed)" in told.figures[0]
    assert "nothing was found" in told.doubt


def test_that_unknown_labels_are_told(rated: Identification) -> None:
    with pytest.raises(InputError, match="no region called X"):
        explain_cell(rated, "X", "I2")
