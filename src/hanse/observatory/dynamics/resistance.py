"""Resistance of regions to a recession."""

from __future__ import annotations

from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import Values, divide, require_matrix, sum_known
from hanse.vocabulary import IndicatorCard, InputError

CARD = IndicatorCard(
    id="resistance",
    title="Resistance",
    definition=(
        "How much less (above 0) or more (below 0) a region lost in a recession than the nation's "
        "rate would have taken from it."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Martin, Sunley, Gardiner and Tyler (2016), Regional Studies 50, 561–585",
    formula="(ΔE_r − G E_r) / |G E_r| between the start and the end of the recession",
    unit="ratio",
    direction="higher is more",
    range=(float("-inf"), float("inf")),
    conventions=(
        "G is the nation's rate of all jobs; the industries' own rates are not used",
        "a region with a gap at one of the two dates is empty; the nation's rate is that of the "
        "cells known at both dates",
        "the dates are arguments: first and last period by default",
    ),
    axes=("region",),
    family="dynamics",
    invariances=("scale", "permutation"),
    parameters={"start": "position of the peak", "end": "position of the trough"},
)


def compute_deviation_from_nation(values: Any, *, start: int, end: int) -> Values:
    """(ΔE_r − expected)/|expected| between two periods, shape (R,), of values (R, I, T)."""
    values = require_matrix(values)
    if values.ndim != 3 or not -values.shape[2] <= start < end % values.shape[2]:
        raise InputError("Two different periods are needed, the earlier one first.")
    before, after = values[..., start], values[..., end]
    known = ~np.isnan(before) & ~np.isnan(after)
    base = np.where(known, before, 0.0).sum()
    rate = divide(np.where(known, after - before, 0.0).sum(), base)
    whole = known.all(axis=1)
    jobs = np.where(whole, sum_known(before, axis=1), np.nan)
    change = np.where(whole, sum_known(after, axis=1), np.nan) - jobs
    return divide(change - rate * jobs, np.abs(rate * jobs))


def compute_resistance(values: Any, *, start: int = 0, end: int = -1) -> Values:
    """Resistance, shape (R,), of values (R, I, T); `start` and `end` are positions of periods."""
    return compute_deviation_from_nation(values, start=start, end=end)


EXAMPLES = (
    Example(
        function=compute_resistance,
        arguments=([[[100.0, 95.0]], [[100.0, 85.0]]],),
        expected=[0.5, -0.5],
        working="The nation loses 10 %: 10 jobs expected in each region; 5 and 15 were lost.",
    ),
)
