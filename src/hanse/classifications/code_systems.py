"""A classification: the codes of one release of a code system, their levels and their titles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from hanse.vocabulary import ClassificationCard, ClassificationError, Provenance

NATIVE = "native"
"""Key of a title in the language of the place itself, where no translation is carried."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a classification."""

    code: str
    level: str
    parent: str | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    """Language -> title."""


def no_other_spelling(_text: str) -> str | None:
    """The spelling rule of a code system whose codes are written in one way only."""
    return None


def no_unlisted_code(_code: str) -> Code | None:
    """The form rule of a code system that is carried in full."""
    return None


@dataclass(frozen=True)
class Classification:
    """The codes of one release: nested levels, titles in several languages, spelling variants.

    Attributes
    ----------
    card : what the code system is, its release, levels (coarse to fine), licence and languages.
    codes : canonical code -> Code, in the order of the publisher.
    provenance : where codes and titles come from.
    spell : text -> canonical spelling or None, for texts that are not a listed code.
    form : canonical code -> Code or None: accepts by its form a code finer than what is carried
        (groups of NACE before the official file is imported, NUTS-3 before 2021).
    """

    card: ClassificationCard
    codes: Mapping[str, Code]
    provenance: Provenance
    spell: Callable[[str], str | None] = no_other_spelling
    form: Callable[[str], Code | None] = no_unlisted_code

    @property
    def id(self) -> str:
        """Identifier, for example "nace-rev2"."""
        return self.card.id

    @property
    def kind(self) -> str:
        """ "region" or "industry"."""
        return self.card.kind

    @property
    def levels(self) -> tuple[str, ...]:
        """Names of the levels, coarse to fine."""
        return self.card.levels

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and self.find(code) is not None

    def find(self, code: str) -> Code | None:
        """The entry of a canonical code, listed or accepted by its form; None where unknown."""
        return self.codes.get(code) or self.form(code)

    def get(self, code: str) -> Code:
        """The entry of a canonical code; raises ClassificationError where it is unknown."""
        found = self.find(code)
        if found is None:
            known = self.normalise(code)
            mend = f"It is written {known} here." if known else f"Codes look like {self._examples}."
            raise ClassificationError(f"{self.card.title} has no code {code}.", mend=mend)
        return found

    @property
    def _examples(self) -> str:
        by_level = (self.at_level(level)[:1] for level in self.levels)
        return ", ".join(codes[0] for codes in by_level if codes)

    def normalise(self, text: str) -> str | None:
        """The canonical code that a text means ("C10.1" -> "10.1"), or None where it fits none."""
        text = text.strip()
        if text in self.codes:
            return text
        spelt = self.spell(text)
        if spelt is not None:
            return spelt if spelt in self.codes or self.form(spelt) else None
        return text if self.form(text) else None

    def title(self, code: str, language: str = "en") -> str:
        """Title in a language, else in English, else in the native one, else the code itself."""
        found = self.find(code)
        titles = found.titles if found else {}
        for key in (language, "en", NATIVE):
            if key in titles:
                return titles[key]
        return next(iter(titles.values()), code)

    def level_of(self, code: str) -> str:
        """Name of the level of a code; raises ClassificationError where it is unknown."""
        return self.get(code).level

    def parent(self, code: str) -> str | None:
        """The code one level up, None at the top."""
        return self.get(code).parent

    def ancestor(self, code: str, level: str) -> str | None:
        """The code at `level` that holds `code` (itself included); None where there is none."""
        if level not in self.levels:
            raise ClassificationError(
                f"{self.card.title} has no level called {level}.",
                mend=f"Its levels are {', '.join(self.levels)}.",
            )
        at: str | None = code
        while at is not None:
            entry = self.get(at)
            if entry.level == level:
                return at
            at = entry.parent
        return None

    def children(self, code: str) -> tuple[str, ...]:
        """The listed codes one level down, in order."""
        return self._children.get(code, ())

    def at_level(self, level: str) -> tuple[str, ...]:
        """The listed codes of a level, in order."""
        return self._by_level.get(level, ())

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for code in self.codes.values():
            if code.parent is not None:
                found.setdefault(code.parent, []).append(code.code)
        return {parent: tuple(codes) for parent, codes in found.items()}

    @cached_property
    def _by_level(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {level: [] for level in self.levels}
        for code in self.codes.values():
            found[code.level].append(code.code)
        return {level: tuple(codes) for level, codes in found.items()}


def require_sound(codes: Mapping[str, Code], levels: tuple[str, ...]) -> None:
    """Raise ClassificationError where a parent is absent, not coarser, or where codes form a ring.

    A parent on a coarser level rules rings out, so that one comparison proves the tree.
    """
    depth = {level: position for position, level in enumerate(levels)}
    for code in codes.values():
        if code.level not in depth:
            raise ClassificationError(f"Code {code.code} is at the unknown level {code.level}.")
        if code.parent is None:
            continue
        if code.parent not in codes:
            raise ClassificationError(f"Code {code.code} has the parent {code.parent}, not listed.")
        if depth[codes[code.parent].level] >= depth[code.level]:
            raise ClassificationError(
                f"Code {code.code} ({code.level}) cannot lie inside {code.parent} "
                f"({codes[code.parent].level}), which is not coarser."
            )
