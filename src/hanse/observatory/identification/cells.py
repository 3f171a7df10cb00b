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
    is_endless_elsewhere,
)
from hanse.observatory.identification.criteria import Figure
from hanse.observatory.indicators.focus import compute_focus
from hanse.observatory.indicators.growth import compute_growth
from hanse.observatory.indicators.location_quotient import compute_location_quotients
from hanse.observatory.indicators.rows import Rows
from hanse.observatory.indicators.shares import compute_shares
from hanse.panel import Panel
from hanse.panel.cube import find_bounds
from hanse.vocabulary import Flag, InputError

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
    assume: Assumption
    rows: Rows
    """Figures are arrays of these rows."""


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
    wanted = set(traded)
    kept = tuple(group for group in panel.industries if group in wanted)
    if kept == panel.industries:
        return panel
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


def find_rows(flags: NDArray[np.uint8]) -> NDArray[np.intp] | None:
    """Flat positions of the cells that the long table has a row for; None for all cells.

    `flags` are those of employment.

    Missing cells have one, unless they are more than all others, as in a table of counties: then a
    cell without a row is a missing one. Suppressed cells always have a row.
    """
    missing = flags.ravel() == Flag.MISSING
    if 2 * np.count_nonzero(missing) <= missing.size:
        return None
    return np.flatnonzero(~missing)


def choose_rows(panel: Panel, assume: Assumption) -> Rows:
    """The cells to rate one by one: those of the table, where the others are all alike.

    They are where nothing whatever is known of them, and each could be without limit.
    """
    everything = Rows(panel.shape)
    places = find_rows(panel.flags["employment"])
    if places is None or assume != "nothing" or panel.lower or panel.upper:
        return everything
    rows = Rows(panel.shape, places)
    for flags in panel.flags.values():
        known = np.count_nonzero(flags != Flag.MISSING)
        if known != np.count_nonzero(flags.ravel()[places] != Flag.MISSING):
            return everything
    return rows if is_endless_elsewhere(rows, np.zeros(len(places), bool)) else everything


def build_figure(
    panel: Panel, measure: str, assume: Assumption = "nothing", rows: Rows | None = None
) -> Figure:
    """A measure of the panel with its bounds, under what is assumed of cells without limit."""
    values = panel.values(measure)
    if rows is not None and rows.places is not None:
        values = rows.take(values)
        low, high = find_bounds(values, rows.take(panel.flags[measure]))
        return Figure(values, low, high)
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
    rows = choose_rows(panel, assume)
    employment = build_figure(panel, "employment", assume, rows)
    values = panel.values("employment")
    if base is None:
        lq = compute_location_quotients(values, rows=rows)
    else:
        lq = compute_location_quotients(add_other_groups(values), national=base)
        lq = rows.take(lq[:, :-1])
    focus = compute_focus(values, rows=rows)
    if employment.certain and (base is None or not np.isnan(base).any()):
        quotients = Figure(lq, lq, lq, certain=True)
        shares = Figure(focus, focus, focus, certain=True)
    else:
        quotients = _bound_quotients(lq, employment, base, rows)
        shares = _enclose(focus, *bound_shares(employment.low, employment.high, rows))
        shares = replace(shares, rest=(0.0, 1.0))
    return Cells(panel, base, employment, quotients, shares, assume, rows)


def _bound_quotients(lq: Values, employment: Figure, base: Values | None, rows: Rows) -> Figure:
    low, high = employment.low, employment.high
    if base is None:
        return _enclose(lq, *bound_quotients(low, high, rows))
    share = (base[:-1] / np.nansum(base, axis=0, keepdims=True))[np.newaxis]
    least, most = bound_quotients_with_base(low, high, share, rows)
    nothing_known = np.isnan(rows.take(share))
    figure = _enclose(
        lq, np.where(nothing_known, 0.0, least), np.where(nothing_known, np.inf, most)
    )
    with np.errstate(divide="ignore"):
        highest = np.where(np.isnan(share), np.inf, 1.0 / share)
    return replace(figure, rest=(0.0, highest))


def _enclose(value: Values, low: Values, high: Values) -> Figure:
    """The figure with bounds widened by rounding only as far as its own value."""
    return Figure(value, np.fmin(low, value), np.fmax(high, value))


def build_productivity(cells: Cells, wages: str) -> Figure:
    """Wages over employment with bounds."""
    employment = cells.employment
    paid = build_figure(cells.panel, wages, cells.assume, cells.rows)
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


def compute_known_growth(cells: Cells) -> Values:
    """Compound yearly growth from the first period where both figures are complete, else NaN.

    What is known in part at one end and whole at the other says nothing about growth.
    """
    panel = cells.panel
    whole = panel.flags["employment"] != Flag.LOWER_BOUND
    employment = np.where(whole, panel.values("employment"), np.nan)
    return compute_growth(employment, years=list_years(panel.periods), rows=cells.rows)


def build_growth(cells: Cells) -> Figure:
    """Compound yearly growth from the first period with bounds; all NaN with one period."""
    panel, rows, employment = cells.panel, cells.rows, cells.employment
    years = list_years(panel.periods)
    value = compute_known_growth(cells)
    if employment.certain:
        return Figure(value, value, value, certain=True)
    at = np.asarray(years if years is not None else range(len(panel.periods)), float)
    elapsed = np.where(at > at[0], at - at[0], np.nan).reshape(1, 1, -1)
    begun = rows.take(elapsed)
    start = rows.take(rows.spread(employment.low, 0.0)[..., :1])
    end = rows.take(rows.spread(employment.high, np.inf)[..., :1])
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(np.isinf(end), 0.0, employment.low / end) ** (1 / begun) - 1
        high = (employment.high / start) ** (1 / begun) - 1
    never = end == 0  # no growth from what is surely nothing
    low = np.where(never | np.isnan(begun), np.nan, low)
    high = np.where(never | np.isnan(begun), np.nan, np.where(np.isnan(high), np.inf, high))
    undefined = np.broadcast_to(start == 0, value.shape)
    rest = np.where(np.isnan(elapsed), np.nan, -1.0), np.where(np.isnan(elapsed), np.nan, np.inf)
    return replace(_enclose(value, low, high), perhaps_undefined=undefined, rest=rest)


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
    return compute_shares(cells.panel.values("employment"), national=national, rows=cells.rows)


Certainty = Literal["certain", "possible", "unknown"]
CERTAINTIES: tuple[Certainty, ...] = ("certain", "possible", "unknown")
