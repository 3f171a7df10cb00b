"""Ellison and Glaeser's index of geographic concentration, with its variance and test."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import (
    MISSING_CONVENTION,
    REGIONS,
    Missing,
    Values,
    compare_shares,
    divide,
    require_base,
    require_matrix,
)
from hanse.vocabulary import IndicatorCard, InputError

CARD = IndicatorCard(
    id="ellison-glaeser",
    title="Ellison–Glaeser index",
    definition=(
        "Concentration of an industry beyond what the size of its plants alone would bring about: "
        "0 is a dartboard, above 0.05 is commonly called highly concentrated."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Ellison and Glaeser (1997), Journal of Political Economy 105, 889–927",
    formula="γ_i = [G − (1 − Σx²) H] / [(1 − Σx²)(1 − H)], G = Σ_r (s_ir − x_r)²",
    unit="index",
    direction="higher is more",
    range=(float("-inf"), 1.0),
    conventions=(
        "x_r is the region's share in all jobs, the industry included, unless a base is given",
        "H is the Herfindahl index of the plants; where only their number n is known, 1/n, its "
        "lowest possible value (γ is then too high)",
        "variance of G under the dartboard, and z = (G − (1 − Σx²)H)/sd; p is two-sided normal",
        MISSING_CONVENTION,
    ),
    axes=("industry", "period"),
    family="concentration",
    invariances=("scale", "permutation"),
    parameters={"herfindahl": "of the plants", "missing": "withhold or known"},
)


@dataclass(frozen=True)
class EllisonGlaeser:
    """The index and what it is made of, each of shape (I,) or (I, T)."""

    gamma: Values
    g: Values
    """Raw concentration G."""
    herfindahl: Values
    variance: Values
    """Variance of G under random location; NaN where the plants' fourth moment is unknown."""
    z: Values
    p_value: Values
    """Two-sided, normal approximation."""


@dataclass(frozen=True)
class PlantSizes:
    """Moments of the plant sizes by industry, each of shape (I,)."""

    industries: tuple[str, ...]
    plants: Values
    herfindahl: Values
    """Σ z², z the plant's share in the industry's jobs."""
    fourth_moment: Values
    """Σ z⁴."""


def measure_plants(sizes: Any, industries: Sequence[object]) -> PlantSizes:
    """Herfindahl index and fourth moment of plant sizes by industry.

    sizes : jobs of each plant, shape (n,). industries : the industry of each plant, n labels.
    An industry with a plant of unknown size has NaN moments.
    """
    jobs = np.asarray(sizes, dtype=np.float64)
    if jobs.ndim != 1 or len(industries) != len(jobs):
        raise InputError("Each plant needs one size and one industry.")
    if np.any(jobs < 0):
        raise InputError("A plant has a negative size.")
    names, index = np.unique(np.array([str(x) for x in industries]), return_inverse=True)
    total = np.bincount(index, jobs, len(names)).astype(np.float64)
    share = divide(jobs, total[index])
    return PlantSizes(
        tuple(names.tolist()),
        np.bincount(index, minlength=len(names)).astype(np.float64),
        np.bincount(index, share**2, len(names)).astype(np.float64),
        np.bincount(index, share**4, len(names)).astype(np.float64),
    )


def require_plant_moments(
    values: Values, *, herfindahl: Any, fourth_moment: Any, establishments: Any
) -> tuple[Values, Values]:
    """Σz² and Σz⁴ by industry, from the moments or from numbers of plants of equal size."""
    shape = values.shape[1:]

    def spread(given: Any) -> Values:
        array = np.asarray(given, dtype=np.float64)
        array = array[..., None] if array.ndim < len(shape) and array.ndim == 1 else array
        return np.broadcast_to(array, shape)

    if herfindahl is not None:
        return spread(herfindahl), spread(np.nan if fourth_moment is None else fourth_moment)
    if establishments is None:
        raise InputError(
            "The size of plants matters here.",
            mend="Give their Herfindahl index by industry, or the numbers of establishments.",
        )
    n = np.asarray(establishments, dtype=np.float64)
    if n.shape == values.shape:
        n = n.sum(axis=REGIONS)
    n = spread(n)
    return divide(np.ones(()), n), divide(np.ones(()), n**3)


def compute_ellison_glaeser(
    values: Any,
    *,
    herfindahl: Any = None,
    fourth_moment: Any = None,
    establishments: Any = None,
    base: Any = None,
    missing: Missing = "withhold",
) -> EllisonGlaeser:
    """Ellison–Glaeser index of each industry, of values (R, I) or (R, I, T).

    herfindahl, fourth_moment : Σz² and Σz⁴ of the plants, shape (I,) or (I, T) (`measure_plants`).
    establishments : else the numbers of plants, shape of the values or (I,): plants of equal size.
    base : activity by region, shape (R,) or (R, T); by default the sum of the known cells.
    """
    values = require_matrix(values)
    h, fourth = require_plant_moments(
        values, herfindahl=herfindahl, fourth_moment=fourth_moment, establishments=establishments
    )
    against = require_base(base, values, axis=REGIONS)
    s, x = compare_shares(values, against, axis=REGIONS, missing=missing)
    g = np.square(s - x).sum(axis=REGIONS)
    x2, x3 = (x**2).sum(axis=REGIONS), (x**3).sum(axis=REGIONS)
    surplus = g - (1.0 - x2) * h
    gamma = divide(surplus, (1.0 - x2) * (1.0 - h))
    variance = 2.0 * (h**2 * (x2 - 2 * x3 + x2**2) - fourth * (x2 - 4 * x3 + 3 * x2**2))
    variance = np.where(np.isnan(g), np.nan, variance)
    z = divide(surplus, np.sqrt(np.maximum(variance, 0.0)))
    p_value = np.vectorize(math.erfc, otypes=[float])(np.abs(z) / math.sqrt(2.0))
    return EllisonGlaeser(gamma, g, np.where(np.isnan(g), np.nan, h), variance, z, p_value)


EXAMPLES = (
    Example(
        function=compute_ellison_glaeser,
        arguments=([[3.0], [1.0]],),
        options={"herfindahl": [0.5], "base": [1.0, 1.0]},
        expected={"g": [0.125], "gamma": [-0.5]},
        working="G = 2·(¼)² = 1/8; 1 − Σx² = ½: (1/8 − ½·½)/(½·½) = −½.",
    ),
)
