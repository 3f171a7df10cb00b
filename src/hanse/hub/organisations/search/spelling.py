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
_LONG = 8
_BITS = {letter: at for at, letter in enumerate("abcdefghijklmnopqrstuvwxyz0123456789")}


class Vocabulary:
    """All words of the index. It only grows: a word that is gone leads to nothing, which is right.

    Several threads may read while one adds.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._known = {word for word in words if len(word) >= SHORTEST}
        self._sorted = sorted(self._known)
        self._table: _Table | None = None

    def add(self, words: Iterable[str]) -> Vocabulary:
        """Take in the words of new entries; answers itself."""
        for word in set(words) - self._known:
            if len(word) >= SHORTEST:
                self._known.add(word)
                insort(self._sorted, word)
                self._table = None
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
        table = self._table
        if table is None:
            table = self._table = _Table(list(self._sorted))
        return table.find_similar(word, is_prefix=is_prefix)


class _Table:
    """The words with their lengths and the set of letters of each as bits of one number."""

    def __init__(self, words: list[str]) -> None:
        self.words = np.array(words, dtype=object)
        self.lengths = np.array([len(word) for word in words], dtype=np.int16)
        self.letters = np.array([_letters_of(word) for word in words], dtype=np.uint64)

    def find_similar(self, word: str, *, is_prefix: bool) -> list[str]:
        from rapidfuzz.distance import OSA

        limit = 1 if len(word) < _LONG else 2
        letters = np.uint64(_letters_of(word))
        apart = np.bitwise_count(self.letters ^ letters)
        near = (np.abs(self.lengths - len(word)) <= limit) & (apart <= 2 * limit)
        found = [
            (distance, candidate[0] != word[0], candidate)
            for candidate in self.words[near]
            if (distance := OSA.distance(word, candidate, score_cutoff=limit)) <= limit
        ]
        if is_prefix and not found:
            # The beginning of a longer word: it lacks none of the letters but those in error.
            lacking = np.bitwise_count(letters & ~self.letters)
            longer = (self.lengths > len(word) + limit) & (lacking <= limit)
            found = [
                (distance, candidate[0] != word[0], candidate)
                for candidate in self.words[longer]
                if (distance := OSA.distance(word, candidate[: len(word)], score_cutoff=limit))
                <= limit
            ]
        return [candidate for _, _, candidate in sorted(found)[:MOST]]


def _letters_of(word: str) -> int:
    letters = 0
    for letter in word:
        letters |= 1 << _BITS.get(letter, 36 + ord(letter) % 28)
    return letters
