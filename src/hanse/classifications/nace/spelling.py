"""How NACE codes are written in real files, and the form of codes finer than what is carried."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from hanse.classifications.code_systems import Code

_WITH_LETTER = re.compile(r"([A-Z])\s?(\d\d)(?:\.?([0-9])(?:\.?([0-9]))?)?")
_WITH_DOT = re.compile(r"(\d{1,2})\.([0-9])([0-9])?")
_DIGITS = re.compile(r"\d{1,4}")
_FINER = re.compile(r"(\d\d)\.([1-9])([0-9])?")


def _spell_digits(text: str, codes: Mapping[str, Code]) -> str | None:
    if len(text) <= 2:
        return text.zfill(2)
    # 101 may mean 10.1, but also NAICS 101 or a truncated 01.01: only a listed code counts.
    dotted = f"{text[:2]}.{text[2:]}"
    return dotted if dotted in codes else None


def make_spelling(codes: Mapping[str, Code]) -> Callable[[str], str | None]:
    """Spelling rule over these codes: C10, C101, C10.1, c10.11, 1 -> 10, 10.1, 10.1, 10.11, 01.

    A section letter that does not hold the division makes the text no code at all.
    """

    def spell(text: str) -> str | None:
        text = text.upper()
        if text in codes:
            return text
        if match := _WITH_LETTER.fullmatch(text):
            letter, division, group, klass = match.groups()
            held = codes.get(division)
            if held is None or held.parent != letter:
                return None
            return division + (f".{group}{klass or ''}" if group else "")
        if match := _WITH_DOT.fullmatch(text):
            division, group, klass = match.groups()
            return f"{division.zfill(2)}.{group}{klass or ''}"
        return _spell_digits(text, codes) if _DIGITS.fullmatch(text) else None

    return spell


def make_form(codes: Mapping[str, Code]) -> Callable[[str], Code | None]:
    """Form rule: without listed groups, 10.1 and 10.11 are codes because division 10 is one."""
    if any(code.level == "group" for code in codes.values()):
        return lambda _code: None

    def form(code: str) -> Code | None:
        match = _FINER.fullmatch(code)
        if match is None or match[1] not in codes:
            return None
        if match[3] is None:
            return Code(code, "group", match[1])
        return Code(code, "class", code[:4])

    return form
