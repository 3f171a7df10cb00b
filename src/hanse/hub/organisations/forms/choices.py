"""Vocabularies as a person chooses from them: sorted, grouped, only what can apply."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hanse.classifications import get_classification
from hanse.hub.foundation.folding import fold_text
from hanse.hub.organisations.fields import Field, Vocabulary, get_vocabulary
from hanse.hub.organisations.fields.model import choose_title

LONG = 30
"""A list with more choices than this scrolls in a box of its own."""
_IN_ORDER = frozenset({"size-classes", "association-scopes", "public-levels", "industries"})
"""Lists whose own order says something."""


@dataclass(frozen=True)
class ChoiceGroup:
    """Choices under a heading; the heading is empty where there is one group only."""

    title: str
    choices: list[tuple[str, str, bool]]
    """(id, title, is chosen)."""


def list_terms(vocabulary: Vocabulary, language: str) -> list[tuple[str, str, str]]:
    """(id, title, group) in the order to read them."""
    return list(_list_terms(vocabulary.id, language))


@lru_cache(maxsize=64)
def _list_terms(id: str, language: str) -> tuple[tuple[str, str, str], ...]:
    vocabulary = get_vocabulary(id)
    terms = [(term.id, term.title_in(language), term.group) for term in vocabulary.terms.values()]
    if id in _IN_ORDER:
        return tuple(terms)
    order = [*vocabulary.groups, ""]
    return tuple(sorted(terms, key=lambda term: (order.index(term[2]), fold_text(term[1]))))


def build_select(vocabulary: Vocabulary, language: str, *, country: str = "") -> list[Any]:
    """Choices for a select: in groups where the vocabulary has some; regions of one country."""
    if vocabulary.id == "regions":
        return list(_list_regions(country, language))
    if vocabulary.id == "countries":
        return list(_list_countries(language))
    terms = list_terms(vocabulary, language)
    if not vocabulary.groups:
        return [(id, title) for id, title, _group in terms]
    return [
        (choose_title(titles, language), [(id, title) for id, title, own in terms if own == group])
        for group, titles in vocabulary.groups.items()
    ]


@lru_cache(maxsize=8)
def _list_countries(language: str) -> tuple[tuple[str, str], ...]:
    """All countries in one line of the alphabet: nobody looks for a country by its group."""
    terms = _list_terms("countries", language)
    return tuple(sorted(((id, title) for id, title, _g in terms), key=lambda t: fold_text(t[1])))


@lru_cache(maxsize=128)
def _list_regions(country: str, language: str) -> tuple[tuple[str, str], ...]:
    """The country's NUTS regions of levels 1 to 3, each below the one that it belongs to."""
    term = get_vocabulary("countries").terms.get(country)
    prefix = term.more.get("nuts", "") if term else ""
    if not prefix:
        return ()
    nuts = get_classification("nuts-2021")
    codes = sorted(c for c in nuts.codes if c.startswith(prefix) and not c.endswith("ZZ"))
    return tuple(
        (code, f"{chr(0x2007) * 2 * (len(code) - 3)}{nuts.title(code, language)} ({code})")
        for code in codes
        if len(code) > 2
    )


def group_choices(field: Field, chosen: Collection[str], language: str) -> list[ChoiceGroup]:
    """The choices of a list to tick, with what is ticked."""
    if field.type != "choices":
        return []
    vocabulary = get_vocabulary(str(field.vocabulary))
    ticked = frozenset(chosen)
    groups: dict[str, list[tuple[str, str, bool]]] = {}
    for id, title, group in list_terms(vocabulary, language):
        groups.setdefault(group, []).append((id, title, id in ticked))
    return [
        ChoiceGroup(
            choose_title(vocabulary.groups[group], language) if group in vocabulary.groups else "",
            choices,
        )
        for group, choices in groups.items()
    ]
