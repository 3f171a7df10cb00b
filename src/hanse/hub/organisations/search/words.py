"""What was typed, as words: those that tell something, in the folded spelling of the index."""

from __future__ import annotations

from hanse.hub.foundation.folding import fold_words

STOP_WORDS = frozenset(
    ["a", "al", "an", "and", "at", "au", "aux", "by", "da", "das", "de", "dei", "del", "della",
     "der", "des", "di", "die", "do", "dos", "du", "e", "el", "en", "et", "for", "i", "il", "in",
     "la", "las", "le", "les", "los", "o", "of", "og", "on", "or", "os", "per", "pour", "s", "the",
     "to", "und", "van", "von", "voor", "y", "za"]
)  # fmt: skip
"""Words that so many names hold that they tell nothing, in the languages of Europe."""
MOST = 12
"""Words of a query that count."""


def read_words(text: str) -> tuple[str, ...]:
    """The words of a query; words that tell nothing only where there is no other."""
    words = tuple(dict.fromkeys(fold_words(text)))
    telling = tuple(word for word in words if word not in STOP_WORDS)
    return (telling or words)[:MOST]
