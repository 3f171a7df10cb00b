"""What every indicator asks of its matrix: right shape, no nonsense, and honest totals.

Arrays have the regions on axis 0, the industries on axis 1 and, where there are periods, these on
axis 2. NaN is a cell that nobody knows; it is never taken for zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.indicators.totals import divide
from hanse.vocabulary import InputError

__all__ = [
    "INDUSTRIES",
    "MISSING_CONVENTION",
    "REGIONS",
    "Missing",
    "Values",
    "compare_shares",
    "divide",
    "group_matrix",
    "require_base",
    "require_matrix",
    "sum_known",
    "x_log_ratio",
]

Values = NDArray[np.float64]
Missing = Literal["withhold", "known"]
"""What an index over several cells does where one of them is missing.

"withhold": the index of that region or industry is NaN (of the others it is not).
"known": the index of the cells that are known, against the reference on the same cells.
"""
MISSING_CONVENTION = (
    'missing cells: "withhold" (default) leaves the index of that region or industry empty; '
    '"known" uses the known cells, and the reference on the same cells'
)
REGIONS, INDUSTRIES = 0, 1


def require_matrix(values: Any, *, name: str = "values", vectors: bool = False) -> Values:
    """The values as float64 of shape (R, I) or (R, I, T), or (n,) where `vectors` allows it.

    Raises InputError for another number of axes, negative values and infinities.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim not in ((1, 2, 3) if vectors else (2, 3)):
        raise InputError(
            f"The {name} have {array.ndim} axes.",
            mend="Give region x industry, or region x industry x period.",
        )
    if array.size and np.fmin.reduce(array, axis=None) < 0:
        raise InputError(f"The {name} hold a negative number.", mend="Amounts are 0 or more.")
    if np.isinf(array).any():
        raise InputError(f"The {name} hold an infinite number.")
    return array


def sum_known(values: Values, *, axis: int, keepdims: bool = False) -> Values:
    """The sum of the known cells along an axis; 0 where none is known."""
    total: Values = np.nansum(values, axis=axis, keepdims=keepdims)
    return total


def require_base(base: Any, values: Values, *, axis: int) -> Values:
    """A base for comparison, spread over the shape of the values.

    base : amounts along `axis` (one a region for axis 0, one an industry for axis 1), of shape
    (n,) or (n, T); or None for the sums of the known cells of the values themselves.
    """
    other = INDUSTRIES if axis == REGIONS else REGIONS
    if base is None:
        return np.broadcast_to(sum_known(values, axis=other, keepdims=True), values.shape)
    amounts = np.asarray(base, dtype=np.float64)
    expected = values.shape[:other] + values.shape[other + 1 :]
    if amounts.shape not in (expected, expected[:1]):
        raise InputError(f"The base has the shape {amounts.shape}, where {expected} is needed.")
    if np.any(amounts < 0):
        raise InputError("The base holds a negative number.")
    if amounts.ndim < len(expected):
        amounts = amounts[:, None]
    return np.broadcast_to(np.expand_dims(amounts, other), values.shape)


def compare_shares(
    values: Values, reference: Values, *, axis: int, missing: Missing
) -> tuple[Values, Values]:
    """Own shares along `axis`, and those of the reference over the same cells.

    Both have the shape of the values and sum to one along the axis; NaN where the own total is
    zero or unknown.
    """
    if missing == "known":
        unknown = np.isnan(values)
        values = np.where(unknown, 0.0, values)
        reference = np.where(unknown, 0.0, reference)
    own = divide(values, values.sum(axis=axis, keepdims=True))
    other = divide(reference, reference.sum(axis=axis, keepdims=True))
    return own, np.where(np.isnan(own), np.nan, other)


def group_matrix(groups: Sequence[object], length: int) -> tuple[tuple[str, ...], Values]:
    """The names of the groups in order of appearance, and a (groups, members) matrix of 0 and 1."""
    if len(groups) != length:
        raise InputError(f"There are {len(groups)} group labels for {length} entries.")
    names = tuple(dict.fromkeys(str(group) for group in groups))
    position = {name: k for k, name in enumerate(names)}
    member = np.zeros((len(names), length))
    member[[position[str(group)] for group in groups], np.arange(length)] = 1.0
    return names, member


def x_log_ratio(x: Values, y: Values) -> Values:
    """x ln(x / y), zero where x is zero, NaN where x is positive and y zero, or one unknown."""
    with np.errstate(divide="ignore", invalid="ignore"):
        product = x * np.log(x / y)
    unknown = np.isnan(x) | np.isnan(y) | ((x > 0) & (y == 0))
    return np.where(unknown, np.nan, np.where(x == 0, 0.0, product))
