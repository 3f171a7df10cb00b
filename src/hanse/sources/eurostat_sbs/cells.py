"""One cell of Eurostat's: a number with letters, a colon, a blank, or something destroyed."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from hanse.vocabulary import Flag

_CELL = re.compile(
    r"\s*(?P<number>[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)?\s*(?P<colon>:)?\s*(?P<flags>[a-z]{0,4})\s*"
)
_CLOCK = re.compile(r"\s*\d{1,2}:\d{2}(:\d{2})?\s*([AaPp][Mm])?\s*")


@dataclass(frozen=True)
class Cell:
    """What a cell says: NaN where there is no number."""

    value: float
    flag: Flag
    letters: str
    fault: str = ""
    """Kind of the fault, for which the row is set aside; "" where there is none."""
    reason: str = ""


@lru_cache(maxsize=200_000)
def read_cell(text: str, flags: str = "") -> Cell:
    """Read a cell and its flags (from the cell itself or from a column of flags)."""
    match = _CELL.fullmatch(text)
    if match is None:
        if _CLOCK.fullmatch(text):
            return Cell(
                math.nan, Flag.MISSING, "", "clock-time", "a clock time made by a spreadsheet"
            )
        return Cell(math.nan, Flag.MISSING, "", "text-in-number", "neither a number nor a flag")
    letters = match["flags"] + flags.strip().lower()
    confidential = "c" in letters
    if match["number"] is None or match["colon"]:
        return Cell(math.nan, Flag.SUPPRESSED if confidential else Flag.MISSING, letters)
    value = float(match["number"])
    if not math.isfinite(value):
        return Cell(math.nan, Flag.MISSING, letters, "infinite-value", "an infinite number")
    if value < 0:
        return Cell(math.nan, Flag.MISSING, letters, "negative-value", "negative")
    if confidential:
        return Cell(math.nan, Flag.SUPPRESSED, letters)
    estimated = bool(set(letters) & set("eps"))
    return Cell(value, Flag.ESTIMATED if estimated else Flag.OBSERVED, letters)
