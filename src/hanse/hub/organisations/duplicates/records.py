"""What is compared of an organisation, made ready once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from hanse.hub.foundation.folding import fold_text, split_words
from hanse.hub.organisations.duplicates.words import Word, make_word, weigh_word

_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_ACRONYM = re.compile(r"[A-ZÀ-ÞΑ-ΩА-Я][\wÀ-ÿ&.-]{1,11}")
_GENERIC = 0.2
_NAKED = re.compile(r"[^\w]|_")
SHARED_HOSTS = frozenset(
    [
        "facebook.com",
        "linkedin.com",
        "sites.google.com",
        "twitter.com",
        "instagram.com",
        "clustercollaboration.eu",
        "wixsite.com",
        "wordpress.com",
        "blogspot.com",
        "github.io",
        "business.site",
        "europa.eu",
    ]
)
"""Where many organisations have a page, so that sharing it says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An organisation as far as it is compared; `id` is the caller's."""

    id: int
    name: str
    acronym: str = ""
    country: str = ""
    place: str = ""
    web_domain: str = ""
    latitude: float | None = None
    longitude: float | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record in the spelling in which it is compared.

    Attributes
    ----------
    words : what the name consists of, without legal forms and small words, each once.
    joined : the words as they are written without spaces, for names written together or apart.
    acronyms : the given one, those in brackets, and the name itself where it is one.
    initials : what the name would be short for.
    place : folded words of the place.
    domain : web domain, or "" where it is shared by many.
    """

    record: Record
    words: tuple[Word, ...]
    joined: str
    acronyms: frozenset[str]
    initials: frozenset[str]
    place: frozenset[str]
    domain: str

    @property
    def telling(self) -> tuple[str, ...]:
        """Words that are more than the trade's common ones."""
        return tuple(word.text for word in self.words if word.weight > _GENERIC)


def prepare(record: Record) -> Prepared:
    """Make a record ready to be compared."""
    bracketed = [text for text in _BRACKETS.findall(record.name) if _ACRONYM.fullmatch(text)]
    name = record.name
    for text in bracketed:
        name = name.replace(f"({text})", " ").replace(f"[{text}]", " ")
    plain = split_words(fold_text(name.replace("&", " & ")))
    weighed = [word for text in plain if (word := weigh_word(text)).weight > 0]
    words = tuple({word.text: word for word in reversed(weighed)}.values())[::-1]
    words = words or tuple(make_word(text) for text in plain)
    acronyms = {_squeeze(text) for text in (*bracketed, record.acronym) if text}
    if len(words) <= 1 and len(plain) <= 2 and name.strip().isupper():
        acronyms.add(_squeeze(name))
    return Prepared(
        record=record,
        words=words,
        joined="".join(text for text in plain if weigh_word(text).weight > 0),
        acronyms=frozenset(text for text in acronyms if 2 < len(text) < 13),
        initials=_list_initials(plain),
        place=frozenset(split_words(fold_text(record.place))),
        domain="" if _is_shared(record.web_domain) else record.web_domain,
    )


def _squeeze(text: str) -> str:
    return _NAKED.sub("", fold_text(text))


def _list_initials(plain: list[str]) -> frozenset[str]:
    """First letters of the words, with and without small words and legal forms."""
    telling = [text for text in plain if weigh_word(text).weight > 0]
    found = ("".join(text[0] for text in texts) for texts in (plain, telling))
    return frozenset(text for text in found if len(text) > 2)


@lru_cache(maxsize=4096)
def _is_shared(domain: str) -> bool:
    return not domain or any(domain == host or domain.endswith(f".{host}") for host in SHARED_HOSTS)
