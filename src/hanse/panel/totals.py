"""What a published total says of its parts: tighter bounds, and estimates where asked for.

With parts of known bounds l and u and a total between L and U: each part is at most U minus the
lower bounds of the others, and at least L minus the upper bounds of the others. Where parts and
total contradict each other (rounding, noise, revisions) the parts' own bounds stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hanse.panel.cube import Flags, Panel, Values
from hanse.panel.nesting import NUMBER_OF_AXIS, AxisName, axis_labels, find_nesting
from hanse.vocabulary import Finding, Flag, InputError, Report

TOLERANCE = 0.5
"""Totals and parts are whole numbers: half of one is rounding."""


@dataclass(frozen=True)
class Family:
    """One total and its parts, arrays with the summed axis first and the others as the panel's."""

    parent: str
    children: NDArray[np.intp]
    complete: bool
    position: int
    """Of the parent on the axis of the panel of totals."""


def find_families(
    panel: Panel, parents: Panel, *, axis: AxisName, parent_of: Mapping[str, str] | None = None
) -> Iterator[Family]:
    """Each label of `parents` with its children in the panel; childless ones are left out."""
    nesting = find_nesting(panel, axis, axis_labels(parents, axis), parent_of=parent_of)
    for position, children in enumerate(nesting.children):
        if len(children):
            yield Family(nesting.parents[position], children, nesting.complete[position], position)


def align(panel: Panel, parents: Panel, *, axis: AxisName) -> Panel:
    """The panel of totals with the other axes in the panel's order; absent labels are missing."""
    wanted = [panel.regions, panel.industries, panel.periods]
    wanted[NUMBER_OF_AXIS[axis]] = axis_labels(parents, axis)
    have = (parents.regions, parents.industries, parents.periods)
    index = []
    for labels, known in zip(wanted, have, strict=True):
        place = {label: number for number, label in enumerate(known)}
        index.append(np.array([place.get(label, -1) for label in labels], np.intp))
    cut = np.ix_(*index)
    absent = np.zeros(tuple(map(len, wanted)), np.bool_)
    for number, positions in enumerate(index):
        shape = [1, 1, 1]
        shape[number] = len(positions)
        absent |= (positions < 0).reshape(shape)

    def take(arrays: Mapping[str, NDArray], fill: float) -> dict[str, NDArray]:
        return {name: np.where(absent, fill, array[cut]) for name, array in arrays.items()}

    flags = take(parents.flags, Flag.MISSING)
    return replace(
        parents,
        regions=wanted[0],
        industries=wanted[1],
        periods=wanted[2],
        measures=take(parents.measures, np.nan),
        flags={name: array.astype(np.uint8) for name, array in flags.items()},
        lower=take(parents.lower, 0.0),
        upper=take(parents.upper, np.inf),
    )


def tighten_bounds(
    panel: Panel, parents: Panel, *, axis: AxisName, parent_of: Mapping[str, str] | None = None
) -> Panel:
    """The panel with `lower` and `upper` drawn in by the totals one level up.

    Parameters
    ----------
    parents : panel of totals: coarser on `axis`, the same labels (as far as it has them) on the
        others. parent_of : label -> total, where no classification tells.
    """
    totals = align(panel, parents, axis=axis)
    number = NUMBER_OF_AXIS[axis]
    families = list(find_families(panel, totals, axis=axis, parent_of=parent_of))
    lower, upper = dict(panel.lower), dict(panel.upper)
    for name in panel.measures:
        if name not in totals.measures:
            continue
        low, high = (np.moveaxis(a, number, 0).copy() for a in panel.bounds(name))
        total_low, total_high = (np.moveaxis(a, number, 0) for a in totals.bounds(name))
        for family in families:
            at = family.children
            low[at], high[at] = _draw_in(
                low[at],
                high[at],
                total_low[family.position] if family.complete else np.zeros(low.shape[1:]),
                total_high[family.position],
            )
        lower[name] = np.ascontiguousarray(np.moveaxis(low, 0, number))
        upper[name] = np.ascontiguousarray(np.moveaxis(high, 0, number))
    return replace(panel, lower=lower, upper=upper)


