"""From a text to rows of the index: as typed, else spelled like it, else most of the words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from hanse.hub.organisations.search.index import Index
from hanse.hub.organisations.search.text import (
    RANKED_UP_TO,
    Floats,
    Group,
    Integers,
    Matches,
    Term,
    get_text_index,
)
from hanse.hub.organisations.search.words import read_words

FEW = 5
"""With fewer matches than these, words that are spelled alike are looked for too."""
MOST_OF = 0.6
"""Where nothing has all words: the share of what they tell that must be there."""
_UNKNOWN = 0.3
"""What a word counts for that stands nowhere: nothing can have it."""
_TYPED, _SIMILAR, _PARTLY = 3000.0, 2000.0, 1000.0
_ACRONYM, _NAME, _BEGINNING = 900.0, 800.0, 100.0


@dataclass(frozen=True)
class Matched:
    """Rows that fit a text with their scores (higher is better), and how they were found.

    `similar` holds the words that were taken to be meant, where any were.
    """

    rows: Integers
    scores: Floats
    similar: tuple[str, ...] = ()
    is_partial: bool = False


def match_text(index: Index, text: str) -> Matched:
    """The rows that fit a text."""
    words = read_words(text)
    if not words:
        return Matched(np.empty(0, dtype=np.int64), np.empty(0))
    typed = [(Term(word, is_prefix=True),) for word in words]
    rows, scores = _find_typed(index, typed)
    scores = scores + _TYPED + _favour(index, rows, words)
    found = Matched(*_add_acronyms(index, words, rows, scores))
    if len(found.rows) >= FEW:
        return found
    found = _add_similar(index, words, found)
    return found if len(found.rows) or len(words) < 2 else _find_partly(index, words)


def _find_typed(index: Index, groups: Sequence[Group]) -> tuple[Integers, Floats]:
    """All rows that fit; where they are many, only those of the title are told apart."""
    text = get_text_index()
    ids = text.list_ids(groups)
    if len(ids) <= RANKED_UP_TO:
        return _to_rows(index, text.rank(groups)) if len(ids) else (ids, np.empty(0))
    rows, _ = index.find_rows(ids)
    return rows, _hold_in_title(index, groups, rows)


def _hold_in_title(index: Index, groups: Sequence[Group], rows: Integers) -> Floats:
    """For each of the rows 1 where its title has a term of each group, else 0.

    All titles are searched as one text: one by one would take longer.
    """
    lines = [index.lines[row] for row in rows.tolist()]
    ends = np.cumsum(np.fromiter(map(len, lines), np.int64, len(lines)))
    everything = "".join(lines)
    held = np.ones(len(rows), dtype=np.bool_)
    for group in groups:
        fits = np.zeros(len(rows), dtype=np.bool_)
        for term in group:
            text = f" {term.word}" if term.is_prefix else f" {term.word} "
            places = np.fromiter(_find_all(text, everything), np.int64)
            fits[np.searchsorted(ends, places, side="right")] = True
        held &= fits
    return held.astype(np.float64)


def _find_all(text: str, everything: str) -> Iterator[int]:
    """Where `text` begins in a longer one; faster than regular expressions."""
    at = everything.find(text)
    while at >= 0:
        yield at
        at = everything.find(text, at + 1)


def _to_rows(index: Index, matches: Matches) -> tuple[Integers, Floats]:
    rows, known = index.find_rows(matches.ids)
    return rows, matches.scores[known]


def _favour(index: Index, rows: Integers, words: Sequence[str]) -> Floats:
    """What the name adds: it is what was typed, or begins with it."""
    favour = np.zeros(len(rows))
    if len(rows) > RANKED_UP_TO:
        return favour
    phrase = " ".join(words)
    for at, row in enumerate(rows.tolist()):
        name = index.titles[row].partition("\n")[0]
        if name.startswith(phrase):
            favour[at] = _NAME if len(name) == len(phrase) else _BEGINNING
    return favour


def _add_acronyms(
    index: Index, words: Sequence[str], rows: Integers, scores: Floats
) -> tuple[Integers, Floats]:
    """Whoever bears the text as acronym comes first, found by its words or not."""
    bearers = index.acronyms.get(" ".join(words)) or index.acronyms.get("".join(words)) or ()
    living = np.array([row for row in bearers if index.alive[row]], dtype=np.int64)
    if not len(living):
        return rows, scores
    scores = scores + np.where(np.isin(rows, living), _ACRONYM, 0.0)
    further = np.setdiff1d(living, rows)
    return (
        np.concatenate([rows, further]),
        np.concatenate([scores, np.full(len(further), _TYPED + _ACRONYM)]),
    )


def _add_similar(index: Index, words: Sequence[str], found: Matched) -> Matched:
    """With the rows that hold, instead of some words, others that are spelled alike."""
    groups, similar = _widen(index, words)
    if not similar:
        return found
    rows, _ = index.find_rows(get_text_index().list_ids(groups))
    rows = np.setdiff1d(rows, found.rows)
    if not len(rows):
        return found
    # Where they are many, comparing each name would take longer than anyone waits.
    are_few = len(rows) <= RANKED_UP_TO
    likeness = _compare(index, words, rows) if are_few else _hold_in_title(index, groups, rows)
    return Matched(
        np.concatenate([found.rows, rows]),
        np.concatenate([found.scores, _SIMILAR + likeness]),
        similar=tuple(similar),
    )


def _widen(index: Index, words: Sequence[str]) -> tuple[list[Group], list[str]]:
    """Groups that also take words spelled alike, and words written apart or together."""
    groups: list[Group] = []
    similar: list[str] = []
    for at, word in enumerate(words):
        is_last = at == len(words) - 1
        # A word of the index is what was meant, unless nothing was found with it.
        found = index.vocabulary.find_similar(word, is_prefix=is_last)
        found += [
            joined
            for joined in (
                word + "".join(words[at + 1 : at + 2]),
                "".join(words[at - 1 : at]) + word,
            )
            if joined != word and joined in index.vocabulary
        ]
        others = [other for other in dict.fromkeys(found) if other != word]
        similar += others
        groups.append((Term(word, is_prefix=True), *(Term(other) for other in others)))
        parts = _part(index, word)
        if parts and not others and not index.vocabulary.begins_one(word):
            groups[-1:] = [(Term(part, is_prefix=True),) for part in parts]
            similar += parts
    return groups, similar


def _part(index: Index, word: str) -> tuple[str, str] | None:
    """Two words of the index that were written as one."""
    for at in range(4, len(word) - 3):
        if word[:at] in index.vocabulary and word[at:] in index.vocabulary:
            return word[:at], word[at:]
    return None


def _compare(index: Index, words: Sequence[str], rows: Integers) -> Floats:
    """How alike the names are to what was typed, 0 to 100."""
    from rapidfuzz import fuzz, process

    titles = [index.lines[row].strip() for row in rows.tolist()]
    likeness = process.cdist(
        [" ".join(words)], titles, scorer=fuzz.token_set_ratio, dtype=np.float32
    )
    return np.asarray(likeness[0], dtype=np.float64)


def _find_partly(index: Index, words: Sequence[str]) -> Matched:
    """Rows that hold most of the words, rare ones counting for more."""
    text = get_text_index()
    told = np.zeros(len(index))
    whole = 0.0
    groups = []
    for word in words:
        others = index.vocabulary.find_similar(word)
        groups.append((Term(word, is_prefix=True), *(Term(other) for other in others)))
    for group in groups:
        rows, _ = index.find_rows(text.list_ids([group]))
        weight = float(np.log((1 + len(index)) / (1 + len(rows)))) + 0.1
        told[rows] += weight
        whole += weight if len(rows) else weight * _UNKNOWN
    rows = np.flatnonzero(told >= MOST_OF * whole)
    scores = _PARTLY + told[rows] / max(whole, 1e-9) * 100
    if 0 < len(rows) <= RANKED_UP_TO:
        scores = scores + _compare(index, words, rows)
    return Matched(rows, scores, is_partial=True)
