"""The cells of a cube that are computed one by one: all of them, or those that have something.

Most counties have no plant in most industries. Where missing cells are the many, the others are
taken out into one row each, and whatever is done to a cell is done to the rows alone; sums still
run over the whole cube.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Shape = tuple[int, int, int]


class Rows:
    """Cells of a cube (R, I, T), region by region; `places` are flat positions, None for all.

    Arrays "of the rows" have the cube's shape where the rows are all cells, else one axis.
    """

    def __init__(self, shape: Shape, places: NDArray[np.intp] | None = None) -> None:
        self.shape, self.places = shape, places
        self._found: dict[tuple[int, ...], NDArray[np.intp]] = {}

    def take(self, array: NDArray) -> NDArray:
        """The rows' values of an array that broadcasts to the cube."""
        if self.places is None:
            return array
        if array.shape == self.shape:
            return array.ravel().take(self.places)
        return np.broadcast_to(array.ravel().take(self._find(array.shape)), self.places.shape)

    def _find(self, shape: tuple[int, ...]) -> NDArray[np.intp]:
        """Position of each row in a flat array of this shape, which broadcasts to the cube."""
        if shape not in self._found:
            place, step = np.zeros(1, np.intp), 1
            for axis in (2, 1, 0):
                if shape[axis] > 1:
                    place = place + self._labels[axis] * step
                    step *= shape[axis]
            self._found[shape] = place
        return self._found[shape]

    def list_values(self, array: NDArray) -> NDArray:
        """`take` in one axis, whichever cells the rows are."""
        if self.places is None:
            return np.broadcast_to(array, self.shape).ravel()
        return self.take(array)

    def spread(self, values: NDArray, absent: NDArray | float = np.nan) -> NDArray:
        """The cube of an array of the rows; `absent` broadcasts to it and fills the other cells."""
        if values.ndim == len(self.shape):
            return np.broadcast_to(values, self.shape)
        cube = np.broadcast_to(np.asarray(absent, values.dtype), self.shape).copy()
        cube.ravel()[self.places] = values
        return cube

    def sum(self, values: NDArray, axes: tuple[int, ...]) -> NDArray[np.float64]:
        """Sums of an array of the rows over some axes of the cube, kept with length one."""
        if self.places is None:
            return np.asarray(np.sum(values, axis=axes, keepdims=True, dtype=np.float64))
        kept = tuple(1 if axis in axes else size for axis, size in enumerate(self.shape))
        place = np.broadcast_to(self._find(kept), self.places.shape)
        sums = np.bincount(place, weights=values, minlength=int(np.prod(kept)))
        return sums.astype(np.float64, copy=False).reshape(kept)

    def find_lowest(self, values: NDArray) -> NDArray[np.float64]:
        """The lowest known value of each industry and period, shape (1, I, T); infinite if none."""
        filled = np.where(np.isnan(values), np.inf, values)
        if self.places is None:
            return np.asarray(np.min(filled, axis=0, keepdims=True))
        lowest = np.full(self.shape[1] * self.shape[2], np.inf)
        np.minimum.at(lowest, self.columns, filled)
        return lowest.reshape(1, *self.shape[1:])

    def count_absent(self, axes: tuple[int, ...]) -> NDArray[np.float64]:
        """How many cells are not among the rows, by the axes that are not summed over."""
        if self.places is None:
            return np.zeros((1, 1, 1))
        cells = float(np.prod([self.shape[axis] for axis in axes]))
        return cells - self.sum(np.ones(len(self.places)), axes)

    @cached_property
    def columns(self) -> NDArray[np.intp]:
        """Number of the industry x period that each row lies in, flat."""
        number = self.shape[1] * self.shape[2]
        if self.places is None:
            return np.tile(np.arange(number), self.shape[0])
        return self.places % number

    def gather(self, among: NDArray[np.bool_]) -> tuple[NDArray[np.intp], list[slice]]:
        """Positions of the rows `among`, column by column, and the part of each column."""
        chosen = among.ravel().take(self._by_column)
        before = np.concatenate([[0], np.cumsum(chosen)])
        ends = before[self._ends].tolist()
        return self._by_column[chosen], [
            slice(a, b) for a, b in zip([0, *ends], ends, strict=False)
        ]

    @cached_property
    def _ends(self) -> NDArray[np.intp]:
        """How many rows lie in each column and those before it."""
        return np.cumsum(np.bincount(self.columns, minlength=self.shape[1] * self.shape[2]))

    @cached_property
    def _by_column(self) -> NDArray[np.intp]:
        few = self.shape[1] * self.shape[2] < 65_536  # numbers of 16 bits need no comparing
        return np.argsort(self.columns.astype(np.uint16) if few else self.columns, kind="stable")

    def list_periods(self) -> list[tuple[NDArray[np.bool_] | slice, ...]]:
        """For each period, the index of its rows in an array of the rows."""
        if self.places is None:
            return [(..., period) for period in range(self.shape[2])]  # type: ignore[misc]
        return [(self._labels[2] == period,) for period in range(self.shape[2])]

    @cached_property
    def _labels(self) -> tuple[NDArray[np.intp], ...]:
        return np.unravel_index(self.places, self.shape)  # type: ignore[arg-type]
