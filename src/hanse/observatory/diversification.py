"""Where a region could go next: related industries that it lacks, ranked and explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hanse.observatory.indicators.herfindahl_specialisation import (
    compute_herfindahl_specialisation,
)
from hanse.observatory.indicators.location_quotient import compute_location_quotients
from hanse.observatory.matrices import Values, divide, require_matrix, sum_known
from hanse.observatory.relatedness.complexity import find_complexity
from hanse.observatory.relatedness.density import (
    compute_relatedness_density,
    compute_relative_density,
)
from hanse.observatory.relatedness.outlook import compute_complexity_gain
from hanse.observatory.relatedness.presence import compute_presence
from hanse.observatory.relatedness.proximity import compute_proximity
from hanse.vocabulary import InputError


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
class LockIn:
    """Signs that a region leans on too little (the policy brief's overspecialisation warning).

    herfindahl : of the region, with its percentile among regions. largest_share : of the region's
    jobs in one industry. inside_density : mean relatedness among what the region has: high means
    that a shock to one hits all. warning : True where at least two of the three are in the top
    tenth of regions.
    """

    herfindahl: float
    herfindahl_percentile: float
    largest_industry: str
    largest_share: float
    inside_density: float
    warning: bool


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
    relative = compute_relative_density(density, presence)[r]
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
    return Diversification(region, found, _find_lock_in(last, presence, density, r, industries))


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


def _find_lock_in(
    values: Values, presence: Values, density: Values, region: int, industries: Sequence[str]
) -> LockIn:
    shares = divide(np.nan_to_num(values), sum_known(values, axis=1, keepdims=True))
    largest = np.nan_to_num(shares).max(axis=1)
    herfindahl = compute_herfindahl_specialisation(values, missing="known")
    inside = np.where(presence == 1, np.nan_to_num(density), 0.0).sum(axis=1)
    inside = divide(inside, (presence == 1).sum(axis=1))
    signs = []
    for column in (herfindahl, largest, inside):
        known = column[~np.isnan(column)]
        signs.append(bool(len(known) > 1 and column[region] > np.quantile(known, 0.9)))
    known = herfindahl[~np.isnan(herfindahl)]
    percentile = 100.0 * float((known <= herfindahl[region]).mean()) if len(known) else np.nan
    return LockIn(
        float(herfindahl[region]),
        percentile,
        industries[int(np.nan_to_num(shares[region]).argmax())],
        float(largest[region]),
        float(inside[region]),
        sum(signs) >= 2,
    )
