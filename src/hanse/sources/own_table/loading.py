"""Any table file as columns of text: CSV and TSV, Excel, Parquet."""

from __future__ import annotations

from pathlib import Path

from hanse.sources.text_tables import TextTable, read_text_table, require_header, require_size
from hanse.vocabulary import InputError, Report

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

    from hanse.panel.sql import connect, quote, quote_text

    try:
        with connect() as connection:
            source = f"read_parquet({quote_text(str(path))})"
            described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
            names = tuple(row[0] for row in described)
            require_header(names, file=path.name)
            texts = ", ".join(
                f"coalesce(CAST({quote(name)} AS VARCHAR), '') AS {quote(name)}" for name in names
            )
            columns = connection.execute(f"SELECT {texts} FROM {source}").fetchnumpy()
    except duckdb.Error as error:
        sentence = str(error).splitlines()[0].split(": ", 1)[-1].rstrip(".")
        raise InputError(
            f"The Parquet file is damaged or not readable ({sentence}).",
            file=path.name,
            mend="Write or download it again.",
        ) from error
    listed = tuple(columns[name].tolist() for name in names)
    if not listed or not listed[0]:
        raise InputError("The file has a header but no rows.", file=path.name)
    return TextTable(names, listed, range(2, len(listed[0]) + 2), path.name)
