"""What is on the screen as CSV, Parquet or JSON: same rows, same values, same order."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FORMATS = ("csv", "parquet", "json")
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}


@dataclass(frozen=True)
class Table:
    """Rows of a page for download.

    `columns` maps the column's id to its unit or meaning; `about` tells run, method, source and
    licence, and travels inside JSON and Parquet files.
    """

    name: str
    columns: Mapping[str, str]
    rows: Sequence[Sequence[Any]]
    about: Mapping[str, str] = field(default_factory=dict)


def write_table(table: Table, form: str) -> bytes:
    """The table as a file in `form`, one of FORMATS."""
    writers = {"csv": _write_csv, "parquet": _write_parquet, "json": _write_json}
    return writers[form](table)


def _write_csv(table: Table) -> bytes:
    import csv

    from hanse.panel.files import protect_text

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([protect_text(v) if isinstance(v, str) else v for v in row])
    return out.getvalue().encode("utf-8-sig")


def _write_json(table: Table) -> bytes:
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    document = {"about": table.about, "columns": table.columns, "rows": rows}
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False).encode()


def _write_parquet(table: Table) -> bytes:
    """By DuckDB, whose types follow from the values; a column without any value is text."""
    import tempfile
    from pathlib import Path

    from hanse.hub.observatory.engine import open_cursor
    from hanse.panel.sql import quote, quote_text

    columns = list(zip(*table.rows, strict=True)) or [() for _ in table.columns]
    chosen = ", ".join(
        f"unnest(?::{_sql_type(values)}[]) AS {quote(name)}"
        for name, values in zip(table.columns, columns, strict=True)
    )
    about = ", ".join(f"{quote(key)}: {quote_text(str(text))}" for key, text in table.about.items())
    metadata = f", KV_METADATA {{{about}}}" if about else ""
    with tempfile.TemporaryDirectory() as folder, open_cursor() as cursor:
        path = Path(folder) / "table.parquet"
        cursor.execute(
            f"COPY (SELECT {chosen}) TO {quote_text(str(path))} "
            f"(FORMAT parquet, COMPRESSION zstd{metadata})",
            [list(values) for values in columns],
        )
        return path.read_bytes()


def _sql_type(values: Sequence[Any]) -> str:
    found = {type(value) for value in values if value is not None}
    if found and found <= {bool}:
        return "BOOLEAN"
    if found and found <= {int}:
        return "BIGINT"
    return "DOUBLE" if found and found <= {int, float} else "VARCHAR"
