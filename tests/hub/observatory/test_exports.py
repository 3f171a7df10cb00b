from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import duckdb
import pytest

from hanse.hub.observatory.exports import FORMATS, Table, write_table

TABLE = Table(
    "a-table",
    {"name": "who", "size": "jobs", "rank": "place", "nothing": "never filled"},
    [("=1+1", 1.5, 1, None), ("Łódź", None, 2, None), ("-5 jobs", -5.25, 3, None)],
    {"licence": "CC BY 4.0, it's theirs"},
)


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_csv_defuses_formulas_and_leaves_numbers_alone() -> None:
    rows = read_csv(write_table(TABLE, "csv"))
    assert [row["name"] for row in rows] == ["'=1+1", "Łódź", "'-5 jobs"]
    assert [row["size"] for row in rows] == ["1.5", "", "-5.25"]


def test_json_tells_what_its_columns_are() -> None:
    document = json.loads(write_table(TABLE, "json"))
    assert document["columns"]["size"] == "jobs"
    assert document["about"]["licence"] == "CC BY 4.0, it's theirs"
    assert document["rows"][0] == {"name": "=1+1", "size": 1.5, "rank": 1, "nothing": None}


def test_parquet_keeps_types_and_the_licence(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    path.write_bytes(write_table(TABLE, "parquet"))
    with duckdb.connect() as connection:
        rows = connection.execute("FROM read_parquet(?)", [str(path)]).fetchall()
        types = connection.execute(
            "SELECT column_type FROM (DESCRIBE FROM read_parquet(?))", [str(path)]
        ).fetchall()
        about = connection.execute(
            "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = 'licence'",
            [str(path)],
        ).fetchone()
    assert rows == [tuple(row) for row in TABLE.rows]
    assert [t[0] for t in types] == ["VARCHAR", "DOUBLE", "BIGINT", "VARCHAR"]
    assert about == ("CC BY 4.0, it's theirs",)


@pytest.mark.parametrize("form", FORMATS)
def test_a_table_without_rows_is_a_file_all_the_same(form: str) -> None:
    assert write_table(Table("empty", {"a": "x"}, []), form)
