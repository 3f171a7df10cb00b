from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from hanse.panel import Panel
from hanse.vocabulary import Flag, InputError
from tests.sources.engines.establishments import write_establishments

pytest.importorskip("ibis")

from hanse.sources.engines import Measure, aggregate_establishments, open_table

MEASURES = {"employment": "persons", "establishments": Measure(how="count")}


def aggregate(table: Any) -> Panel:
    return aggregate_establishments(
        table,
        region="region",
        industry="industry",
        period="year",
        measures=MEASURES,
    )


@pytest.fixture
def make(tmp_path: Path) -> Callable[[str], Any]:
    """From rows as SQL to an Ibis table on DuckDB."""

    def build(rows: str) -> Any:
        path = tmp_path / "made.parquet"
        duckdb.execute(
            f"COPY (SELECT * FROM (VALUES {rows}) t(region, industry, year, persons)) TO '{path}'"
        )
        return open_table(path)

    return build


def test_that_cells_are_sums_and_counts(make: Callable[[str], Any]) -> None:
    panel = aggregate(
        make(
            "('b', '10', 2020, 5), ('a', '10', 2020, 7), ('b', '10', 2020, 2), ('a', '20', 2021, 1)"
        )
    )
    assert (panel.regions, panel.industries, panel.periods) == (
        ("a", "b"),
        ("10", "20"),
        ("2020", "2021"),
    )
    assert panel.measures["employment"][1, 0, 0] == 7
    assert panel.measures["establishments"][1, 0, 0] == 2
    assert np.isnan(panel.measures["employment"][1, 1, 1])
    assert panel.flags["establishments"][1, 1, 1] == Flag.MISSING


def test_that_figures_which_lack_leave_a_lower_bound(make: Callable[[str], Any]) -> None:
    panel = aggregate(
        make("('a', '10', 2020, 5), ('a', '10', 2020, NULL), ('a', '20', 2020, NULL)")
    )
    assert panel.flags["employment"][0, :, 0].tolist() == [Flag.LOWER_BOUND, Flag.MISSING]
    assert panel.flags["establishments"][0, :, 0].tolist() == [Flag.OBSERVED] * 2


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("('a', '10', 2020, -1)", "negative"),
        ("('a', NULL, 2020, 1)", "blank label"),
        ("('a', '10', 2020, 'many')", "not numbers"),
    ],
)
def test_that_unusable_tables_are_told(make: Callable[[str], Any], rows: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        aggregate(make(rows))


def test_that_an_empty_table_and_absent_columns_are_told(make: Callable[[str], Any]) -> None:
    table = make("('a', '10', 2020, 1)")
    with pytest.raises(InputError, match="is empty"):
        aggregate(table.filter(table.persons > 5))
    with pytest.raises(InputError, match="no column called year"):
        aggregate(table.drop("year"))


def test_that_a_file_a_folder_and_plain_sql_agree(tmp_path: Path) -> None:
    write_establishments(tmp_path / "one.parquet", 50_000)
    write_establishments(tmp_path / "parts", 50_000, files=3)
    one, parts = (aggregate(open_table(tmp_path / name)) for name in ("one.parquet", "parts"))
    for name in MEASURES:
        assert np.array_equal(one.measures[name], parts.measures[name], equal_nan=True)
        assert np.array_equal(one.flags[name], parts.flags[name])
    expected = duckdb.sql(f"SELECT sum(persons), count(*) FROM '{tmp_path}/one.parquet'").fetchall()
    assert np.nansum(one.measures["employment"]) == expected[0][0]
    assert np.nansum(one.measures["establishments"]) == expected[0][1] == 50_000


def test_that_places_are_checked(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        open_table(tmp_path / "none.parquet")
    with pytest.raises(InputError, match="needs the name of a table"):
        open_table("postgres://localhost/x")
