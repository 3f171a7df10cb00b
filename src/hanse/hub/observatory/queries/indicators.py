"""Indicators that have a place on the map: found by their cards, computed from a run when asked.

A card whose indicator has one figure for each region is a layer of all regions; one with a figure
for each region and industry is a layer of an industry. Nothing lists them here.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hanse.hub.observatory.queries.clusters import ranked
from hanse.hub.observatory.queries.layers import LAYER_INDICATORS
from hanse.hub.observatory.results import Results
from hanse.hub.places.shapes import DECIMALS, get_shapes, has_shapes
from hanse.vocabulary import IndicatorCard, InputError

if TYPE_CHECKING:
    from hanse.observatory.space.weights import RegionWeights

REGION, CELL = ("region",), ("region", "industry")
_AMOUNTS = ("values", "employment", "presence", "establishments")
_COMPARES_PERIODS = "dynamics"


@dataclass(frozen=True)
class Choice:
    """An indicator to choose as a layer."""

    id: str
    title: str
    family: str


@dataclass(frozen=True)
class RankedRegion:
    """A region with its figure of an indicator, None where there is none."""

    region: str
    title: str
    value: float | None


@cache
def _find_mapped() -> Mapping[str, tuple[IndicatorCard, tuple[str, ...], frozenset[str]]]:
    """Id -> card, axes without the period, and what its function needs, of each mapped one."""
    from hanse.observatory.compute import get_indicator, list_indicators

    found = {}
    for card in list_indicators().values():
        axes = tuple(axis for axis in card.axes if axis != "period")
        if axes not in (REGION, CELL) or card.id in LAYER_INDICATORS.values():
            continue
        parameters = list(inspect.signature(get_indicator(card.id)[1]).parameters.values())
        if parameters[0].name not in _AMOUNTS:
            continue
        needs = {p.name for p in parameters if p.default is inspect.Parameter.empty}
        found[card.id] = card, axes, frozenset(needs - {"values", "employment", "presence"})
    return found


def is_regional(card: IndicatorCard) -> bool:
    """Whether the indicator can be a map of all regions."""
    return card.id in _find_mapped() and _find_mapped()[card.id][1] == REGION


def list_choices(results: Results, *, of_group: bool) -> list[Choice]:
    """The indicators that this run can show, for an industry or for whole regions, by family."""
    choices: list[Choice] = results.derive(
        ("indicator choices", of_group),
        lambda: [
            Choice(card.id, card.title, card.family)
            for card, axes, needs in _find_mapped().values()
            if axes == (CELL if of_group else REGION)
            and needs <= set(_list_given(results))
            and (card.family != _COMPARES_PERIODS or len(results.periods) > 1)
        ],
    )
    return choices


def group_choices(choices: list[Choice]) -> list[tuple[str, list[Choice]]]:
    """(title of the family, its choices) in the order of the choices."""
    return [
        (family.capitalize(), list(members))
        for family, members in groupby(choices, key=lambda choice: choice.family)
    ]


def find_choice(results: Results, indicator: str, *, of_group: bool) -> IndicatorCard | None:
    """The card of an indicator that the run can show; None for any other text."""
    known = {choice.id for choice in list_choices(results, of_group=of_group)}
    return _find_mapped()[indicator][0] if indicator in known else None


def compute_figures(results: Results, indicator: str, *, period: int) -> NDArray[np.float64]:
    """The indicator of a run in a period, (R,) or (R, G); computed once and kept.

    From the run's own figures, so that the map agrees with the tables beside it. Where an index
    can be of the known cells only it is: regions with a gap would all be empty otherwise.
    """
    figures: NDArray[np.float64] = results.derive(
        ("indicator", indicator, period), lambda: _compute(results, indicator, period)
    )
    return figures


def _compute(results: Results, indicator: str, period: int) -> NDArray[np.float64]:
    from hanse.observatory.compute import compute_indicator, get_indicator
    from hanse.observatory.tables import Cube

    card, axes, needs = _find_mapped()[indicator]
    # A change is that from the first period on.
    first = 0 if card.family == _COMPARES_PERIODS else period
    cut = slice(first, period + 1)
    cube = Cube(
        results.column("employment")[..., cut],
        results.regions,
        results.groups,
        results.periods[cut],
    )
    shape = tuple(results.shape[:1] if axes == REGION else results.shape[:2])
    if card.family == _COMPARES_PERIODS and period == 0:
        return np.full(shape, np.nan)
    given = _list_given(results)
    options = {name: given[name]() if callable(given[name]) else given[name] for name in needs}
    if "establishments" in options:
        options["establishments"] = options["establishments"][..., cut]
    parameters = inspect.signature(get_indicator(indicator)[1]).parameters
    if "missing" in parameters:
        options["missing"] = "known"
    if "permutations" in parameters:
        # The map shows the statistic; p-values would need thousands of draws for each page.
        options["permutations"] = 0
    with np.errstate(all="ignore"):
        values = compute_indicator(indicator, cube, **options).values
    return values if values.shape == shape else values[..., -1]


def _list_given(results: Results) -> Mapping[str, Any]:
    """What a run has for indicators besides employment; what is dear, as a function to get it."""
    given: Mapping[str, Any] = results.derive("given", lambda: _find_given(results))
    return given


def _find_given(results: Results) -> dict[str, Any]:
    found: dict[str, Any] = {}
    establishments = results.column("establishments")
    if not np.isnan(establishments).all():
        found["establishments"] = establishments
    parents = _find_parents(results)
    if parents is not None:
        found["groups"] = parents
    if has_shapes(str(results.facts["region_classification"])):
        found["weights"] = partial(_find_neighbours, results)
    return found


def _find_neighbours(results: Results) -> RegionWeights:
    """Which regions of the run touch, from the shapes of its map: built when asked for.

    A matrix of all counties is large; what is computed from it is kept, not the matrix.
    """
    from hanse.observatory.space.weights import build_contiguity

    classification = str(results.facts["region_classification"])
    shapes = get_shapes(classification, regions=order_by_figures(results))
    return build_contiguity(json.loads(shapes.geojson), key="region", decimals=DECIMALS)


def order_by_figures(results: Results, period: int = -1) -> list[str]:
    """The regions, those with most figures in a period first: where codes overlap they count."""
    known = ~np.isnan(results.column("employment")[:, :, period])
    order = np.argsort(-known.sum(axis=1), kind="stable")
    return [results.regions[i] for i in order]


def _find_parents(results: Results) -> list[str] | None:
    """The code above each group, or the group where there is none above; None if none share one."""
    from hanse.classifications import get_classification

    name = str(results.facts["group_classification"])
    try:
        classification = get_classification(name)
    except (InputError, LookupError):
        return None
    codes = [classification.normalise(group) or group for group in results.groups]
    aggregates = _find_aggregates(name)
    above = [
        (classification.parent(code) if code in classification.codes else None)
        or aggregates.get(code, code)
        for code in codes
    ]
    return above if 1 < len(set(above)) < len(above) else None


def _find_aggregates(classification: str) -> Mapping[str, str]:
    """Of a standard aggregate such as nace-rev2-a38: code -> the code that it is a part of."""
    from hanse.classifications import get_crosswalk

    try:
        crosswalk = get_crosswalk(classification, classification.rpartition("-")[0])
    except (InputError, LookupError):
        return {}
    if crosswalk.weighted_by != "structure":
        return {}
    return {row.from_code: row.to_code for row in crosswalk.rows}


def list_regions_by(
    results: Results, indicator: str, *, period: int, group: str = ""
) -> list[RankedRegion]:
    """Every region with its figure, the highest first and those without one last."""
    figures = compute_figures(results, indicator, period=period)
    column = figures[:, results.group_at[group]] if group else figures
    order = list(ranked(results, column))
    without = [r for r in range(len(results.regions)) if np.isnan(column[r])]
    codes = results.regions
    return [
        RankedRegion(
            codes[r],
            results.region_titles[codes[r]],
            None if np.isnan(column[r]) else float(column[r]),
        )
        for r in [*order, *without]
    ]
