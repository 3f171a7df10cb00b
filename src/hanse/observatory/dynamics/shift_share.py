"""Shift-share analysis: why jobs in a region grew more or less than in the nation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import Values, divide, require_matrix
from hanse.vocabulary import IndicatorCard, InputError

CARD = IndicatorCard(
    id="shift-share",
    title="Shift-share components",
    definition=(
        "Splits the change of an industry's jobs in a region into what the nation's growth, the "
        "industry's growth, and the region itself account for."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference=(
        "Dunn (1960), Papers in Regional Science 6; Esteban-Marquillas (1972), Regional and Urban "
        "Economics 2; Barff and Knight (1988), Growth and Change 19 (dynamic)"
    ),
    formula="Δe_ir = e_ir G + e_ir (G_i − G) + e_ir (g_ir − G_i)",
    unit="jobs",
    direction="neutral",
    range=(float("-inf"), float("inf")),
    conventions=(
        'weights "own": jobs at the start; "homothetic" (Esteban-Marquillas): the jobs that the '
        "region would have with the nation's mix, the rest of the regional part is `allocation`",
        'steps "ends": first against last period; "every period" (dynamic): steps added up',
        "rates of the nation from the cells that are known at both ends of a step, unless the "
        "nation's figures are given",
        "a cell without jobs at the start has no rate of its own: all its change is regional",
    ),
    axes=("region", "industry"),
    family="dynamics",
    invariances=("permutation",),
    parameters={"weights": "own or homothetic", "steps": "ends or every period"},
)


@dataclass(frozen=True)
class ShiftShare:
    """Components of the change, each of shape (R, I); change is the sum of the other four."""

    change: Values
    national: Values
    industry_mix: Values
    regional: Values
    """Competitive part; with homothetic weights the part on homothetic jobs."""
    allocation: Values
    """Esteban-Marquillas' allocation part; zero with own weights."""


def compute_shift_share(
    values: Any,
    *,
    nation: Any = None,
    weights: Literal["own", "homothetic"] = "own",
    steps: Literal["ends", "every period"] = "ends",
) -> ShiftShare:
    """Shift-share components, shape (R, I), of values (R, I, T) with at least two periods.

    nation : jobs by industry, shape (I, T); by default the sum of the regions.
    """
    values = require_matrix(values)
    if values.ndim != 3 or values.shape[2] < 2:
        raise InputError("Shift-share needs at least two periods.")
    base = None if nation is None else np.asarray(nation, dtype=np.float64)
    if base is not None and base.shape != values.shape[1:]:
        raise InputError(f"The nation has the shape {base.shape}, not {values.shape[1:]}.")
    last = values.shape[2] - 1
    pairs = [(0, last)] if steps == "ends" else [(t, t + 1) for t in range(last)]
    parts = [
        _split(
            values[..., a],
            values[..., b],
            None if base is None else (base[:, a], base[:, b]),
            homothetic=weights == "homothetic",
        )
        for a, b in pairs
    ]
    return ShiftShare(*np.sum(parts, axis=0))


def _split(
    start: Values, end: Values, nation: tuple[Values, Values] | None, *, homothetic: bool
) -> Values:
    """The five components of one step, shape (5, R, I)."""
    known = ~np.isnan(start) & ~np.isnan(end)
    if nation is None:
        nation = np.where(known, start, 0.0).sum(0), np.where(known, end, 0.0).sum(0)
    industry = divide(nation[1] - nation[0], nation[0])
    everything = [np.asarray(np.nansum(side)) for side in nation]
    whole = divide(everything[1] - everything[0], everything[0])
    # An industry that is new to the nation has no rate: its growth is nobody's mix.
    rate = np.where((nation[0] == 0) & ~np.isnan(nation[1]), whole, industry)
    change = end - start
    national = start * whole
    mix = start * (rate - whole)
    regional = change - national - mix
    if not homothetic:
        return np.stack([change, national, mix, regional, np.where(known, 0.0, np.nan)])
    jobs = np.where(known, start, 0.0).sum(axis=1, keepdims=True)
    expected = jobs * divide(nation[0], everything[0])[None]
    effect = expected * divide(regional, start)
    # Without jobs at the start there is no rate to apply to the homothetic jobs.
    effect = np.where(start == 0, regional, effect)
    return np.stack([change, national, mix, effect, regional - effect])


EXAMPLES = (
    Example(
        function=compute_shift_share,
        arguments=([[[100.0, 150.0]], [[100.0, 90.0]]],),
        expected={
            "change": [[50.0], [-10.0]],
            "national": [[20.0], [20.0]],
            "industry_mix": [[0.0], [0.0]],
            "regional": [[30.0], [-30.0]],
        },
        working="The nation grows from 200 to 240, by 20 %; region 1 gains 30 more than that.",
    ),
)
