"""One spelling for all: what is typed on any keyboard meets what was written in any script.

"Łódź" and "lodz", "Αθήνα" and "athina", "Пловдив" and "plovdiv" fold to the same text. Where two
spellings are both usual ("München" is typed as munchen and as muenchen), `fold_variants` gives
each: an index keeps all of them, so that a query needs only one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

# Letters that Unicode does not take apart into a base letter and a mark.
_LATIN = {
    "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "đ": "d", "ð": "d", "ı": "i", "ħ": "h",
    "ŋ": "n", "ŧ": "t", "ĸ": "k", "ə": "a",
}  # fmt: skip
_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i",
    "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s",
    "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
_BULGARIAN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht", "ъ": "a",
    "ь": "y", "ю": "yu", "я": "ya", "ы": "y", "э": "e", "ё": "yo",
}  # fmt: skip
_SERBIAN = _BULGARIAN | {
    "ђ": "dj", "ж": "z", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ц": "c", "ч": "c", "џ": "dz",
    "ш": "s", "ѓ": "gj", "ќ": "kj", "ѕ": "dz",
}  # fmt: skip
_UKRAINIAN = _BULGARIAN | {
    "г": "h", "ґ": "g", "є": "ie", "и": "y", "і": "i", "ї": "i", "й": "i", "х": "kh", "щ": "shch",
    "ь": "", "ю": "iu", "я": "ia",
}  # fmt: skip
_BULGARIAN_TYPED = _BULGARIAN | {"ъ": "u", "й": "i", "ю": "iu", "я": "ia", "ц": "c"}
_CYRILLIC_SIGNS = (("ђјљњћџѓќѕ", _SERBIAN), ("ґєії", _UKRAINIAN))
"""Letters that only one of the alphabets has; without them, a text is read as Bulgarian."""
_BULGARIAN_END = re.compile(r"ия\b")

_GREEK_PAIRS = {
    "ου": "ou", "γγ": "ng", "γξ": "nx", "γχ": "nch", "αυ": "av", "ευ": "ev", "ηυ": "iv",
}  # fmt: skip
_GREEK_PATTERN = re.compile(r"\bμπ|ου|γγ|γξ|γχ|[αεη]υ(?=[θκξπστφχψ\W]|$)|[αεη]υ")
_GREEKLISH = _GREEK | {"χ": "h", "υ": "i", "φ": "ph"}
_GREEKLISH_PAIRS = (("ου", "u"), ("μπ", "b"), ("ντ", "d"), ("γκ", "g"), ("γγ", "g"))

# What people write where they have no key for the mark.
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "đ": "dj"})

_HAS_GREEK = re.compile("[α-ω]")
_HAS_CYRILLIC = re.compile("[а-џґ]")
_DOTTED = re.compile(r"\b(?:\w\.){2,}")
_WORD = re.compile(r"[^\W_]+")


class _Letters(dict[int, str]):
    """Each letter's Latin spelling, looked up once and then remembered."""

    def __init__(self, letters: Mapping[str, str]) -> None:
        super().__init__({ord(letter): latin for letter, latin in letters.items()})

    def __missing__(self, code: int) -> str:
        bare = "".join(
            c for c in unicodedata.normalize("NFKD", chr(code)) if not unicodedata.combining(c)
        )
        latin = bare.casefold()
        if latin != chr(code):
            latin = latin.translate(self)
        self[code] = latin
        return latin


_TABLES = {
    # A text may quote a letter of another alphabet.
    id(alphabet): _Letters(_LATIN | _GREEK | _UKRAINIAN | _SERBIAN | alphabet)
    for alphabet in (_BULGARIAN, _BULGARIAN_TYPED, _SERBIAN, _UKRAINIAN)
}
_GREEKLISH_TABLE = _Letters(_LATIN | _BULGARIAN | _GREEKLISH)


def fold_text(text: str) -> str:
    """`text` in lower case, in Latin letters and without accents: "Łódź" becomes "lodz".

    Greek follows ELOT 743 and Cyrillic the official Bulgarian, Serbian or Ukrainian spelling,
    whichever the letters of the text show. Punctuation and spaces stay as they are.
    """
    if text.isascii():
        return text.lower()
    lower = _lower(text)
    return _spell(lower, _find_alphabet(lower))


def fold_variants(text: str) -> tuple[str, ...]:
    """`fold_text(text)` first, then the other spellings that are usual; often only the first.

    "München" gives munchen and muenchen, "Ниш" gives nish and nis.
    """
    if text.isascii():
        return (text.lower(),)
    lower = _lower(text)
    alphabet = _find_alphabet(lower)
    found = [_spell(lower, alphabet), _spell(lower.translate(_WRITTEN_OUT), alphabet)]
    if _HAS_CYRILLIC.search(lower) and alphabet is _BULGARIAN:
        found += [_spell(lower, other) for other in (_BULGARIAN_TYPED, _SERBIAN, _UKRAINIAN)]
    if _HAS_GREEK.search(lower):
        for pair, latin in _GREEKLISH_PAIRS:
            lower = lower.replace(pair, latin)
        lower = _GREEK_PATTERN.sub(_spell_pair, lower)
        found.append(lower.translate(_GREEKLISH_TABLE))
    return tuple(dict.fromkeys(found))


def fold_words(text: str) -> list[str]:
    """The words of the folded text, without punctuation; "A.B.C." is one word."""
    return split_words(fold_text(text))


def split_words(folded: str) -> list[str]:
    """The words of a text that was folded before."""
    if "." in folded:
        folded = _DOTTED.sub(lambda found: found[0].replace(".", "") + " ", folded)
    return _WORD.findall(folded)


def _lower(text: str) -> str:
    """In lower case, composed, and Greek letters without their accents."""
    lower = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    if not _HAS_GREEK.search(unicodedata.normalize("NFD", lower)):
        return lower
    return "".join(_bare_greek(letter) for letter in lower)


@lru_cache(maxsize=512)
def _bare_greek(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    return base if _HAS_GREEK.match(base) else letter


def _spell(lower: str, alphabet: Mapping[str, str]) -> str:
    if _HAS_GREEK.search(lower):
        lower = _GREEK_PATTERN.sub(_spell_pair, lower)
    if alphabet is _BULGARIAN:
        lower = _BULGARIAN_END.sub("ia", lower)
    return lower.translate(_TABLES[id(alphabet)])


def _find_alphabet(lower: str) -> Mapping[str, str]:
    for signs, alphabet in _CYRILLIC_SIGNS:
        if any(sign in lower for sign in signs):
            return alphabet
    return _BULGARIAN


def _spell_pair(found: re.Match[str]) -> str:
    pair = found[0]
    if pair == "μπ":
        return "b"
    latin = _GREEK_PAIRS[pair]
    after = found.string[found.end() : found.end() + 1]
    is_hard = pair[1] == "υ" and pair[0] != "ο" and (not after or after in "θκξπστφχψ")
    return f"{latin[0]}f" if is_hard else latin
