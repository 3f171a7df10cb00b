"""Sums along the axes of a panel's arrays under a stated rule for unknown cells."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.indicators.rows import Rows

Totals = Literal["known", "complete"]
"""How a total treats unknown (NaN) cells: the sum of its known parts, or NaN unless complete."""


def compute_totals(
    values: NDArray[np.float64],
    axis: int | tuple[int, ...],
    *,
    totals: Totals = "known",
    rows: Rows | None = None,
) -> NDArray[np.float64]:
    """Sum over `axis`, kept as an axis of length one.

    "known": the sum of the known parts, NaN where no part is known.
    "complete": NaN where any part is unknown.
    `rows` says that all other cells of a cube are unknown, which spares going through them.
    """
    if rows is not None and rows.places is not None and totals == "known":
        return _sum_rows(rows.take(values), rows, (axis,) if isinstance(axis, int) else axis)
    if totals == "complete":
        return np.asarray(np.sum(values, axis=axis, keepdims=True))
    unknown = np.isnan(values)
    if not unknown.any():
        return np.asarray(np.sum(values, axis=axis, keepdims=True))
    sums = np.sum(np.where(unknown, 0.0, values), axis=axis, keepdims=True)
    return np.where(np.all(unknown, axis=axis, keepdims=True), np.nan, sums)


def _sum_rows(
    values: NDArray[np.float64], rows: Rows, axes: tuple[int, ...]
) -> NDArray[np.float64]:
    known = ~np.isnan(values)
    number = rows.sum(known, axes)
    return np.where(number == 0, np.nan, rows.sum(np.where(known, values, 0.0), axes))


def take_rows(array: NDArray[np.float64], rows: Rows | None) -> NDArray[np.float64]:
    """The values of these cells, of all without `rows`; totals are repeated for each."""
    return array if rows is None else rows.take(array)


def divide(top: NDArray[np.float64], bottom: NDArray[np.float64]) -> NDArray[np.float64]:
    """`top / bottom`, NaN where the divisor is zero or unknown."""
    # The divisor is often a row or a column: what is done to it alone costs nothing.
    with np.errstate(invalid="ignore"):
        return np.asarray(top / np.where(bottom == 0, np.nan, bottom))
