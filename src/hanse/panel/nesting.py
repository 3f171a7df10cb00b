"""Which labels of an axis lie inside which coarser code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hanse.panel.cube import Panel
from hanse.vocabulary import InputError

AxisName = Literal["region", "industry"]
NUMBER_OF_AXIS: Mapping[str, int] = {"region": 0, "industry": 1}


@dataclass(frozen=True)
class Nesting:
    """Children of each coarser label, as positions on the finer axis."""

    parents: tuple[str, ...]
    children: tuple[NDArray[np.intp], ...]
    complete: tuple[bool, ...]
    """False where the classification lists a child that the finer axis does not have."""
    outside: tuple[str, ...]
    """Labels of the finer axis that lie in none of the parents."""


def axis_labels(panel: Panel, axis: AxisName) -> tuple[str, ...]:
    """Labels of an axis by its name."""
    return panel.regions if axis == "region" else panel.industries


def axis_classification(panel: Panel, axis: AxisName) -> str:
    """Id of the code system of an axis by its name."""
    return panel.region_classification if axis == "region" else panel.industry_classification


def find_nesting(
    panel: Panel,
    axis: AxisName,
    parents: Iterable[str],
    *,
    parent_of: Mapping[str, str] | None = None,
) -> Nesting:
    """Where the labels of an axis lie among `parents`.

    `parent_of` (label -> parent) replaces the classification; it is then taken as complete.
    Raises InputError where neither tells, or where a label of the axis lies inside another one
    (levels are mixed, and a sum would count twice).
    """
    labels, wanted = axis_labels(panel, axis), tuple(parents)
    if parent_of is not None:
        found = {label: parent_of.get(label) for label in labels}
        siblings: dict[str, set[str]] = {}
    else:
        found, siblings = _ask_classification(panel, axis, labels, wanted)
    positions: dict[str, list[int]] = {parent: [] for parent in wanted}
    outside = []
    for position, label in enumerate(labels):
        parent = found[label]
        if parent in positions:
            positions[parent].append(position)
        else:
            outside.append(label)
    present = set(labels)
    return Nesting(
        wanted,
        tuple(np.array(positions[parent], np.intp) for parent in wanted),
        tuple(siblings.get(parent, set()) <= present for parent in wanted),
        tuple(outside),
    )


def _ask_classification(
    panel: Panel, axis: AxisName, labels: tuple[str, ...], parents: tuple[str, ...]
) -> tuple[dict[str, str | None], dict[str, set[str]]]:
    from hanse.classifications import get_classification

    identifier = axis_classification(panel, axis)
    if not identifier:
        raise InputError(
            f"The {axis} labels belong to no classification, so nothing tells what holds them.",
            mend="Give parent_of, or name the classification when reading the file.",
        )
    known = get_classification(identifier)
    ancestors = {label: _climb(known, label) for label in labels}
    require_one_level(labels, ancestors, axis)
    wanted = set(parents)
    found = {
        label: next((code for code in line if code in wanted), None)
        for label, line in ancestors.items()
    }
    levels = {known.level_of(label) for label in labels if label in known}
    siblings: dict[str, set[str]] = {parent: set() for parent in parents}
    # An axis of several levels side by side (41 and 42.1) has no list of siblings to compare with.
    for level in levels if len(levels) == 1 else ():
        for code in known.at_level(level):
            parent = next((c for c in _climb(known, code) if c in wanted), None)
            if parent is not None:
                siblings[parent].add(code)
    return found, siblings


def _climb(known: object, label: str) -> tuple[str, ...]:
    """The codes that hold a label, nearest first."""
    if label not in known:  # type: ignore[operator]
        return ()
    line = []
    at = known.parent(label)  # type: ignore[attr-defined]
    while at is not None:
        line.append(at)
        at = known.parent(at)  # type: ignore[attr-defined]
    return tuple(line)


def require_one_level(
    labels: tuple[str, ...], ancestors: Mapping[str, tuple[str, ...]], axis: str
) -> None:
    """Raise InputError where one label lies inside another."""
    present = set(labels)
    for label, line in ancestors.items():
        above = next((code for code in line if code in present), None)
        if above is not None:
            raise InputError(
                f"The {axis} {label} lies inside {above}, which is on the same axis: a sum would"
                " count it twice.",
                mend="Choose one level.",
            )
