"""Ratings as files: Parquet, CSV, Excel and a page to read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.identification import Identification
from hanse.observatory.identification.bundle import write_columns
from hanse.observatory.identification.result import Texts
from hanse.panel import Panel
from hanse.vocabulary import InputError, Report

if TYPE_CHECKING:
    from hanse.sources.named_columns import NamedTable

ENDINGS = (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".parquet", ".xlsx", ".html")
_EXCEL_ROWS = 1_048_575


def require_bundle_folder(path: Path) -> None:
    """Raise InputError where the name of the bundle's folder is taken by a file."""
    if path.exists() and not path.is_dir():
        raise InputError(f"{path} is a file, not a folder.", mend="Name another folder.")


def require_writable(path: Path) -> None:
    """Raise InputError where the result's name or folder cannot be used."""
    if not path.name.lower().endswith(ENDINGS):
        raise InputError(
            f"The ending of {path.name} is not known.", mend=f"Use one of {', '.join(ENDINGS)}."
        )
    if not path.resolve().parent.is_dir():
        raise InputError(
            f"There is no folder {path.resolve().parent}.", mend="Make it, or write elsewhere."
        )
    if path.is_dir():
        raise InputError(f"{path} is a folder, not a file.", mend="Name a file in it.")
    if not os.access(path.resolve().parent, os.W_OK):
        raise InputError(
            f"You may not write in the folder {path.resolve().parent}.", mend="Write elsewhere."
        )


def write_short_table(path: Path, identification: Identification, named: NamedTable | None) -> None:
    """`region,industry,period,lq` and the method's flags, one row for each row of the file.

    Truth values are `true` and `false`, what is not known is blank. Numbers have as many digits
    as they need to be read back exactly. Without the file's rows, every cell gives a row.
    """
    at = _find_cells(identification, named)
    labels = (identification.regions, identification.groups, identification.periods)
    table: dict[str, NDArray | Texts] = {}
    for name, axis, codes in zip(("region", "industry", "period"), labels, at, strict=True):
        table[name] = Texts(tuple(label or None for label in axis), codes)
    table["lq"] = identification.columns["lq"][at]
    for name in identification.outcomes:
        verdict = identification.columns[name][at]
        table[name] = np.ma.masked_array(verdict == 1, verdict == -1)
    if not identification.outcomes:
        rating = identification.columns["rating"][at]
        table["rating"] = rating.astype(np.int32)
        table["rating_title"] = Texts(identification.card.ratings, rating)
    _write_whole(path, table)


def _find_cells(identification: Identification, named: NamedTable | None) -> tuple[NDArray, ...]:
    if named is None:
        return tuple(index.ravel() for index in np.indices(identification.shape))
    shape = named.panel.shape
    flat = np.ravel_multi_index(named.codes, shape)
    _, first = np.unique(flat, return_index=True)  # combined rows give one line
    return np.unravel_index(flat[np.sort(first)], shape)


def write_ratings(path: Path, identification: Identification, panel: Panel, report: Report) -> None:
    """The long table of the run by the name's ending; `.html` is a page to read."""
    ending = path.name.lower()
    if ending.endswith(".html"):
        from hanse.cli._ratings_page import build_page

        _replace(path, build_page(identification, panel, report).encode("utf-8"))
    elif ending.endswith(".xlsx"):
        _write_excel(path, identification.to_table())
    else:
        _write_whole(path, identification.build_columns())


def _write_whole(path: Path, table: Mapping[str, NDArray | Texts]) -> None:
    """Write beside the goal and move there, so that nobody reads half a file."""
    with tempfile.TemporaryDirectory(dir=path.resolve().parent, prefix=".hanse-") as folder:
        part = Path(folder) / path.name.lower()
        write_columns(part, table)
        part.replace(path)


def _replace(path: Path, content: bytes) -> None:
    with tempfile.TemporaryDirectory(dir=path.resolve().parent, prefix=".hanse-") as folder:
        part = Path(folder) / "part"
        part.write_bytes(content)
        part.replace(path)


def _write_excel(path: Path, table: Mapping[str, NDArray]) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    rows = len(next(iter(table.values())))
    if rows > _EXCEL_ROWS:
        raise InputError(
            f"The result has {rows:,} rows, more than an Excel sheet holds.",
            mend="Write Parquet or CSV.",
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet("ratings")
    sheet.freeze_panes = "A2"
    sheet.append(list(table))

    def build_cell(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        cell = WriteOnlyCell(sheet, value)
        cell.data_type = "s"  # a label that begins with = is a text, not a formula
        return cell

    columns = [_list_values(values) for values in table.values()]
    for row in zip(*columns, strict=True):
        sheet.append([build_cell(value) for value in row])
    with tempfile.TemporaryDirectory(dir=path.resolve().parent, prefix=".hanse-") as folder:
        part = Path(folder) / "part.xlsx"
        book.save(part)
        part.replace(path)


def _list_values(values: NDArray) -> list[Any]:
    """Python values with None for null."""
    if isinstance(values, np.ma.MaskedArray):
        return list(values.tolist())
    if values.dtype.kind == "f":
        return [None if value != value else value for value in values.tolist()]
    return list(values.tolist())
