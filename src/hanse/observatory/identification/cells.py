"""What every rating method starts from: the figures of each region x group x period."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.identification.bounds import (
    bound_quotients,
    bound_quotients_with_base,
    bound_shares,
)
from hanse.observatory.identification.criteria import Figure
from hanse.observatory.indicators.focus import compute_focus
from hanse.observatory.indicators.growth import compute_growth
from hanse.observatory.indicators.location_quotient import compute_location_quotients
from hanse.observatory.indicators.shares import compute_shares
from hanse.panel import Panel
from hanse.vocabulary import InputError

Values = NDArray[np.float64]
National = Mapping[str, float] | NDArray[np.float64]
"""The base: group -> figure, or an array of shape (G,) or (G, T) in the panel's order."""


Assumption = Literal["nothing", "no record"]
"""What bounds take for granted of unknown cells that the panel gives no upper limit.

"nothing": they could be of any size. "no record": none is larger than the largest known figure of
its group and period; the certainty of a rating then holds under this assumption.
"""


@dataclass(frozen=True)
class Cells:
    """The panel to rate, its base, and the figures that tests compare."""

    panel: Panel
    national: Values | None
    """Shape (G + 1, T), see `build_base`; None where the sums of the panel's regions are it."""
    employment: Figure
    lq: Figure
    focus: Figure
    assume: Assumption = "nothing"


def require_measures(panel: Panel, needs: tuple[str, ...], method: str) -> None:
    """Raise InputError naming the first measure that the method needs and the panel lacks."""
    for measure in needs:
        if measure not in panel.measures:
            raise InputError(
                f"The method {method} needs {measure}, and the panel has "
                f"{', '.join(panel.measures) or 'no measure'}.",
                mend=f"Name the column of {measure}, or choose a method that does without.",
            )


def select_traded(panel: Panel, traded: Collection[str] | None) -> Panel:
    """The panel of the traded groups only, in its own order; None keeps all."""
    if traded is None:
        return panel
    kept = tuple(group for group in panel.industries if group in set(traded))
    if not kept:
        raise InputError(
            "None of the panel's groups is among the traded ones.",
            mend=f"The panel has {', '.join(panel.industries[:5])} ...",
        )
    return panel.select(industries=kept)


def select_base(national: National | None, traded: Collection[str] | None) -> National | None:
    """The base without the groups that are not traded; an array is taken as it is."""
    if traded is None or not isinstance(national, Mapping):
        return national
    return {group: figure for group, figure in national.items() if group in set(traded)}


def build_base(panel: Panel, national: National | None) -> Values | None:
    """The national figures as (G + 1, T), the last row for groups that the panel does not hold.

    Groups that a mapping does not name are unknown (NaN). Raises InputError for a negative figure
    or an array that does not fit.
    """
    if national is None:
        return None
    _, groups, periods = panel.shape
    others = 0.0
    if isinstance(national, Mapping):
        known = set(panel.industries)
        others = sum(v for group, v in national.items() if group not in known and v == v)
        base = np.array([national.get(group, np.nan) for group in panel.industries], dtype=float)
    else:
        base = np.asarray(national, dtype=float)
    if base.shape not in {(groups,), (groups, periods)}:
        raise InputError(f"The national base has the shape {base.shape}, not ({groups},).")
    if np.any(base < 0) or others < 0:
        raise InputError("A national figure is negative.")
    base = np.broadcast_to(base.reshape(groups, -1), (groups, periods))
    return np.concatenate([base, np.full((1, periods), others)])


def add_other_groups(values: Values) -> Values:
    """(R, G, T) with one more group, of unknown figures: the shape that goes with the base."""
    return np.concatenate([values, np.full_like(values[:, :1], np.nan)], axis=1)


def build_figure(panel: Panel, measure: str, assume: Assumption = "nothing") -> Figure:
    """A measure of the panel with its bounds, under what is assumed of cells without limit."""
    values = panel.values(measure)
    low, high = panel.bounds(measure)
    if assume == "no record":
        record = np.max(np.nan_to_num(values), axis=0, keepdims=True)
        high = np.where(np.isinf(high), np.maximum(record, low), high)
    return Figure(values, low, high, certain=bool(np.array_equal(low, high)))


