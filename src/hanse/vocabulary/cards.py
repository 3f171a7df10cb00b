"""Cards: the plain data that describes an indicator, method, source or classification.

One module or folder holds one card, called `CARD`, beside its functions. `find_cards` discovers
them, so adding one edits no list anywhere.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import TypeVar


@dataclass(frozen=True, kw_only=True)
class Card:
    """What every card tells."""

    id: str
    """Stable, kebab-case, unique among the cards of its type."""
    title: str
    definition: str
    """One or two plain sentences that a policymaker understands."""
    version: str
    reviewed_on: str
    """ISO date of the last review by a person."""
    reference: str
    """Source of the method, figures or text: author, year, title."""


@dataclass(frozen=True, kw_only=True)
class IndicatorCard(Card):
    """A computed number with a place on the map."""

    formula: str
    unit: str
    direction: str
    """"higher is more", "lower is more" or "neutral": how to read and to colour it."""
    range: tuple[float, float]
    """Inclusive bounds; infinities allowed."""
    conventions: tuple[str, ...]
    """Sign, scale, degrees of freedom, diagonal, thresholds, ties: each that applies."""
    axes: tuple[str, ...] = ("region", "industry", "period")
    """Which axes of the cube the result keeps."""
    family: str = ""
    invariances: tuple[str, ...] = ()
    """Of "scale", "permutation", "additivity": each one claimed is tested as a law."""
    parameters: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """An adjustable number of a method."""

    id: str
    title: str
    default: float
    verified: bool
    """False: from memory of the publication; shown as "not verified"."""
    unit: str = ""
    minimum: float = 0.0
    maximum: float = float("inf")


@dataclass(frozen=True, kw_only=True)
class MethodCard(Card):
    """A method that rates statistical clusters."""

    formula: str
    conventions: tuple[str, ...]
    ratings: tuple[str, ...]
    """The possible ratings from lowest to highest, as shown to people."""
    needs: tuple[str, ...]
    """Measures that the panel must hold, for example ("employment", "establishments")."""
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SourceCard(Card):
    """A publisher's table, or a file layout."""

    publisher: str
    licence: str
    acknowledgement: str
    url: str
    formats: tuple[str, ...]
    measures: tuple[str, ...]
    conventions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ClassificationCard(Card):
    """A code system in one release."""

    kind: str
    """"region" or "industry"."""
    release: str
    levels: tuple[str, ...]
    licence: str
    languages: tuple[str, ...] = ("en",)


C = TypeVar("C", bound=Card)


@cache
def _list_modules(package: str) -> tuple[str, ...]:
    import pkgutil

    root = importlib.import_module(package)
    return tuple(sorted(name for _, name, _ in pkgutil.walk_packages(root.__path__, f"{package}.")))


def find_card(package: str, kind: type[C], identifier: str) -> tuple[C, ModuleType] | None:
    """The card with this id, of those that `find_cards` gives; None where there is none.

    Modules called like the id are looked into first, so that mostly no other one is imported.
    """

    def is_other(name: str) -> bool:
        return not identifier.endswith(name.rpartition(".")[2].replace("_", "-"))

    for name in sorted(_list_modules(package), key=is_other):
        module = importlib.import_module(name)
        card = getattr(module, "CARD", None)
        if isinstance(card, kind) and card.id == identifier:
            return card, module
    return None


def find_cards(package: str, kind: type[C]) -> dict[str, tuple[C, ModuleType]]:
    """Every `CARD` of type `kind` below `package`: id -> (card, the module that holds it).

    Raises ValueError where two cards share an id.
    """
    found: dict[str, tuple[C, ModuleType]] = {}
    for module in map(importlib.import_module, _list_modules(package)):
        card = getattr(module, "CARD", None)
        if not isinstance(card, kind):
            continue
        if card.id in found and found[card.id][1] is not module:
            raise ValueError(f"two cards are called {card.id}: {found[card.id][1]} and {module}")
        found[card.id] = (card, module)
    return found
