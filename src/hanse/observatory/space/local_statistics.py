"""Local Moran and Getis–Ord statistics of an indicator over regions, through esda."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from hanse.observatory.indicators.significance import compute_false_discovery
from hanse.observatory.matrices import Values
from hanse.observatory.space.weights import RegionWeights
from hanse.vocabulary import ConfigurationError, InputError

Statistic = Literal["moran", "getis-ord"]


@dataclass(frozen=True)
class LocalStatistics:
    """Statistic, p and q of each region, shape (R,); NaN where the value or neighbours lack.

    pattern is "high-high", "low-low", "high-low", "low-high" (Moran), "hot" or "cold" (Getis–Ord)
    where q is at most the level asked for, else "".
    """

    statistic: Values
    p_value: Values
    q_value: Values
    pattern: tuple[str, ...]


def find_local_statistics(
    values: Any,
    weights: RegionWeights,
    *,
    statistic: Statistic = "moran",
    permutations: int = 999,
    seed: int = 0,
    level: float = 0.05,
) -> LocalStatistics:
    """Local Moran's I or Getis–Ord G*, with pseudo p-values and false discovery control.

    values : one figure a region, shape (R,), for example ln LQ. Regions without a value or
    without a neighbour that has one are left out (NaN), and touch no other. Row-standardised for
    Moran, binary for Getis–Ord with the region itself included. The p-values are two-sided: twice
    the smaller tail of the permutations. Needs the `spatial` extra.
    """
    figures = np.asarray(values, dtype=np.float64)
    if figures.shape != (len(weights.regions),):
        raise InputError(f"There are {figures.shape} values for {len(weights.regions)} regions.")
    kept = ~np.isnan(figures)
    kept &= (weights.matrix[:, kept] > 0).any(axis=1)
    kept &= (weights.matrix[:, kept] > 0).any(axis=1)
    places = np.flatnonzero(kept)
    result = {name: np.full(len(figures), np.nan) for name in ("statistic", "p_value")}
    pattern = [""] * len(figures)
    if len(places) < 3 or np.ptp(figures[places]) == 0:
        return LocalStatistics(result["statistic"], result["p_value"], result["p_value"], ())
    found, p_value, kinds = _run_esda(
        figures[places], weights.matrix[np.ix_(places, places)], statistic, permutations, seed
    )
    result["statistic"][places], result["p_value"][places] = found, p_value
    q_value = compute_false_discovery(result["p_value"])
    for place, kind in zip(places.tolist(), kinds, strict=True):
        if q_value[place] <= level:
            pattern[place] = kind
    return LocalStatistics(result["statistic"], result["p_value"], q_value, tuple(pattern))


def _run_esda(
    figures: Values, matrix: Values, statistic: Statistic, permutations: int, seed: int
) -> tuple[Values, Values, list[str]]:
    try:
        from esda import G_Local, Moran_Local
        from libpysal.weights import W
    except ImportError as error:
        raise ConfigurationError(
            "Local statistics need the packages esda and libpysal.",
            mend="Install them with: pip install hanse[spatial]",
        ) from error
    neighbours = {k: np.flatnonzero(row).tolist() for k, row in enumerate(matrix)}
    w = W(
        neighbours,
        {k: matrix[k, near].tolist() for k, near in neighbours.items()},
        silence_warnings=True,
    )
    settings = {"permutations": permutations, "seed": seed, "n_jobs": 1}
    with warnings.catch_warnings():
        # esda announces that its default will become the two-sided test, which is taken here.
        warnings.simplefilter("ignore", DeprecationWarning)
        if statistic == "moran":
            moran = Moran_Local(figures, w, transformation="r", **settings)
            names = {1: "high-high", 2: "low-high", 3: "low-low", 4: "high-low"}
            kinds = [names[int(q)] for q in moran.q]
            return np.asarray(moran.Is), np.minimum(2.0 * moran.p_sim, 1.0), kinds
        local = G_Local(figures, w, transform="B", star=True, **settings)
    z = np.asarray(local.Zs, dtype=np.float64)
    kinds = ["hot" if value > 0 else "cold" for value in z]
    return z, np.minimum(2.0 * np.asarray(local.p_sim), 1.0), kinds
