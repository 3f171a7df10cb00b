"""Clusters that reach over several neighbouring regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hanse.observatory.matrices import Values
from hanse.observatory.space.weights import RegionWeights
from hanse.vocabulary import InputError


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
    near = (weights.matrix > 0) | (weights.matrix.T > 0)
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


def _connect(near: np.ndarray, members: list[int]) -> list[list[int]]:
    """The connected groups among the members, each sorted."""
    left, groups = set(members), []
    while left:
        group, front = set(), [left.pop()]
        while front:
            here = front.pop()
            group.add(here)
            next_ones = {k for k in np.flatnonzero(near[here]).tolist() if k in left}
            left -= next_ones
            front.extend(next_ones)
        groups.append(sorted(group))
    return groups
