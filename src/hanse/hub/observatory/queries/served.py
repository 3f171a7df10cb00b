"""Evidence meets organisation: who serves a statistical cluster, and what lies behind a profile.

An organisation serves a cluster where one of its ecosystems has to do with the industry group and
it is located in the region, in a region within it, or for a larger region around it. Both sides
are matched through `bridges`; what cannot be matched is told, not dropped.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from hanse.hub.observatory.bridges.ecosystems import (
    EcosystemBridge,
    EcosystemShare,
    bridge_ecosystems,
)
from hanse.hub.observatory.bridges.regions import (
    Nearness,
    RegionBridge,
    RegionLink,
    bridge_regions,
)
from hanse.hub.observatory.models import Run
from hanse.hub.observatory.queries.clusters import Cluster, list_clusters
from hanse.hub.observatory.results import Results
from hanse.hub.organisations.queries.service import Register, Service
from hanse.vocabulary import Flag

_NEAR_FIRST = {"here": 0, "partly": 1, "wider": 2}


@dataclass(frozen=True)
class Bridges:
    """What joins a result with the registry."""

    regions: RegionBridge
    ecosystems: EcosystemBridge


def find_bridges(run: Run, results: Results) -> Bridges | None:
    """The bridges of a result; None where its regions or groups cannot be matched."""

    def find() -> Bridges | None:
        regions = bridge_regions(run.region_classification, results.regions)
        ecosystems = bridge_ecosystems(run.industry_classification, run.grouping, results.groups)
        return Bridges(regions, ecosystems) if regions and ecosystems else None

    bridges: Bridges | None = results.derive("bridges", find)
    return bridges


@dataclass(frozen=True)
class Serving:
    """An organisation that serves a cluster: how near it is, and by which ecosystem."""

    service: Service
    nearness: Nearness
    share: EcosystemShare


@dataclass(frozen=True)
class ServedCluster:
    """Who serves one statistical cluster."""

    link: RegionLink
    shares: tuple[EcosystemShare, ...]
    serving: tuple[Serving, ...]
    unplaced: int
    """Organisations of the country and of these ecosystems whose region is not known."""


def get_served_cluster(
    bridges: Bridges, register: Register, *, region: str, group: str
) -> ServedCluster:
    """The organisations that serve region x group, the nearest first."""
    shares = bridges.ecosystems.shares[group]
    best: dict[str, Serving] = {}
    unplaced: set[str] = set()
    for share in shares:
        for service in register.by_ecosystem.get(share.ecosystem, ()):
            near = dict(bridges.regions.locate(service.region)).get(region)
            if near is not None:
                best.setdefault(service.key, Serving(service, near, share))
            elif len(service.region) < 3 and nuts_country(service.country) == region[:2]:
                unplaced.add(service.key)
    serving = sorted(
        best.values(), key=lambda s: (_NEAR_FIRST[s.nearness], -s.share.share, s.service.name)
    )
    return ServedCluster(bridges.regions.links[region], shares, tuple(serving), len(unplaced))


def nuts_country(country: str) -> str:
    """The letters of a country in NUTS codes: Greece and the United Kingdom differ from ISO."""
    return {"GR": "EL", "GB": "UK"}.get(country, country)


@dataclass(frozen=True)
class UnservedCluster:
    """A strong statistical cluster where no organisation of its ecosystems is located."""

    cluster: Cluster
    shares: tuple[EcosystemShare, ...]
    link: RegionLink
    unplaced: int


@dataclass(frozen=True)
class Unserved:
    """The strong clusters that nobody serves, largest first, and what the list cannot say."""

    rows: tuple[UnservedCluster, ...]
    strong: int
    """Clusters of this rating in all, within the filters."""
    served: int
    without_ecosystem: int
    """Strong clusters of groups of which less than half belongs to any ecosystem: not judged."""
    silent: int
    """Organisations that state no ecosystem: any of them might serve a cluster of the list."""


def list_unserved(
    bridges: Bridges,
    results: Results,
    register: Register,
    *,
    period: int,
    level: int,
    country: str = "",
    ecosystem: str = "",
) -> Unserved:
    """Clusters rated `level` or higher that nobody serves; `country` as in NUTS codes."""
    served = _find_served(bridges, results, register)
    unplaced = _count_unplaced(register)
    rated = np.argwhere(results.column("rating")[:, :, period] >= level)
    without = strong = 0
    cells, shares_of = [], {}
    for r, g in rated.tolist():
        region, shares = results.regions[r], bridges.ecosystems.shares[results.groups[g]]
        if country and not region.startswith(country):
            continue
        if not any(share.is_main for share in shares):
            without += ecosystem in ("", *(share.ecosystem for share in shares))
            continue
        if ecosystem and all(share.ecosystem != ecosystem for share in shares):
            continue
        strong += 1
        if not any(share.ecosystem in served[region] for share in shares):
            cells.append((r, g, period))
            shares_of[region, results.groups[g]] = shares
    found = [
        UnservedCluster(
            cluster,
            shares_of[cluster.region, cluster.group],
            bridges.regions.links[cluster.region],
            sum(
                unplaced[cluster.region[:2], share.ecosystem]
                for share in shares_of[cluster.region, cluster.group]
            ),
        )
        for cluster in list_clusters(results, cells)
    ]
    found.sort(key=lambda row: (-(row.cluster.employment or 0), row.cluster.region))
    silent = sum(not service.ecosystems for service in register.services.values())
    return Unserved(tuple(found), strong, strong - len(found), without, silent)


def _find_served(
    bridges: Bridges, results: Results, register: Register
) -> Mapping[str, frozenset[str]]:
    """Region of the result -> the ecosystems of the organisations there."""

    def find() -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {region: set() for region in results.regions}
        for service in register.services.values():
            for region, _nearness in bridges.regions.locate(service.region):
                found[region].update(service.ecosystems)
        return {region: frozenset(ecosystems) for region, ecosystems in found.items()}

    served: Mapping[str, frozenset[str]] = results.derive(("served", register.stamp), find)
    return served


def _count_unplaced(register: Register) -> Counter[tuple[str, str]]:
    """(country as in NUTS, ecosystem) -> organisations whose region is not known."""
    return Counter(
        (nuts_country(service.country), ecosystem)
        for service in register.services.values()
        if len(service.region) < 3
        for ecosystem in service.ecosystems
    )


Why = Literal["no-ecosystem", "no-region", "not-covered", "no-industry", "no-figure", "no-cluster"]
"""Why an organisation has no statistical base, the first reason that applies."""


@dataclass(frozen=True)
class BaseRow:
    """One industry group of the organisation's ecosystems in one region."""

    cluster: Cluster
    share: EcosystemShare
    nearness: Nearness


