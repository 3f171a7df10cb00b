"""A facet in memory: which row has which values, and how many rows of a selection have each."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Words = NDArray[np.uint64]
"""A selection of rows as bits, 64 a word."""
_WIDE = 8
"""Counting a word of bits costs about an eighth of looking a row up."""


def pack_mask(mask: Mask) -> Words:
    """The mask as bits."""
    padded = np.zeros(-(-len(mask) // 64) * 64, dtype=np.bool_)
    padded[: len(mask)] = mask
    return np.packbits(padded, bitorder="little").view(np.uint64)


@dataclass(frozen=True)
class Column:
    """`rows[i]` has the value `values[codes[i]]`; a row may stand there often or never."""

    values: tuple[str, ...]
    rows: NDArray[np.int32]
    codes: NDArray[np.int32]
    size: int
    """How many rows there are in all."""

    @cached_property
    def code_of(self) -> Mapping[str, int]:
        """Position of each value."""
        return {value: code for code, value in enumerate(self.values)}

    @cached_property
    def bits(self) -> NDArray[np.uint64]:
        """For each value the rows that have it, as bits."""
        bits = np.zeros((len(self.values), -(-self.size // 64)), dtype=np.uint64)
        one = np.uint64(1) << (self.rows & 63).astype(np.uint64)
        np.bitwise_or.at(bits, (self.codes, self.rows >> 6), one)
        return bits

    @cached_property
    def is_wide(self) -> bool:
        """So many values that bits would take longer than the rows themselves."""
        return len(self.values) * self.size / 64 > _WIDE * max(len(self.rows), 1)

    def choose(self, wanted: Collection[str]) -> Mask:
        """The rows that have at least one of the wanted values."""
        chosen = np.zeros(self.size, dtype=np.bool_)
        codes = [self.code_of[value] for value in wanted if value in self.code_of]
        if codes:
            held = np.isin(self.codes, codes) if len(codes) > 1 else self.codes == codes[0]
            chosen[self.rows[held]] = True
        return chosen

    def count(self, mask: Mask, packed: Words) -> dict[str, int]:
        """How many of the rows in the mask have each value; values of none are left out.

        `packed` is the same mask as bits.
        """
        if self.is_wide:
            counts = np.bincount(self.codes[mask[self.rows]], minlength=len(self.values))
        else:
            counts = np.bitwise_count(self.bits & packed).sum(axis=1, dtype=np.int64)
        return {self.values[code]: int(counts[code]) for code in np.flatnonzero(counts)}


EMPTY = Column((), np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32), 0)


class ColumnBuilder:
    """Takes the values of further rows one by one."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._code_of = dict(column.code_of)
        self._rows = array("i")
        self._codes = array("i")

    def add(self, row: int, values: Iterable[str]) -> None:
        """Note the values of a row."""
        for value in values:
            self._rows.append(row)
            self._codes.append(self._code_of.setdefault(value, len(self._code_of)))

    def build(self, size: int) -> Column:
        """The column with all that was added, of `size` rows in all."""
        return Column(
            tuple(self._code_of),
            np.concatenate([self._column.rows, np.array(self._rows, dtype=np.int32)]),
            np.concatenate([self._column.codes, np.array(self._codes, dtype=np.int32)]),
            size,
        )
