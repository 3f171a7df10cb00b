"""An Excel workbook as columns of text, opened only after its sizes have been checked.

Conventions: the first visible sheet is read unless `sheet` names another; the header is the first
row that is not blank; formulas give their stored result; merged header cells are refused.
"""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from hanse.sources.text_tables import TextTable, require_header
from hanse.vocabulary import Finding, InputError, Report

MAX_UNPACKED = 1024**3
MAX_RATIO = 200
MAX_COLUMNS = 2_000


def require_sound_archive(path: Path) -> None:
    """Raise InputError for a damaged archive, a zip bomb, or an archive that is no workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise InputError("The Excel file is damaged.", file=path.name) from error
    unpacked = sum(part.file_size for part in parts)
    packed = max(sum(part.compress_size for part in parts), 1)
    if unpacked > MAX_UNPACKED or (unpacked > 50_000_000 and unpacked / packed > MAX_RATIO):
        raise InputError(
            f"The file unpacks from {packed:,} to {unpacked:,} bytes and is not opened.",
            file=path.name,
            mend="Save the table as CSV.",
        )
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise InputError(
            "The file is a zip archive but no Excel workbook (.xlsx).",
            file=path.name,
            mend="Unpack it and choose the table inside.",
        )


def read_workbook(
    path: Path, *, sheet: str | None = None, report: Report | None = None
) -> TextTable:
    """Columns of text of one sheet; raises InputError naming the sheets where one is absent."""
    require_sound_archive(path)
    import openpyxl

    try:
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise InputError(
            f"The Excel file cannot be read ({type(error).__name__}).", file=path.name
        ) from error
    try:
        chosen = _choose_sheet(workbook, sheet, path.name, report)
        rows = [
            (number, row)
            for number, row in enumerate(chosen.iter_rows(values_only=True), start=1)
            if any(cell not in (None, "") for cell in row)
        ]
    finally:
        workbook.close()
    return _to_table(rows, path.name, report)


def _choose_sheet(workbook: Any, sheet: str | None, file: str, report: Report | None) -> Any:
    sheets = [s for s in workbook.worksheets if hasattr(s, "iter_rows")]
    if sheet is not None:
        named = [s for s in sheets if s.title == sheet]
        if not named:
            raise InputError(
                f"There is no sheet called {sheet}.",
                file=file,
                mend=f"The workbook has: {', '.join(s.title for s in sheets)}.",
            )
        return named[0]
    visible = [s for s in sheets if s.sheet_state == "visible"]
    if not visible:
        raise InputError("The workbook has no visible sheet.", file=file, mend="Name one: sheet=.")
    others = [s.title for s in sheets if s is not visible[0]]
    if others and report is not None:
        report.add(
            Finding(
                "warning",
                "several-sheets",
                f"The workbook has other sheets: {', '.join(others)}.",
                f"sheet {visible[0].title} was read",
                file,
                count=len(others),
            )
        )
    return visible[0]


def _to_table(
    rows: list[tuple[int, tuple[Any, ...]]], file: str, report: Report | None
) -> TextTable:
    if not rows:
        raise InputError("The sheet is empty.", file=file)
    first, cells = rows[0]
    width = max((i + 1 for i, cell in enumerate(cells) if cell not in (None, "")), default=0)
    if width > MAX_COLUMNS:
        raise InputError(f"The sheet has {width:,} columns.", file=file, row=first)
    header = tuple(_to_text(cell).strip() for cell in cells[:width])
    require_header(header, file=file)
    blank = [i for i, name in enumerate(header) if not name]
    if len(blank) > 1 and len(blank) >= width / 2:
        raise InputError(
            "The header has blank cells, as merged cells or a title above the table make them.",
            file=file,
            row=first,
            mend="Keep one header row with a name for each column.",
        )
    body = rows[1:]
    if not body:
        raise InputError("The file has a header but no rows.", file=file, row=first)
    beyond = [n for n, row in body if any(cell not in (None, "") for cell in row[width:])]
    if beyond:
        raise InputError(
            "The row is longer than the header.",
            file=file,
            row=beyond[0],
            mend="Give each column a name.",
        )
    columns = tuple(
        [_to_text(row[i]) if i < len(row) else "" for _, row in body] for i in range(width)
    )
    return TextTable(header, columns, [number for number, _ in body], file)


def _to_text(cell: Any) -> str:
    """A cell as the text that stands for it; whole numbers without a decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell)