@dataclass(frozen=True)
class Base:
    """The figures behind an organisation: its own region, then the regions around."""

    service: Service
    rows: tuple[BaseRow, ...]
    neighbours: tuple[BaseRow, ...]
    links: tuple[RegionLink, ...]
    why: Why | None
    """None where at least one group of its own region is rated above the lowest."""
    absent: tuple[tuple[str, tuple[str, ...]], ...]
    """(ecosystem, its members that the figures do not cover)."""

    @property
    def missing(self) -> int:
        """Rows without a figure, of which `suppressed` are withheld."""
        return sum(row.cluster.employment is None for row in self.rows)

    @property
    def suppressed(self) -> int:
        """Rows that the publisher withholds."""
        return sum(row.cluster.employment_flag == "suppressed" for row in self.rows)


def get_base(
    bridges: Bridges,
    results: Results,
    service: Service,
    *,
    period: int,
    around: Mapping[str, tuple[str, ...]] | None = None,
    limit: int = 6,
) -> Base:
    """What the figures say of an organisation's ecosystems where it is.

    around : neighbours of each region; `limit` of the groups rated there are shown.
    """
    located = bridges.regions.locate(service.region)
    groups = _list_groups(bridges, service)
    rows = _list_rows(results, located, groups, period)
    nearby: list[tuple[str, Nearness]] = [
        (other, "here")
        for region in dict.fromkeys(region for region, near in located if near != "wider")
        for other in (around or {}).get(region, ())
        if other not in dict(located)
    ]
    neighbours = [
        row for row in _list_rows(results, dict.fromkeys(nearby), groups, period)
        if row.cluster.rating > 0
    ]  # fmt: skip
    neighbours.sort(key=lambda row: (-row.cluster.rating, -(row.cluster.employment or 0)))
    return Base(
        service,
        tuple(rows),
        tuple(neighbours[:limit]),
        tuple(bridges.regions.links[region] for region, _near in located),
        _explain(service, located=bool(located), rows=rows),
        tuple(
            (ecosystem, codes)
            for ecosystem in service.ecosystems
            if (codes := bridges.ecosystems.absent_codes(ecosystem))
        ),
    )


