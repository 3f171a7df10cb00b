"""Statistical clusters (region x industry group) as rows for pages and downloads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from hanse.hub.observatory.results import CERTAINTIES, FLAG_NAMES, Results

NUMBERS = (
    "employment",
    "establishments",
    "lq",
    "lq_lower",
    "lq_upper",
    "q_value",
    "region_share",
    "national_share",
    "growth",
    "size_rank",
    "lq_rank",
)


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cell of a run: the figures, the rating, and how sure it is. None = no figure."""

    region: str
    region_title: str
    group: str
    group_title: str
    period: str
    employment: float | None
    employment_flag: str
    establishments: float | None
    lq: float | None
    lq_lower: float | None
    lq_upper: float | None
    q_value: float | None
    region_share: float | None
    national_share: float | None
    growth: float | None
    size_rank: float | None
    lq_rank: float | None
    rating: int
    rating_title: str
    certainty: str

    @property
    def is_zero(self) -> bool:
        """True where the publisher states that nobody works there: a figure, not a gap."""
        return self.employment == 0


CLUSTER_COLUMNS = {
    "region": "code of the region",
    "region_title": "name of the region",
    "group": "id of the industry group",
    "group_title": "name of the industry group",
    "period": "period",
    "employment": "persons employed; empty = missing or suppressed, see employment_flag",
    "employment_flag": "observed, estimated, lower_bound, missing or suppressed",
    "establishments": "number of establishments",
    "lq": "location quotient",
    "lq_lower": "lower end of the 95 % interval of the location quotient",
    "lq_upper": "upper end of the 95 % interval of the location quotient",
    "q_value": "probability under the false discovery rate that the location quotient is 1",
    "region_share": "share of the group in the region's employment, 0 to 1",
    "national_share": "share of the region in the group's employment, 0 to 1",
    "growth": "compound yearly growth since the first period, 0.01 = 1 %",
    "size_rank": "rank by employment within group and period",
    "lq_rank": "rank by location quotient within group and period",
    "rating": "position of the rating, 0 = lowest",
    "rating_title": "rating",
    "certainty": "certain, possible or unknown: could missing cells change the rating",
}


def list_clusters(results: Results, cells: Iterable[tuple[int, int, int]]) -> list[Cluster]:
    """The clusters at these positions (region, group, period), in the order given."""
    numbers = {name: results.column(name) for name in NUMBERS}
    flags, certainty = results.column("employment_flag"), results.column("certainty")
    ratings = results.column("rating")
    out = []
    for cell in cells:
        r, g, t = cell
        at = rating_at(ratings[cell])
        figures = {name: number(column[cell]) for name, column in numbers.items()}
        out.append(
            Cluster(
                region=results.regions[r],
                region_title=results.region_titles[results.regions[r]],
                group=results.groups[g],
                group_title=results.group_titles[results.groups[g]],
                period=results.periods[t],
                employment_flag=FLAG_NAMES[flags[cell]],
                rating=at,
                rating_title=results.ratings[at],
                certainty=CERTAINTIES[certainty[cell]],
                **figures,
            )
        )
    return out


def cluster_rows(clusters: Iterable[Cluster]) -> list[tuple[Any, ...]]:
    """The clusters as rows under CLUSTER_COLUMNS."""
    names = [f.name for f in fields(Cluster)]
    return [tuple(getattr(cluster, name) for name in names) for cluster in clusters]


def number(value: float) -> float | None:
    """A Python number, None for NaN."""
    return None if value != value else float(value)  # NaN is the only value unlike itself


def rating_at(value: float) -> int:
    """Position of a rating; a cell that the table does not list has the lowest."""
    return 0 if value != value else int(value)


def ranked(
    results: Results, values: np.ndarray, *, among: np.ndarray | None = None
) -> Sequence[int]:
    """Positions of `values` (one axis) from highest to lowest, without the NaN ones."""
    known = ~np.isnan(values) if among is None else among & ~np.isnan(values)
    order = np.argsort(-np.where(known, values, -np.inf), kind="stable")
    return [int(i) for i in order[: int(known.sum())]]
