"""Intervals of variety among and within groups of industries, and of growth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from hanse.observatory.matrices import INDUSTRIES, group_matrix
from hanse.observatory.suppressed.intervals import (
    Interval,
    bound_entropy,
    require_bounds,
    restore_axes,
)
from hanse.vocabulary import InputError


def bound_unrelated_variety(low: Any, high: Any, groups: Sequence[object]) -> Interval:
    """Bounds of the entropy between groups of industries in bits, (R,) or (R, T)."""
    least, most = require_bounds(low, high)
    _, member = group_matrix(groups, least.shape[INDUSTRIES])
    endless = np.einsum("gi,rit->rgt", member, np.isinf(most)) > 0
    finite = np.where(np.isinf(most), 0.0, most)
    totals = [np.einsum("gi,rit->rgt", member, bound) for bound in (least, finite)]
    found = bound_entropy(totals[0], np.where(endless, np.inf, totals[1]))
    return restore_axes(found, np.ndim(low))


def bound_related_variety(low: Any, high: Any, groups: Sequence[object]) -> Interval:
    """Bounds of the entropy within groups of industries in bits, (R,) or (R, T).

    It is the whole entropy less that between the groups; the two need not be at their ends
    together, so that both bounds may be wide.
    """
    whole, between = bound_entropy(low, high), bound_unrelated_variety(low, high, groups)
    _, member = group_matrix(groups, np.shape(low)[INDUSTRIES])
    most = np.minimum(whole[1] - between[0], np.log2(member.sum(axis=1).max(initial=1.0)))
    return np.maximum(whole[0] - between[1], 0.0), np.maximum(most, 0.0)


def bound_growth(low: Any, high: Any, *, years: Sequence[float] | None = None) -> Interval:
    """Sharp bounds of the yearly rate from the first period on, shape of the bounds (R, I, T).

    NaN in the first period, and where there surely was nothing in it.
    """
    least, most = require_bounds(low, high)
    periods = least.shape[2]
    at = np.arange(periods, dtype=float) if years is None else np.asarray(years, dtype=float)
    if at.shape != (periods,) or np.any(np.diff(at) <= 0):
        raise InputError(f"Growth needs {periods} increasing years, one for each period.")
    with np.errstate(divide="ignore", invalid="ignore"):
        power = 1.0 / (at - at[0])
        slow = np.where(np.isinf(most[..., :1]), 0.0, least / most[..., :1]) ** power - 1.0
        quick = np.where(most == 0, 0.0, most / least[..., :1]) ** power - 1.0
    unknown = (most[..., :1] == 0) | (at == at[0])
    return np.where(unknown, np.nan, slow), np.where(unknown, np.nan, quick)
