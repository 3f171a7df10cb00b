"""What a person may have meant by what stands in a field for a town.

"Ostrava - Poruba", "93053 Regensburg", "Tito (PZ)", "Greater Copenhagen area": from the whole text
to its parts and words, the likeliest first.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from hanse.hub.foundation.folding import fold_text
from hanse.hub.places.gazetteer.names import join_words
from hanse.hub.places.releases import DATA

_SEPARATORS = re.compile(r"[,/;|()–—:]| - |- | -")
_NUMBERS = re.compile(r"\b(?:[a-z]{1,2}-)?\d[\d ]*\b")
_HYPHENED = re.compile(r"^(\w{4,})-\w")
_UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
_MOST_WORDS = 10


@dataclass(frozen=True)
class Form:
    """A reading of the text: `kind` is whole, part or word.

    Attributes
    ----------
    people : how many a place must have for the reading to be believed.
    beside : other words of a reading of kind word; half of them must name places too.
    """

    text: str
    kind: str
    people: int = 0
    beside: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _read_words() -> tuple[frozenset[str], dict[str, tuple[str, ...]], frozenset[str]]:
    """Words that name no place, abbreviations with what they are short for, and weak words."""
    generic: set[str] = set()
    weak: set[str] = set()
    short: dict[str, tuple[str, ...]] = {}
    with (DATA / "place_words.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["meaning"] == "generic":
                generic.add(row["word"])
            elif row["meaning"] == "weak":
                weak.add(row["word"])
            else:
                short[row["word"]] = (*short.get(row["word"], ()), row["full"])
    return frozenset(generic), short, frozenset(weak)


def list_forms(text: str) -> list[Form]:
    """Readings of the text, each once, the likeliest first; names folded, words by one space."""
    folded = fold_text(text)
    forms = [Form(text, "whole") for text in _write_variants(join_words(folded))]
    parts = split_parts(folded)
    forms += [Form(variant, "part") for part in parts for variant in _write_variants(part)]
    forms += [form for part in parts for form in _list_windows(part)]
    # A large town before a hyphen, its district behind: Ostrava-Poruba.
    forms += [Form(town, "word", 20_000) for town in _HYPHENED.findall(folded)]
    forms = [form for form in forms if form.text not in _read_words()[2]]
    return list(dict.fromkeys(form for form in forms if form.text))


def split_parts(folded: str) -> list[str]:
    """What stands between commas, slashes, brackets and dashes, without numbers."""
    bare = _NUMBERS.sub(" ", folded)
    return [part for raw in _SEPARATORS.split(bare) if (part := join_words(raw))]


def _write_variants(text: str) -> Iterator[str]:
    """The text, without words that name no place, with abbreviations in full, with umlauts."""
    generic, short, _ = _read_words()
    yield text
    words = _NUMBERS.sub(" ", text).split()
    kept = [word for word in words if word not in generic]
    while len(kept) > 1 and len(kept[-1]) == 1:
        kept.pop()  # a district: Odense M, Dublin D
    bare = " ".join(kept)
    yield bare
    for brief, fulls in short.items():
        if re.search(rf"\b{brief}\b", bare):
            yield from (re.sub(rf"\b{brief}\b", full, bare) for full in fulls)
    plain = bare
    for written, umlaut in _UMLAUTS:
        plain = plain.replace(written, umlaut)
    yield plain


def _list_windows(part: str) -> Iterator[Form]:
    """Words that stand side by side, the longest first; single words of four letters and more."""
    generic = _read_words()[0]
    words = [word for word in part.split() if word not in generic][:_MOST_WORDS]
    for size in range(len(words) - 1, 0, -1):
        for start in range(len(words) - size + 1):
            window = " ".join(words[start : start + size])
            if size > 1 or len(window) > 3:
                beside = words[:start] + words[start + size :]
                yield Form(window, "word", 1000, tuple(word for word in beside if len(word) > 2))
