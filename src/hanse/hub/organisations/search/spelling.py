"""Words that were probably meant: those of the index that are spelled almost like what was typed.

A word of four to seven letters may differ in one place, a longer one in two (Damerau: a letter
too many, missing, wrong, or two in the wrong order). Candidates are found by the letters that
they consist of, compared for all words at once; both databases share this.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable

import numpy as np

SHORTEST = 4
"""Shorter words are taken as they were typed."""
MOST = 8
MANY_FRESH = 2000
"""So many new words stand in a table of their own before all are put into one."""
_LONG = 8
_BITS = {letter: at for at, letter in enumerate("abcdefghijklmnopqrstuvwxyz0123456789")}


class Vocabulary:
    """All words of the index. It only grows: a word that is gone leads to nothing, which is right.

    Several threads may read while one adds.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._known = {word for word in words if len(word) >= SHORTEST}
        self._sorted = sorted(self._known)
        self._fresh: list[str] = []
        self._tables: tuple[_Table, ...] = (_Table(self._sorted),)

    def add(self, words: Iterable[str]) -> Vocabulary:
        """Take in the words of new entries; answers itself."""
        fresh = {word for word in words if len(word) >= SHORTEST} - self._known
        if not fresh:
            return self
        self._known |= fresh
        for word in fresh:
            insort(self._sorted, word)
        # The large table is kept: to make it anew takes as long as a hundred searches.
        self._fresh += sorted(fresh)
        if len(self._fresh) > MANY_FRESH:
            self._fresh = []
            self._tables = (_Table(self._sorted),)
        else:
            self._tables = (self._tables[0], _Table(self._fresh))
        return self

    def __contains__(self, word: object) -> bool:
        return word in self._known

    def begins_one(self, text: str) -> bool:
        """True where a word begins with `text`."""
        at = bisect_left(self._sorted, text)
        return at < len(self._sorted) and self._sorted[at].startswith(text)

    def find_similar(self, word: str, *, is_prefix: bool = False) -> list[str]:
        """Words like `word`, the nearest first; with `is_prefix` also beginnings of words."""
        if len(word) < SHORTEST:
            return []
        tables = self._tables
        found = [each for table in tables for each in table.find_similar(word)]
        if is_prefix and not found:
            found = [each for table in tables for each in table.find_beginnings(word)]
        return [candidate for _, _, candidate in sorted(found)[:MOST]]


_Candidate = tuple[int, bool, str]
"""How far it is from what was typed, whether it begins otherwise, the word."""


class _Table:
    """The words with their lengths and the set of letters of each as bits of one number."""

    def __init__(self, words: list[str]) -> None:
        self.words = np.array(words, dtype=object)
        self.lengths = np.array([len(word) for word in words], dtype=np.int16)
        self.letters = np.array([_letters_of(word) for word in words], dtype=np.uint64)

    def find_similar(self, word: str) -> list[_Candidate]:
        """Words that differ from it in few letters."""
        from rapidfuzz.distance import OSA

        limit = 1 if len(word) < _LONG else 2
        apart = np.bitwise_count(self.letters ^ np.uint64(_letters_of(word)))
        near = (np.abs(self.lengths - len(word)) <= limit) & (apart <= 2 * limit)
        return [
            (distance, candidate[0] != word[0], candidate)
            for candidate in self.words[near]
            if (distance := OSA.distance(word, candidate, score_cutoff=limit)) <= limit
        ]

    def find_beginnings(self, word: str) -> list[_Candidate]:
        """Longer words whose beginning differs from it in few letters."""
        from rapidfuzz.distance import OSA

        limit = 1 if len(word) < _LONG else 2
        # They lack none of the letters but those in error.
        lacking = np.bitwise_count(np.uint64(_letters_of(word)) & ~self.letters)
        longer = (self.lengths > len(word) + limit) & (lacking <= limit)
        return [
            (distance, candidate[0] != word[0], candidate)
            for candidate in self.words[longer]
            if (distance := OSA.distance(word, candidate[: len(word)], score_cutoff=limit)) <= limit
        ]


def _letters_of(word: str) -> int:
    letters = 0
    for letter in word:
        letters |= 1 << _BITS.get(letter, 36 + ord(letter) % 28)
    return letters
