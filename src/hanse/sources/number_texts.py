"""Numbers as people and spreadsheets write them: read exactly, or refused with the reason."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hanse.sources.columns import NumericColumn
from hanse.vocabulary import Flag, InputError

Decimal = Literal[".", ","]

MISSING_WORDS = frozenset(
    {"", ":", "-", "–", ".", "..", "...", "na", "n/a", "#n/a", "nan", "null", "none", "missing"}
)
"""Compared in lower case. A missing figure is never read as zero."""
SUPPRESSED_WORDS = frozenset(
    {": c", ":c", "c", "(c)", "d", "(d)", "s", "(s)", "x", "*", "**", "***", "confidential"}
    | {"suppressed", ": u c"}
)

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_FLAGGED = re.compile(r"(?P<number>\S.*?)\s*(?P<flags>[a-zA-Z]{1,3})")
_SPACES = dict.fromkeys(map(ord, " \u00a0\u2009\u202f'’"), None)
_COMMA_DECIMAL = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+|[+-]?\d+,(\d{1,2}|\d{4,})|[+-]?0,\d+")
_POINT_DECIMAL = re.compile(
    r"[+-]?\d{1,3}(,\d{3})+\.\d+|[+-]?\d+\.(\d{1,2}|\d{4,})([eE][+-]?\d+)?|[+-]?0?\.\d+"
)
_COMMA_GROUPS = re.compile(r"[+-]?\d{1,3}(,\d{3}){2,}")
_POINT_GROUPS = re.compile(r"[+-]?\d{1,3}(\.\d{3}){2,}")
_EITHER_COMMA = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_EITHER_POINT = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2})?\s*([AaPp][Mm])?")
_DATE = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(\s.*)?|\d{1,2}-[A-Za-z]{3}(-\d{2,4})?|[A-Za-z]{3}-\d{2,4}"
)


@dataclass(frozen=True)
class Refusal:
    """A cell that is no usable number."""

    position: int
    value: str
    kind: str
    reason: str


@dataclass(frozen=True)
class NumberColumn:
    """A column of N texts as numbers: NaN where missing, suppressed or refused."""

    values: NDArray[np.float64]
    flags: NDArray[np.uint8]
    refused: tuple[Refusal, ...]
    letters: Counter[str] = field(default_factory=Counter)
    """Publisher's letters found after a number, and how often."""
    flagged: tuple[tuple[int, str], ...] = ()
    """Positions of numbers with letters, and the text as written."""
    words: Counter[str] = field(default_factory=Counter)
    """Words read as missing or suppressed, and how often."""
    grouped: int = 0
    """How many numbers were written with thousands separators."""
    decimal: Decimal = "."


def find_decimal(texts: Iterable[str], *, column: str = "", file: str | None = None) -> Decimal:
    """Which sign marks decimals in a column, from the numbers that leave no doubt.

    Raises InputError where signs contradict each other, or where "1,234" could be either.
    """
    comma = point = ""
    either_comma = either_point = ""
    for text in texts:
        if "," not in text and "." not in text:
            continue
        bare = text.translate(_SPACES)
        if _COMMA_DECIMAL.fullmatch(bare) or _POINT_GROUPS.fullmatch(bare):
            comma = comma or text
        elif _POINT_DECIMAL.fullmatch(bare) or _COMMA_GROUPS.fullmatch(bare):
            point = point or text
        elif _EITHER_COMMA.fullmatch(bare):
            either_comma = either_comma or text
        elif _EITHER_POINT.fullmatch(bare):
            either_point = either_point or text
    if comma and point:
        raise InputError(
            f"Numbers are written in two ways: {comma} has a decimal comma, {point} a decimal"
            " point.",
            file=file,
            field=column or None,
            mend="Write them in one way.",
        )
    if comma or point:
        return "," if comma else "."
    if either_comma and either_point:
        raise InputError(
            f"Numbers are written in two ways: {either_comma} and {either_point}.",
            file=file,
            field=column or None,
            mend="Write them in one way.",
        )
    doubtful = either_comma or either_point
    if doubtful:
        sign = "," if either_comma else "."
        raise InputError(
            f"{doubtful} can be read in two ways: the sign {sign} may mark thousands or decimals.",
            file=file,
            field=column or None,
            mend='Say which sign marks decimals: decimal="." or decimal=",".',
        )
    return "."


def read_numbers(
    texts: Sequence[str],
    *,
    decimal: Decimal | None = None,
    negative: bool = False,
    column: str = "",
    file: str | None = None,
) -> NumberColumn:
    """Read N texts as numbers.

    Conventions: blank and the words of `MISSING_WORDS` are missing; those of `SUPPRESSED_WORDS`
    are suppressed; letters after a number are the publisher's flags and do not change it, except
    that `e` and `p` mark an estimate and `c` a suppressed cell. Clock times, dates, per cents,
    other text, negative and infinite numbers are refused, never coerced.
    """
    if isinstance(texts, NumericColumn):
        return _check_numbers(texts.values, negative=negative)
    quick = _read_plain(texts)
    if quick is not None and (negative or not np.any(quick < 0)):
        flags = np.full(len(texts), Flag.OBSERVED, np.uint8)
        return NumberColumn(quick, flags, ())
    sign = decimal or find_decimal(set(texts), column=column, file=file)
    return _read_each(texts, sign, negative=negative)


