"""The network of a group's members, what it is compared with, and whom it shares members with.

Two members are tied where a cooperation between them is confirmed by both, or where both are
confirmed partners of the same partnership or project. The group itself is no node. Only listed
organisations count, so that everyone sees the same numbers.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone

from hanse.hub.organisations.models import Cooperation, Membership, Organisation
from hanse.hub.organisations.queries.membership import CONFIRMED

if TYPE_CHECKING:
    from datetime import datetime

    from hanse.evaluation.networks.network import Network
    from hanse.evaluation.networks.overlap import Overlap
    from hanse.evaluation.networks.summary import Summary

_K = Organisation.Kind
TYPES = (_K.COMPANY, _K.RESEARCH_ORGANISATION, _K.PUBLIC_BODY)
"""The three corners of the helix; whatever else a member is counts as "other"."""
OTHER = "other"
COMPARED = 40
"""Clusters of which the medians are taken, drawn at random with a fixed seed."""
_KEPT_SECONDS = 3600
_MOST_OUTSIDE = 20_000
"""Partners outside that are looked up."""
_NEIGHBOURS = 10
_LISTED_MEMBER = Q(member__state__in=Organisation.LISTED)
_WORKING = Q(
    until__isnull=True, confirmed_by_first__isnull=False, confirmed_by_second__isnull=False
)


@dataclass(frozen=True)
class Node:
    """A member as the picture and the tables show it."""

    key: str
    name: str
    kind: str
    country: str

    @property
    def type(self) -> str:
        """One of TYPES, or "other"."""
        return self.kind if self.kind in TYPES else OTHER


@dataclass(frozen=True)
class Neighbour:
    """Another cluster whose members work with ours."""

    key: str
    name: str
    partners: int
    """Its members that are no members here and work with members here."""


@dataclass(frozen=True)
class GroupNetwork:
    """The members of a group and how they are tied; nodes are named by their number as text."""

    network: Network
    members: Mapping[str, Node]
    cooperation: int
    """Ties that stem from a cooperation (they may be in a project together too)."""
    projects: int
    """Partnerships and projects in which at least two members take part."""
    projects_left_out: int
    """Too large to tie every two of their partners."""
    outside: int
    """Ties to organisations that are not members."""
    to_clusters: int
    """Of which to members of other clusters."""
    neighbours: tuple[Neighbour, ...]

    def rank_members(self) -> list[tuple[Node, int]]:
        """The members with their number of partners, most first."""
        degrees = self.network.degrees.tolist()
        pairs = zip(self.members.values(), degrees, strict=True)
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0].name))

    @property
    def leaving_index(self) -> float | None:
        """E–I index by cluster: +1 all ties leave it, −1 all stay within."""
        within = len(self.network.ties)
        total = within + self.outside
        return (self.outside - within) / total if total else None


def read_network(group: Organisation, *, beyond: bool = True) -> GroupNetwork:
    """The network of the confirmed, listed members of a group, in seven queries.

    `beyond=False` leaves out which other clusters the ties reach, and two queries.
    """
    from hanse.evaluation.networks.network import build_network, tie_partners

    members = _read_members(group)
    cooperation = _read_cooperation(group, members)
    kinds = _read_group_kinds(*([_K.CLUSTER_ORGANISATION] if beyond else []), _K.PARTNERSHIP)
    projects = _read_projects(group, members, kinds[_K.PARTNERSHIP])
    shared = tie_partners(projects.values())
    ties = {*_ordered(cooperation), *_ordered(shared.ties)}
    types = {number: node.type for number, node in members.items()}
    within = [tie for tie in ties if tie[0] in members and tie[1] in members]
    leaving = [tie for tie in ties if (tie[0] in members) != (tie[1] in members)]
    away = Counter(b if a in members else a for a, b in leaving)
    clusters = kinds.get(_K.CLUSTER_ORGANISATION, set())
    neighbours, reached = _find_neighbours(group, away, clusters) if beyond else ((), 0)
    return GroupNetwork(
        network=build_network(types, sorted(within)),
        members=members,
        cooperation=sum(a in members and b in members for a, b in _ordered(cooperation)),
        projects=sum(len(members.keys() & partners) > 1 for partners in projects.values()),
        projects_left_out=shared.left_out,
        outside=len(leaving),
        to_clusters=reached,
        neighbours=neighbours,
    )


def _ordered(ties: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(a, b) if a < b else (b, a) for a, b in ties}


def _read_members(group: Organisation) -> dict[str, Node]:
    rows = (
        Membership.objects.filter(CONFIRMED, _LISTED_MEMBER, group=group)
        .order_by("member__name_folded", "member")
        .values_list("member", "member__key", "member__name", "member__kind", "member__country")
    )
    return {str(number): Node(*rest) for number, *rest in rows}


def _to_ids(numbers: Iterable[str]) -> list[int]:
    """Never empty, so that a query is asked however few there are."""
    return [int(number) for number in numbers] or [0]


def _read_group_kinds(*kinds: str) -> dict[str, set[int]]:
    """All listed groups of these kinds: from an index alone, which is far quicker than joining the
    groups of many members."""
    found: dict[str, set[int]] = {kind: set() for kind in kinds}
    listed = Organisation.objects.filter(state__in=Organisation.LISTED, kind__in=kinds)
    for number, kind in listed.order_by().values_list("pk", "kind"):
        found[kind].add(number)
    return found


def _read_cooperation(group: Organisation, members: Iterable[str]) -> set[tuple[str, str]]:
    """Confirmed cooperation with at least one end in the group, as one query of two halves."""
    listed, ids = Organisation.LISTED, _to_ids(members)
    working = Cooperation.objects.filter(_WORKING).order_by()
    halves = [
        working.filter(**{f"{end}__in": ids, f"{other}__state__in": listed}).values_list(
            "first", "second"
        )
        for end, other in (("first", "second"), ("second", "first"))
    ]
    return {(str(a), str(b)) for a, b in halves[0].union(halves[1]) if group.pk not in (a, b)}


def _read_groups_of(members: Iterable[str]) -> list[tuple[int, int]]:
    """(group, member) of all confirmed memberships of these, listed or not."""
    found = Membership.objects.filter(CONFIRMED, member__in=_to_ids(members)).order_by()
    return list(found.values_list("group", "member"))


def _read_projects(
    group: Organisation, members: Iterable[str], partnerships: set[int]
) -> dict[int, set[str]]:
    """The partners of each partnership in which a member takes part."""
    joined = {number for number, _ in _read_groups_of(members)} & partnerships - {group.pk}
    rows = Membership.objects.filter(CONFIRMED, _LISTED_MEMBER, group__in=sorted(joined) or [0])
    projects: dict[int, set[str]] = defaultdict(set)
    for project, partner in rows.order_by().values_list("group", "member"):
        if partner != group.pk:
            projects[project].add(str(partner))
    return projects


def _find_neighbours(
    group: Organisation, away: Mapping[str, int], clusters: set[int]
) -> tuple[tuple[Neighbour, ...], int]:
    """The clusters of those outside with whom members work, and the ties that reach any."""
    others = clusters - {group.pk}
    pairs = [pair for pair in _read_groups_of(list(away)[:_MOST_OUTSIDE]) if pair[0] in others]
    partners = Counter(number for number, _ in pairs)
    named = _name_most(partners, limit=_NEIGHBOURS)
    return (
        tuple(Neighbour(key, name, partners[number]) for number, key, name in named),
        sum(away[str(number)] for number in {member for _, member in pairs}),
    )


def _name_most(counts: Mapping[int, int], *columns: str, limit: int) -> list[tuple[Any, ...]]:
    """Number, key, name and further columns of those that count most, ties by key."""
    # Of the many with equally few, only those can be shown that count as much as the last one.
    least = sorted(counts.values(), reverse=True)[:limit][-1:]
    likely = [number for number, count in counts.items() if [count] >= least]
    rows = Organisation.objects.filter(pk__in=likely or [0]).order_by()
    found = list(rows.values_list("pk", "key", "name", *columns))
    return sorted(found, key=lambda row: (-counts[row[0]], row[1]))[:limit]


@dataclass(frozen=True)
class Benchmark:
    """Medians over clusters; None where no cluster has the number."""

    clusters: int
    at: datetime
    medians: Mapping[str, float | None]


COMPARABLE = (
    "density", "centralisation", "mean_partners", "mean_path", "largest_share", "ei_index",
    "cross_type_share", "reach",
)  # fmt: skip
"""Numbers of a `Summary` that are compared with other clusters."""


def get_benchmark() -> Benchmark:
    """Medians over up to COMPARED clusters with three members or more, at most an hour old."""
    found: Benchmark | None = cache.get("organisations.benchmark")
    if found is None:
        found = _compute_benchmark()
        cache.set("organisations.benchmark", found, _KEPT_SECONDS)
    return found


def _compute_benchmark() -> Benchmark:
    summaries = [summary for summary in _summarise_sample() if summary.nodes >= 3]
    medians: dict[str, float | None] = {}
    for name in COMPARABLE:
        values = [v for s in summaries if (v := getattr(s, name)) is not None]
        medians[name] = median(values) if values else None
    return Benchmark(len(summaries), timezone.now(), medians)


def _summarise_sample() -> list[Summary]:
    """The networks of a sample of clusters, read together."""
    from hanse.evaluation.networks.network import build_network, tie_partners
    from hanse.evaluation.networks.summary import describe_network

    keys = list(
        Organisation.objects.filter(kind=_K.CLUSTER_ORGANISATION, state__in=Organisation.LISTED)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    chosen = sorted(random.Random(1).sample(keys, min(COMPARED, len(keys))))  # noqa: S311
    inside = Membership.objects.filter(CONFIRMED, _LISTED_MEMBER, group__in=chosen)
    members: dict[int, dict[str, str]] = {key: {} for key in chosen}
    for group, number, kind in inside.order_by().values_list("group", "member", "member__kind"):
        members[group][str(number)] = kind if kind in TYPES else OTHER
    working = Cooperation.objects.filter(_WORKING, first__in=inside.values("member"))
    ties = {(str(a), str(b)) for a, b in working.order_by().values_list("first", "second")}
    joined = Membership.objects.filter(
        CONFIRMED,
        member__in=inside.values("member"),
        group__kind=_K.PARTNERSHIP,
        group__state__in=Organisation.LISTED,
    )
    projects: dict[int, set[str]] = defaultdict(set)
    for project, partner in joined.order_by().values_list("group", "member"):
        projects[project].add(str(partner))
    ties = _ordered(ties) | _ordered(tie_partners(projects.values()).ties)
    by_end: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for tie in ties:
        by_end[tie[0]].append(tie)
    return [
        describe_network(
            build_network(
                types, [tie for a in types for tie in by_end.get(a, ()) if tie[1] in types]
            )
        )
        for types in members.values()
    ]


@dataclass(frozen=True)
class SharedMembers:
    """Another cluster with members in common."""

    key: str
    name: str
    country: str
    overlap: Overlap


def list_overlaps(group: Organisation, *, limit: int = 25) -> tuple[int, Sequence[SharedMembers]]:
    """How many members the group has, and the clusters that share most of them, most first."""
    from hanse.evaluation.networks.overlap import Overlap

    counted = Membership.objects.filter(CONFIRMED, _LISTED_MEMBER).order_by()
    members = counted.filter(group=group).values_list("member", flat=True)
    clusters = _read_group_kinds(_K.CLUSTER_ORGANISATION)[_K.CLUSTER_ORGANISATION] - {group.pk}
    pairs = _read_groups_of(map(str, members))
    shared = Counter(number for number, _ in pairs if number in clusters)
    rows = _name_most(shared, "country", limit=limit)
    sizes = dict(
        counted.filter(group__in=[group.pk, *(row[0] for row in rows)])
        .values_list("group")
        .annotate(Count("pk"))
    )
    own = sizes.get(group.pk, 0)
    return own, [
        SharedMembers(key, name, country, Overlap(own, sizes[number], shared[number]))
        for number, key, name, country in rows
    ]
