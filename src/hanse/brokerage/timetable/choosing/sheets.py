"""Rows of a CSV or Excel file as texts, each with its row number; complaints name the place."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hanse.vocabulary.errors import InputError

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")
LARGEST_BYTES = 50_000_000
LARGEST_ROWS = 200_000


@dataclass(frozen=True)
class Sheet:
    """A table of texts. The header is row 1."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    """(row number, column -> text without blanks around it); empty rows are left out."""


def read_sheet(
    path: Path, *, required: Sequence[str], optional: Sequence[str], prefixes: Sequence[str] = ()
) -> Sheet:
    """Read a table whose columns are known; raises InputError about the file as a whole.

    Column names are compared without regard to case, blanks and underscores. The first sheet of
    an Excel file is read.
    """
    if not path.is_file():
        raise InputError("There is no such file.", file=str(path), mend="Check the path.")
    if path.stat().st_size > LARGEST_BYTES:
        raise InputError("The file is larger than 50 MB.", file=path.name)
    if path.suffix.lower() not in ENDINGS:
        raise InputError(
            f"Files that end in {path.suffix!r} are not known.",
            file=path.name,
            mend="Give a .csv or an .xlsx file.",
        )
    lines = _read_excel(path) if path.suffix.lower() == ".xlsx" else _read_text(path)
    header = next(((n, cells) for n, cells in lines if any(cells)), None)
    if header is None:
        raise InputError(
            "The file is empty.", file=path.name, mend=f"Its first row names {_join(required)}."
        )
    columns = _recognise(path.name, header, required, optional, prefixes)
    rows = []
    for number, cells in lines:
        if number <= header[0] or not any(cells):
            continue
        if len(cells) > len(columns) and any(cells[len(columns) :]):
            raise InputError(
                f"The row has {len(cells)} cells, the header {len(columns)}.",
                file=path.name,
                row=number,
                mend="Put texts that hold the separator into quotation marks.",
            )
        rows.append((number, dict(zip(columns, (*cells, *[""] * len(columns)), strict=False))))
    if len(rows) > LARGEST_ROWS:
        raise InputError(f"The file has more than {LARGEST_ROWS:,} rows.", file=path.name)
    return Sheet(path.name, columns, tuple(rows))


def _recognise(
    file: str,
    header: tuple[int, Sequence[str]],
    required: Sequence[str],
    optional: Sequence[str],
    prefixes: Sequence[str],
) -> tuple[str, ...]:
    known = {_fold(name): name for name in (*required, *optional)}
    number, cells = header
    while cells and not cells[-1]:
        cells = cells[:-1]
    columns = []
    for cell in cells:
        prefix = next((p for p in prefixes if cell.lower().startswith(p)), None)
        name = known.get(_fold(cell)) or (prefix and prefix + cell[len(prefix) :].strip())
        if not name:
            rest = [f"{prefix}…" for prefix in prefixes]
            raise InputError(
                f"The column {cell!r} is not known." if cell else "A column has no name.",
                file=file,
                row=number,
                mend=f"Known are {_join([*required, *optional, *rest])}.",
            )
        if name in columns:
            raise InputError(f"The column {name} is there twice.", file=file, row=number)
        columns.append(name)
    for name in required:
        if name not in columns:
            raise InputError(
                f"The column {name} is missing.",
                file=file,
                row=number,
                mend=f"The first row must name {_join(required)}.",
            )
    return tuple(columns)


def _fold(name: str) -> str:
    return "".join(sign for sign in name.lower() if sign.isalnum() or sign == ":")


def _join(names: Iterable[str]) -> str:
    return ", ".join(names)


def _read_text(path: Path) -> list[tuple[int, tuple[str, ...]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"This is not text in UTF-8 (byte {error.start + 1}).",
            file=path.name,
            mend="Save it as CSV UTF-8.",
        ) from error
    if "\0" in text:
        raise InputError("This is not text: it holds zero bytes.", file=path.name)
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines = []
    begin = 1
    try:
        for cells in reader:
            lines.append((begin, tuple(cell.strip() for cell in cells)))
            begin = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"The row cannot be read: {error}.",
            file=path.name,
            row=begin,
            mend="Look for a quotation mark that is not closed.",
        ) from error
    return lines


def _read_excel(path: Path) -> list[tuple[int, tuple[str, ...]]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
        raise InputError(
            "This is not an Excel workbook.", file=path.name, mend="Save it as .xlsx."
        ) from error
    try:
        sheet = book.worksheets[0]
        return [
            (number, tuple(_write_cell(cell) for cell in cells))
            for number, cells in enumerate(sheet.iter_rows(values_only=True), 1)
        ]
    finally:
        book.close()


def _write_cell(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
