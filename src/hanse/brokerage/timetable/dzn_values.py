"""The values of a MiniZinc data file: numbers, lists, lists of sets, tables of rows.

Only what the published event files use (and ranges `1..5` in sets), each value with its line, so
that every complaint can say where it is.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from hanse.vocabulary.errors import InputError

KEYS = (
    "nBusiness",
    "nMeetings",
    "nTables",
    "nTotalSlots",
    "nMorningSlots",
    "requested",
    "meetingsxBusiness",
    "nMeetingsBusiness",
    "forbidden",
    "fixed",
    "precedences",
)
LARGEST = 1_000_000
"""No count or index of an event is larger; a longer number is a slip of the pen."""
_TOKEN = re.compile(
    r"(?P<blank>[ \t\r\f\v]+)|(?P<newline>\n)|(?P<comment>%[^\n]*)|(?P<long>/\*.*?\*/)"
    r"|(?P<range>\.\.)|(?P<number>-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<mark>[=;,|{}\[\]])",
    re.DOTALL,
)


class DznError(InputError):
    """A MiniZinc data file that is not a complete, consistent event."""

    def __init__(self, what: str, *, file: str, line: int, key: str) -> None:
        super().__init__(what, file=file or None, row=line or None, field=key or None)

    @property
    def where(self) -> str:
        """The place as "file, line 3, key fixed"."""
        parts = [self.file] if self.file else []
        parts += [f"line {self.row}"] if self.row is not None else []
        parts += [f"key {self.field}"] if self.field else []
        return ", ".join(parts)


@dataclass(frozen=True)
class Number:
    """A number and its line."""

    value: int
    line: int


@dataclass(frozen=True)
class SetOf:
    """A set of numbers and its line."""

    numbers: tuple[int, ...]
    line: int


@dataclass(frozen=True)
class Row:
    """A row of a two-dimensional list and its line."""

    numbers: tuple[int, ...]
    line: int


Item = TypeVar("Item")
Value = Number | list[Number] | list[SetOf] | list[Row]


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    line: int


class Parser:
    """Parses the assignments of a MiniZinc data file; raises DznError with line and key."""

    def __init__(self, text: str, file: str) -> None:
        self.file, self.key, self.line = file, "", 1
        self.tokens = self._split(text)
        self.token = next(self.tokens)

    def parse(self) -> dict[str, Value]:
        """Every key with its value."""
        values: dict[str, Value] = {}
        while self.token.kind != "end":
            self.key = ""
            key = self._take_key()
            if key in values:
                raise self._error(f"{key} is given twice.")
            self.key = key
            self._take("=")
            values[key] = self._take_value()
            if self.token.kind != "end":
                self._take(";")
        return values

    def _split(self, text: str) -> Iterator[_Token]:
        position, line = 0, 1
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                self.line = line
                unclosed = text.startswith("/*", position)
                what = "A comment is not closed." if unclosed else f"Unexpected {text[position]!r}."
                raise self._error(what)
            kind = str(match.lastgroup)
            if kind in ("range", "number", "name", "mark"):
                yield _Token(kind, match.group(), line)
            line += match.group().count("\n")
            position = match.end()
        yield _Token("end", "the end of the file", line)

    def _error(self, what: str) -> DznError:
        return DznError(what, file=self.file, line=self.line, key=self.key)

    def _advance(self) -> _Token:
        token = self.token
        self.line = token.line
        if token.kind != "end":
            self.token = next(self.tokens)
        return token

    def _unexpected(self, wanted: str) -> DznError:
        self.line = self.token.line
        found = self.token.text if self.token.kind == "end" else repr(self.token.text)
        return self._error(f"Expected {wanted}, found {found}.")

    def _take(self, mark: str) -> None:
        if self.token.kind != "mark" or self.token.text != mark:
            raise self._unexpected(repr(mark))
        self._advance()

    def _at(self, mark: str) -> bool:
        return self.token.kind == "mark" and self.token.text == mark

    def _take_key(self) -> str:
        if self.token.kind != "name":
            raise self._unexpected("a key")
        key = self._advance().text
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, n=1)
            advice = f"; did you mean {near[0]}?" if near else "."
            self.key = key
            raise self._error(f"The key {key} is unknown{advice}")
        return key

    def _take_number(self) -> Number:
        if self.token.kind != "number":
            raise self._unexpected("a number")
        token = self._advance()
        try:
            value = int(token.text)
        except ValueError:
            raise self._error(f"{token.text} is not a whole number.") from None
        if abs(value) > LARGEST:
            raise self._error(f"{token.text} is too large a number.")
        return Number(value, token.line)

    def _take_value(self) -> Value:
        if not self._at("["):
            return self._take_number()
        self._take("[")
        if self._at("|"):
            return self._take_rows()
        if self._at("{"):
            return self._take_items(self._take_set)
        return self._take_items(self._take_number)

    def _take_items(self, take: Callable[[], Item]) -> list[Item]:
        items: list[Item] = []
        while not self._at("]"):
            items.append(take())
            if not self._at("]"):
                self._take(",")
        self._take("]")
        return items

    def _take_set(self) -> SetOf:
        line = self.token.line
        self._take("{")
        numbers: list[int] = []
        while not self._at("}"):
            first = last = self._take_number().value
            if self.token.kind == "range":
                self._advance()
                last = self._take_number().value
            numbers.extend(range(first, last + 1))
            if not self._at("}"):
                self._take(",")
        self._take("}")
        return SetOf(tuple(numbers), line)

    def _take_rows(self) -> list[Row]:
        """`[|1, 2,3, |4, 5,6|]`: commas at the end of a row may be there or not."""
        rows: list[Row] = []
        self._take("|")
        while not self._at("]"):
            line, numbers = self.token.line, []
            while not self._at("|"):
                numbers.append(self._take_number().value)
                if not self._at("|"):
                    self._take(",")
            self._take("|")
            if numbers:
                rows.append(Row(tuple(numbers), line))
        self._take("]")
        return rows
