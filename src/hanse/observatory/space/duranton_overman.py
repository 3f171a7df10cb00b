"""Duranton and Overman's K-density of distances between establishments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import Values
from hanse.observatory.space.envelopes import Envelope, find_envelope
from hanse.observatory.space.pairs import (
    Points,
    Progress,
    compile_loops,
    find_bandwidth,
    list_distances,
    require_points,
    run_draws,
)
from hanse.vocabulary import IndicatorCard, InputError

CARD = IndicatorCard(
    id="duranton-overman",
    title="Duranton–Overman K-density",
    definition=(
        "How frequent each distance is between the plants of an industry; more short distances "
        "than among plants thrown on all sites at random means localisation."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Duranton and Overman (2005), Review of Economic Studies 72, 1077–1106",
    formula="K(r) = Σ_pairs w_a w_b [φ((r − d)/h) + φ((r + d)/h)] / (h Σ_pairs w_a w_b)",
    unit="density per unit of distance",
    direction="higher is more",
    range=(0.0, float("inf")),
    conventions=(
        "Gaussian kernel, reflected at 0, so that the density integrates to 1 from 0 on",
        "bandwidth: Silverman's rule on the distances up to twice the largest r (dbmss), or given",
        "draws: sites of all establishments without replacement, unweighted, with the bandwidth "
        "of the industry; one order of sites serves all industries of a draw",
        "global upper band: at most 5 % of the draws exceed it anywhere; likewise below",
        "localisation max(K − upper, 0); dispersion max(lower − K, 0) where there is none",
        "draws are binned: error below 0.0002 of the kernel's height 1/(h√2π)",
    ),
    axes=("industry",),
    family="space",
    invariances=("permutation",),
    parameters={"distances": "r", "bandwidth": "h", "draws": "0 for none", "seed": "a number"},
)

STEPS_PER_BANDWIDTH = 32
"""Linear binning errs by at most (step/h)²/8 of the kernel's height: 1.2e-4."""


@dataclass(frozen=True)
class KDensity:
    """The curve of one industry, each array of shape (D,)."""

    industry: str
    establishments: int
    distances: Values
    density: Values
    bandwidth: float
    envelope: Envelope | None = None

    @property
    def localisation(self) -> Values:
        """K above the global upper band; zero without an envelope or below it."""
        if self.envelope is None:
            return np.zeros_like(self.density)
        return np.maximum(self.density - self.envelope.global_upper, 0.0)

    @property
    def dispersion(self) -> Values:
        """The global lower band above K, where the industry is nowhere localised."""
        if self.envelope is None or self.localisation.any():
            return np.zeros_like(self.density)
        return np.maximum(self.envelope.global_lower - self.density, 0.0)


def compute_duranton_overman(
    x: Any,
    y: Any,
    industries: Sequence[object],
    distances: Any,
    *,
    weights: Any = None,
    chosen: Sequence[str] | None = None,
    bandwidth: float | None = None,
    draws: int = 0,
    level: float = 0.05,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress | None = None,
) -> dict[str, KDensity]:
    """K-density of each industry with two plants or more, with envelopes where `draws` > 0.

    x, y : places in a plane, shape (n,). industries : n labels. distances : where K is wanted, in
    the unit of the places, shape (D,). chosen : only these industries (the others remain sites).
    weights : of the establishments; envelopes are for unweighted curves. progress : hears of draws.
    """
    points = require_points(x, y, industries, weights)
    r = np.asarray(distances, dtype=np.float64)
    if r.ndim != 1 or not len(r) or np.any(r < 0):
        raise InputError("The distances must be a list of numbers from 0 on.")
    if draws and weights is not None:
        raise InputError("Envelopes are for unweighted curves.", mend="Leave the weights out.")
    wanted = points.labels if chosen is None else tuple(str(name) for name in chosen)
    found: dict[str, KDensity] = {}
    for name in wanted:
        if name not in points.labels:
            raise InputError(f"No establishment has the industry {name}.")
        members = points.members(points.labels.index(name))
        if len(members) > 1:
            found[name] = _observe(points, members, name, r, bandwidth)
    if draws and found:
        return _add_envelopes(points, found, draws, level, seed, threads, progress)
    return found


