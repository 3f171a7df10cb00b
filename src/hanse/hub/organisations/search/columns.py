"""A facet in memory: which row has which values, as two arrays of the same length."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Column:
    """`rows[i]` has the value `values[codes[i]]`; a row may stand there often or never."""

    values: tuple[str, ...]
    rows: NDArray[np.int32]
    codes: NDArray[np.int32]

    @cached_property
    def code_of(self) -> Mapping[str, int]:
        """Position of each value."""
        return {value: code for code, value in enumerate(self.values)}

    def choose(self, wanted: Collection[str], size: int) -> Mask:
        """The rows that have at least one of the wanted values."""
        chosen = np.zeros(size, dtype=np.bool_)
        codes = [self.code_of[value] for value in wanted if value in self.code_of]
        if codes:
            held = np.isin(self.codes, codes) if len(codes) > 1 else self.codes == codes[0]
            chosen[self.rows[held]] = True
        return chosen

    def count(self, mask: Mask) -> dict[str, int]:
        """How many of the rows in the mask have each value; values of none are left out."""
        counts = np.bincount(self.codes[mask[self.rows]], minlength=len(self.values))
        return {self.values[code]: int(counts[code]) for code in np.flatnonzero(counts)}

    def extend(self, lists: Sequence[Sequence[str]], first: int) -> Column:
        """The column with the values of further rows, which begin at `first`."""
        code_of = dict(self.code_of)
        pairs = [
            (row, code_of.setdefault(value, len(code_of)))
            for row, values in enumerate(lists, start=first)
            for value in dict.fromkeys(values)
        ]
        added = np.array(pairs, dtype=np.int32).reshape(-1, 2)
        return Column(
            tuple(code_of),
            np.concatenate([self.rows, added[:, 0]]),
            np.concatenate([self.codes, added[:, 1]]),
        )


EMPTY = Column((), np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32))
