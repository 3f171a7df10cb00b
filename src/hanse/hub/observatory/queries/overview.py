"""The first page: key figures and the list that follows the map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hanse.hub.observatory.queries.clusters import Cluster, list_clusters
from hanse.hub.observatory.queries.industries import list_ranking
from hanse.hub.observatory.queries.layers import count_clusters
from hanse.hub.observatory.results import Results
from hanse.vocabulary import Flag


@dataclass(frozen=True)
class CrowdedRegion:
    """A region by how many statistical clusters it has."""

    region: str
    title: str
    count: int


@dataclass(frozen=True)
class Overview:
    """Key figures of the map on the screen and the clusters that lead it."""

    regions: int
    groups: int
    clusters: int
    """Cells rated `level` or higher."""
    employment: float
    """Known employment, of one group or of all."""
    clustered: float
    """Of which in clusters rated `level` or higher, 0 to 1."""
    gaps: int
    """Cells without a complete figure."""
    cells: int
    leaders: list[Cluster]
    crowded: list[CrowdedRegion]
    """Only where no group is chosen."""

    @property
    def gap_share(self) -> float:
        """Share of cells without a complete figure, 0 to 1."""
        return self.gaps / self.cells if self.cells else 0.0


def get_overview(results: Results, *, group: str, period: int, level: int) -> Overview:
    """Key figures of one group, or of all where `group` is empty."""
    overview: Overview = results.derive(
        ("overview", group, period, level), lambda: _overview(results, group, period, level)
    )
    return overview


def _overview(results: Results, group: str, period: int, level: int) -> Overview:
    cut = [results.group_at[group]] if group else list(range(len(results.groups)))
    employment = results.column("employment")[:, cut, period]
    rated = results.column("rating")[:, cut, period] >= level
    flags = results.column("employment_flag")[:, cut, period]
    known = float(np.nansum(employment))
    if group:
        leaders, crowded = list_ranking(results, cut[0], period, limit=14), []
    else:
        leaders = _largest(results, period, limit=7)
        crowded = _most_crowded(results, period, level)
    return Overview(
        regions=len(results.regions),
        groups=len(results.groups),
        clusters=int(rated.sum()),
        employment=known,
        clustered=float(np.nansum(employment[rated])) / known if known else 0.0,
        gaps=int((flags >= Flag.LOWER_BOUND).sum()),
        cells=int(flags.size),
        leaders=leaders,
        crowded=crowded,
    )


def _largest(results: Results, period: int, *, limit: int) -> list[Cluster]:
    """The clusters of the highest rating that occurs, by employment."""
    rating = np.nan_to_num(results.column("rating")[:, :, period])
    size = np.nan_to_num(results.column("employment")[:, :, period])
    order = np.lexsort((-size.ravel(), -rating.ravel()))[:limit]
    cells = [np.unravel_index(int(at), rating.shape) for at in order]
    return list_clusters(results, [(int(r), int(g), period) for r, g in cells])


def _most_crowded(results: Results, period: int, level: int) -> list[CrowdedRegion]:
    counts = count_clusters(results, period=period, level=level)
    order = np.argsort(-counts, kind="stable")[:5]
    codes = [results.regions[i] for i in order]
    return [
        CrowdedRegion(code, results.region_titles[code], int(counts[i]))
        for code, i in zip(codes, order, strict=True)
    ]


def list_map_rows(results: Results, *, group: str, period: int, level: int) -> list[Cluster]:
    """What the map on the screen shows as rows: one group, or all clusters from `level` on."""
    if group:
        g = results.require_group(group)
        return list_clusters(results, [(r, g, period) for r in range(len(results.regions))])
    rated = np.argwhere(results.column("rating")[:, :, period] >= level)
    return list_clusters(results, [(int(r), int(g), period) for r, g in rated])


def list_group_choices(results: Results) -> list[tuple[str, str]]:
    """(id, title) of each group, alphabetical by title."""
    choices: list[tuple[str, str]] = results.derive(
        "group choices", lambda: sorted(results.group_titles.items(), key=lambda pair: pair[1])
    )
    return choices
