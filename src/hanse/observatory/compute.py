"""Any carded indicator, by its id, on a panel, a labelled cube, a numpy array or a long table."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from hanse.observatory.interval import find_bounds_of
from hanse.observatory.labelled import IndicatorResult, label_result, name_columns
from hanse.observatory.other_inputs import compute_from_flows, compute_from_points, fit_options
from hanse.observatory.reading import read_cube, read_plants
from hanse.observatory.tables import Cube
from hanse.vocabulary import IndicatorCard, InputError, find_cards

POINT = ("x", "y", "weight")
"""Options that name the columns of a table of establishments."""
METHOD_PAGES = {
    **dict.fromkeys(
        ("concentration", "significance", "size", "specialisation", "variety"), "specialisation"
    ),
    **dict.fromkeys(("complexity", "diversification", "relatedness"), "relatedness"),
    **{name: name for name in ("dynamics", "input-output", "space", "suppressed")},
}
"""Family -> page of docs/methods that says what the cards cannot."""
AMOUNTS = ("values", "employment")
"""Names of a function's first argument that stand for the amounts themselves."""


def list_indicators() -> dict[str, IndicatorCard]:
    """Every indicator's card by id, sorted by family and id."""
    found = find_cards("hanse.observatory", IndicatorCard)
    cards = sorted((card for card, _ in found.values()), key=lambda card: (card.family, card.id))
    return {card.id: card for card in cards}


def get_indicator(indicator: str) -> tuple[IndicatorCard, Callable[..., Any]]:
    """Card and function of an indicator; raises InputError naming near ids."""
    found = find_cards("hanse.observatory", IndicatorCard)
    if indicator not in found:
        import difflib

        near = difflib.get_close_matches(indicator, found, n=3, cutoff=0.4)
        raise InputError(
            f"There is no indicator called {indicator}.",
            mend=f"Did you mean {', '.join(near)}?" if near else "See: hanse indicators list.",
        )
    card, module = found[indicator]
    return card, find_function(module)


def find_function(module: ModuleType) -> Callable[..., Any]:
    """The function that computes a module's indicator.

    It is called compute_<id> or compute_<module>; a module without either shows its function in its
    first worked example.
    """
    names = (module.CARD.id.replace("-", "_"), module.__name__.rpartition(".")[2])
    for name in names:
        if hasattr(module, f"compute_{name}"):
            function: Callable[..., Any] = getattr(module, f"compute_{name}")
            return function
    shown: Callable[..., Any] = module.EXAMPLES[0].function
    return shown


def describe_indicator(indicator: str) -> str:
    """The method page of an indicator in Markdown, made from its card and worked examples."""
    card, function = get_indicator(indicator)
    _, module = find_cards("hanse.observatory", IndicatorCard)[indicator]
    low, high = card.range
    lines = [f"# {card.title}", "", card.definition, "", f"    {card.formula}", ""]
    lines += [
        f"- unit: {card.unit}; {card.direction}; from {low:g} to {high:g}",
        f"- one value for each: {', '.join(card.axes)}",
        f"- function: `{function.__module__}.{function.__name__}`",
        *(["- missing cells: its interval can be had"] if find_bounds_of(indicator) else []),
        f"- reference: {card.reference}",
        f"- version {card.version}, reviewed on {card.reviewed_on}",
        "",
        "## Conventions",
        "",
    ]
    lines += [f"- {convention}" for convention in card.conventions]
    if card.parameters:
        lines += ["", "## Parameters", ""]
        lines += [f"- {name}: {meaning}" for name, meaning in card.parameters.items()]
    lines += ["", "## Worked by hand", ""]
    lines += [f"- {example.working}" for example in module.EXAMPLES]
    return "\n".join(lines) + "\n"


def describe_all_indicators() -> str:
    """The pages of all indicators as one Markdown document, by family: the reference."""
    cards = list_indicators().values()
    lines = [
        "# Indicators",
        "",
        "Made from the cards by `hanse indicators reference`; the cards are the truth.",
    ]
    family = None
    for card in cards:
        if card.family != family:
            family = card.family
            named = METHOD_PAGES.get(family)
            lines += ["", f"## {family.capitalize()}"]
            if named is not None:
                lines += [
                    "",
                    "Conventions of other packages side by side, and when not to use these: "
                    f"[method page](../methods/{named}.md).",
                ]
        # Two levels down: below the document and the family.
        page = describe_indicator(card.id).rstrip()
        lines += ["", *("##" + line if line.startswith("#") else line for line in page.split("\n"))]
    return "\n".join(lines) + "\n"


def compute_indicator(
    indicator: str,
    data: Any,
    *,
    measure: str = "employment",
    region: str = "region",
    industry: str = "industry",
    period: str | None = None,
    absent: Any = "missing",
    establishments: Any = None,
    **options: Any,
) -> IndicatorResult:
    """Compute an indicator by its id.

    data : a `Panel`, a `Cube`, a numpy array (R, I) or (R, I, T), or a long table of any library
        (then `measure`, `region`, `industry`, `period` name its columns, see `read_table`).
    establishments : where the indicator uses plants: an array, or the name of the measure or
        column; a panel's own "establishments" is taken by itself.
    options : passed to the indicator's function. `weights` (neighbours, `RegionWeights`), `table`
        (an `InputOutput`), and mappings from region or industry (`groups`, `base` ...) are brought
        into the order of the data. Years are those of the periods where these are numbers.

    Indicators of an input–output table take an `InputOutput` as data; those of points a long table
    of any library with a row an establishment (columns `x`, `y`, `industry`, and `weight` where
    named, each also as an option).
    """
    card, function = get_indicator(indicator)
    first = next(iter(inspect.signature(function).parameters))
    if first == "table":
        return compute_from_flows(card, function, data, options)
    if first == "x":
        names = {"industry": industry, **{key: options.pop(key) for key in POINT if key in options}}
        return compute_from_points(card, function, data, names, options)
    columns = {"region": region, "industry": industry, "period": period, "absent": absent}
    cube = read_cube(data, measure, columns)
    parameters = inspect.signature(function).parameters
    unknown = [name for name in options if name not in parameters]
    if unknown:
        raise InputError(
            f"{card.title} has no option {unknown[0]}.",
            mend=f"It has: {', '.join(name for name in parameters)}.",
        )
    if "establishments" in parameters:
        plants = read_plants(data, establishments, columns, cube)
        if plants is not None:
            options["establishments"] = plants
    options = fit_options(options, parameters, cube)
    if first == "presence":
        result = _stack_periods(function, cube, options)
    elif first == "establishments":
        if "establishments" not in options:
            raise InputError(
                f"{card.title} counts establishments, which the data lack.",
                mend="Name their column with establishments=.",
            )
        result = function(**options)
    elif first in AMOUNTS:
        result = function(cube.values, **options)
    else:
        raise InputError(
            f"{card.title} is not computed from a table of regions and industries.",
            mend=f"Call {function.__module__}.{function.__name__} with its own input.",
        )
    return label_result(card, result, cube.labels)


def _stack_periods(
    function: Callable[..., Any], cube: Cube, options: Mapping[str, Any]
) -> dict[str, np.ndarray]:
    """Results of a function of the presence matrix, one after the other along the last axis."""
    from hanse.observatory.relatedness.presence import compute_presence

    presence = compute_presence(cube.values)
    parts = [name_columns(function(presence[..., t], **options)) for t in range(presence.shape[2])]
    return {name: np.stack([part[name] for part in parts], axis=-1) for name in parts[0]}
