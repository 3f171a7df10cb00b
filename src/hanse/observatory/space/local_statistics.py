"""Local Moran and Getis–Ord statistics of an indicator over regions; p-values through esda."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from hanse.observatory.indicators.location_quotient import compute_location_quotients
from hanse.observatory.indicators.significance import compute_false_discovery
from hanse.observatory.matrices import Values, require_matrix
from hanse.observatory.space.weights import RegionWeights
from hanse.vocabulary import ConfigurationError, InputError

Statistic = Literal["moran", "getis-ord"]
Quantity = Literal["lq", "log lq", "as given"]
"""What is looked at: the location quotient, its logarithm, or the values as they are."""
QUANTITY_CONVENTIONS = (
    'quantity "lq" (default) takes location quotients, "log lq" their logarithms (regions without '
    'the industry are left out), "as given" the values themselves',
    "regions without a figure or without a neighbour that has one are left out, and touch no other",
    "two-sided pseudo p-values of permutations (esda); q over all regions and industries of a "
    "period (Benjamini and Hochberg); permutations=0 leaves both out",
)


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


@dataclass(frozen=True)
class CellStatistics:
    """Statistic, p and q of each region and industry, of the shape of the values."""

    statistic: Values
    p_value: Values
    q_value: Values


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
    the smaller tail of the permutations, which need the `spatial` extra; permutations=0 leaves
    them out.
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
        return LocalStatistics(
            result["statistic"], result["p_value"], result["p_value"], tuple(pattern)
        )
    if permutations == 0:
        near = weights.matrix[np.ix_(places, places)]
        result["statistic"][places] = compute_statistic(figures[places], near, statistic)
        return LocalStatistics(
            result["statistic"], result["p_value"], result["p_value"], tuple(pattern)
        )
    found, p_value, kinds = _run_esda(
        figures[places], weights.matrix[np.ix_(places, places)], statistic, permutations, seed
    )
    result["statistic"][places], result["p_value"][places] = found, p_value
    q_value = compute_false_discovery(result["p_value"])
    for place, kind in zip(places.tolist(), kinds, strict=True):
        if q_value[place] <= level:
            pattern[place] = kind
    return LocalStatistics(result["statistic"], result["p_value"], q_value, tuple(pattern))


def compute_statistic(figures: Values, matrix: Values, statistic: Statistic) -> Values:
    """Local Moran's I (row-standardised) or the z-score of Getis–Ord G* (binary), as in esda."""
    z = figures - figures.mean()
    n = len(z)
    if statistic == "moran":
        near = (matrix @ z) / matrix.sum(axis=1)
        return np.asarray((n - 1) * z * near / (z @ z))
    inside = (matrix > 0).astype(np.float64)
    np.fill_diagonal(inside, 1.0)
    count = inside.sum(axis=1)
    spread = np.sqrt((z @ z) / n) * np.sqrt((n * count - count**2) / (n - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(spread > 0, (inside @ z) / spread, np.nan))


def find_cell_statistics(
    values: Any,
    weights: RegionWeights,
    *,
    statistic: Statistic,
    quantity: Quantity,
    permutations: int,
    seed: int,
) -> CellStatistics:
    """The statistics of every industry over the regions, values (R, I) or (R, I, T)."""
    amounts = require_matrix(values)
    cube = amounts[..., None] if amounts.ndim == 2 else amounts
    found = np.full((2, *cube.shape), np.nan)
    for t in range(cube.shape[2]):
        figures = cube[..., t]
        if quantity != "as given":
            lq = compute_location_quotients(figures)
            # A region without the industry has no logarithm: it is left out.
            with np.errstate(divide="ignore"):
                figures = np.where(lq > 0, np.log(lq), np.nan) if quantity == "log lq" else lq
        for i in range(cube.shape[1]):
            local = find_local_statistics(
                figures[:, i], weights, statistic=statistic, permutations=permutations, seed=seed
            )
            found[:, :, i, t] = local.statistic, local.p_value
    q_value = np.stack(
        [compute_false_discovery(found[1, ..., t]) for t in range(cube.shape[2])], axis=-1
    )
    shape = amounts.shape
    return CellStatistics(*(part.reshape(shape) for part in (found[0], found[1], q_value)))


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
