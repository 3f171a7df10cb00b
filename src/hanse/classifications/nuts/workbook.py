"""Rows of a workbook's sheets as texts, by the standard library alone.

openpyxl does this and much more, but importing it and reading two sheets takes five times as long,
for which every first recognition of regions would have to wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_sheets(path: Path, *names: str) -> Iterator[dict[str, str]]:
    """Each row of the sheets with these names in turn: letter of the column -> text of the cell."""
    with ZipFile(path) as book:
        shared = [
            "".join(part.text or "" for part in entry.iter(f"{_MAIN}t"))
            for entry in _parse(book, "xl/sharedStrings.xml")
        ]
        targets = {
            relation.get("Id"): relation.get("Target", "")
            for relation in _parse(book, "xl/_rels/workbook.xml.rels")
        }
        sheets = {
            sheet.get("name"): targets[sheet.get(_RELATION)]
            for sheet in _parse(book, "xl/workbook.xml").iter(f"{_MAIN}sheet")
        }
        for name in names:
            for row in _parse(book, f"xl/{sheets[name]}").iter(f"{_MAIN}row"):
                yield {
                    cell.get("r", "").rstrip("0123456789"): _read_cell(cell, shared)
                    for cell in row
                    if len(cell)
                }


def _parse(book: ZipFile, member: str) -> ElementTree.Element:
    return ElementTree.fromstring(book.read(member))  # noqa: S314  # an installed package's own file


def _read_cell(cell: ElementTree.Element, shared: list[str]) -> str:
    text = cell.findtext(f"{_MAIN}v") or ""
    return shared[int(text)] if cell.get("t") == "s" else text
