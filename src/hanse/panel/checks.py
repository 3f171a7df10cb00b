"""Checks of a panel: what is odd in it, and whether its parts add up to their totals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from hanse.panel.cube import Panel
from hanse.panel.nesting import NUMBER_OF_AXIS, AxisName, axis_classification, axis_labels
from hanse.panel.totals import TOLERANCE, align, find_families
from hanse.vocabulary import Finding, Flag, InputError, Report

Verdict = Literal["equal", "possible", "differs", "unknown"]


def check_panel(panel: Panel) -> Report:
    """What is odd in a panel: gaps by kind, negative values, empty labels, unknown codes.

    `Report.facts["gaps"]` has, for each measure, the number of cells of each flag and of zeros.
    A panel of one region or one industry, or whose total is zero, gets a warning: quotients of it
    say nothing.
    """
    report = Report()
    regions, industries, _ = panel.shape
    gaps: dict[str, dict[str, int]] = {}
    report.facts |= {"regions": regions, "industries": industries, "periods": list(panel.periods)}
    report.facts["gaps"] = gaps
    for name, values in panel.measures.items():
        flags = panel.flags[name]
        counts = np.bincount(flags.ravel(), minlength=len(Flag))
        gaps[name] = {flag.name.lower(): int(counts[flag]) for flag in Flag}
        gaps[name]["zero"] = int(np.count_nonzero(values == 0))
        _check_values(panel, name, report)
    for axis, count in (("region", regions), ("industry", industries)):
        if count == 1:
            report.add(
                Finding(
                    "warning",
                    f"one-{axis}",
                    f"There is only one {axis}: nothing to compare with.",
                    "kept",
                    column=axis,
                )
            )
    _check_codes(panel, "region", report)
    _check_codes(panel, "industry", report)
    return report


def _check_values(panel: Panel, name: str, report: Report) -> None:
    values = panel.measures[name]
    known = ~np.isnan(values)
    negative = np.argwhere(values < 0)
    if len(negative):
        r, i, t = negative[0]
        report.add(
            Finding(
                "error",
                "negative-value",
                f"{panel.regions[r]}, {panel.industries[i]}, {panel.periods[t]} is negative.",
                "kept: quotients cannot be computed",
                column=name,
                value=f"{values[r, i, t]:g}",
                count=len(negative),
            )
        )
    for axis, others in (("region", (1, 2)), ("industry", (0, 2)), ("period", (0, 1))):
        empty = np.flatnonzero(~known.any(axis=others))
        labels = getattr(panel, "industries" if axis == "industry" else f"{axis}s")
        if len(empty):
            shown = ", ".join(labels[n] for n in empty[:5])
            report.add(
                Finding(
                    "note",
                    f"{axis}-without-figures",
                    f"No figure of {name} for {len(empty)} {axis} labels: {shown}.",
                    "kept as missing",
                    column=axis,
                    value=labels[empty[0]],
                    count=len(empty),
                )
            )
    if known.any() and not np.nansum(values):
        report.add(
            Finding(
                "warning", "zero-total", f"All figures of {name} are zero.", "kept", column=name
            )
        )


def _check_codes(panel: Panel, axis: AxisName, report: Report) -> None:
    from hanse.classifications import get_classification

    identifier = axis_classification(panel, axis)
    if not identifier:
        return
    try:
        known = get_classification(identifier)
    except InputError:
        return  # the labels are groups of a grouping
    unknown = [label for label in axis_labels(panel, axis) if label not in known]
    if unknown:
        report.add(
            Finding(
                "warning",
                "unknown-code",
                f"{known.card.title} does not have {', '.join(unknown[:5])}.",
                "kept under their own codes",
                column=axis,
                value=unknown[0],
                count=len(unknown),
            )
        )


def check_totals(
    panel: Panel,
    parents: Panel,
    *,
    axis: AxisName,
    parent_of: Mapping[str, str] | None = None,
    tolerance: float = TOLERANCE,
) -> Report:
    """Compare the sums of parts with the published totals one level up.

    Each known total is *equal* to the sum of its parts (up to `tolerance` a part), *possible*
    (parts are missing, and the total lies within the bounds that the known ones leave), or it
    *differs*; it is *unknown* where the total itself is. `Report.facts["totals"]` counts them, and
    each that differs is a finding with the sum, the total and the difference.
    """
    totals = align(panel, parents, axis=axis)
    number = NUMBER_OF_AXIS[axis]
    report = Report()
    counts: dict[Verdict, int] = {"equal": 0, "possible": 0, "differs": 0, "unknown": 0}
    families = list(find_families(panel, totals, axis=axis, parent_of=parent_of))
    for name in panel.measures:
        if name not in totals.measures:
            continue
        low, high = (np.moveaxis(a, number, 0) for a in panel.bounds(name))
        total = np.moveaxis(totals.measures[name], number, 0)
        flags = np.moveaxis(totals.flags[name], number, 0)
        for family in families:
            value = total[family.position]
            slack = tolerance * len(family.children)
            least = low[family.children].sum(axis=0) - slack
            most = high[family.children].sum(axis=0) + slack
            if not family.complete:
                most = np.full_like(most, np.inf)
            sure = flags[family.position] <= Flag.ESTIMATED
            inside = (value >= least) & (value <= most)
            exact = most - least <= 2 * slack + 1e-9
            counts["unknown"] += int((~sure).sum())
            counts["equal"] += int((sure & inside & exact).sum())
            counts["possible"] += int((sure & inside & ~exact).sum())
            wrong = np.argwhere(sure & ~inside)
            counts["differs"] += len(wrong)
            for at in wrong:
                cell = _name_cell(panel, axis, family.parent, at)
                known = float(low[family.children][(slice(None), *at)].sum())
                report.add(
                    Finding(
                        "warning",
                        "sum-differs-from-total",
                        f"{cell}: the parts add up to {known:,.10g},"
                        f" the total is {value[tuple(at)]:,.10g}.",
                        "both kept",
                        column=name,
                        value=family.parent,
                    )
                )
    report.facts["totals"] = dict(counts)
    return report


def _name_cell(panel: Panel, axis: AxisName, parent: str, at: np.ndarray) -> str:
    other = panel.industries[at[0]] if axis == "region" else panel.regions[at[0]]
    names = (parent, other) if axis == "region" else (other, parent)
    return f"{names[0]}, {names[1]}, {panel.periods[at[1]]}"
