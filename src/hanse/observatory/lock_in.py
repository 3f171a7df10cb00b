"""Risk of lock-in: a region that leans on too little (the brief's overspecialisation warning)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.indicators.herfindahl_specialisation import (
    compute_herfindahl_specialisation,
)
from hanse.observatory.matrices import Values, divide, require_matrix, sum_known
from hanse.observatory.relatedness.density import compute_relatedness_density
from hanse.observatory.relatedness.presence import compute_presence
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="lock-in",
    title="Risk of lock-in",
    definition=(
        "How many of three signs of overspecialisation a region shows: few industries, one large "
        "industry, and industries so near to each other that a shock to one hits all."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference=(
        "Interreg Europe policy brief on clusters (overspecialisation and lock-in); the three "
        "signs and the top tenth are Hanse's choice"
    ),
    formula="number of {Herfindahl, largest share, density inside} above their 90th percentile",
    unit="signs, 0 to 3",
    direction="higher is more",
    range=(0.0, 3.0),
    conventions=(
        "compared with the regions given; shares of the known cells",
        "density inside is the mean relatedness density of the industries that the region has",
        "two signs make a warning; a region without activity has no figure",
    ),
    axes=("region", "period"),
    family="diversification",
    invariances=("permutation",),
)


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

    @property
    def explanation(self) -> str:
        """One or two sentences for people."""
        verdict = (
            "Risk of lock-in: at least two of the three signs of overspecialisation."
            if self.warning
            else "No risk of lock-in: fewer than two of the three signs of overspecialisation."
        )
        return (
            f"{verdict} The largest industry, {self.largest_industry}, has "
            f"{self.largest_share:.0%} of the jobs. Its mix is at least as one-sided as that of "
            f"{self.herfindahl_percentile:.0f}% of the regions; on average "
            f"{self.inside_density:.0%} of what its industries are related to is there too."
        )


@dataclass(frozen=True)
class LockInSigns:
    """Signs of each region, with the figures behind them, (R,) or (R, T)."""

    signs: Values
    herfindahl: Values
    largest_share: Values
    inside_density: Values


def compute_lock_in(values: Any) -> LockInSigns:
    """Signs of lock-in of every region of amounts (R, I) or (R, I, T)."""
    amounts = require_matrix(values)
    if amounts.ndim == 2:
        presence = compute_presence(amounts)
        return find_signs(amounts, presence, compute_relatedness_density(presence))
    parts = [compute_lock_in(amounts[..., t]) for t in range(amounts.shape[2])]
    names = ("signs", "herfindahl", "largest_share", "inside_density")
    return LockInSigns(
        *(np.stack([getattr(part, name) for part in parts], axis=-1) for name in names)
    )


def find_signs(values: Values, presence: Values, density: Values) -> LockInSigns:
    """The signs of values (R, I) whose presence and density are known already."""
    shares = divide(np.nan_to_num(values), sum_known(values, axis=1, keepdims=True))
    largest = np.where(np.isnan(shares).all(axis=1), np.nan, np.nan_to_num(shares).max(axis=1))
    herfindahl = compute_herfindahl_specialisation(values, missing="known")
    inside = np.where(presence == 1, np.nan_to_num(density), 0.0).sum(axis=1)
    inside = divide(inside, (presence == 1).sum(axis=1).astype(np.float64))
    signs = np.zeros(len(values))
    for column in (herfindahl, largest, inside):
        known = column[~np.isnan(column)]
        if len(known) > 1:
            with np.errstate(invalid="ignore"):
                signs += column > np.quantile(known, 0.9)
    return LockInSigns(np.where(np.isnan(largest), np.nan, signs), herfindahl, largest, inside)


def find_lock_in(
    values: Values, presence: Values, density: Values, region: int, industries: Sequence[str]
) -> LockIn:
    """The signs of one region, told."""
    found = find_signs(values, presence, density)
    shares = divide(np.nan_to_num(values[region]), np.nansum(values[region]))
    known = found.herfindahl[~np.isnan(found.herfindahl)]
    own = float(found.herfindahl[region])
    return LockIn(
        own,
        100.0 * float((known <= own).mean()) if len(known) else np.nan,
        industries[int(np.nan_to_num(shares).argmax())],
        float(np.nan_to_num(found.largest_share[region])),
        float(found.inside_density[region]),
        bool(np.nan_to_num(found.signs[region]) >= 2),
    )


EXAMPLES = (
    Example(
        function=compute_lock_in,
        arguments=([[10.0, 0.0], [5.0, 5.0], [0.0, 0.0]],),
        expected={
            "signs": [2.0, 0.0, float("nan")],
            "herfindahl": [1.0, 0.5, float("nan")],
            "largest_share": [1.0, 0.5, float("nan")],
        },
        working="Region 1 has one industry only, near to which it has none; region 3 has nothing.",
    ),
)
