"""To coarser regions and industries, with a stated rule for parts that are not known.

Rule "complete": a sum is observed where every part is, else a lower bound (see `hanse.panel.sums`).
Rule "parent": before summing, missing and suppressed parts are estimated from the totals that the
publisher gives one level up (see `hanse.panel.totals.estimate_from_parents`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from hanse.panel.cube import Panel
from hanse.panel.nesting import (
    NUMBER_OF_AXIS,
    AxisName,
    Nesting,
    axis_classification,
    axis_labels,
    find_nesting,
)
from hanse.panel.sums import Parts, Summed, sum_measure, tighter_bounds
from hanse.panel.totals import estimate_from_parents
from hanse.vocabulary import ClassificationError, Finding, Flag, InputError, Report

if TYPE_CHECKING:
    from hanse.classifications import Grouping

Rule = Literal["complete", "parent"]
Absent = Literal["lower bound", "left out"]


def aggregate_regions(
    panel: Panel,
    level: str,
    *,
    rule: Rule = "complete",
    parents: Panel | None = None,
    absent: Absent = "lower bound",
    report: Report | None = None,
) -> Panel:
    """Sum regions to a coarser level of their classification, for example "nuts-1" or "country".

    Parameters
    ----------
    rule, parents : see the module; `parents` is the panel one level up, of the same industries.
    absent : what a sum is where the classification lists a region that the panel does not have.
    report : gets a finding for labels that lie in no region of that level and are left out.

    Raises InputError for labels without classification, mixed levels and an unknown level.
    """
    return _aggregate(panel, "region", level, rule, parents, absent, report)


def aggregate_industries(
    panel: Panel,
    level: str,
    *,
    rule: Rule = "complete",
    parents: Panel | None = None,
    absent: Absent = "lower bound",
    report: Report | None = None,
) -> Panel:
    """Sum industries to a coarser level of their classification, for example "section".

    The options are those of `aggregate_regions`; `parents` is of the same regions.
    """
    return _aggregate(panel, "industry", level, rule, parents, absent, report)


def _aggregate(
    panel: Panel,
    axis: AxisName,
    level: str,
    rule: Rule,
    parents: Panel | None,
    absent: Absent,
    report: Report | None,
) -> Panel:
    from hanse.classifications import get_classification

    identifier = axis_classification(panel, axis)
    if not identifier:
        raise InputError(
            f"The {axis} labels belong to no classification, so they have no levels.",
            mend="Name the classification when reading the file.",
        )
    known = get_classification(identifier)
    if rule == "parent":
        panel = estimate_from_parents(panel, _require_parents(parents), axis=axis, report=report)
    above = [known.ancestor(c, level) for c in axis_labels(panel, axis) if c in known]
    targets = tuple(sorted({code for code in above if code is not None}))
    if not targets:
        raise InputError(f"No {axis} of the panel lies in a code of level {level}.")
    nesting = find_nesting(panel, axis, targets)
    if all(code in targets for code in axis_labels(panel, axis)):
        return panel
    _report_outside(nesting, axis, level, report)
    triples = [
        (int(position), number, 1.0)
        for number, children in enumerate(nesting.children)
        for position in children
    ]
    partial = [absent == "lower bound" and not complete for complete in nesting.complete]
    titles = {code: known.title(code) for code in targets}
    return _sum_axis(panel, axis, targets, triples, titles, identifier, np.array(partial))


def _require_parents(parents: Panel | None) -> Panel:
    if parents is None:
        raise InputError(
            'The rule "parent" needs the panel one level up.',
            mend='Give parents=, or use the rule "complete".',
        )
    return parents


def _report_outside(nesting: Nesting, axis: str, level: str, report: Report | None) -> None:
    if report is not None and nesting.outside:
        report.add(
            Finding(
                "warning",
                "outside-level",
                f"{', '.join(nesting.outside[:5])} lie in no {axis} of level {level}.",
                "left out of the sums",
                column=axis,
                value=nesting.outside[0],
                count=len(nesting.outside),
            )
        )


def group_industries(
    panel: Panel,
    grouping: Grouping,
    *,
    rule: Rule = "complete",
    parents: Panel | None = None,
    absent: Absent = "left out",
    report: Report | None = None,
) -> Panel:
    """Sum industries to the groups of a grouping, for example the 14 ecosystems.

    Weights are part of a group's definition, so a weighted sum of observed figures is observed.
    Groups of which the panel has no industry are left out; where it has some, the sum is of those
    (with `absent="lower bound"` it is flagged as one). `report` gets a finding for each such group.

    Raises ClassificationError where the codes are of another system or release than the members,
    and InputError where no group can be made of them.
    """
    _require_same_system(panel.industry_classification, grouping)
    if rule == "parent":
        panel = estimate_from_parents(
            panel, _require_parents(parents), axis="industry", report=report
        )
    fit = grouping.fit(panel.industries)
    groups = fit.expressible
    if not groups:
        raise InputError(
            f"No industry of the panel belongs to a group of {grouping.title}.",
            mend=f"Its members are codes of {grouping.classification or 'no known system'}.",
        )
    if report is not None:
        for sentence in fit.describe():
            report.add(Finding("note", "incomplete-group", sentence, "what there is was summed"))
    number = {group: position for position, group in enumerate(groups)}
    triples = []
    for column, group in enumerate(fit.groups):
        if group in number:
            for row in np.flatnonzero(fit.weights[:, column]):
                triples.append((int(row), number[group], float(fit.weights[row, column])))
    partial = [absent == "lower bound" and fit.fits[g].status != "complete" for g in groups]
    titles = {group: grouping.group_title(group) for group in groups}
    return _sum_axis(panel, "industry", groups, triples, titles, grouping.id, np.array(partial))


def _require_same_system(identifier: str, grouping: Grouping) -> None:
    """Raise where a code would mean something else: NACE Rev. 2 against Rev. 2.1, or NAICS."""
    theirs = grouping.classification
    if not identifier or not theirs or identifier == theirs:
        return
    a38 = {"nace-rev2", "nace-rev2-a38"}
    if {identifier, theirs} <= a38 or identifier[:5] == theirs[:5] == "naics":
        return
    raise ClassificationError(
        f"The industries are codes of {identifier}, the grouping {grouping.title} is made of"
        f" {theirs}.",
        mend="Choose a grouping of the same code system, or convert it with a crosswalk.",
    )


def _sum_axis(
    panel: Panel,
    axis: AxisName,
    labels: tuple[str, ...],
    triples: list[tuple[int, int, float]],
    titles: Mapping[str, str],
    classification: str,
    partial: np.ndarray,
) -> Panel:
    """The panel with one axis summed; groups marked partial become lower bounds."""
    parts = Parts.from_triples(triples, len(labels))
    number = NUMBER_OF_AXIS[axis]
    summed = {
        name: _mark_partial(sum_measure(panel, name, parts, axis=number), partial, number)
        for name in panel.measures
    }
    bounds = {name: tighter_bounds(result) for name, result in summed.items()}
    out = replace(
        panel,
        regions=labels if axis == "region" else panel.regions,
        industries=labels if axis == "industry" else panel.industries,
        measures={name: result.values for name, result in summed.items()},
        flags={name: result.flags for name, result in summed.items()},
        lower={name: low for name, (low, _) in bounds.items() if low is not None},
        upper={name: high for name, (_, high) in bounds.items() if high is not None},
    )
    if axis == "region":
        return replace(out, region_classification=classification, region_titles=titles)
    return replace(out, industry_classification=classification, industry_titles=titles)


def _mark_partial(summed: Summed, partial: np.ndarray, axis: int) -> Summed:
    if not partial.any():
        return summed
    shape = [1, 1, 1]
    shape[axis] = len(partial)
    mark = np.broadcast_to(partial.reshape(shape), summed.flags.shape)
    flags = summed.flags.copy()
    flags[mark & (flags < Flag.LOWER_BOUND)] = Flag.LOWER_BOUND
    return replace(summed, flags=flags, upper=np.where(mark, np.inf, summed.upper))
