"""Columns that behave like lists of text but are stored as codes or numbers.

A Parquet file of ten million rows would make forty million Python texts. These columns make a text
only where one is looked at, and hand their codes or numbers on where a whole column is wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from hanse.panel.build import Axis, factorise


class EncodedColumn(Sequence[str]):
    """Text of N rows as codes (N,) and labels; code -1 stands for a blank."""

    def __init__(self, codes: NDArray[np.integer], labels: tuple[str, ...]) -> None:
        self.codes, self.labels = codes, labels

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return [self._text(code) for code in self.codes[at].tolist()]
        return self._text(int(self.codes[at]))

    def _text(self, code: int) -> str:
        return "" if code < 0 else self.labels[code]

    def take(self, rows: NDArray[np.intp]) -> EncodedColumn:
        """The column of these rows."""
        return EncodedColumn(self.codes[rows], self.labels)

    def to_axis(self) -> Axis:
        """Codes and labels, stripped and sorted."""
        labels = [label.strip() for label in self.labels]
        codes = self.codes
        if len(codes) and int(codes.min()) < 0:
            labels, codes = [*labels, ""], np.where(codes < 0, len(labels), codes)
        tidy = factorise(labels)
        return Axis(tidy.codes[codes], tidy.labels)


class NumericColumn(Sequence[str]):
    """Numbers of N rows (float64, NaN for null); read as text where one is looked at."""

    def __init__(self, values: NDArray[np.float64]) -> None:
        self.values = values

    def __len__(self) -> int:
        return len(self.values)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return [write_number(value) for value in self.values[at].tolist()]
        return write_number(float(self.values[at]))

    def take(self, rows: NDArray[np.intp]) -> NumericColumn:
        """The column of these rows."""
        return NumericColumn(self.values[rows])

    def to_axis(self) -> Axis:
        """The numbers as labels, in the order of their texts."""
        unique, codes = np.unique(self.values, return_inverse=True)
        labels = factorise([write_number(value) for value in unique.tolist()])
        return Axis(labels.codes[codes], labels.labels)


class ConstantColumn(Sequence[str]):
    """One text for N rows."""

    def __init__(self, text: str, count: int) -> None:
        self.text, self.size = text, count

    def __len__(self) -> int:
        return self.size

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return [self.text] * len(range(self.size)[at])
        return self.text

    def take(self, rows: NDArray[np.intp]) -> ConstantColumn:
        """The column of these rows."""
        return ConstantColumn(self.text, len(rows))

    def to_axis(self) -> Axis:
        """One label."""
        return Axis(np.zeros(self.size, np.int32), (self.text,))


def write_number(value: float) -> str:
    """A number as its shortest text, whole numbers without a point; "" for NaN."""
    if value != value:
        return ""
    return str(int(value)) if value.is_integer() else repr(value)


def take_rows(column: Sequence[str], rows: NDArray[np.intp]) -> Sequence[str]:
    """A column of any kind reduced to these rows."""
    if isinstance(column, (EncodedColumn, NumericColumn, ConstantColumn)):
        return column.take(rows)
    return [column[row] for row in rows.tolist()]


def find_axis(column: Sequence[str]) -> Axis:
    """Codes and sorted labels of a column of any kind, stripped of blanks at the ends."""
    if isinstance(column, (EncodedColumn, NumericColumn, ConstantColumn)):
        return column.to_axis()
    return factorise([text.strip() for text in column])
