"""Any table file as columns of text: CSV and TSV, Excel, Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hanse.panel.sql import quote, quote_path, quote_text
from hanse.sources.columns import EncodedColumn, NumericColumn
from hanse.sources.text_tables import TextTable, read_text_table, require_header, require_size
from hanse.vocabulary import InputError, Report

if TYPE_CHECKING:
    import duckdb

NUMBERS = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE"}
    | {"UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"}
)
"""DuckDB's types of numbers."""
PARQUET = b"PAR1"
ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DEFAULT_MAX_BYTES = 512 * 1024**2


def read_magic(path: Path) -> bytes:
    """The first eight bytes, which tell the format whatever the file's name says."""
    with path.open("rb") as stream:
        return stream.read(8)


def load_table(
    path: Path,
    *,
    sheet: str | None = None,
    delimiter: str | None = None,
    max_bytes: int | None = DEFAULT_MAX_BYTES,
    report: Report | None = None,
) -> TextTable:
    """Columns of text of a table in any format; raises InputError for what is no table."""
    require_size(path, max_bytes=max_bytes)
    magic = read_magic(path)
    if magic.startswith(PARQUET):
        return _load_parquet(path)
    if magic.startswith(ZIP):
        from hanse.sources.own_table.excel import read_workbook

        return read_workbook(path, sheet=sheet, report=report)
    if magic == OLD_EXCEL:
        raise InputError(
            "The file is an old Excel workbook (.xls) or one protected by a password.",
            file=path.name,
            mend="Remove the password, or save it as .xlsx or CSV.",
        )
    return read_text_table(path, delimiter=delimiter, max_bytes=max_bytes, report=report)


def _load_parquet(path: Path) -> TextTable:
    import duckdb

    from hanse.panel.sql import connect

    try:
        with connect() as connection:
            names, columns = _fetch_columns(connection, path)
    except duckdb.Error as error:
        raise refuse_parquet(path, error) from error
    if not columns or not len(columns[0]):
        raise InputError("The file has a header but no rows.", file=path.name)
    return TextTable(names, columns, range(2, len(columns[0]) + 2), path.name)


def refuse_parquet(path: Path, error: duckdb.Error) -> InputError:
    """The refusal of a Parquet file that DuckDB cannot read, with its first sentence."""
    sentence = str(error).splitlines()[0].split(": ", 1)[-1].rstrip(".")
    return InputError(
        f"The Parquet file is damaged or not readable ({sentence}).",
        file=path.name,
        mend="Write or download it again.",
    )


def _fetch_columns(
    connection: duckdb.DuckDBPyConnection, path: Path
) -> tuple[tuple[str, ...], tuple[Sequence[str], ...]]:
    """Numbers as numbers, everything else as codes of its distinct texts."""
    source = f"read_parquet({quote_path(path)})"
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    names = tuple(row[0] for row in described)
    require_header(names, file=path.name)
    labels: dict[str, tuple[str, ...]] = {}
    selected = []
    for number, (name, kind, *_) in enumerate(described):
        column = quote(name)
        if kind in NUMBERS or kind.startswith("DECIMAL"):
            selected.append(f"CAST({column} AS DOUBLE) AS {column}")
            continue
        text = f"CAST({column} AS VARCHAR)"
        found = connection.execute(
            f"SELECT DISTINCT {text} AS label FROM {source} WHERE {text} <> '' ORDER BY label"
        ).fetchall()
        labels[name] = tuple(row[0] for row in found) or ("",)
        listed = ", ".join(map(quote_text, labels[name]))
        connection.execute(f"CREATE TEMP TYPE labels_{number} AS ENUM ({listed})")
        code = f"enum_code(CAST(nullif({text}, '') AS labels_{number}))"
        selected.append(f"coalesce(CAST({code} AS INTEGER), -1) AS {column}")
    fetched = connection.execute(f"SELECT {', '.join(selected)} FROM {source}").fetchnumpy()
    columns: list[Sequence[str]] = []
    for name in names:
        array = fetched[name]
        if name in labels:
            codes = array.filled(-1) if isinstance(array, np.ma.MaskedArray) else array
            columns.append(EncodedColumn(codes, labels[name]))
        else:
            filled = array.filled(np.nan) if isinstance(array, np.ma.MaskedArray) else array
            columns.append(NumericColumn(filled))
    return names, tuple(columns)