def build_cells(
    panel: Panel, national: National | None = None, *, assume: Assumption = "nothing"
) -> Cells:
    """Employment, location quotient and focus of every cell, with bounds.

    Point values use the known parts of incomplete totals; the bounds tell what the unknown parts
    could do to them. With `national`, a group that it names and the panel lacks counts in the
    national total.
    """
    base = build_base(panel, national)
    employment = build_figure(panel, "employment", assume)
    values = employment.value
    if base is None:
        lq = compute_location_quotients(values)
    else:
        lq = compute_location_quotients(add_other_groups(values), national=base)[:, :-1]
    focus = compute_focus(values)
    if employment.certain and (base is None or not np.isnan(base).any()):
        return Cells(
            panel,
            base,
            employment,
            Figure(lq, lq, lq, certain=True),
            Figure(focus, focus, focus, certain=True),
            assume,
        )
    low, high = employment.low, employment.high
    if base is None:
        quotients = bound_quotients(low, high)
    else:
        share = base[:-1] / np.nansum(base, axis=0, keepdims=True)
        quotients = bound_quotients_with_base(low, high, share[np.newaxis])
        nothing_known = np.broadcast_to(np.isnan(share), lq.shape)
        quotients = (
            np.where(nothing_known, 0.0, quotients[0]),
            np.where(nothing_known, np.inf, quotients[1]),
        )
    return Cells(
        panel,
        base,
        employment,
        _enclose(lq, *quotients),
        _enclose(focus, *bound_shares(low, high)),
        assume,
    )


def _enclose(value: Values, low: Values, high: Values) -> Figure:
    """The figure with bounds widened by rounding only as far as its own value."""
    return Figure(value, np.fmin(low, value), np.fmax(high, value))


def build_productivity(cells: Cells, wages: str) -> Figure:
    """Wages over employment with bounds."""
    employment, paid = cells.employment, build_figure(cells.panel, wages, cells.assume)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(employment.value > 0, paid.value / employment.value, np.nan)
        low = np.where(np.isinf(employment.high), 0.0, paid.low / employment.high)
        high = paid.high / employment.low
    never = employment.high == 0  # no pay a job where surely nobody works
    low = np.where(never, np.nan, np.where(np.isnan(low), 0.0, low))
    high = np.where(never, np.nan, np.where(np.isnan(high), np.inf, high))
    if employment.certain and paid.certain:
        return Figure(value, value, value, certain=True)
    return _enclose(value, low, high)


def build_growth(cells: Cells) -> Figure:
    """Compound yearly growth from the first period with bounds; all NaN with one period."""
    periods, employment = cells.panel.periods, cells.employment
    years = list_years(periods)
    value = compute_growth(employment.value, years=years)
    if employment.certain:
        return Figure(value, value, value, certain=True)
    low, high = np.full_like(value, np.nan), np.full_like(value, np.nan)
    steps = np.diff(np.asarray(years if years is not None else range(len(periods)), float))
    elapsed = np.cumsum(steps)
    start, end = employment.low[..., :1], employment.high[..., :1]
    with np.errstate(divide="ignore", invalid="ignore"):
        least = np.where(np.isinf(end), 0.0, employment.low[..., 1:] / end) ** (1 / elapsed) - 1
        most = (employment.high[..., 1:] / start) ** (1 / elapsed) - 1
    never = np.broadcast_to(end == 0, least.shape)  # no growth from what is surely nothing
    low[..., 1:] = np.where(never, np.nan, least)
    high[..., 1:] = np.where(never, np.nan, np.where(np.isnan(most), np.inf, most))
    perhaps_undefined = np.broadcast_to(start == 0, value.shape)
    return replace(_enclose(value, low, high), perhaps_undefined=perhaps_undefined)


def list_years(periods: tuple[str, ...]) -> list[float] | None:
    """The periods as increasing years, or None where their labels are not such."""
    try:
        years = [float(period) for period in periods]
    except ValueError:
        return None
    return years if all(a < b for a, b in pairwise(years)) else None


def compute_national_shares(cells: Cells) -> Values:
    """Share of the region in its industry's national figure."""
    national = None if cells.national is None else cells.national[:-1]
    return compute_shares(cells.employment.value, national=national)


Certainty = Literal["certain", "possible", "unknown"]
CERTAINTIES: tuple[Certainty, ...] = ("certain", "possible", "unknown")
