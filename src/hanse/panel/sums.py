"""The law of sums: what is known of a total when some of its parts are not.

A sum is observed where every part is, estimated where a part is estimated, and a lower bound where
a part is missing, suppressed or itself a lower bound. Where no part has a value the sum has none
either: suppressed if a part is suppressed, else missing. Bounds add up; infinity stays infinity. A
lower bound that counts estimates among its parts is as sure as they are.
The law presumes measures that cannot be negative, such as counts and money paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hanse.panel.cube import Flags, Panel, Values
from hanse.vocabulary import Flag


@dataclass(frozen=True)
class Parts:
    """Which positions of an axis make which group: three arrays of equal length M.

    `groups` counts from 0 to `size` - 1; a position may belong to several groups.
    """

    positions: NDArray[np.intp]
    groups: NDArray[np.intp]
    weights: Values
    size: int

    @classmethod
    def from_triples(cls, triples: Sequence[tuple[int, int, float]], size: int) -> Parts:
        """Parts from (position, group, weight), ordered by group."""
        ordered = sorted(triples, key=lambda t: (t[1], t[0]))
        return cls(
            np.array([t[0] for t in ordered], np.intp),
            np.array([t[1] for t in ordered], np.intp),
            np.array([t[2] for t in ordered], np.float64),
            size,
        )


def sum_parts(array: NDArray, parts: Parts, *, axis: int) -> NDArray:
    """Weighted sums of float array (R, I, T) over the parts of one axis; empty groups are 0."""
    moved = np.moveaxis(array, axis, 0)
    out = np.zeros((parts.size, *moved.shape[1:]))
    if len(parts.positions):
        taken = moved[parts.positions]
        if not np.all(parts.weights == 1.0):
            taken = taken * parts.weights.reshape(-1, *[1] * (taken.ndim - 1))
        starts = np.flatnonzero(np.r_[True, parts.groups[1:] != parts.groups[:-1]])
        out[parts.groups[starts]] = np.add.reduceat(taken, starts, axis=0)
    return np.moveaxis(out, 0, axis)


def _any_part(mask: NDArray[np.bool_], parts: Parts, *, axis: int) -> NDArray[np.bool_]:
    moved = np.moveaxis(mask, axis, 0)
    out = np.zeros((parts.size, *moved.shape[1:]), np.bool_)
    if len(parts.positions):
        starts = np.flatnonzero(np.r_[True, parts.groups[1:] != parts.groups[:-1]])
        out[parts.groups[starts]] = np.logical_or.reduceat(moved[parts.positions], starts, axis=0)
    return np.moveaxis(out, 0, axis)


@dataclass(frozen=True)
class Summed:
    """One measure after summing: values, flags and bounds, arrays of one shape."""

    values: Values
    flags: Flags
    lower: Values
    upper: Values


def sum_measure(
    panel: Panel, measure: str, parts: Parts, *, axis: int, bound_parts: Parts | None = None
) -> Summed:
    """Apply the law of sums to one measure of a panel along an axis (0 region, 1 industry).

    `bound_parts` sums the bounds with other weights than the values, where those are guesses.
    """
    limits = bound_parts or parts
    values, flags = panel.values(measure), panel.flags[measure]
    low, high = panel.bounds(measure)
    known = flags <= Flag.LOWER_BOUND

    def some(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        return _any_part(mask, parts, axis=axis)

    total = sum_parts(np.where(known, values, 0.0), parts, axis=axis)
    out = np.where(some(flags == Flag.ESTIMATED), Flag.ESTIMATED, Flag.OBSERVED).astype(np.uint8)
    out[some(~known | (flags == Flag.LOWER_BOUND))] = Flag.LOWER_BOUND
    nothing = ~some(known)
    withheld = some(flags == Flag.SUPPRESSED)
    out[nothing] = np.where(withheld, Flag.SUPPRESSED, Flag.MISSING)[nothing]
    total[nothing] = np.nan
    lower = sum_parts(low, limits, axis=axis)
    unbounded = some(np.isinf(high))
    upper = sum_parts(np.where(np.isinf(high), 0.0, high), limits, axis=axis)
    empty = sum_parts(np.ones(values.shape), parts, axis=axis) == 0
    upper[unbounded | empty] = np.inf
    return Summed(total, out, lower, upper)


def tighter_bounds(summed: Summed) -> tuple[Values | None, Values | None]:
    """The bounds worth carrying along: None where they say no more than the flag does."""
    known = summed.flags == Flag.OBSERVED
    at_least = known | (summed.flags == Flag.LOWER_BOUND)
    plain_low = np.where(at_least, summed.values, 0.0)
    more_below = bool(np.any(summed.lower > plain_low))
    more_above = bool(np.any(np.isfinite(summed.upper) & ~known))
    return (summed.lower if more_below else None, summed.upper if more_above else None)
