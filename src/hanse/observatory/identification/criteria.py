"""The tests of a rating method: numbers compared with thresholds, known, unknown or in bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.identification.quantiles import (
    QuantileBounds,
    Sorted,
    order_regions,
    pick_quantile,
)
from hanse.observatory.indicators.rows import Rows

Values = NDArray[np.float64]
Verdict = NDArray[np.int8]
"""1 passed, 0 failed, -1 unknown; arrays of the rows."""
Comparison = Literal[">", "≥"]


@dataclass(frozen=True)
class Figure:
    """A number of every cell, with the bounds that unknown cells leave; arrays of the rows.

    A bound of NaN means that the number is not defined there, however cells are filled.
    """

    value: Values
    low: Values
    high: Values
    certain: bool = False
    """True where nothing is unknown: the bounds are the value."""
    perhaps_undefined: NDArray[np.bool_] | None = None
    """Where some filling leaves the number undefined, for example growth from zero."""
    rest: tuple[Values | float, Values | float] = (0.0, np.inf)
    """The bounds in every cell that is not among the rows."""


@dataclass(frozen=True)
class Criterion:
    """One test of a method: `figure` compared with `threshold` of shape (1, G, T) or (1, 1, 1).

    `column` is the one of the long table that holds the figure; None where it has no column but
    that of the test.
    """

    id: str
    title: str
    comparison: Comparison
    unit: str
    figure: Figure
    threshold: Figure
    column: str | None = None


@dataclass(frozen=True)
class Verdicts:
    """A criterion's outcome: as the figures stand, at the least, and at the most."""

    observed: Verdict
    least: Verdict
    most: Verdict
    """At the most, a number that is not defined fails."""


def _compare(left: Values, comparison: Comparison, right: Values) -> Verdict:
    with np.errstate(invalid="ignore"):
        passed = left > right if comparison == ">" else left >= right
    unknown = np.isnan(left) | np.isnan(right)
    return np.where(unknown, -1, passed).astype(np.int8)


def judge(criterion: Criterion, rows: Rows) -> Verdicts:
    """Passed, failed or unknown, now and in the worst and best filling of unknown cells."""
    figure, threshold, sign = criterion.figure, criterion.threshold, criterion.comparison
    observed = _compare(figure.value, sign, rows.take(threshold.value))
    if figure.certain and threshold.certain:
        return Verdicts(observed, observed, np.maximum(observed, np.int8(0)))
    most = _compare(figure.high, sign, rows.take(threshold.low))
    return Verdicts(
        observed,
        _compare(figure.low, sign, rows.take(threshold.high)),
        np.maximum(most, np.int8(0)),
    )


def judge_all(verdicts: Sequence[Verdict]) -> Verdict:
    """Passed where all passed, failed where one failed, else unknown."""
    stack = np.stack(verdicts)
    failed, unknown = np.any(stack == 0, axis=0), np.any(stack == -1, axis=0)
    return np.where(failed, 0, np.where(unknown, -1, 1)).astype(np.int8)


def build_constant(value: float) -> Figure:
    """A threshold that is a number, the same for every cell."""
    number = np.full((1, 1, 1), value)
    return Figure(number, number, number, certain=True)


class Population:
    """The regions with employment in the group, over which quantiles are taken."""

    def __init__(self, employment: Figure, rows: Rows) -> None:
        self.employment, self.rows = employment, rows
        with np.errstate(invalid="ignore"):
            self.observed = employment.value > 0
            self.certainly = employment.low > 0
            self.perhaps = (employment.low <= 0) & (employment.high > 0)
        self._known: dict[int, tuple[Figure, Sorted, QuantileBounds | None]] = {}

    def _sort(self, figure: Figure) -> tuple[Figure, Sorted, QuantileBounds | None]:
        """Sorting is the dear part: done once a figure, whatever quantiles are asked for."""
        order = order_regions(figure.value, self.observed, self.rows)
        if figure.certain and self.employment.certain:
            return figure, order.ordered, None
        certainly, perhaps = self.certainly, self.perhaps
        if figure.perhaps_undefined is not None:
            perhaps = perhaps | (certainly & figure.perhaps_undefined)
            certainly = certainly & ~figure.perhaps_undefined
        ends = figure.low, figure.high
        bounds = QuantileBounds(*ends, certainly, perhaps, self.rows, figure.rest, order)
        return figure, order.ordered, bounds

    def compute_quantile(self, figure: Figure, percent: float) -> Figure:
        """The figure's quantile over these regions, with bounds; arrays of shape (1, G, T)."""
        if id(figure) not in self._known:  # the figure is kept, so its id is not used again
            self._known[id(figure)] = self._sort(figure)
        _, ordered, bounds = self._known[id(figure)]
        value = pick_quantile(ordered, percent)
        if bounds is None:
            return Figure(value, value, value, certain=True)
        low, high = bounds.bound(percent)
        return Figure(value, low, high)
