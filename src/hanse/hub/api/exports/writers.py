"""One writer a form; each takes rows as they come and keeps none of them.

A text that a spreadsheet would run as a formula is written behind an apostrophe in CSV and Excel.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from hanse.hub.api.exports.rows import ColumnType
from hanse.hub.foundation.csv_lines import write_lines
from hanse.panel.files import protect_text

FORMS = ("csv", "jsonl", "parquet", "xlsx")
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LONGEST_CELL = 32_767
"""Characters that Excel takes."""
MOST_EXCEL_ROWS = 1_048_575
_ROW_GROUP = 8192
_LARGEST_ROW = 8_388_608
"""Bytes of a row; with the rows of a group, what making a Parquet file takes of memory."""
_SQL_TYPES: Mapping[ColumnType, str] = {
    "text": "VARCHAR",
    "number": "DOUBLE",
    "yes-no": "BOOLEAN",
    "list": "VARCHAR[]",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""Characters that the XML of a workbook has not."""
Row = Mapping[str, Any]


class Writer(Protocol):
    """Takes records with their rows, one by one; the file is whole after `close`."""

    def write(self, record: Row, row: Row) -> None:
        """Add one."""

    def close(self) -> None:
        """Finish the file."""


def write_cell(value: Any) -> Any:
    """A value as a cell of a spreadsheet."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        value = "; ".join(str(part) for part in value)
    return protect_text(value) if isinstance(value, str) else value


def stream_csv(columns: Iterable[str], rows: Iterable[Row]) -> Iterator[str]:
    """A CSV line by line, header first; for an answer that is sent while it is made."""
    names = list(columns)
    return write_lines(names, ([write_cell(row.get(name)) for name in names] for row in rows))


def write_json_line(record: Row) -> str:
    """One record as a line of JSON Lines."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


class CsvWriter:
    """Comma-separated, UTF-8 with a mark for Excel."""

    def __init__(self, path: Path, columns: Mapping[str, ColumnType]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, lineterminator="\r\n")
        self._names = list(columns)
        self._writer.writerow(self._names)

    def write(self, record: Row, row: Row) -> None:
        """Add one line."""
        self._writer.writerow([write_cell(row.get(name)) for name in self._names])

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class JsonLinesWriter:
    """The whole records, as the API answers them."""

    def __init__(self, path: Path, columns: Mapping[str, ColumnType]) -> None:
        self._file = path.open("w", encoding="utf-8", newline="\n")

    def write(self, record: Row, row: Row) -> None:
        """Add one line."""
        self._file.write(write_json_line(record))

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class ParquetWriter:
    """Rows with their types, lists as lists; DuckDB turns a file of lines into it at the end."""

    def __init__(self, path: Path, columns: Mapping[str, ColumnType]) -> None:
        self._path, self._columns = path, columns
        self._lines = path.with_suffix(".rows")
        self._file = self._lines.open("w", encoding="utf-8", newline="\n")

    def write(self, record: Row, row: Row) -> None:
        """Add one row."""
        self._file.write(write_json_line({name: row.get(name) for name in self._columns}))

    def close(self) -> None:
        """Finish the file."""
        from hanse.panel.sql import connect, quote, quote_text

        self._file.close()
        types = ", ".join(f"{quote(n)}: '{_SQL_TYPES[t]}'" for n, t in self._columns.items())
        names = ", ".join(quote(name) for name in self._columns)
        engine = connect(memory_limit="128MB")
        try:
            engine.execute("SET threads = 1")
            engine.execute(
                f"COPY (SELECT {names} FROM read_json({quote_text(str(self._lines))}, "
                f"format = 'newline_delimited', columns = {{{types}}}, "
                f"maximum_object_size = {_LARGEST_ROW})) TO {quote_text(str(self._path))} "
                f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP})"
            )
        finally:
            engine.close()
            self._lines.unlink()


class ExcelWriter:
    """One sheet; openpyxl's write-only book sends each row to a file of its own."""

    def __init__(self, path: Path, columns: Mapping[str, ColumnType]) -> None:
        from openpyxl import Workbook

        self._path, self._names, self._count = path, list(columns), 0
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("Data")
        self._sheet.freeze_panes = "A2"
        self._sheet.append(self._names)

    def write(self, record: Row, row: Row) -> None:
        """Add one row; Excel takes about a million of them."""
        if self._count < MOST_EXCEL_ROWS:
            self._sheet.append([_write_excel(row.get(name)) for name in self._names])
            self._count += 1

    def close(self) -> None:
        """Finish the file."""
        self._book.save(self._path)


def _write_excel(value: Any) -> Any:
    cell = write_cell(value)
    if not isinstance(cell, str):
        return cell
    return _CONTROL.sub("", cell[:LONGEST_CELL]) or None


WRITERS: Mapping[str, type[Any]] = {
    "csv": CsvWriter,
    "jsonl": JsonLinesWriter,
    "parquet": ParquetWriter,
    "xlsx": ExcelWriter,
}
