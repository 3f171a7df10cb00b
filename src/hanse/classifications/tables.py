"""Small CSV tables of codes, groupings and crosswalks, read with errors that name the row."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from hanse.vocabulary import InputError

LARGEST_FILE = 200 * 2**20
"""Bytes after unpacking: far above any table of codes, far below what would hurt a server."""


class Record(NamedTuple):
    """One row: its number as a spreadsheet counts (the header is 1), its fields, their columns."""

    row: int
    values: Sequence[str]
    places: Mapping[str, int]

    def get(self, column: str) -> str:
        """The field without surrounding blanks; empty where the table has no such column."""
        place = self.places.get(column)
        return "" if place is None else self.values[place].strip()


@dataclass(frozen=True)
class Table:
    """A small table: the name of its file, its columns, its rows."""

    file: str
    columns: tuple[str, ...]
    records: tuple[Record, ...]

    def require_columns(self, *columns: str, mend: str = "") -> None:
        """Raise InputError where a column is absent, naming the ones that are there."""
        for column in columns:
            if column not in self.columns:
                raise InputError(
                    f"There is no column called {column}; the columns are "
                    f"{', '.join(self.columns) or 'none'}.",
                    file=self.file,
                    row=1,
                    field=column,
                    mend=mend or None,
                )

    def error(self, what: str, record: Record, field: str, mend: str | None = None) -> InputError:
        """An InputError at a row and column of this table."""
        return InputError(what, file=self.file, row=record.row, field=field, mend=mend)


def read_text(path: Path) -> str:
    """Text of a UTF-8 file, plain or .gz; raises InputError where it cannot be read as such."""
    try:
        if path.suffix == ".gz":
            with gzip.open(path) as packed:
                content = packed.read(LARGEST_FILE + 1)
        else:
            with path.open("rb") as plain:
                content = plain.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise InputError("There is no such file.", file=str(path)) from None
    except (OSError, EOFError) as error:
        raise InputError(f"The file cannot be read: {error}.", file=str(path)) from None
    if len(content) > LARGEST_FILE:
        raise InputError("The file is too large for a table of codes.", file=str(path))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            "The file is not written in UTF-8.",
            file=str(path),
            row=row,
            mend="Save it again as CSV UTF-8.",
        ) from None


def _find_delimiter(header: str) -> str:
    counts = {mark: header.count(mark) for mark in (",", ";", "\t")}
    return max(counts, key=lambda mark: counts[mark])


def parse_table(text: str, file: str) -> Table:
    """Rows of a CSV text (comma, semicolon or tab); blank lines are skipped.

    Raises InputError for an empty text, an unnamed or repeated column, no rows, a ragged row or a
    NUL character.
    """
    if "\0" in text:
        raise InputError("The file holds NUL characters: it is not a text table.", file=file)
    lines = io.StringIO(text, newline="")
    first = text.split("\n", 1)[0]
    if not first.strip():
        raise InputError("The file is empty, or its first line is.", file=file, row=1)
    rows = csv.reader(lines, delimiter=_find_delimiter(first), strict=True)
    records: list[Record] = []
    columns: tuple[str, ...] = ()
    try:
        columns = tuple(name.strip() for name in next(rows))
        _require_header(columns, file)
        number, places = len(columns), {name: place for place, name in enumerate(columns)}
        before = rows.line_num
        for values in rows:
            row, before = before + 1, rows.line_num
            if not any(values) or not "".join(values).strip():
                continue
            if len(values) != number:
                raise InputError(
                    f"The row has {len(values)} fields, the header {number}.",
                    file=file,
                    row=row,
                    mend="Put fields that hold the separator between double quotes.",
                )
            records.append(Record(row, values, places))
    except csv.Error as error:
        raise InputError(f"Broken CSV: {error}.", file=file, row=rows.line_num) from None
    if not records:
        raise InputError("The file has a header but no rows.", file=file, row=1)
    return Table(file, columns, tuple(records))


def _require_header(columns: tuple[str, ...], file: str) -> None:
    for position, name in enumerate(columns):
        if not name:
            raise InputError(f"Column {position + 1} of the header has no name.", file=file, row=1)
        if name in columns[:position]:
            raise InputError(f"Column {name} is in the header twice.", file=file, row=1, field=name)


def read_table(path: str | Path) -> Table:
    """Read a CSV file (plain or .gz) of the user; raises InputError with file and row."""
    path = Path(path)
    return parse_table(read_text(path), str(path))


def read_carried(package: str, name: str) -> Iterable[Record]:
    """Rows of a CSV file that the package carries."""
    text = resources.files(f"hanse.classifications.{package}").joinpath(name).read_text("utf-8")
    return parse_table(text, name).records
