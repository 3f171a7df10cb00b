"""Marcon and Puech's M and m: relative concentration around the plants of an industry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

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
    id="marcon-puech",
    title="Marcon–Puech M",
    definition=(
        "How much more of an industry there is around its plants, up to each distance, than in "
        "the whole area: 1 is the average, 2 twice as much."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Marcon and Puech (2010), J. of Economic Geography 10; Lang, Marcon and Puech (2020)",
    formula="M(r) = Σ_a [W_same(a, r)/W_all(a, r)] / Σ_a [(W_i − w_a)/(W − w_a)]",
    unit="ratio",
    direction="higher is more",
    range=(0.0, float("inf")),
    conventions=(
        'kind "cumulative" (M): all neighbours up to r, r included; "density" (m): neighbours at '
        "r under a Gaussian kernel without reflection",
        "plants without any neighbour up to r are left out, above and below the line",
        "no correction of edges: the reference is the same window",
        'null "random labelling": industries change places, sizes stay; "random location": '
        "industry and size move together; the same without weights",
        "bandwidth of m: Silverman's rule on the industry's distances up to twice the largest r",
    ),
    axes=("industry",),
    family="space",
    invariances=("permutation",),
    parameters={"kind": "cumulative or density", "draws": "0 for none", "seed": "a number"},
)

Kind = Literal["cumulative", "density"]
Null = Literal["random labelling", "random location"]


@dataclass(frozen=True)
class RelativeConcentration:
    """M or m of one industry, arrays of shape (D,); NaN where no plant has a neighbour."""

    industry: str
    establishments: int
    distances: Values
    m: Values
    bandwidth: float
    """Of the kernel of m; NaN for M."""
    envelope: Envelope | None = None


def compute_marcon_puech(
    x: Any,
    y: Any,
    industries: Sequence[object],
    distances: Any,
    *,
    weights: Any = None,
    chosen: Sequence[str] | None = None,
    kind: Kind = "cumulative",
    bandwidth: float | None = None,
    draws: int = 0,
    null: Null = "random labelling",
    level: float = 0.05,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress | None = None,
) -> dict[str, RelativeConcentration]:
    """M (or m) of each industry with two plants or more, with envelopes where `draws` > 0.

    x, y : places in a plane, shape (n,). industries : n labels. distances : rising, shape (D,).
    weights : sizes of the establishments, 1 by default. chosen : only these industries.
    progress : hears of each draw done.
    """
    points = require_points(x, y, industries, weights)
    r = np.asarray(distances, dtype=np.float64)
    if r.ndim != 1 or not len(r) or np.any(r < 0) or np.any(np.diff(r) <= 0):
        raise InputError("The distances must rise from 0 on.")
    wanted = points.labels if chosen is None else tuple(str(name) for name in chosen)
    unknown = [name for name in wanted if name not in points.labels]
    if unknown:
        raise InputError(f"No establishment has the industry {unknown[0]}.")
    members = {name: points.members(points.labels.index(name)) for name in wanted}
    members = {name: who for name, who in members.items() if len(who) > 1}
    widths = {
        name: _choose_bandwidth(points, who, r, bandwidth) if kind == "density" else np.nan
        for name, who in members.items()
    }
    measures = {name: _choose_measure(r, kind, widths[name], widths) for name in members}
    around_all = _sum_around(points, np.arange(len(points.x)), points.weight, measures)
    curves = _compute_curves(points, members, points.weight, around_all, measures)
    simulated: list[dict[str, Values]] = []
    if draws:
        run = partial(run_draws, draws=draws, threads=threads, progress=progress)
        simulated = _simulate(points, members, around_all, measures, null, seed, run)
    return {
        name: RelativeConcentration(
            name,
            len(who),
            r,
            curves[name],
            widths[name],
            find_envelope(np.array([s[name] for s in simulated]), level=level) if draws else None,
        )
        for name, who in members.items()
    }


@dataclass(frozen=True)
class _Measure:
    """From rings around points, (n, rings), to sums up to (or at) each distance, (n, D)."""

    count: Callable[[Values, Values, Values], Values]
    finish: Callable[[Values], Values]
    shared: bool
    """Whether `finish` is the same for all industries."""


def _choose_bandwidth(
    points: Points, members: np.ndarray, r: Values, bandwidth: float | None
) -> float:
    distances = list_distances(points, members)
    near = distances[distances <= 2.0 * r.max()]
    h = bandwidth or find_bandwidth(near if len(near) > 1 else distances)
    if not h > 0:
        raise InputError("All plants of an industry are at one place.", mend="Give a bandwidth.")
    return h


def _choose_measure(r: Values, kind: Kind, h: float, widths: dict[str, float]) -> _Measure:
    loops = compile_loops()
    if kind == "cumulative":
        squares = r**2 * (1.0 + 1e-14)
        return _Measure(
            lambda x, y, w: loops.around(x, y, w, squares), lambda s: np.cumsum(s, axis=1), True
        )
    # One grid for all industries, fine enough for the narrowest kernel: error (step/h)²/8.
    narrowest, widest = min(widths.values()), max(widths.values())
    step = narrowest / 256 if len(widths) == 1 else narrowest / 32
    bins = int(np.ceil((r.max() + 9.0 * widest) / step))
    grid = step * np.arange(bins + 2)
    kernel = np.exp(-0.5 * ((grid[:, None] - r) / h) ** 2)
    return _Measure(
        lambda x, y, w: loops.around_smooth(x, y, w, step, bins),
        lambda s: np.asarray(s @ kernel),
        False,
    )


def _sum_around(
    points: Points, who: np.ndarray, weight: Values, measures: dict[str, _Measure]
) -> Values:
    """Rings around each point by all points, finished where that is the same for everyone."""
    measure = next(iter(measures.values()), None)
    if measure is None:
        return np.zeros((len(who), 0))
    rings = measure.count(points.x[who], points.y[who], weight)
    return measure.finish(rings) if measure.shared else rings


def _compute_curves(
    points: Points,
    members: dict[str, np.ndarray],
    weight: Values,
    around_all: Values,
    measures: dict[str, _Measure],
) -> dict[str, Values]:
    total = weight.sum()
    curves = {}
    for name, who in members.items():
        measure, w = measures[name], weight[who]
        same = measure.finish(measure.count(points.x[who], points.y[who], w))
        everyone = around_all[who] if measure.shared else measure.finish(around_all[who])
        expected = ((w.sum() - w) / (total - w))[:, None]
        # Far in the kernel's tail a density is noise: nobody is there.
        there = everyone > 1e-12 * max(float(w.mean()), 1e-300)
        local = np.divide(same, everyone, out=np.zeros_like(same), where=there)
        below = (expected * there).sum(axis=0)
        curves[name] = np.divide(
            local.sum(axis=0), below, out=np.full(len(below), np.nan), where=below > 0
        )
    return curves


def _simulate(
    points: Points,
    members: dict[str, np.ndarray],
    around_all: Values,
    measures: dict[str, _Measure],
    null: Null,
    seed: int,
    run: Callable[[Callable[[int], dict[str, Values]]], list[dict[str, Values]]],
) -> list[dict[str, Values]]:
    """Curves of each draw; one shuffle serves all industries."""

    def draw(number: int) -> dict[str, Values]:
        moved = np.random.default_rng([seed, number]).permutation(len(points.x))
        places = {name: moved[who] for name, who in members.items()}
        if null == "random labelling":
            return _compute_curves(points, places, points.weight, around_all, measures)
        weight = np.empty_like(points.weight)
        weight[moved] = points.weight
        everyone = _sum_around(points, np.arange(len(points.x)), weight, measures)
        return _compute_curves(points, places, weight, everyone, measures)

    return run(draw)


def _example(distance: float) -> float:
    """M up to a distance for four plants in a row, a a b b, one apart."""
    result = compute_marcon_puech(
        [0.0, 1.0, 2.0, 3.0], [0.0] * 4, ["a", "a", "b", "b"], [distance], chosen=["a"]
    )
    return float(result["a"].m[0])


EXAMPLES = (
    Example(
        function=_example,
        arguments=(1.0,),
        expected=2.25,
        working="Plant 1 has one neighbour, of a: 1; plant 2 one of two: ½; expected ⅓ each.",
    ),
)
