"""What each word of a name is: a legal form, a small word, a field of trade, an area, or telling.

The list is data (`data/words.csv`), in folded spelling. Words in one row mean the same in several
languages, so that a klaster is a cluster. Words of the names of regions (NUTS) are areas too.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from hanse.hub.foundation.folding import fold_words

_WEIGHTS = {"legal": 0.0, "stop": 0.0, "generic": 0.15, "area": 0.4, "sector": 0.5, "": 1.0}
_WRITTEN_OUT = (("ae", "a"), ("oe", "o"), ("ue", "u"))
_DATA = Path(__file__).parent / "data" / "words.csv"


class Word(NamedTuple):
    """A word of a name.

    `text` is what it stands for, `meaning` what it is ("" where it is telling), `written` how it
    is written, without the letters that people write out for umlauts.
    """

    text: str
    meaning: str
    weight: float
    written: str


def make_word(text: str, meaning: str = "", written: str = "") -> Word:
    """A word with the weight of its meaning."""
    return Word(text, meaning, _WEIGHTS[meaning], spell_plainly(written or text))


def spell_plainly(text: str) -> str:
    """The folded text as it is without the letters that people write out for umlauts."""
    for written, plain in _WRITTEN_OUT:
        text = text.replace(written, plain)
    return text


@lru_cache(maxsize=1)
def _read_words() -> dict[str, Word]:
    known: dict[str, Word] = {}
    with _DATA.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for word in row["words"].split():
                known.setdefault(word, make_word(row["as"] or word, row["meaning"], word))
    for word in _list_region_words():
        known.setdefault(word, make_word(word, "area"))
    return known


def _list_region_words() -> set[str]:
    from hanse.classifications import get_classification
    from hanse.vocabulary import HanseError

    try:
        nuts = get_classification("nuts-2021")
    except HanseError:  # an installation without the table of regions
        return set()
    titles = {nuts.title(code) for code in nuts.codes if 2 < len(code) < 6}
    return {word for title in titles for word in fold_words(title) if len(word) > 3}


def weigh_word(folded: str) -> Word:
    """What a folded word stands for and how much it tells."""
    known = _read_words().get(folded)
    if known is not None:
        return known
    return make_word(folded, "stop" if len(folded) == 1 and folded.isalpha() else "")