def _draw_in(
    low: Values, high: Values, total_low: Values, total_high: Values
) -> tuple[Values, Values]:
    """Bounds of the parts (C, ...) given those of the total (...)."""
    most = total_high - (low.sum(axis=0) - low)
    open_ended = np.isinf(high)
    others_open = open_ended.sum(axis=0) - open_ended > 0
    finite = np.where(open_ended, 0.0, high)
    least = np.where(others_open, 0.0, total_low - (finite.sum(axis=0) - finite))
    agrees = np.all((most >= low - TOLERANCE) & (least <= high + TOLERANCE), axis=0)
    new_high = np.where(agrees, np.maximum(np.minimum(high, most), low), high)
    new_low = np.where(agrees, np.minimum(np.maximum(low, least), new_high), low)
    return new_low, new_high


def estimate_from_parents(
    panel: Panel,
    parents: Panel,
    *,
    axis: AxisName,
    weights: Mapping[str, float] | None = None,
    parent_of: Mapping[str, str] | None = None,
    report: Report | None = None,
) -> Panel:
    """Fill missing and suppressed cells from the total of which they are parts.

    Method: the residual, the parent's total minus its known parts, is shared out equally among the
    parts without a figure, or in proportion to `weights` (label -> weight, for example employment
    of the country by industry). The cells are flagged as estimated and bounded by what the totals
    allow. Nothing is filled where the total is not known, where a part is itself a lower bound,
    where the axis lacks a part, or where the known parts already exceed the total by more than
    rounding (a finding of `report`).

    Raises InputError for negative weights.
    """
    if weights is not None and min(weights.values(), default=0.0) < 0:
        raise InputError("Weights cannot be negative.")
    tightened = tighten_bounds(panel, parents, axis=axis, parent_of=parent_of)
    totals = align(panel, parents, axis=axis)
    number = NUMBER_OF_AXIS[axis]
    labels = axis_labels(panel, axis)
    share = np.array([1.0 if weights is None else weights.get(label, 0.0) for label in labels])
    families = list(find_families(panel, totals, axis=axis, parent_of=parent_of))
    measures, flags = dict(panel.measures), dict(panel.flags)
    exceeding = 0
    for name in panel.measures:
        if name not in totals.measures:
            continue
        values = np.moveaxis(panel.measures[name], number, 0).copy()
        marks = np.moveaxis(panel.flags[name], number, 0).copy()
        total = np.moveaxis(totals.measures[name], number, 0)
        total_flags = np.moveaxis(totals.flags[name], number, 0)
        for family in families:
            if family.complete:
                sure = total_flags[family.position] <= Flag.ESTIMATED
                exceeding += _fill(
                    values, marks, family.children, total[family.position], sure, share
                )
        measures[name] = np.ascontiguousarray(np.moveaxis(values, 0, number))
        flags[name] = np.ascontiguousarray(np.moveaxis(marks, 0, number))
    if report is not None and exceeding:
        report.add(
            Finding(
                "warning",
                "parts-exceed-total",
                "The known parts add up to more than the total, although others are missing.",
                "not estimated",
                column=axis,
                count=exceeding,
            )
        )
    return replace(tightened, measures=measures, flags=flags)


def _fill(
    values: Values,
    marks: Flags,
    children: NDArray[np.intp],
    total: Values,
    sure: NDArray[np.bool_],
    share: Values,
) -> int:
    """Fill one family in place; returns how many times the parts exceed the total."""
    part, flag = values[children], marks[children]
    unknown = flag > Flag.LOWER_BOUND
    known_sum = np.where(unknown, 0.0, part).sum(axis=0)
    residual = total - known_sum
    eligible = sure & unknown.any(axis=0) & ~(flag == Flag.LOWER_BOUND).any(axis=0)
    exceeds = eligible & (residual < -TOLERANCE * len(children))
    weight = np.where(unknown, share[children].reshape(-1, *[1] * (part.ndim - 1)), 0.0)
    sum_of_weights = weight.sum(axis=0)
    usable = eligible & ~exceeds & (sum_of_weights > 0)
    estimate = weight * (
        np.maximum(residual, 0.0) / np.where(sum_of_weights > 0, sum_of_weights, 1.0)
    )
    fill = unknown & usable & (weight > 0)
    values[children] = np.where(fill, estimate, part)
    marks[children] = np.where(fill, Flag.ESTIMATED, flag)
    return int(exceeds.sum())
