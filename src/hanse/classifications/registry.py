"""Finding a classification: carried ones by their card, imported ones, and files of the user."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType
from typing import Literal

from hanse.classifications import imported
from hanse.classifications.code_systems import Classification, Code
from hanse.classifications.own import read_classification
from hanse.vocabulary import ClassificationCard, ClassificationError, find_card, find_cards

Kind = Literal["region", "industry"]


@lru_cache(maxsize=256)
def _find_module(identifier: str) -> ModuleType | None:
    found = find_card("hanse.classifications", ClassificationCard, identifier)
    return found[1] if found else None


def list_classifications(kind: Kind | None = None) -> tuple[ClassificationCard, ...]:
    """Cards of the carried and of the imported classifications, of one kind or of both, by id."""
    carried = find_cards("hanse.classifications", ClassificationCard)
    cards = {identifier: card for identifier, (card, _) in carried.items()}
    for identifier in imported.list_own():
        cards.setdefault(identifier, _load_own(identifier, imported.find_vintage(identifier)).card)
    return tuple(card for _, card in sorted(cards.items()) if kind is None or card.kind == kind)


def get_classification(identifier: str | Path) -> Classification:
    """The classification with this id, or the user's own in the CSV file at this path.

    Groups, classes and titles that `hanse classification import` has stored are part of it. Cached
    until the stored files change. Raises ClassificationError naming the ids that there are.
    """
    text = str(identifier)
    if isinstance(identifier, Path) or text.endswith(".csv") or "/" in text:
        return read_classification(Path(identifier))
    if (module := _find_module(text)) is not None:
        return _load_carried(module, imported.find_vintage(text))
    if text in imported.list_own():
        return _load_own(text, imported.find_vintage(text))
    known = ", ".join(card.id for card in list_classifications())
    raise ClassificationError(f"There is no classification called {text}.", mend=f"Known: {known}.")


@cache
def _load_carried(module: ModuleType, vintage: imported.Vintage) -> Classification:
    carried: Classification = module.build_classification()
    if not vintage or not hasattr(module, "rebuild"):
        return carried
    added = imported.read_codes(module.CARD.id)
    codes = dict(carried.codes)
    for code, entry in added.items():
        known = codes.get(code)
        titles = {**known.titles, **entry.titles} if known else entry.titles
        codes[code] = Code(code, entry.level, entry.parent, titles)
    rebuilt: Classification = module.rebuild(dict(sorted(codes.items(), key=_sort_key(codes))))
    return rebuilt


def _sort_key(codes: Mapping[str, Code]) -> Callable[[tuple[str, Code]], tuple[str, ...]]:
    """Sorts each code after its ancestors: A, 01, 01.1, 01.11, 01.12 ..."""

    def path(item: tuple[str, Code]) -> tuple[str, ...]:
        found, at = [item[0]], item[1].parent
        while at is not None:
            found.append(at)
            at = codes[at].parent
        return tuple(reversed(found))

    return path


@cache
def _load_own(identifier: str, _vintage: imported.Vintage) -> Classification:
    return imported.read_own(identifier)
