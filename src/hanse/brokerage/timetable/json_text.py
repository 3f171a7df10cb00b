"""JSON as people may get it wrong: nothing is read that would be lost or guessed at."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from hanse.vocabulary.errors import InputError

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that workbooks, pages or UTF-8 cannot hold; no name or text needs them."""


def find_unprintable(text: str) -> str:
    """The first character of a text that cannot be written, as in "\\x07"; empty: none."""
    found = UNPRINTABLE.search(text)
    return ascii(found.group())[1:-1] if found else ""


def require_printable(text: str, *, field: str) -> None:
    """Raise InputError where a text holds a character that no page or workbook can."""
    sign = find_unprintable(text)
    if sign:
        raise InputError(
            f"{text[:60]!a} holds the character {sign}, which cannot be written.",
            field=field,
            mend="Take it out.",
        )


def parse_json(text: str, *, file: str) -> Any:
    """JSON text as data; raises InputError that names the file.

    Stricter than the standard library: keys that are given twice, numbers that are none (NaN) or
    have thousands of digits, and texts that cannot be written again are refused.
    """
    try:
        data = json.loads(text, object_pairs_hook=_build_object, parse_constant=_refuse_constant)
        if "\\" in text or UNPRINTABLE.search(text):
            _require_texts(data, "")
    except json.JSONDecodeError as error:
        what = f"This is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        raise InputError(what, file=file or None, row=error.lineno) from error
    except RecursionError as error:
        raise InputError("The JSON is nested too deeply.", file=file or None) from error
    except InputError as error:
        raise InputError(
            error.what, file=file or None, field=error.field, mend=error.mend
        ) from error
    except ValueError as error:  # the only one left: Python refuses integers beyond 4,300 digits
        raise InputError("A number has thousands of digits.", file=file or None) from error
    return data


def _build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    built = dict(pairs)
    if len(built) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        what = f"The key {twice!a} is given twice."
        raise InputError(what, field=ascii(twice)[1:-1], mend="Keep one of them.")
    return built


def _refuse_constant(name: str) -> NoReturn:
    raise InputError(f"{name} is not a number.", mend="Write a number or null.")


def _require_texts(data: Any, place: str) -> None:
    if isinstance(data, str):
        require_printable(data, field=place)
    elif isinstance(data, list):
        for entry in data:
            _require_texts(entry, place)
    elif isinstance(data, dict):
        for key, value in data.items():
            require_printable(key, field=place)
            _require_texts(value, place or key)
