"""Laws over every indicator found: complete cards, hand-worked examples, bounds."""

from __future__ import annotations

import math
from datetime import date
from types import ModuleType

import numpy as np
import pytest

from hanse.observatory.indicators.examples import Example, differs
from hanse.vocabulary import IndicatorCard, find_cards

FOUND = find_cards("hanse.observatory.indicators", IndicatorCard)
INDICATORS = [pytest.param(card, module, id=name) for name, (card, module) in FOUND.items()]
EXAMPLES = [
    pytest.param(example, id=f"{name}-{number}")
    for name, (_, module) in FOUND.items()
    for number, example in enumerate(getattr(module, "EXAMPLES", ()))
]


def test_that_indicators_are_found() -> None:
    assert {"location-quotient", "national-share", "focus", "growth"} <= set(FOUND)


@pytest.mark.parametrize(("card", "module"), INDICATORS)
def test_that_the_card_is_complete(card: IndicatorCard, module: ModuleType) -> None:
    for name in ("id", "title", "definition", "formula", "unit", "version", "reference", "family"):
        assert getattr(card, name).strip(), f"{card.id}: {name} is empty"
    assert card.id == card.id.lower() and " " not in card.id
    assert card.definition.endswith(".")
    assert date.fromisoformat(card.reviewed_on)
    assert card.direction in {"higher is more", "lower is more", "neutral"}
    assert card.range[0] < card.range[1] and not any(map(math.isnan, card.range))
    assert card.conventions
    assert set(card.invariances) <= {"scale", "permutation", "additivity"}


@pytest.mark.parametrize(("card", "module"), INDICATORS)
def test_that_the_module_has_functions_and_examples(
    card: IndicatorCard, module: ModuleType
) -> None:
    functions = [name for name in vars(module) if name.startswith("compute_")]
    assert functions, f"{module.__name__} has no compute_ function"
    assert all(getattr(module, name).__doc__ for name in functions)
    assert module.EXAMPLES, f"{module.__name__} has no hand-worked example"
    assert all(example.working for example in module.EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES)
def test_that_the_hand_worked_example_comes_out(example: Example) -> None:
    result = example.run()
    assert not differs(result, example.expected, example.tolerance), (
        f"{result} instead of {example.expected}: {example.working}"
    )


def test_that_a_wrong_result_would_be_noticed() -> None:
    assert differs(np.array([1.0, 2.0]), [1.0, 2.1])
    assert differs(np.array([1.0]), [1.0, 1.0])
    assert not differs(np.array([np.nan]), [float("nan")])
