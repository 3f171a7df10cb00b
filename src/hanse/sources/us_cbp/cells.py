"""Rows of County Business Patterns as arrays of codes and figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.ma  # else it is loaded when the first rows arrive
from numpy.typing import NDArray

from hanse.panel.cube import Values
from hanse.sources.us_cbp.layouts import STATES


@dataclass(frozen=True)
class CbpCells:
    """N rows: where each of them stands, its figures, and what the Bureau says of them."""

    shape: tuple[int, int, int]
    """Number of years, counties and industries, by which most files are ordered."""
    counties: NDArray[np.integer]
    """Year x county of each row in one number."""
    industries: NDArray[np.integer]
    figures: dict[str, Values]
    """"employment", "establishments", and "payroll" where the file has it; 0 without a figure."""
    state: NDArray[np.uint8]
    """A sum of bits, see `hanse.sources.us_cbp.layouts`."""
    low: Values | None = None
    high: Values | None = None
    """Bounds by employment-size class, NaN without one."""

    def find_industries(self, wanted: Sequence[bool] | NDArray[np.bool_]) -> NDArray[np.intp]:
        """The rows of the industries wanted."""
        return np.flatnonzero(np.asarray(wanted).take(self.industries))

    def select(self, rows: NDArray[np.intp]) -> CbpCells:
        """Some of the rows."""
        return CbpCells(
            self.shape,
            self.counties.take(rows),
            self.industries.take(rows),
            {name: figures.take(rows) for name, figures in self.figures.items()},
            self.state.take(rows),
            None if self.low is None else self.low.take(rows),
            None if self.high is None else self.high.take(rows),
        )

    def find_duplicate(self) -> tuple[int, ...] | None:
        """Codes of a year, county and industry that have two rows; None where there are none."""
        size = int(np.prod(self.shape))
        kind = np.int32 if size < 2**31 else np.int64
        places = np.multiply(self.counties, self.shape[2], dtype=kind)
        np.add(places, self.industries, out=places)
        seen = np.zeros(size, np.bool_)
        seen[places] = True
        if np.count_nonzero(seen) == len(places):
            return None
        ordered = np.sort(places)
        first = ordered[1:][ordered[1:] == ordered[:-1]][0]
        return tuple(int(code) for code in np.unravel_index(first, self.shape))

    def count_states(
        self, finest: Sequence[bool] | None
    ) -> Iterator[tuple[int, int, int, int, float]]:
        """Year, state, rows, rows without employment, and employment, where there are any rows.

        Employment is that of the industries said to be the finest; None stands for all.
        """
        cases = self.counties // self.shape[1]
        cases *= STATES
        cases += self.state
        jobs = self.figures["employment"]
        if finest is not None:
            jobs = np.where(np.asarray(finest).take(self.industries), jobs, 0.0)
        size = self.shape[0] * STATES
        rows = np.bincount(cases, minlength=size)
        zeros = np.bincount(cases[self.figures["employment"] == 0], minlength=size)
        employment = np.bincount(cases, jobs, minlength=size)
        for case in np.flatnonzero(rows).tolist():
            year, state = divmod(case, STATES)
            yield year, state, int(rows[case]), int(zeros[case]), float(employment[case])
