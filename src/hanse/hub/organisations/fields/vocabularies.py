"""Lists to choose from: CSV files, groupings and classifications behind one interface."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from hanse.classifications import get_classification, get_grouping
from hanse.hub.organisations.fields.model import Titles, choose_title
from hanse.vocabulary import InputError, Provenance

DATA = Path(__file__).parent / "data"
_LANGUAGES = ("en", "de", "fr")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to choose; `more` holds further columns of its file, such as `nuts`."""

    id: str
    titles: Titles
    group: str = ""
    more: Mapping[str, str] = field(default_factory=dict)

    def title_in(self, language: str) -> str:
        """The title in a language, else in English."""
        return choose_title(self.titles, language)


@dataclass(frozen=True)
class Vocabulary:
    """A list to choose from, with its origin."""

    id: str
    titles: Titles
    terms: Mapping[str, Term]
    groups: Mapping[str, Titles]
    provenance: Provenance

    def __contains__(self, term: object) -> bool:
        return term in self.terms

    def title(self, term: str, language: str = "en") -> str:
        """Title of a term; its id where the list has it no more."""
        found = self.terms.get(term)
        return found.title_in(language) if found else term


@cache
def _read_index() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((DATA / "vocabularies.toml").read_text(encoding="utf-8"))


def list_vocabularies() -> tuple[str, ...]:
    """Ids of all vocabularies."""
    return tuple(_read_index())


@cache
def get_vocabulary(id: str) -> Vocabulary:
    """The vocabulary called `id`; raises InputError for an unknown one."""
    entry = _read_index().get(id)
    if entry is None:
        raise InputError(
            f"There is no vocabulary called {id}.", mend=f"Choose of {list_vocabularies()}."
        )
    if "grouping" in entry:
        return _from_grouping(id, entry)
    if "classification" in entry:
        return _from_classification(id, entry)
    provenance = Provenance(
        publisher=entry["publisher"],
        title=entry["titles"]["en"],
        licence=entry.get("licence", "EUPL-1.2"),
        verified=entry["verified"],
        note=entry.get("note", ""),
    )
    terms = {term.id: term for term in _read_terms(DATA / "vocabularies" / f"{id}.csv")}
    return Vocabulary(id, entry["titles"], terms, entry.get("groups", {}), provenance)


def _read_terms(path: Path) -> Iterator[Term]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            titles = {language: row.pop(language) for language in _LANGUAGES}
            yield Term(row.pop("id"), titles, row.pop("group"), row)


def _from_grouping(id: str, entry: Mapping[str, Any]) -> Vocabulary:
    grouping = get_grouping(entry["grouping"])
    terms = {group.id: Term(group.id, group.titles) for group in grouping.groups.values()}
    return Vocabulary(id, entry["titles"], terms, {}, grouping.provenance)


def _from_classification(id: str, entry: Mapping[str, Any]) -> Vocabulary:
    classification = get_classification(entry["classification"])
    level = entry.get("level")
    terms = {
        code: Term(code, {name: classification.title(code, name) for name in _LANGUAGES})
        for code in classification.codes
        if level is None or classification.level_of(code) == level
    }
    return Vocabulary(id, entry["titles"], terms, {}, classification.provenance)
