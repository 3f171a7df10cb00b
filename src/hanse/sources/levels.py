"""Levels and releases of codes, asked of the classifications."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from hanse.panel.cube import Panel
from hanse.sources.reading import Levels
from hanse.vocabulary import InputError

if TYPE_CHECKING:
    from hanse.classifications import Recognition


def choose_level(
    panels: Mapping[Levels, Panel],
    asked: tuple[str | None, str | None],
    usual: Levels,
) -> Levels:
    """The combination asked for; else the usual one; else the one with most cells.

    Raises InputError naming the combinations that the file has.
    """
    wanted = (asked[0] or usual[0], asked[1] or usual[1])
    if wanted in panels:
        return wanted
    open_to = [
        levels
        for levels in panels
        if all(want in (None, have) for want, have in zip(asked, levels, strict=True))
    ]
    if not open_to:
        have = "; ".join(f"{region} x {industry}" for region, industry in panels)
        raise InputError(f"The file has no {wanted[0]} x {wanted[1]}.", mend=f"It has: {have}.")
    near = [levels for levels in open_to if levels[0] == wanted[0] or levels[1] == wanted[1]]
    return max(near or open_to, key=lambda levels: _size(panels[levels]))


def _size(panel: Panel) -> int:
    regions, industries, periods = panel.shape
    return regions * industries * periods


def find_titles(identifier: str, labels: Iterable[str]) -> dict[str, str]:
    """English titles of the labels that the classification knows; none without a classification."""
    if not identifier:
        return {}
    from hanse.classifications import get_classification

    classification = get_classification(identifier)
    return {label: classification.title(label) for label in labels if label in classification}


NUTS_RELEASES = ("nuts-2010", "nuts-2013", "nuts-2016", "nuts-2021", "nuts-2024")


def recognise_regions(labels: Collection[str], *, with_figures: Collection[str]) -> Recognition:
    """The NUTS release of geo codes, decided by those that have figures.

    Raises ClassificationError where they mix two releases.
    """
    from hanse.classifications import recognise_codes

    return recognise_codes(labels, kind="region", among=NUTS_RELEASES, with_figures=with_figures)
