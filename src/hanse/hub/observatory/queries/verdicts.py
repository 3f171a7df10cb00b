"""One statistical cluster: its figures, the tests it passed and failed, trend and uncertainty."""

from __future__ import annotations

from dataclasses import dataclass

from hanse.hub.observatory.queries.clusters import Cluster, list_clusters, number
from hanse.hub.observatory.queries.regions import Peer, find_similar
from hanse.hub.observatory.results import Results


@dataclass(frozen=True)
class Verdict:
    """One test: what was compared with what, and how it came out (None = not possible)."""

    id: str
    title: str
    comparison: str
    unit: str
    passed: bool | None
    value: float | None
    threshold: float | None
    verified: bool
    """False: the threshold is from memory of the publication."""


@dataclass(frozen=True)
class Moment:
    """The cluster in one period."""

    period: str
    employment: float | None
    flag: str
    lq: float | None
    rating: int


@dataclass(frozen=True)
class ClusterPage:
    """All that the page of a statistical cluster shows."""

    cluster: Cluster
    verdicts: tuple[Verdict, ...]
    possible: tuple[float | None, float | None]
    """Location quotient under the bounds of the missing cells, low and high."""
    trend: tuple[Moment, ...]
    neighbours: list[Cluster]
    """The same group in the regions with the most alike mix of industries."""
    likes: list[Peer]
    ranked_regions: int


def get_cluster_page(results: Results, region: str, group: str, *, period: int) -> ClusterPage:
    """The page of region x group; raises InputError where the run does not have them."""
    r, g = results.require_region(region), results.require_group(group)
    likes = find_similar(results, r, period=period, limit=6)
    cells = [(results.region_at[peer.region], g, period) for peer in likes]
    known = results.column("employment")[:, g, period]
    return ClusterPage(
        cluster=list_clusters(results, [(r, g, period)])[0],
        verdicts=list_verdicts(results, (r, g, period)),
        possible=(
            number(results.column("lq_possible_low")[r, g, period]),
            number(results.column("lq_possible_high")[r, g, period]),
        ),
        trend=_trend(results, r, g),
        neighbours=list_clusters(results, cells),
        likes=likes,
        ranked_regions=int((known == known).sum()),  # NaN is unlike itself
    )


def list_verdicts(results: Results, cell: tuple[int, int, int]) -> tuple[Verdict, ...]:
    """The tests of the method at one cell, in the method's order."""
    from hanse.hub.observatory.queries.methods import unverified_tests

    doubtful = unverified_tests(results)
    verdicts = []
    for test in results.tests:
        outcome = int(results.column(f"test_{test.id}")[cell])
        verdicts.append(
            Verdict(
                test.id,
                test.title,
                test.comparison,
                test.unit,
                None if outcome < 0 else bool(outcome),
                number(results.column(test.column)[cell]),
                number(results.column(f"threshold_{test.id}")[cell]),
                test.id not in doubtful,
            )
        )
    return tuple(verdicts)


def _trend(results: Results, r: int, g: int) -> tuple[Moment, ...]:
    if len(results.periods) < 2:
        return ()
    cells = [(r, g, t) for t in range(len(results.periods))]
    return tuple(
        Moment(c.period, c.employment, c.employment_flag, c.lq, c.rating)
        for c in list_clusters(results, cells)
    )
