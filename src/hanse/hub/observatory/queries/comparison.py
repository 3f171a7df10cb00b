"""Two to five regions side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hanse.hub.observatory.queries.clusters import Cluster, list_clusters
from hanse.hub.observatory.queries.regions import RegionPage, get_region_page, mix
from hanse.hub.observatory.results import Results
from hanse.vocabulary import InputError

MOST = 5


@dataclass(frozen=True)
class Line:
    """One group in each of the regions."""

    group: str
    title: str
    clusters: tuple[Cluster, ...]


@dataclass(frozen=True)
class Comparison:
    """Regions side by side."""

    regions: tuple[RegionPage, ...]
    lines: tuple[Line, ...]
    """One line a group, the one with the largest part in all these regions first."""


def compare_regions(results: Results, regions: Sequence[str], *, period: int) -> Comparison:
    """Two to five different regions of one run; raises InputError for any other choice."""
    chosen = list(dict.fromkeys(regions))
    if not 2 <= len(chosen) <= MOST:
        raise InputError(
            f"{len(chosen)} regions were chosen.", mend="Choose two to five different regions."
        )
    positions = [results.require_region(region) for region in chosen]
    shares, _base = mix(results, period)
    order = (-shares[positions].sum(axis=0)).argsort(kind="stable")
    lines = tuple(
        Line(
            results.groups[g],
            results.group_titles[results.groups[g]],
            tuple(list_clusters(results, [(r, g, period) for r in positions])),
        )
        for g in map(int, order)
    )
    pages = tuple(get_region_page(results, region, period=period) for region in chosen)
    return Comparison(pages, lines)
