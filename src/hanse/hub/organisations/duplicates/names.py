"""How alike two names are, word by word.

Every word of one name looks for its like in the other. What both leave over contradicts ("Wood
Cluster Styria" and "Wood Cluster Tyrol"); what only one leaves over adds to it ("... e.V., Graz").
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import OSA

from hanse.hub.organisations.duplicates.records import Prepared
from hanse.hub.organisations.duplicates.words import Word

_ALIKE = 0.8
"""Two words with so many letters in common are one, mistyped or in another case."""
_SHORT = 7
"""A shorter word may differ in no letter: too many words are neighbours."""
_STEM = 8
_BOTH_SIDES, _ONE_SIDE = 1.6, 0.5
_LITTLE, _UNTOLD = 0.2, 0.6
"""Two bodies called Cluster share next to nothing."""
_FIELD = 1.8
"""How much more a field of trade weighs that only one of them names."""
_EXPLAINED = 0.1
"""What a word weighs that the other record says elsewhere: in its place or its acronym."""

Conflict = Literal["", "field", "words"]


@dataclass(frozen=True, slots=True)
class NameLikeness:
    """How alike two names are.

    Attributes
    ----------
    score : 0 to 1.
    shared : the words in common.
    acronym : the acronym that both have, or "".
    conflict : each names a field of trade that the other does not, or another telling word.
    detail : what the conflict is about.
    """

    score: float
    shared: str
    acronym: str
    conflict: Conflict
    detail: str


def compare_names(one: Prepared, other: Prepared) -> NameLikeness:
    """How alike two names are."""
    acronym = _find_shared_acronym(one, other)
    matched, shared, over_one, over_other = _match(one.words, other.words)
    low, high = sorted((_weigh_left(over_one, one, other), _weigh_left(over_other, other, one)))
    score = matched / (matched + _BOTH_SIDES * low + _ONE_SIDE * (high - low) + 1e-9)
    if matched < _LITTLE:
        score = min(score, _UNTOLD)
    conflict, detail = _find_conflict(over_one, over_other, one, other)
    together = _compare_joined(one, other) if low > 0.3 else 0.0
    if together > score:
        score, conflict, detail = together, "", ""
    if acronym and not (_is_full(one) and _is_full(other)):
        score = max(score, 0.78 if len(acronym) == 3 else 0.84)
        conflict, detail = "", ""
    return NameLikeness(min(score, 1.0), " ".join(shared), acronym, conflict, detail)


def _match(
    one: Iterable[Word], other: Iterable[Word]
) -> tuple[float, list[str], list[Word], list[Word]]:
    """Weight in common, the words in common, and what each name leaves over."""
    shared, matched = [], 0.0
    left = list(other)
    over: list[Word] = []
    for word in one:
        like = _find_like(word, left)
        if like is None:
            over.append(word)
            continue
        found, alike = like
        left.remove(found)
        shared.append(word.written)
        matched += alike * max(word.weight, found.weight)
    return matched, shared, over, left


def _find_like(word: Word, among: Collection[Word]) -> tuple[Word, float] | None:
    for found in among:
        if found.text == word.text:
            return found, 1.0
    if len(word.written) < 4 or word.written.isdigit():
        return None
    alike = [(found, _compare_words(word.written, found.written)) for found in among]
    best = max(alike, key=lambda pair: pair[1], default=(word, 0.0))
    return best if best[1] >= _ALIKE else None


def _compare_words(one: str, other: str) -> float:
    """1 where they are one word but for umlauts, less for a slip or another ending, else 0."""
    if len(other) < 4 or other.isdigit():
        return 0.0
    if one == other:
        return 1.0
    shorter, longer = sorted((one, other), key=len)
    if len(longer) < _SHORT:
        # Endings of cases and adjectives: Split, Splitska.
        return 0.85 if len(shorter) > 4 and longer.startswith(shorter) else 0.0
    alike = float(OSA.normalized_similarity(one, other, score_cutoff=_ALIKE))
    if not alike and one[:_STEM] == other[:_STEM] and abs(len(one) - len(other)) < 4:
        return _ALIKE
    return alike


def _weigh_left(words: Iterable[Word], own: Prepared, other: Prepared) -> float:
    """What the words that found no like still weigh against the other record."""
    return sum(
        word.weight * _discount(word, own, other) * (_FIELD if word.meaning == "sector" else 1.0)
        for word in words
    )


def _discount(word: Word, own: Prepared, other: Prepared) -> float:
    """A word that the records say elsewhere, in a place or an acronym, hardly counts."""
    known = word.text in other.place or word.text in other.acronyms or word.text in own.acronyms
    known = known or (word.text in own.place and not other.place)
    return _EXPLAINED if known else 1.0


def _find_conflict(
    over_one: Iterable[Word], over_other: Iterable[Word], one: Prepared, other: Prepared
) -> tuple[Conflict, str]:
    first = [word for word in over_one if _discount(word, one, other) == 1.0]
    second = [word for word in over_other if _discount(word, other, one) == 1.0]
    fields = [
        [word.text for word in words if word.meaning == "sector"] for words in (first, second)
    ]
    if all(fields):
        return "field", f"{' '.join(fields[0])} / {' '.join(fields[1])}"
    telling = [
        [word.text for word in words if word.meaning in ("", "sector")] for words in (first, second)
    ]
    if all(telling):
        return "words", f"{' '.join(telling[0])} / {' '.join(telling[1])}"
    return "", ""


def _compare_joined(one: Prepared, other: Prepared) -> float:
    """Names written together or apart (Agro Food, Agrofood); digits must agree."""
    shorter = min(len(one.joined), len(other.joined))
    if shorter < _SHORT or len(one.words) == len(other.words):
        return 0.0
    if _digits(one.joined) != _digits(other.joined):
        return 0.0
    alike = float(OSA.normalized_similarity(one.joined, other.joined))
    return alike if alike > 0.9 else 0.0


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _find_shared_acronym(one: Prepared, other: Prepared) -> str:
    both = one.acronyms & other.acronyms
    both = both or (one.acronyms & other.initials) or (other.acronyms & one.initials)
    return max(both, key=lambda text: (len(text), text)) if both else ""


def _is_full(prepared: Prepared) -> bool:
    """Whether the name says more than an acronym."""
    return any(text not in prepared.acronyms for text in prepared.telling)