def _list_groups(bridges: Bridges, service: Service) -> dict[str, EcosystemShare]:
    """Groups of the organisation's ecosystems with the largest share of each."""
    found: dict[str, EcosystemShare] = {}
    for ecosystem in service.ecosystems:
        for group, share in bridges.ecosystems.groups_of(ecosystem):
            if group not in found or found[group].share < share.share:
                found[group] = share
    return found


def _list_rows(
    results: Results,
    places: Iterable[tuple[str, Nearness]],
    groups: Mapping[str, EcosystemShare],
    period: int,
) -> list[BaseRow]:
    pairs = [(region, near, group) for region, near in places for group in groups]
    cells = [(results.region_at[r], results.group_at[g], period) for r, _near, g in pairs]
    clusters = list_clusters(results, cells)
    rows = [
        BaseRow(cluster, groups[group], near)
        for cluster, (_region, near, group) in zip(clusters, pairs, strict=True)
    ]
    return sorted(rows, key=lambda row: (_NEAR_FIRST[row.nearness], -row.cluster.rating,
                                         -(row.cluster.employment or 0)))  # fmt: skip


def _explain(service: Service, *, located: bool, rows: list[BaseRow]) -> Why | None:
    if not service.ecosystems:
        return "no-ecosystem"
    if len(service.region) < 3:
        return "no-region"
    if not located:
        return "not-covered"
    if not rows:
        return "no-industry"
    if all(row.cluster.employment is None for row in rows):
        return "no-figure"
    return None if any(row.cluster.rating > 0 for row in rows) else "no-cluster"


def list_bases(
    bridges: Bridges, results: Results, register: Register, *, period: int
) -> list[tuple[Service, Why | None]]:
    """Each cluster organisation with why it has no statistical base, None where it has one."""
    rating = results.column("rating")[:, :, period]
    known = results.column("employment_flag")[:, :, period] <= Flag.LOWER_BOUND
    columns = {
        ecosystem: [
            results.group_at[group] for group, _share in bridges.ecosystems.groups_of(ecosystem)
        ]
        for ecosystem in register.by_ecosystem
    }
    out: list[tuple[Service, Why | None]] = []
    for service in sorted(register.services.values(), key=lambda s: (s.country, s.name, s.key)):
        regions = [results.region_at[r] for r, _near in bridges.regions.locate(service.region)]
        groups = sorted({g for e in service.ecosystems for g in columns.get(e, ())})
        out.append((service, _judge(service, regions, groups, rating, known)))
    return out


def _judge(
    service: Service, regions: list[int], groups: list[int], rating: np.ndarray, known: np.ndarray
) -> Why | None:
    if not service.ecosystems:
        return "no-ecosystem"
    if len(service.region) < 3:
        return "no-region"
    if not regions:
        return "not-covered"
    if not groups:
        return "no-industry"
    there = np.ix_(regions, groups)
    if not known[there].any():
        return "no-figure"
    return None if (np.nan_to_num(rating[there]) > 0).any() else "no-cluster"


def find_neighbours(run: Run, results: Results) -> Mapping[str, tuple[str, ...]]:
    """The regions that touch each region of a result, by the shapes that maps are drawn from."""

    def find() -> Mapping[str, tuple[str, ...]]:
        import json

        from hanse.hub.places.shapes import get_shapes, has_shapes
        from hanse.observatory.space.weights import build_contiguity

        if not has_shapes(run.region_classification):
            return {}
        known = ~np.isnan(results.column("employment")).all(axis=(1, 2))
        order = np.argsort(~known, kind="stable")
        shapes = get_shapes(run.region_classification, regions=[results.regions[i] for i in order])
        touching = build_contiguity(json.loads(shapes.geojson), key="region")
        found: dict[str, list[str]] = defaultdict(list)
        for a, b in np.argwhere(touching.matrix > 0).tolist():
            one, two = touching.regions[a], touching.regions[b]
            if one in results.region_at and two in results.region_at:
                found[one].append(two)
        return {region: tuple(others) for region, others in found.items()}

    neighbours: Mapping[str, tuple[str, ...]] = results.derive("touching regions", find)
    return neighbours


def list_neighbours(
    run: Run, results: Results, region: str, period: int, level: int
) -> list[tuple[str, str, int]]:
    """(code, title, number of clusters rated `level` or higher) of the regions that touch one."""
    found = find_neighbours(run, results).get(region, ())
    clusters = (results.column("rating")[:, :, period] >= level).sum(axis=1)
    listed = [(r, results.region_titles[r], int(clusters[results.region_at[r]])) for r in found]
    return sorted(listed, key=lambda neighbour: (-neighbour[2], neighbour[1]))
