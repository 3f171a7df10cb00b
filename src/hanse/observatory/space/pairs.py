"""Counting pairs of points by distance: the inner loops, compiled when first used.

Needs numba (the `science` extra). The loops release the interpreter's lock, so that random draws
run in threads.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import numpy as np

from hanse.observatory.matrices import Values
from hanse.vocabulary import ConfigurationError, InputError

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Called with the draws done and the draws in all."""


@dataclass(frozen=True)
class Points:
    """Establishments: places, industries as codes of `labels`, and weights, each of shape (n,)."""

    x: Values
    y: Values
    industry: np.ndarray
    labels: tuple[str, ...]
    weight: Values

    def members(self, industry: int) -> np.ndarray:
        """Positions of the establishments of an industry."""
        return np.flatnonzero(self.industry == industry)


def require_points(x: Any, y: Any, industries: Sequence[object], weights: Any = None) -> Points:
    """Points from columns; raises InputError for unequal lengths and for unknown places."""
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    w = np.ones(len(x)) if weights is None else np.asarray(weights, dtype=np.float64)
    if not len(x) == len(y) == len(industries) == len(w):
        raise InputError("Each establishment needs x, y and an industry.")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise InputError("An establishment has no place.", mend="Leave such rows out.")
    if not (np.isfinite(w) & (w >= 0)).all():
        raise InputError("An establishment has no weight, or a negative one.")
    labels, codes = np.unique(np.array([str(k) for k in industries]), return_inverse=True)
    return Points(x, y, codes.ravel(), tuple(labels.tolist()), w)


@dataclass(frozen=True)
class Loops:
    """The compiled loops."""

    nested: Callable[..., Values]
    around: Callable[..., Values]
    around_smooth: Callable[..., Values]


@cache
def compile_loops() -> Loops:
    """Compile the loops (a few seconds; later processes find them in the cache)."""
    try:
        import numba
    except ImportError as error:
        raise ConfigurationError(
            "Distances between points need the package numba.",
            mend="Install it with: pip install hanse[science]",
        ) from error
    compiled = numba.njit(nogil=True, cache=True)

    @compiled
    def nested(x, y, sizes, step, bins):  # type: ignore[no-untyped-def]
        """Histograms of the pair distances among the first `sizes[k]` points, for each k.

        Linear binning: a distance is shared between the two grid points at its sides.
        """
        out = np.zeros((len(sizes), bins + 2))
        histogram = np.zeros(bins + 2)
        k = 0
        for a in range(len(x)):
            for b in range(a):
                place = np.sqrt((x[a] - x[b]) ** 2 + (y[a] - y[b]) ** 2) / step
                if place < bins:
                    cell = int(place)
                    share = place - cell
                    histogram[cell] += 1.0 - share
                    histogram[cell + 1] += share
            while k < len(sizes) and sizes[k] == a + 1:
                out[k] = histogram
                k += 1
        return out

    @compiled
    def around(x, y, weight, squares):  # type: ignore[no-untyped-def]
        """Weight of the other points in each ring around each point, (n, rings)."""
        n, rings = len(x), len(squares)
        out = np.zeros((n, rings))
        furthest = squares[rings - 1]
        # From a squared distance straight to the first ring that may hold it.
        scale = 4096 / furthest if furthest > 0 else 0.0
        first = np.searchsorted(squares, np.arange(4098) / scale if scale else np.zeros(4098))
        for a in range(n):
            for b in range(a):
                square = (x[a] - x[b]) ** 2 + (y[a] - y[b]) ** 2
                if square <= furthest:
                    ring = first[int(square * scale)]
                    while ring > 0 and squares[ring - 1] >= square:
                        ring -= 1
                    while squares[ring] < square:
                        ring += 1
                    out[a, ring] += weight[b]
                    out[b, ring] += weight[a]
        return out

    @compiled
    def around_smooth(x, y, weight, step, bins):  # type: ignore[no-untyped-def]
        """Weight of the other points by distance around each point, linear binning."""
        n = len(x)
        out = np.zeros((n, bins + 2))
        for a in range(n):
            for b in range(a):
                place = np.sqrt((x[a] - x[b]) ** 2 + (y[a] - y[b]) ** 2) / step
                if place < bins:
                    cell = int(place)
                    share = place - cell
                    out[a, cell] += (1.0 - share) * weight[b]
                    out[a, cell + 1] += share * weight[b]
                    out[b, cell] += (1.0 - share) * weight[a]
                    out[b, cell + 1] += share * weight[a]
        return out

    return Loops(nested, around, around_smooth)


def run_draws(
    draw: Callable[[int], T],
    draws: int,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> list[T]:
    """`draw(0) ... draw(draws − 1)` in threads, in order; `progress` hears of each one done."""
    numbers: Iterable[int] = range(draws)
    found: list[T] = []
    with ThreadPoolExecutor(threads or min(os.cpu_count() or 1, 8)) as pool:
        for result in pool.map(draw, numbers):
            found.append(result)
            if progress is not None:
                progress(len(found), draws)
    return found


def find_bandwidth(distances: Values) -> float:
    """Silverman's rule: 0.9 min(sd, interquartile range/1.34) n^(−1/5)."""
    if len(distances) < 2:
        return float("nan")
    low, high = np.quantile(distances, (0.25, 0.75))
    spread = float(distances.std(ddof=1))
    narrow = min(spread, float(high - low) / 1.34) or spread
    return float(0.9 * narrow * len(distances) ** -0.2)


def list_distances(points: Points, members: np.ndarray, *, most: int = 3000) -> Values:
    """Distances of all pairs of members; of a fixed sample of them where there are very many."""
    if len(members) > most:
        members = np.random.default_rng(0).choice(members, most, replace=False)
    a, b = np.triu_indices(len(members), 1)
    x, y = points.x[members], points.y[members]
    return np.asarray(np.hypot(x[a] - x[b], y[a] - y[b]))
