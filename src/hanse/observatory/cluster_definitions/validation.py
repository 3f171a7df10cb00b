"""Validation scores: are the industries of a group nearer to each other than to other groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hanse.observatory.matrices import Values, divide
from hanse.vocabulary import InputError


@dataclass(frozen=True)
class ValidationScores:
    """Delgado, Porter and Stern's scores in per cent, one a similarity matrix, and their mean.

    cluster_average: share of clusters whose within relatedness is above the average of those
    between; cluster_percentile: above their 95th percentile; industry_...: likewise for
    industries. A cluster of one industry has no within relatedness and passes nothing.
    """

    matrices: tuple[str, ...]
    cluster_average: Values
    cluster_percentile: Values
    industry_average: Values
    industry_percentile: Values

    @property
    def clusters(self) -> float:
        """VS-Cluster, averaged over matrices."""
        return float(np.mean([self.cluster_average, self.cluster_percentile]))

    @property
    def industries(self) -> float:
        """VS-Industry, averaged over matrices."""
        return float(np.mean([self.industry_average, self.industry_percentile]))

    @property
    def overall(self) -> float:
        """The mean of VS-Cluster and VS-Industry."""
        return (self.clusters + self.industries) / 2


@dataclass(frozen=True)
class GroupMeans:
    """Mean similarities between groups, (G, G), and of industries with groups, (I, G).

    Pairs of an industry with itself don't count; NaN where no pair is known.
    """

    groups: Values
    industries: Values


def average_over_groups(similarity: Any, groups: Any) -> GroupMeans:
    """Within (diagonal) and between relatedness of groups numbered 0 ... G − 1."""
    s = np.array(similarity, dtype=np.float64)
    labels = np.asarray(groups)
    if s.shape != (len(labels),) * 2:
        raise InputError(f"The similarity has the shape {s.shape} for {len(labels)} industries.")
    np.fill_diagonal(s, np.nan)
    member = (labels[:, None] == np.arange(labels.max() + 1)).astype(np.float64)
    known = (~np.isnan(s)).astype(np.float64)
    sums, counts = np.nan_to_num(s) @ member, known @ member
    return GroupMeans(divide(member.T @ sums, member.T @ counts), divide(sums, counts))


def compute_validation_scores(similarities: Mapping[str, Any], groups: Any) -> ValidationScores:
    """Scores of a grouping (I numbers) on each similarity matrix (I, I)."""
    labels = np.asarray(groups)
    rows = []
    for matrix in similarities.values():
        means = average_over_groups(matrix, labels)
        everyone = np.arange(len(means.groups))
        rows.append(
            (*_score(means.groups, everyone), *_score(means.industries, labels)),
        )
    columns = np.array(rows, dtype=np.float64).T
    return ValidationScores(tuple(similarities), *columns)


def find_row_quantiles(values: Values, share: float) -> Values:
    """Linear quantile of the known values of each row: numpy.nanquantile for all rows at once."""
    ordered = np.sort(values, axis=1)  # unknown ones come last
    last = (~np.isnan(values)).sum(axis=1) - 1
    place = share * last
    below = np.floor(place).astype(np.int64)
    rows = np.arange(len(values))
    low, high = ordered[rows, below], ordered[rows, np.minimum(below + 1, last)]
    return np.asarray(low + (place - below) * (high - low))


def _score(means: Values, own: Sequence[int] | np.ndarray) -> tuple[float, float]:
    """Per cent of rows whose own column is above the mean, and the 95th percentile, of others."""
    rows = np.arange(len(means))
    within = means[rows, own]
    between = means.copy()
    between[rows, own] = np.nan
    usable = ~np.isnan(between).all(axis=1)
    if not usable.any():
        return 0.0, 0.0
    average = np.nanmean(between[usable], axis=1)
    percentile = find_row_quantiles(between[usable], 0.95)
    with np.errstate(invalid="ignore"):
        above = [(within[usable] > bar).sum() for bar in (average, percentile)]
    return 100.0 * above[0] / len(means), 100.0 * above[1] / len(means)
