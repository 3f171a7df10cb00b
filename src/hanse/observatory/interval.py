"""What an indicator can be, given what is known of missing cells: any that allows it, by its id."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

from hanse.observatory.labelled import IndicatorResult
from hanse.observatory.matrices import Values
from hanse.observatory.other_inputs import fit_options
from hanse.observatory.reading import read_cube, read_plants
from hanse.observatory.suppressed.intervals import Interval
from hanse.observatory.suppressed.margins import Method, bound_missing_cells
from hanse.observatory.tables import Cube
from hanse.panel import Panel
from hanse.vocabulary import IndicatorCard, InputError, find_cards


@cache
def _list_bounds() -> Mapping[str, Callable[..., Interval]]:
    """Id of an indicator -> the function bound_<id>, of all modules on suppressed cells."""
    from hanse.observatory import suppressed

    found = {}
    for module in pkgutil.iter_modules(suppressed.__path__, f"{suppressed.__name__}."):
        for name, function in vars(importlib.import_module(module.name)).items():
            if name.startswith("bound_"):
                found[name.removeprefix("bound_").replace("_", "-")] = function
    return found


def find_bounds_of(indicator: str) -> Callable[..., Interval] | None:
    """The function that bounds an indicator under bounds of the cells; None where there is none."""
    return _list_bounds().get(indicator)


def list_intervals() -> list[str]:
    """Ids of the indicators whose interval can be had."""
    return sorted(_list_bounds().keys() & find_cards("hanse.observatory", IndicatorCard).keys())


def compute_interval(
    indicator: str,
    data: Any,
    *,
    measure: str = "employment",
    region: str = "region",
    industry: str = "industry",
    period: str | None = None,
    absent: Any = "missing",
    establishments: Any = None,
    region_totals: Any = None,
    industry_totals: Any = None,
    method: Method = "propagation",
    **options: Any,
) -> IndicatorResult:
    """The least and the greatest value (`low`, `high`) of an indicator, by its id.

    data and the names of its columns : as for `compute_indicator`. A panel's flags say what a cell
        can be; a missing cell of other data is anything from zero up.
    region_totals, industry_totals : published totals, by label or in order, (R,) or (R, T) and
        (I,) or (I, T): they narrow what missing cells can be (`method`, see
        `bound_missing_cells`), and are the base of comparison where none is given.
    options : passed to the function that bounds the indicator, for example base= or groups=.
    """
    card, function = _find(indicator)
    columns = {"region": region, "industry": industry, "period": period, "absent": absent}
    cube = read_cube(data, measure, columns)
    totals = fit_options(
        {"region_totals": region_totals, "industry_totals": industry_totals}, {}, cube
    )
    low, high = _bound_cells(data, measure, cube, totals, method)
    parameters = inspect.signature(function).parameters
    if "base" in parameters and options.get("base") is None:
        along = "industry_totals" if "region" in card.axes else "region_totals"
        options["base"] = totals[along]
    if "establishments" in parameters:
        options["establishments"] = read_plants(data, establishments, columns, cube)
    for name, parameter in parameters.items():
        if parameter.default is parameter.empty and options.get(name, name) is None:
            raise InputError(
                f"The interval of this indicator needs {name}.",
                mend="Give it as an option: by label, or in the order of the labels.",
            )
    unknown = [name for name in options if name not in parameters]
    if unknown:
        raise InputError(f"The interval of {card.title} has no option {unknown[0]}.")
    least, most = function(low, high, **fit_options(options, parameters, cube))
    axes = {name: labels for name, labels in cube.labels.items() if name in (*card.axes, "period")}
    nothing = _find_nothing(high, card)
    return IndicatorResult(
        card,
        axes,
        {name: np.where(nothing, np.nan, part) for name, part in (("low", least), ("high", most))},
    )


def _find(indicator: str) -> tuple[IndicatorCard, Callable[..., Interval]]:
    function = find_bounds_of(indicator)
    cards = find_cards("hanse.observatory", IndicatorCard)
    if indicator not in cards or function is None:
        raise InputError(
            f"There is no interval of {indicator}.",
            mend=f"Of these: {', '.join(list_intervals())}.",
        )
    return cards[indicator][0], function


def _bound_cells(
    data: Any, measure: str, cube: Cube, totals: Mapping[str, Any], method: Method
) -> Interval:
    """Bounds of the cells, (R, I, T): a panel's own, narrowed by the totals of each period."""
    if isinstance(data, Panel):
        low, high = data.bounds(measure)
    else:
        missing = np.isnan(cube.values)
        low, high = np.where(missing, 0.0, cube.values), np.where(missing, np.inf, cube.values)
    if all(total is None for total in totals.values()):
        return low, high
    low, high = low.copy(), high.copy()
    for t in range(low.shape[2]):
        # A cell whose bounds differ is one to be bounded, whether or not it has a figure.
        seen = np.where(low[..., t] == high[..., t], low[..., t], np.nan)
        found = bound_missing_cells(
            seen,
            region_totals=_take(totals["region_totals"], t),
            industry_totals=_take(totals["industry_totals"], t),
            low=low[..., t],
            high=high[..., t],
            method=method,
        )
        low[..., t], high[..., t] = found.low, found.high
    return low, high


def _take(total: Any, t: int) -> Values | None:
    if total is None:
        return None
    array = np.asarray(total, dtype=np.float64)
    return array if array.ndim == 1 else array[:, t]


def _find_nothing(high: Values, card: IndicatorCard) -> np.ndarray:
    """Where there can be no activity at all, so that an index over it has no value."""
    if {"region", "industry"} <= set(card.axes):
        return np.zeros(1, dtype=bool)
    return np.asarray((high == 0).all(axis=1 if "region" in card.axes else 0))
