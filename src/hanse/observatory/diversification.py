"""Where a region could go next: related industries that it lacks, ranked and explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.indicators.location_quotient import compute_location_quotients
from hanse.observatory.lock_in import LockIn, find_lock_in
from hanse.observatory.matrices import Values, divide, require_matrix
from hanse.observatory.relatedness.complexity import find_complexity
from hanse.observatory.relatedness.complexity_gain import compute_complexity_gain
from hanse.observatory.relatedness.density import compute_relatedness_density
from hanse.observatory.relatedness.presence import compute_presence
from hanse.observatory.relatedness.proximity import compute_proximity
from hanse.observatory.relatedness.relative_density import compare_among_lacking
from hanse.vocabulary import IndicatorCard, InputError

CARD = IndicatorCard(
    id="diversification",
    title="Room to diversify",
    definition=(
        "How promising an industry is that a region lacks: near to what the region has, and "
        "complex. 0 is the average of what the region lacks."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference=(
        "Balland, Boschma, Crespo and Rigby (2019), Regional Studies 53; Pinheiro, Balland, "
        "Boschma and Hartmann (2022), Regional Studies"
    ),
    formula="w z(density) + (1 − w) z(complexity), z over the industries that the region lacks",
    unit="standard deviations",
    direction="higher is more",
    range=(float("-inf"), float("inf")),
    conventions=(
        "weight of nearness density_weight = 0.5 unless given",
        "an industry is lacking where its LQ is below 1; NaN for what the region has or may have",
        "relatedness and complexity come from the regions given",
    ),
    axes=("region", "industry"),
    family="diversification",
    invariances=("permutation",),
    parameters={"density_weight": "0 to 1"},
)


@dataclass(frozen=True)
class Opportunity:
    """An industry that the region lacks, with what speaks for and against it.

    density : share of its relatedness that the region has. relative_density : the same, in
    deviations from the region's other lacking industries. complexity : of the industry, 0 is the
    average. gain : what entry would add to the region's outlook. growth : of the industry in the
    nation over the periods, NaN with one period. lq : where the region stands, below 1.
    built_on : the related industries that the region has, the nearest first.
    """

    rank: int
    industry: str
    score: float
    density: float
    relative_density: float
    complexity: float
    gain: float
    growth: float
    lq: float
    built_on: tuple[str, ...]
    explanation: str


@dataclass(frozen=True)
class Diversification:
    """Ranked opportunities of a region, and its risk of lock-in."""

    region: str
    opportunities: tuple[Opportunity, ...]
    lock_in: LockIn


def find_diversification(
    values: Any,
    region: str,
    regions: Sequence[str],
    industries: Sequence[str],
    *,
    proximity: Any = None,
    density_weight: float = 0.5,
    most: int = 20,
    growth: bool = True,
) -> Diversification:
    """Rank the industries that a region lacks by nearness and complexity.

    values : jobs (R, I) or (R, I, T), the last period counts. proximity : relatedness (I, I), by
    default from the values. density_weight : weight of nearness against complexity, 0 to 1, both
    in deviations over what the region lacks. Missing cells are neither had nor lacked.
    """
    cube = require_matrix(values)
    cube = cube[..., None] if cube.ndim == 2 else cube
    if region not in regions:
        raise InputError(f"There is no region {region}.")
    if not 0 <= density_weight <= 1:
        raise InputError("The weight of density lies between 0 and 1.")
    if cube.shape[:2] != (len(regions), len(industries)):
        raise InputError(f"The values {cube.shape[:2]} don't fit the labels.")
    r, last = list(regions).index(region), cube[..., -1]
    presence = compute_presence(last)
    phi = compute_proximity(presence) if proximity is None else np.asarray(proximity, dtype=float)
    pci = find_complexity(presence).industries
    density = compute_relatedness_density(presence, phi)
    relative = compare_among_lacking(density, presence)[r]
    gain = compute_complexity_gain(presence, proximity=phi, industry_complexity=pci)[r]
    lacking = np.flatnonzero((presence[r] == 0) & ~np.isnan(relative) & ~np.isnan(pci))
    spread = pci[lacking].std() if len(lacking) else 0.0
    complexity = (pci - pci[lacking].mean()) / spread if spread > 0 else np.zeros_like(pci)
    score = density_weight * relative + (1 - density_weight) * complexity
    lq = compute_location_quotients(last)[r]
    rates = _find_growth(cube) if growth else np.full(len(industries), np.nan)
    ordered = lacking[np.argsort(-score[lacking], kind="stable")][:most]
    found = tuple(
        _explain(
            Opportunity(
                rank=rank,
                industry=industries[i],
                score=float(score[i]),
                density=float(density[r, i]),
                relative_density=float(relative[i]),
                complexity=float(pci[i]),
                gain=float(gain[i]),
                growth=float(rates[i]),
                lq=float(lq[i]),
                built_on=_find_base(phi[i], presence[r], industries, i),
                explanation="",
            )
        )
        for rank, i in enumerate(ordered.tolist(), start=1)
    )
    return Diversification(region, found, find_lock_in(last, presence, density, r, industries))


@dataclass(frozen=True)
class DiversificationScores:
    """Score, density and gain of what each region lacks, (R, I); NaN for what it has."""

    score: Values
    density: Values
    gain: Values


def compute_diversification(values: Any, *, density_weight: float = 0.5) -> DiversificationScores:
    """Scores of all that regions lack, of amounts (R, I), or (R, I, T) of whose last period."""
    amounts = require_matrix(values)
    amounts = amounts[..., -1] if amounts.ndim == 3 else amounts
    if not 0 <= density_weight <= 1:
        raise InputError("The weight of density lies between 0 and 1.")
    presence = compute_presence(amounts)
    phi = compute_proximity(presence)
    density = compute_relatedness_density(presence, phi)
    pci = np.broadcast_to(find_complexity(presence).industries, presence.shape)
    near = compare_among_lacking(density, presence)
    # Complexity in deviations among what the region lacks, as density is.
    lacking = (presence == 0) & ~np.isnan(near) & ~np.isnan(pci)
    hard = compare_among_lacking(pci, np.where(lacking, 0.0, np.nan))
    hard = np.where(lacking & np.isnan(hard), 0.0, hard)
    gain = compute_complexity_gain(presence, proximity=phi)
    score = density_weight * near + (1.0 - density_weight) * hard
    return DiversificationScores(
        score, np.where(lacking, density, np.nan), np.where(lacking, gain, np.nan)
    )


def _find_growth(cube: Values) -> Values:
    """Growth of each industry over all regions between the first and last period, (I,)."""
    if cube.shape[2] < 2:
        return np.full(cube.shape[1], np.nan)
    known = ~np.isnan(cube[..., 0]) & ~np.isnan(cube[..., -1])
    first, last = (np.where(known, cube[..., t], 0.0).sum(axis=0) for t in (0, -1))
    return divide(last - first, first)


def _find_base(
    phi: Values, present: Values, industries: Sequence[str], industry: int, *, most: int = 3
) -> tuple[str, ...]:
    near = np.where(present == 1, np.nan_to_num(phi), 0.0)
    near[industry] = 0.0
    order = np.argsort(-near, kind="stable")[:most]
    return tuple(industries[k] for k in order.tolist() if near[k] > 0)


def _explain(found: Opportunity) -> Opportunity:
    """One sentence for people."""
    near = "nearer" if found.relative_density > 0 else "further"
    hard = "more" if found.complexity > 0 else "less"
    base = f", building on {', '.join(found.built_on)}" if found.built_on else ""
    growing = ""
    if not np.isnan(found.growth):
        growing = f" Nationally it {'grew' if found.growth >= 0 else 'shrank'} by "
        growing += f"{abs(found.growth):.0%}."
    return replace(
        found,
        explanation=(
            f"{found.industry} is {near} than most of what the region lacks "
            f"(density {found.density:.2f}{base}) and {hard} complex than the average industry "
            f"({found.complexity:+.2f})." + growing
        ),
    )


EXAMPLES = (
    Example(
        function=compute_diversification,
        arguments=([[4.0, 4.0, 0.0, 0.0], [4.0, 0.0, 4.0, 0.0], [0.0, 0.0, 4.0, 4.0]],),
        options={"density_weight": 1.0},
        expected={
            "score": [
                [float("nan"), float("nan"), 1.0, -1.0],
                [float("nan")] * 4,
                [1.0, -1.0, float("nan"), float("nan")],
            ]
        },
        working="Region 1 has half of the ties of 3, none of 4: +1, −1. To region 2 all is equal.",
        tolerance=1e-9,
    ),
)
