"""Candidate groupings of industries: Ward, k-means and k-medians on a similarity matrix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from hanse.observatory.matrices import Values
from hanse.vocabulary import InputError

Method = Literal["ward", "k-means", "k-medians"]


@dataclass(frozen=True)
class Candidate:
    """One way to group the industries: `groups` holds the number of each industry's group."""

    matrix: str
    method: Method
    count: int
    groups: np.ndarray

    @property
    def name(self) -> str:
        """For people: matrix, method and number of groups."""
        return f"{self.matrix}, {self.method}, {self.count}"


def build_candidates(
    matrix: Any,
    counts: Iterable[int],
    *,
    name: str = "",
    methods: tuple[Method, ...] = ("ward", "k-means", "k-medians"),
    seed: int = 0,
) -> Iterator[Candidate]:
    """Groupings of the industries into each number of groups by each method.

    matrix : similarity (I, I). Each industry is the point whose coordinates are its similarities
    with all industries; unknown ones and its own are set to the mean of its row.
    """
    points = place_industries(matrix)
    tree = _grow_tree(points) if "ward" in methods else None
    for count in counts:
        if not 1 <= count <= len(points):
            raise InputError(f"{len(points)} industries cannot make {count} groups.")
        for method in methods:
            if method == "ward":
                groups = _cut_tree(tree, count)
            else:
                centre = np.mean if method == "k-means" else np.median
                groups = find_centres(points, count, centre=centre, seed=seed)
            yield Candidate(name, method, count, number_groups(groups))


def place_industries(matrix: Any) -> Values:
    """The rows of a similarity matrix as points."""
    points = np.array(matrix, dtype=np.float64)
    np.fill_diagonal(points, np.nan)
    known = ~np.isnan(points)
    count = np.maximum(known.sum(axis=1, keepdims=True), 1)
    mean = np.where(known, points, 0.0).sum(axis=1, keepdims=True) / count
    return np.where(known, points, mean)


def number_groups(groups: np.ndarray) -> np.ndarray:
    """The same groups numbered 0, 1, 2 ... in order of appearance."""
    _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    place = np.empty(len(first), dtype=np.int64)
    place[np.argsort(first)] = np.arange(len(first))
    return np.asarray(place[inverse.ravel()])


def _grow_tree(points: Values) -> Any:
    from scipy.cluster.hierarchy import linkage

    return linkage(points, method="ward") if len(points) > 1 else None


def _cut_tree(tree: Any, count: int) -> np.ndarray:
    from scipy.cluster.hierarchy import fcluster

    if tree is None:
        return np.zeros(1, dtype=np.int64)
    return np.asarray(fcluster(tree, count, criterion="maxclust"))


def find_centres(
    points: Values, count: int, *, centre: Callable[..., Values], seed: int, rounds: int = 100
) -> np.ndarray:
    """Lloyd's iteration from a k-means++ start: nearest centre, then mean (or median) of each.

    k-means uses squared Euclidean distances and k-medians city-block distances. A group that
    runs empty takes the point that is furthest from its centre.
    """
    manhattan = centre is np.median
    centres = _start(points, count, np.random.default_rng(seed))
    groups = np.full(len(points), -1)
    for _ in range(rounds):
        distance = _measure(points, centres, manhattan)
        new = distance.argmin(axis=1)
        for empty in np.setdiff1d(np.arange(count), new):
            away = distance[np.arange(len(points)), new]
            alone = np.bincount(new, minlength=count)[new] == 1
            new[np.where(alone, -1.0, away).argmax()] = empty
        if np.array_equal(new, groups):
            break
        groups = new
        centres = np.stack([centre(points[groups == k], axis=0) for k in range(count)])
    return groups


def _measure(points: Values, centres: Values, manhattan: bool) -> Values:
    if manhattan:
        from scipy.spatial.distance import cdist

        return np.asarray(cdist(points, centres, "cityblock"))
    squares = np.square(points).sum(axis=1)[:, None] + np.square(centres).sum(axis=1)
    return np.asarray(np.maximum(squares - 2.0 * points @ centres.T, 0.0))


def _start(points: Values, count: int, rng: np.random.Generator) -> Values:
    """k-means++: each next centre is drawn in proportion to the squared distance to the nearest."""
    chosen = [int(rng.integers(len(points)))]
    nearest = np.full(len(points), np.inf)
    for _ in range(count - 1):
        nearest = np.minimum(nearest, np.square(points - points[chosen[-1]]).sum(axis=1))
        total = nearest.sum()
        even = np.full(len(points), 1.0 / len(points))
        chosen.append(int(rng.choice(len(points), p=nearest / total if total > 0 else even)))
    return points[chosen]
