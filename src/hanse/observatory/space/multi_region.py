"""Clusters that reach over several neighbouring regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.indicators.location_quotient import compute_location_quotients
from hanse.observatory.matrices import Values, require_matrix
from hanse.observatory.space.weights import RegionWeights
from hanse.vocabulary import IndicatorCard, InputError

CARD = IndicatorCard(
    id="multi-region-clusters",
    title="Clusters over several regions",
    definition=(
        "How many regions, each touching the next, share a specialisation in an industry: "
        "1 where it stands alone, 2 or more where a cluster reaches over its borders, 0 where the "
        "region is not specialised."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference=(
        "Connected components of specialised regions under contiguity; compare Carroll, Reid and "
        "Smith (2008), Annals of Regional Science 42, who join them by Getis–Ord statistics"
    ),
    formula="size of the connected group of neighbours with LQ_ir ≥ threshold that holds r",
    unit="regions",
    direction="higher is more",
    range=(0.0, float("inf")),
    conventions=(
        'quantity "lq" (default): specialised from LQ ≥ threshold on (1); "as given": where the '
        "value reaches it, for ratings of one's own",
        "neighbours count in both directions, however weak the tie",
        "`cluster` numbers the groups of an industry and period from 1 by their jobs, the most "
        "first, and is NaN where there is none; `amount` is the sum of the group's known cells",
        "a region whose cell is missing is NaN, joins no group, and may hide a link between two",
    ),
    axes=("region", "industry", "period"),
    family="space",
    invariances=("scale", "permutation"),
    parameters={"weights": "neighbours", "threshold": "1", "quantity": "lq or as given"},
)


@dataclass(frozen=True)
class MultiRegionCluster:
    """Neighbouring regions that have a cluster in the same industry.

    employment is the sum of the known figures of its regions, NaN where none is known; `complete`
    is False where a region's figure is missing.
    """

    industry: str
    regions: tuple[str, ...]
    employment: float
    complete: bool


def find_multi_region_clusters(
    rated: Any,
    weights: RegionWeights,
    industries: tuple[str, ...],
    *,
    employment: Any = None,
    smallest: int = 2,
) -> list[MultiRegionCluster]:
    """Connected groups of regions whose cell is rated, for each industry.

    rated : true or 1 where the region has the cluster, shape (R, I); NaN counts as no.
    weights : neighbours among the same R regions, in the same order. employment : shape (R, I).
    Sorted by employment, the largest first, then by industry and regions.
    """
    cells = np.nan_to_num(np.asarray(rated, dtype=np.float64)) > 0
    if cells.shape != (len(weights.regions), len(industries)):
        raise InputError(f"The ratings have the shape {cells.shape}, which the labels don't fit.")
    jobs = np.full(cells.shape, np.nan) if employment is None else np.asarray(employment, float)
    near = _find_near(weights)
    found = []
    for i, industry in enumerate(industries):
        for group in _connect(near, np.flatnonzero(cells[:, i]).tolist()):
            if len(group) < smallest:
                continue
            figures: Values = jobs[group, i]
            known = ~np.isnan(figures)
            total = float(figures[known].sum()) if known.any() else float("nan")
            names = tuple(weights.regions[k] for k in group)
            found.append(MultiRegionCluster(industry, names, total, bool(known.all())))
    return sorted(found, key=lambda c: (-np.nan_to_num(c.employment), c.industry, c.regions))


@dataclass(frozen=True)
class MultiRegionCells:
    """The group that each region belongs to in each industry, of the shape of the values.

    regions : how many regions it has. cluster : its number. amount : the sum of its known cells.
    """

    regions: Values
    cluster: Values
    amount: Values


def compute_multi_region_clusters(
    values: Any,
    weights: RegionWeights,
    *,
    threshold: float = 1.0,
    quantity: Literal["lq", "as given"] = "lq",
) -> MultiRegionCells:
    """Groups of specialised neighbours of values (R, I) or (R, I, T)."""
    amounts = require_matrix(values)
    if amounts.shape[0] != len(weights.regions):
        raise InputError(
            f"There are {amounts.shape[0]} regions, and neighbours of {len(weights.regions)}."
        )
    figures = compute_location_quotients(amounts) if quantity == "lq" else amounts
    # As for presence: what is equal in exact arithmetic must not fall on different sides.
    with np.errstate(invalid="ignore"):
        rated = figures >= threshold * (1 - 1e-12)
    near = _find_near(weights)
    shape = (*amounts.shape[:2], -1)
    found = np.full((3, *amounts.reshape(shape).shape), np.nan)
    found[0] = np.where(np.isnan(amounts.reshape(shape)), np.nan, 0.0)
    for i, t in np.ndindex(found.shape[2:]):
        column = amounts.reshape(shape)[:, i, t]
        groups = _connect(near, np.flatnonzero(rated.reshape(shape)[:, i, t]).tolist())
        groups.sort(key=lambda group: (-column[group].sum(), group))
        for number, group in enumerate(groups, start=1):
            sizes = (len(group), number, column[group].sum())
            for part, size in zip(found, sizes, strict=True):
                part[group, i, t] = size
    return MultiRegionCells(*(part.reshape(amounts.shape) for part in found))


def _find_near(weights: RegionWeights) -> list[list[int]]:
    """The neighbours of each region, in either direction."""
    both = (weights.matrix > 0) | (weights.matrix.T > 0)
    return [np.flatnonzero(row).tolist() for row in both]


def _connect(near: list[list[int]], members: list[int]) -> list[list[int]]:
    """The connected groups among the members, each sorted."""
    left, groups = set(members), []
    while left:
        group, front = set(), [left.pop()]
        while front:
            here = front.pop()
            group.add(here)
            next_ones = {k for k in near[here] if k in left}
            left -= next_ones
            front.extend(next_ones)
        groups.append(sorted(group))
    return groups


def _example(values: Any) -> MultiRegionCells:
    """Of four regions in a row."""
    row = RegionWeights(tuple("abcd"), np.eye(4, k=1) + np.eye(4, k=-1))
    return compute_multi_region_clusters(values, row)


EXAMPLES = (
    Example(
        function=_example,
        arguments=([[6.0, 2.0], [5.0, 3.0], [1.0, 9.0], [6.0, 4.0]],),
        expected={
            "regions": [[2.0, 0.0], [2.0, 0.0], [0.0, 1.0], [1.0, 0.0]],
            "cluster": [[1.0, float("nan")], [1.0, float("nan")], [float("nan"), 1.0],
                        [2.0, float("nan")]],
            "amount": [[11.0, float("nan")], [11.0, float("nan")], [float("nan"), 9.0],
                       [6.0, float("nan")]],
        },
        working="Half of all jobs are in 1: a, b (touching, 6 + 5) and d have more; in 2 only c.",
    ),
)  # fmt: skip
