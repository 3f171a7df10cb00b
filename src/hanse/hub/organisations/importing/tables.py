"""A file of organisations as columns of text, within bounds."""

from __future__ import annotations

from pathlib import Path

from hanse.sources.own_table.loading import ZIP, load_table, read_magic
from hanse.sources.text_tables import TextTable
from hanse.vocabulary import InputError, Report

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")
MAX_BYTES = 25_000_000
MAX_ROWS = 100_000
MAX_COLUMNS = 300
_GZIP = b"\x1f\x8b"


def read_table(path: Path, *, sheet: str | None = None) -> tuple[TextTable, Report]:
    """The columns of a CSV, TSV or Excel file, and what was odd about reading it.

    Sizes are checked before anything is unpacked. Raises InputError for what is no table.
    """
    magic = read_magic(path) if path.is_file() else b""
    if magic.startswith(_GZIP) or (magic.startswith(b"PAR1")):
        raise InputError(
            "A file of this type cannot be imported.",
            file=path.name,
            mend="Save it as CSV in UTF-8 or as an Excel workbook (.xlsx).",
        )
    if magic.startswith(ZIP):
        _require_small(path)
    report = Report(source=path.name)
    table = load_table(path, sheet=sheet or None, max_bytes=MAX_BYTES, report=report)
    if len(table) > MAX_ROWS or len(table.header) > MAX_COLUMNS:
        raise InputError(
            f"The table has {len(table):,} rows and {len(table.header)} columns; the limits are "
            f"{MAX_ROWS:,} and {MAX_COLUMNS}.",
            file=path.name,
            mend="Divide it into several files.",
        )
    return table, report


def _require_small(path: Path) -> None:
    """Refuse a workbook that unpacks to much more than a registry of organisations holds."""
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return  # told in full by the reader of workbooks
    if unpacked > 12 * MAX_BYTES:
        raise InputError(
            f"The workbook unpacks to {unpacked:,} bytes and is not opened.",
            file=path.name,
            mend="Save the sheet as CSV.",
        )
