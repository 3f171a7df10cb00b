"""Cells that a spreadsheet would run as a formula are defused, numbers are left alone."""

from __future__ import annotations

from typing import Any

_STARTERS = ("=", "+", "-", "@", "\t", "\r")


def defuse_formula(value: Any) -> Any:
    """`value`, with an apostrophe before a text that a spreadsheet would take for a formula."""
    if isinstance(value, str) and value.startswith(_STARTERS):
        return f"'{value}"
    return value