def _check_numbers(values: NDArray[np.float64], *, negative: bool) -> NumberColumn:
    """Numbers that come as numbers: NaN is missing, negative and infinite ones are refused."""
    wrong = np.isinf(values) if negative else np.isinf(values) | (values < 0)
    refused = []
    for position in np.flatnonzero(wrong).tolist():
        text = repr(float(values[position]))
        infinite = math.isinf(values[position])
        kind = "infinite-value" if infinite else "negative-value"
        reason = "an infinite number" if infinite else "negative, and a count cannot be"
        refused.append(Refusal(position, text, kind, reason))
    good = np.where(wrong, np.nan, values) if refused else values
    gaps = np.isnan(good)
    flags = np.where(gaps, Flag.MISSING, Flag.OBSERVED).astype(np.uint8)
    blank = int(gaps.sum()) - len(refused)
    return NumberColumn(good, flags, tuple(refused), words=Counter({"": blank} if blank else {}))


def _read_plain(texts: Sequence[str]) -> NDArray[np.float64] | None:
    """All texts as digits only, or None; much the commonest column."""
    if not texts or not all(map(str.isdigit, texts)) or not "".join(texts[:1000]).isascii():
        return None
    try:
        return np.array([float(text) for text in texts], np.float64)
    except ValueError:
        return None


def _read_each(texts: Sequence[str], decimal: Decimal, *, negative: bool) -> NumberColumn:
    values = np.full(len(texts), np.nan)
    flags = np.full(len(texts), Flag.MISSING, np.uint8)
    refused, flagged = [], []
    letters: Counter[str] = Counter()
    words: Counter[str] = Counter()
    grouped = 0
    known: dict[str, _Cell] = {}
    for position, raw in enumerate(texts):
        cell = known.get(raw)
        if cell is None:
            cell = known[raw] = _read_cell(raw, decimal, negative=negative)
        values[position], flags[position] = cell.value, cell.flag
        grouped += cell.grouped
        if cell.letters:
            letters[cell.letters] += 1
            flagged.append((position, raw))
        if cell.word is not None:
            words[cell.word] += 1
        if cell.kind:
            refused.append(Refusal(position, raw, cell.kind, cell.reason))
    return NumberColumn(
        values, flags, tuple(refused), letters, tuple(flagged), words, grouped, decimal
    )


@dataclass(frozen=True)
class _Cell:
    value: float = math.nan
    flag: Flag = Flag.MISSING
    letters: str = ""
    word: str | None = None
    kind: str = ""
    reason: str = ""
    grouped: bool = False


def _read_cell(raw: str, decimal: Decimal, *, negative: bool) -> _Cell:
    text = raw.strip()
    lowered = text.lower()
    if lowered in MISSING_WORDS:
        return _Cell(word=lowered)
    if lowered in SUPPRESSED_WORDS:
        return _Cell(flag=Flag.SUPPRESSED, word=lowered)
    number, grouped = _parse(text, decimal)
    letters = ""
    if number is None and not _CLOCK.fullmatch(text):
        match = _FLAGGED.fullmatch(text)
        if match:
            letters = match["flags"].lower()
            bare = match["number"].strip()
            if bare in ("", ":"):
                return _Cell(flag=Flag.SUPPRESSED if "c" in letters else Flag.MISSING)
            number, grouped = _parse(bare, decimal)
        elif re.fullmatch(r":\s*[a-zA-Z]{1,3}", text):
            return _Cell(flag=Flag.SUPPRESSED if "c" in lowered else Flag.MISSING, word=lowered)
    if number is None or (letters and not _is_flag(letters)):
        kind, reason = _explain(text)
        return _Cell(kind=kind, reason=reason)
    if math.isinf(number):
        return _Cell(kind="infinite-value", reason="an infinite number")
    if number < 0 and not negative:
        return _Cell(kind="negative-value", reason="negative, and a count cannot be")
    if "c" in letters:
        return _Cell(flag=Flag.SUPPRESSED, letters=letters)
    flag = Flag.ESTIMATED if set(letters) & {"e", "p"} else Flag.OBSERVED
    return _Cell(value=number, flag=flag, letters=letters, grouped=grouped)


def _is_flag(letters: str) -> bool:
    """Eurostat's observation flags; other letters after a number are text, for example "12 km"."""
    return set(letters) <= set("bcdefinprsuz")


def _parse(text: str, decimal: Decimal) -> tuple[float | None, bool]:
    """The number that a text is, and whether it had thousands separators."""
    if _PLAIN.fullmatch(text) and (decimal == "." or "." not in text):
        return float(text), False
    if not text or not text[-1].isdigit():
        return None, False
    grouping = r"[ \u00a0\u2009\u202f'’]" + ("" if decimal == "," else "|,")
    if decimal == ",":
        grouping += r"|\."
    pattern = rf"[+-]?\d{{1,3}}(?:(?:{grouping})\d{{3}})*(?:{re.escape(decimal)}\d+)?"
    loose = rf"[+-]?\d+{re.escape(decimal)}\d+(?:[eE][+-]?\d+)?"
    if not (re.fullmatch(pattern, text) or re.fullmatch(loose, text)):
        return None, False
    other = "," if decimal == "." else "."
    bare = text.translate(_SPACES).replace(other, "")
    return float(bare.replace(decimal, ".")), bare != text or other in text


def _explain(text: str) -> tuple[str, str]:
    """Why a text is no number: (kind, reason)."""
    if text.lower().lstrip("+-") in ("inf", "infinity", "∞"):
        return "infinite-value", "an infinite number"
    if _CLOCK.fullmatch(text):
        return "clock-time", "a clock time, as spreadsheets make of some numbers and codes"
    if _DATE.fullmatch(text):
        return "date-in-number", "a date, as spreadsheets make of some numbers"
    if text.endswith("%"):
        return "percentage", "a percentage, not a count or an amount"
    if text.startswith("="):
        return "formula", "a formula without its result"
    if text.startswith("#"):
        return "spreadsheet-error", "an error of a spreadsheet"
    return "text-in-number", "not a number"
