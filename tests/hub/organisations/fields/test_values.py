"""Each type of field: what it keeps, and what it refuses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hanse.hub.organisations.fields import Field, InvalidValueError, get_field, read_value


def make(type: str, **more: Any) -> Field:
    return Field(id="x", titles={"en": "X"}, type=type, section="s", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "raw", "kept"),
    [
        (make("text"), "  one   two ", "one two"),
        (make("text"), "Lo\u0301dz\u0301", "L\u00f3d\u017a"),
        (make("text"), "<b>{{ x }}</b> =1+1", "<b>{{ x }}</b> =1+1"),
        (make("long-text"), "one\r\n\r\ntwo ", "one\n\ntwo"),
        (make("number"), "1 200", 1200),
        (make("number"), 0, 0),
        (make("number", decimals=2), "0,5", 0.5),
        (make("number", decimals=2), 0.126, 0.13),
        (make("year"), "1998", 1998),
        (make("url"), "example.org/a?b=1", "https://example.org/a?b=1"),
        (make("url"), "http://www.köln.example.de", "http://www.köln.example.de"),
        (make("email"), "office@example.org", "office@example.org"),
        (make("telephone"), "+32 (0)2 123-45.67", "+32 (0)2 123-45.67"),
        (make("choice", vocabulary="countries"), "XK", "XK"),
        (make("choices", vocabulary="technologies"), ["robotics", "cloud"], ["cloud", "robotics"]),
        (make("choices", vocabulary="technologies"), ("cloud", "cloud"), ["cloud"]),
        (make("yes-no"), "no", False),
        (make("yes-no"), True, True),
        (make("date"), "2026-03-31", "2026-03-31"),
        (make("date"), date(2026, 3, 31), "2026-03-31"),
        (make("text", translatable=True), {"de": "Hallo", "en": " "}, {"de": "Hallo"}),
        (make("text", translatable=True), "Hello", {"und": "Hello"}),
    ],
)
def test_what_is_kept(field: Field, raw: Any, kept: Any) -> None:
    assert read_value(field, raw) == kept
    assert read_value(field, kept) == kept, "what is kept can be given again"


@pytest.mark.parametrize(
    ("field", "raw", "code"),
    [
        (make("text"), "a\nBcc: b@example.org", "line"),
        (make("text"), "a\x00b", "control"),
        (make("text"), "a\u202egnp.exe", "control"),
        (make("text"), "a" * 251, "length"),
        (make("text", max_length=3), "abcd", "length"),
        (make("text"), ["a"], "text"),
        (make("text"), True, "text"),
        (make("long-text"), "a" * 5001, "length"),
        (make("number"), "many", "number"),
        (make("number"), "nan", "number"),
        (make("number"), "inf", "number"),
        (make("number"), True, "number"),
        (make("number"), "1.5", "whole"),
        (make("number", minimum=0), -1, "minimum"),
        (make("number", maximum=9), 10, "maximum"),
        (make("year"), "98", "year"),
        (make("year"), 2400, "year"),
        (make("url"), "javascript:alert(1)", "url"),
        (make("url"), "https://user:secret@example.org", "url"),
        (make("url"), "https://localhost/", "url"),
        (make("url"), "https://exa mple.org", "url"),
        (make("url"), "https://example.org/\"onload='x", "url"),
        (make("url"), "https://[::1", "url"),
        (make("url"), "https://example.org/" + "a" * 300, "length"),
        (make("email"), "office", "email"),
        (make("email"), "a@example.org\nBcc: b@example.org", "email"),
        (make("email"), "a@example.org,b@example.org", "email"),
        (make("telephone"), "call me", "telephone"),
        (make("telephone"), "+() --", "telephone"),
        (make("choice", vocabulary="countries"), "EL", "choice"),
        (make("choices", vocabulary="technologies"), ["cloud", "magic"], "choice"),
        (make("choices", vocabulary="technologies"), "cloud", "list"),
        (make("yes-no"), "perhaps", "yes-no"),
        (make("date"), "31.3.2026", "date"),
        (make("date"), "2026-02-30", "date"),
        (make("text", translatable=True), {"xx": "Hello"}, "language"),
        (make("text", translatable=True), {"de": "a\nb"}, "line"),
    ],
)
def test_what_is_refused(field: Field, raw: Any, code: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        read_value(field, raw)
    assert refused.value.code == code


@pytest.mark.parametrize("raw", [None, "", [], {}, {"en": ""}])
def test_nothing_is_kept_of_nothing(raw: Any) -> None:
    assert read_value(get_field("summary"), raw) is None


def test_a_blank_text_is_nothing() -> None:
    assert read_value(make("text"), "   ") is None
    assert read_value(make("email"), "   ") is None
    assert read_value(make("number"), " ") is None
