"""From one release of regions to another, keeping totals or telling the difference."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hanse.panel.cube import Panel
from hanse.panel.sums import Parts, sum_measure, tighter_bounds
from hanse.vocabulary import ClassificationError, Finding, Flag, InputError, Report

if TYPE_CHECKING:
    from hanse.classifications import Crosswalk


@dataclass(frozen=True)
class Harmonised:
    """The panel in the target release, and what the conversion did.

    `report.facts["totals"]`: measure -> (total before, total after) of known figures.
    """

    panel: Panel
    report: Report


def harmonise_regions(panel: Panel, crosswalk: Crosswalk) -> Harmonised:
    """Convert regions with a crosswalk whose weights share each region out.

    A region that goes to one target as a whole stays observed; one that is shared out by weights
    becomes an estimate in each of its targets (bounded by nothing and its whole figure). Regions
    that the crosswalk cannot convert are left out; each is a finding with what it held, so that
    total before = total after + what is told.

    Raises ClassificationError where the crosswalk starts from another release, and InputError
    where it converts none of the regions.
    """
    if panel.region_classification not in ("", crosswalk.from_id):
        raise ClassificationError(
            f"The regions are codes of {panel.region_classification}, the crosswalk starts from"
            f" {crosswalk.from_id}."
        )
    matrix = crosswalk.matrix(panel.regions)
    if not matrix.to_codes:
        raise InputError(
            f"The crosswalk from {crosswalk.from_id} to {crosswalk.to_id} has none of the regions."
        )
    rows, columns = np.nonzero(matrix.weights)
    triples = [
        (int(r), int(c), float(matrix.weights[r, c])) for r, c in zip(rows, columns, strict=True)
    ]
    parts = Parts.from_triples(triples, len(matrix.to_codes))
    shared = np.abs(matrix.weights.max(axis=1) - 1) > 1e-9
    source = _mark_shared(panel, shared & (matrix.weights.sum(axis=1) > 0))
    whole = replace(parts, weights=np.ones(len(parts.weights)))
    summed = {
        name: sum_measure(source, name, parts, axis=0, bound_parts=whole) for name in panel.measures
    }
    bounds = {name: tighter_bounds(result) for name, result in summed.items()}
    converted = replace(
        panel,
        regions=matrix.to_codes,
        measures={name: result.values for name, result in summed.items()},
        flags={name: result.flags for name, result in summed.items()},
        lower={name: low for name, (low, _) in bounds.items() if low is not None},
        upper={name: high for name, (_, high) in bounds.items() if high is not None},
        region_classification=crosswalk.to_id,
        region_titles=_find_titles(crosswalk.to_id, matrix.to_codes),
        provenance=(*panel.provenance, crosswalk.provenance),
    )
    report = _compare_totals(panel, converted)
    for lost in matrix.unconvertible:
        _report_lost(panel, lost.code, lost.reason, report)
    return Harmonised(converted, report)


def _mark_shared(panel: Panel, shared: np.ndarray) -> Panel:
    """Figures of regions that are shared out count as estimates, those known to be exact before."""
    flags, lower, upper = {}, dict(panel.lower), dict(panel.upper)
    for name, marks in panel.flags.items():
        flags[name] = marks.copy()
        part = flags[name][shared]
        flags[name][shared] = np.where(part == Flag.OBSERVED, Flag.ESTIMATED, part)
        if shared.any():
            low, high = panel.bounds(name)
            low = low.copy()
            low[shared] = 0.0
            lower[name], upper[name] = low, high
    return replace(panel, flags=flags, lower=lower, upper=upper)


def _find_titles(identifier: str, codes: tuple[str, ...]) -> dict[str, str]:
    from hanse.classifications import get_classification

    try:
        known = get_classification(identifier)
    except ClassificationError:
        return {}
    return {code: known.title(code) for code in codes if code in known}


def _compare_totals(before: Panel, after: Panel) -> Report:
    report = Report()
    report.facts["totals"] = {
        name: (float(np.nansum(values)), float(np.nansum(after.measures[name])))
        for name, values in before.measures.items()
    }
    return report


def _report_lost(panel: Panel, code: str, reason: str, report: Report) -> None:
    position = panel.regions.index(code)
    held = {name: float(np.nansum(v[position])) for name, v in panel.measures.items()}
    figures = ", ".join(f"{value:,.10g} {name}" for name, value in held.items())
    report.add(
        Finding(
            "warning" if any(held.values()) else "note",
            "region-not-converted",
            f"{code}: {reason} It holds {figures}.",
            "left out",
            column="region",
            value=code,
        )
    )