def smooth(distances: Values, weights: Values | float, r: Values, h: float) -> Values:
    """Σ w [φ((r−d)/h) + φ((r+d)/h)]/h over distances, shape (D,), in pieces of modest size."""
    total = np.zeros(len(r))
    piece = max(1, 4_000_000 // max(len(r), 1))
    w = np.broadcast_to(weights, distances.shape)
    for start in range(0, len(distances), piece):
        d = distances[start : start + piece]
        near = np.exp(-0.5 * ((r[:, None] - d) / h) ** 2)
        near += np.exp(-0.5 * ((r[:, None] + d) / h) ** 2)
        total += near @ w[start : start + piece]
    density: Values = total / (h * np.sqrt(2.0 * np.pi))
    return density


def _observe(
    points: Points, members: np.ndarray, name: str, r: Values, bandwidth: float | None
) -> KDensity:
    distances = list_distances(points, members)
    near = distances[distances <= 2.0 * r.max()]
    h = bandwidth or find_bandwidth(near if len(near) > 1 else distances)
    if not h > 0:
        raise InputError(f"All plants of {name} are at one place.", mend="Give a bandwidth.")
    if len(members) * (len(members) - 1) // 2 == len(distances):
        w = points.weight[members]
        a, b = np.triu_indices(len(members), 1)
        products = w[a] * w[b]
        within = distances <= r.max() + 9.0 * h
        density = smooth(distances[within], products[within], r, h) / products.sum()
    else:
        x, y = points.x[members], points.y[members]
        step, bins = _choose_grid(r, h, h)
        counts = compile_loops().nested(x, y, np.array([len(members)]), step, bins)[0]
        density = _smooth_counts(counts, step, r, h) / (len(members) * (len(members) - 1) / 2)
    return KDensity(name, len(members), r, density, h)


def _choose_grid(r: Values, narrowest: float, widest: float) -> tuple[float, int]:
    step = narrowest / STEPS_PER_BANDWIDTH
    return step, int(np.ceil((r.max() + 6.0 * widest) / step))


def _smooth_counts(counts: Values, step: float, r: Values, h: float) -> Values:
    """The smoothed density of binned distances, counts (..., bins) -> (..., D)."""
    grid = step * np.arange(counts.shape[-1])
    near = np.exp(-0.5 * ((grid[:, None] - r) / h) ** 2)
    near += np.exp(-0.5 * ((grid[:, None] + r) / h) ** 2)
    return np.asarray(counts @ near / (h * np.sqrt(2.0 * np.pi)))


def _add_envelopes(
    points: Points,
    found: dict[str, KDensity],
    draws: int,
    level: float,
    seed: int,
    threads: int | None,
    progress: Progress | None,
) -> dict[str, KDensity]:
    """One random order of sites a draw serves every industry: each takes as many as it needs."""
    curves = list(found.values())
    sizes = np.array(sorted({curve.establishments for curve in curves}))
    widths = [curve.bandwidth for curve in curves]
    r = curves[0].distances
    step, bins = _choose_grid(r, min(widths), max(widths))
    nested = compile_loops().nested

    def draw(number: int) -> Values:
        order = np.random.default_rng([seed, number]).permutation(len(points.x))[: sizes[-1]]
        return nested(points.x[order], points.y[order], sizes, step, bins)

    histograms = np.stack(run_draws(draw, draws, threads=threads, progress=progress), axis=1)
    result = {}
    for curve in curves:
        n = curve.establishments
        counts = histograms[int(np.searchsorted(sizes, n))]
        simulated = _smooth_counts(counts, step, r, curve.bandwidth) / (n * (n - 1) / 2)
        result[curve.industry] = KDensity(
            curve.industry,
            n,
            r,
            curve.density,
            curve.bandwidth,
            find_envelope(simulated, level=level),
        )
    return result


def _example(distance: float, bandwidth: float) -> float:
    """K at 0 of two plants, for the worked example."""
    result = compute_duranton_overman(
        [0.0, distance], [0.0, 0.0], ["a", "a"], [0.0], bandwidth=bandwidth
    )
    return float(result["a"].density[0])


EXAMPLES = (
    Example(
        function=_example,
        arguments=(1.0, 1.0),
        expected=0.48394144903828673,
        working="Two plants one apart, h = 1: K(0) = 2 φ(1) = 2 · 0.24197.",
    ),
)
