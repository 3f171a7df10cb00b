"""One cell into what a field takes: countries and lists by their names, numbers as people write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from hanse.hub.foundation.folding import fold_words
from hanse.hub.organisations.fields import Field, get_vocabulary
from hanse.hub.organisations.importing.oddities import Oddity
from hanse.hub.places.gazetteer.lookup import find_country

_SHORTEST_CUT = 10
"""A code that was cut off is completed from so many characters on."""
_EUROSTAT = {"EL": "GR", "UK": "GB"}
_FORMULA = re.compile(r"^\s*[=@\t\r]|^\s*[+-](?![\d(])")
_GARBLED = re.compile("Ã[\x80-\xbf©¤¶¼«±¡]|â€|Å[\x80-\x9f‚„“”•™š]|\ufffd")
_SPLIT = re.compile(r"[;|\n]")
_THOUSANDS = re.compile(r"^-?\d{1,3}([.,'\u00a0\u202f ])\d{3}(\1\d{3})*$")


Told = Callable[[Oddity], None]


def clean_cell(text: str, tell: Told) -> str:
    """The text without spaces around; what looks like a formula or garbled stays and is told."""
    clean = text.replace("\u00a0", " ").replace("\u200b", "").strip()
    if _FORMULA.match(clean):
        tell(Oddity("formula", clean))
    if _GARBLED.search(clean):
        tell(Oddity("garbled", clean))
    return clean


def read_country(text: str, tell: Told) -> str:
    """The ISO code of a country given by code or name, as it is where it is neither."""
    upper = text.strip().upper()
    if upper in _EUROSTAT:
        return _EUROSTAT[upper]
    if upper in get_vocabulary("countries").terms:
        return upper
    found = find_country(text) or _find_term("countries", text)
    if found:
        tell(Oddity("country-name", text, found))
    return found or text


def read_field(field: Field, text: str, tell: Told) -> Any:
    """The cell as the field takes it; what it cannot take comes back as it is, to be refused."""
    if field.type == "choices":
        return _read_terms(str(field.vocabulary), text, tell)
    if field.type == "choice":
        return _read_term(str(field.vocabulary), text, tell)
    if field.type in ("number", "year"):
        return _read_number(text, tell)
    return text


def _read_terms(vocabulary: str, text: str, tell: Told) -> list[str]:
    """Terms between semicolons or bars, or between commas where the whole is no term."""
    parts = [part.strip() for part in _SPLIT.split(text) if part.strip()]
    if len(parts) == 1 and "," in text and not _find_term(vocabulary, text):
        parts = [part.strip() for part in text.split(",") if part.strip()]
    return [_read_term(vocabulary, part, tell) for part in parts]


def _read_term(vocabulary: str, text: str, tell: Told) -> str:
    exact = _find_term(vocabulary, text)
    if exact:
        return exact
    folded = _fold(text)
    begun = {id for name, id in _list_names(vocabulary) if name.startswith(folded)}
    if len(folded) >= _SHORTEST_CUT and len(begun) == 1:
        (term,) = begun
        tell(Oddity("cut-off", text, term))
        return term
    return text


def _find_term(vocabulary: str, text: str) -> str:
    folded = _fold(text)
    return next((id for name, id in _list_names(vocabulary) if name == folded), "")


@lru_cache(maxsize=64)
def _list_names(vocabulary: str) -> tuple[tuple[str, str], ...]:
    """Folded ids and titles in every language, each with its term."""
    terms = get_vocabulary(vocabulary).terms.values()
    return tuple(
        (name, term.id) for term in terms for name in _name([term.id, *term.titles.values()])
    )


def _name(texts: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(_fold(text) for text in texts)


def _fold(text: str) -> str:
    words = fold_words(text.replace("_", " ").replace("&", " "))
    return " ".join(word for word in words if word not in ("and", "und", "et"))


def _read_number(text: str, tell: Told) -> str:
    grouped = _THOUSANDS.match(text)
    if not grouped:
        return text
    plain = text.replace(grouped[1], "")
    tell(Oddity("thousands", text, plain))
    return plain
