"""Rows as a CSV file, a few at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from hanse.panel.files import protect_text


class _Echo:
    """What the writer writes is handed on."""

    def write(self, text: str) -> str:
        return text


def write_lines(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The lines of the file; texts that a spreadsheet would run as formulas are defused."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield "\ufeff" + writer.writerow(columns)
    for row in rows:
        yield writer.writerow([protect_text(v) if isinstance(v, str) else v for v in row])
