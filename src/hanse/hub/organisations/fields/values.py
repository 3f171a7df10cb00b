"""Reading one value of a field: what may be kept, and what is wrong with the rest.

Faults are codes with numbers; who talks to people puts them into words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from hanse.hub.organisations.fields.model import UNDETERMINED, Field
from hanse.hub.organisations.fields.vocabularies import get_vocabulary

MAX_TEXT, MAX_LONG_TEXT, MAX_CHOICES = 250, 5000, 250
_FAR_AHEAD = 2100
_EMAIL = re.compile(r"[^@\s,;:<>()\[\]\"\\]{1,64}@(?:[\w-]{1,63}\.)+[^\W\d_]{2,63}")
_HOST = re.compile(r"(?:[\w-]{1,63}\.)+[^\W\d_](?:[\w-]{0,61}\w)", re.UNICODE)
_TELEPHONE = re.compile(r"\+?[\d ()/.-]{5,30}")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of what follows."""


class InvalidValueError(ValueError):
    """A value that a field cannot keep: a code, and what belongs into the sentence about it."""

    def __init__(self, code: str, **parameters: Any) -> None:
        super().__init__(code)
        self.code, self.parameters = code, parameters


def is_empty(value: Any) -> bool:
    """True where nothing was said; 0 and False are something."""
    return value is None or value == "" or (isinstance(value, (list, dict)) and not value)


def read_value(field: Field, raw: Any) -> Any:
    """The value as it is kept, None where it is empty; raises InvalidValueError.

    Texts are in Unicode's NFC without control characters; numbers, lists, True and False and
    dates come as such or as text; a translatable text is a mapping of languages, or a plain text
    of which the language is not known.
    """
    if is_empty(raw):
        return None
    if field.translatable:
        return _read_translations(field, raw)
    return _READERS[field.type](field, raw)


def _read_translations(field: Field, raw: Any) -> dict[str, str] | None:
    given = raw if isinstance(raw, Mapping) else {UNDETERMINED: raw}
    known = get_vocabulary("languages")
    kept: dict[str, str] = {}
    for language, text in given.items():
        if language != UNDETERMINED and language not in known:
            raise InvalidValueError("language", language=language)
        read = None if is_empty(text) else _READERS[field.type](field, text)
        if read:
            kept[language] = read
    return kept or None


def _as_text(raw: Any) -> str:
    if not isinstance(raw, (str, int, float)) or isinstance(raw, bool):
        raise InvalidValueError("text")
    text = unicodedata.normalize("NFC", str(raw)).replace("\r\n", "\n").replace("\r", "\n")
    if _FORBIDDEN.search(text):
        raise InvalidValueError("control")
    return text.strip()


def _check_length(text: str, limit: int) -> str | None:
    if len(text) > limit:
        raise InvalidValueError("length", limit=limit, length=len(text))
    return text or None


def _read_text(field: Field, raw: Any) -> str | None:
    text = _as_text(raw)
    if "\n" in text:
        raise InvalidValueError("line")
    return _check_length(" ".join(text.split()), field.max_length or MAX_TEXT)


def _read_long_text(field: Field, raw: Any) -> str | None:
    return _check_length(_as_text(raw), field.max_length or MAX_LONG_TEXT)


def _read_number(field: Field, raw: Any) -> int | float | None:
    if isinstance(raw, bool):
        raise InvalidValueError("number")
    text = str(raw).strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if not text:
        return None
    if "," in text and "." not in text and field.decimals:
        text = text.replace(",", ".")
    try:
        number = float(text)
    except ValueError:
        raise InvalidValueError("number") from None
    if number != number or abs(number) == float("inf"):
        raise InvalidValueError("number")
    if field.decimals:
        number = round(number, field.decimals)
    elif number != int(number):
        raise InvalidValueError("whole")
    if field.minimum is not None and number < field.minimum:
        raise InvalidValueError("minimum", limit=field.minimum)
    if field.maximum is not None and number > field.maximum:
        raise InvalidValueError("maximum", limit=field.maximum)
    return number if field.decimals else int(number)


def _read_year(field: Field, raw: Any) -> int | None:
    year = _read_number(field, raw)
    if year is not None and not (field.minimum or 1000) <= year <= _FAR_AHEAD:
        raise InvalidValueError("year")
    return None if year is None else int(year)


def _read_url(field: Field, raw: Any) -> str | None:
    text = _as_text(raw)
    if not text:
        return None
    if not re.match(r"[a-z][a-z0-9+.-]*:", text, re.IGNORECASE):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and _is_host(parts.hostname)
        sound = sound and parts.username is None and parts.port != 0
    except ValueError:
        sound = False
    if not sound or re.search(r"[\s<>\"'`{}|\\^]", text):
        raise InvalidValueError("url")
    return _check_length(text, field.max_length or 300)


def _is_host(host: str | None) -> bool:
    return bool(host and len(host) <= 253 and _HOST.fullmatch(host))


def _read_email(field: Field, raw: Any) -> str | None:
    text = _as_text(raw)
    if text and (len(text) > 254 or not _EMAIL.fullmatch(text)):
        raise InvalidValueError("email")
    return text or None


def _read_telephone(field: Field, raw: Any) -> str | None:
    text = _as_text(raw)
    if text and (not _TELEPHONE.fullmatch(text) or sum(map(str.isdigit, text)) < 5):
        raise InvalidValueError("telephone")
    return text or None


def _read_choice(field: Field, raw: Any) -> str | None:
    text = _as_text(raw)
    if not text:
        return None
    if text not in get_vocabulary(str(field.vocabulary)):
        raise InvalidValueError("choice", value=text[:60])
    return text


def _read_choices(field: Field, raw: Any) -> list[str] | None:
    if isinstance(raw, (str, Mapping)) or not isinstance(raw, Collection):
        raise InvalidValueError("list")
    if len(raw) > MAX_CHOICES:
        raise InvalidValueError("many", limit=MAX_CHOICES)
    chosen = {_read_choice(field, item) for item in raw} - {None}
    return [term for term in get_vocabulary(str(field.vocabulary)).terms if term in chosen] or None


def _read_yes_no(field: Field, raw: Any) -> bool | None:
    if isinstance(raw, bool):
        return raw
    answers = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    text = str(raw).strip().lower()
    if text not in answers:
        raise InvalidValueError("yes-no")
    return answers[text]


def _read_date(field: Field, raw: Any) -> str | None:
    if isinstance(raw, date):
        return raw.isoformat()[:10]
    try:
        return date.fromisoformat(str(raw).strip()).isoformat()
    except ValueError:
        raise InvalidValueError("date") from None


_READERS: Mapping[str, Callable[[Field, Any], Any]] = {
    "text": _read_text,
    "long-text": _read_long_text,
    "number": _read_number,
    "year": _read_year,
    "url": _read_url,
    "email": _read_email,
    "telephone": _read_telephone,
    "choice": _read_choice,
    "choices": _read_choices,
    "yes-no": _read_yes_no,
    "date": _read_date,
}
