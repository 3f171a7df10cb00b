"""Indicators that need more, or something else, than amounts by region and industry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from hanse.observatory.input_output.system import InputOutput
from hanse.observatory.labelled import IndicatorResult, label_result
from hanse.observatory.space.envelopes import Envelope
from hanse.observatory.space.weights import RegionWeights
from hanse.observatory.tables import Cube, read_columns
from hanse.vocabulary import IndicatorCard, InputError

Function = Callable[..., Any]


def fit_options(
    options: Mapping[str, Any], parameters: Mapping[str, Any], cube: Cube
) -> dict[str, Any]:
    """The options in the order of the cube's labels, and the years of its periods.

    Raises InputError where one of them is needed and not there.
    """
    fitted = dict(options)
    for name, what in (("weights", "the neighbours of regions"), ("table", "who buys from whom")):
        parameter = parameters.get(name)
        if parameter is None:
            continue
        if fitted.get(name) is None and parameter.default is parameter.empty:
            raise InputError(
                f"This indicator needs {what}.",
                mend="Pass a RegionWeights as weights=, or --shapes FILE."
                if name == "weights"
                else "Pass an InputOutput as table=, or --flows FILE.",
            )
        if isinstance(fitted.get(name), RegionWeights):
            fitted[name] = fitted[name].select(cube.regions)
        if isinstance(fitted.get(name), InputOutput):
            fitted[name] = fitted[name].select(cube.industries)
    for name, option in fitted.items():
        if isinstance(option, Mapping) and name != "shock":
            fitted[name] = order_by_labels(name, option, cube)
    if "years" in parameters and "years" not in fitted:
        fitted["years"] = find_years(cube)
    return fitted


def order_by_labels(name: str, option: Mapping[Any, Any], cube: Cube) -> list[Any]:
    """The values of a mapping from all regions or all industries, in the order of the cube's.

    Raises InputError naming the first label that is not there.
    """
    given = {str(label): value for label, value in option.items()}
    axes = {axis: labels for axis, labels in cube.labels.items() if axis != "period"}
    near = max(axes, key=lambda axis: len(given.keys() & set(axes[axis])))
    for label in axes[near]:
        if label not in given:
            raise InputError(f"The {name} say nothing of the {near} {label}.")
    return [given[label] for label in axes[near]]


def find_years(cube: Cube) -> list[float] | None:
    """The periods as numbers, for example 2015 and 2020; None where they are none."""
    try:
        years = [float(label) for label in cube.periods]
    except ValueError:
        return None
    return years if years == sorted(set(years)) else None


def compute_from_flows(
    card: IndicatorCard, function: Function, data: Any, options: Mapping[str, Any]
) -> IndicatorResult:
    """An indicator of an input–output table."""
    if not isinstance(data, InputOutput):
        raise InputError(
            f"{card.title} is computed from an input–output table.",
            mend="Pass an InputOutput (build_input_output), or --flows FILE.",
        )
    return label_result(card, function(data, **options), {"industry": data.industries})


def compute_from_points(
    card: IndicatorCard,
    function: Function,
    data: Any,
    names: Mapping[str, str],
    options: Mapping[str, Any],
) -> IndicatorResult:
    """An indicator of establishments in a plane: a curve over distances for each industry."""
    if "distances" not in options:
        raise InputError(
            f"{card.title} is computed at distances.",
            mend='Say at which, for example distances=[0, 5, 10] or --option "distances=[0, 5]".',
        )
    named = [names.get("x", "x"), names.get("y", "y"), names.get("industry", "industry")]
    weighted = [names["weight"]] if names.get("weight") else []
    x, y, industries, *weights = read_columns(data, [*named, *weighted], labels=[named[2]])
    given = {"weights": weights[0]} if weights else {}
    curves = function(x, y, industries, **given, **options)
    first = next(iter(curves.values()), None)
    if first is None:
        raise InputError("No industry has two establishments.")
    distances = tuple(f"{r:g}" for r in first.distances)
    labels = {"industry": tuple(curves), "distance": distances}
    return IndicatorResult(card, labels, _stack(list(curves.values())))


def _stack(curves: list[Any]) -> dict[str, np.ndarray]:
    """The curve itself first, then its bands, each of shape (industries, distances)."""
    names = [
        field.name
        for field in fields(curves[0])
        if isinstance(getattr(curves[0], field.name), np.ndarray) and field.name != "distances"
    ]
    columns = {name: np.array([getattr(curve, name) for curve in curves]) for name in names}
    if isinstance(curves[0].envelope, Envelope):
        bands = [field.name for field in fields(Envelope) if field.name != "draws"]
        columns |= {
            band: np.array([getattr(curve.envelope, band) for curve in curves]) for band in bands
        }
    return columns
