"""The words that invented organisations are made of."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).parent / "data"
_ONSETS = (
    "Bra", "Vel", "Tor", "Lim", "Qua", "Sen", "Mur", "Fal", "Dor", "Hel", "Nor", "Pra", "Zel",
    "Ost", "Kru", "Gal", "Wir", "Ilm",
)  # fmt: skip
_MIDDLES = ("ba", "ni", "ro", "ve", "lu", "mi", "ta", "do", "ga", "ri", "sche", "ple")
_ENDS = (
    "vex", "lion", "mark", "dyn", "quist", "sol", "vant", "mera", "zar", "lith", "brand", "ost",
    "wick", "dara",
)  # fmt: skip
_OUTSIDE_UNICODE = str.maketrans({" ": "-", "’": "", "'": "", ".": "", "&": "", "–": "-", "/": "-"})


@dataclass(frozen=True)
class Town:
    """A town with what the gazetteer says of it."""

    name: str
    latitude: float
    longitude: float
    region: str


@dataclass(frozen=True)
class Country:
    """Where organisations are invented, how many in proportion, and in which language."""

    id: str
    language: str
    share: int
    towns: tuple[Town, ...]


@cache
def list_countries() -> tuple[Country, ...]:
    """The countries of the demonstration."""
    towns: dict[str, list[Town]] = {}
    for row in _read_table("towns.csv"):
        place = float(row["latitude"]), float(row["longitude"])
        towns.setdefault(row["country"], []).append(Town(row["town"], *place, row["region"]))
    return tuple(
        Country(row["country"], row["language"], int(row["share"]), tuple(towns[row["country"]]))
        for row in _read_table("countries.csv")
    )


def _read_table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def _read_themes() -> Mapping[str, Mapping[str, str]]:
    return {row["ecosystem"]: row for row in _read_table("themes.csv")}


def list_ecosystems() -> tuple[str, ...]:
    """Ids of the ecosystems."""
    return tuple(_read_themes())


def name_theme(ecosystem: str, language: str) -> str:
    """A short word for an ecosystem."""
    return _read_themes()[ecosystem][language]


@cache
def read_patterns(language: str) -> Mapping[str, Any]:
    """Roots, patterns of names and texts of a language."""
    data = tomllib.loads((DATA / "languages.toml").read_text(encoding="utf-8"))
    patterns: Mapping[str, Any] = data[language]
    return patterns


@cache
def read_technologies() -> Mapping[str, list[str]]:
    """Likely technologies by ecosystem."""
    data: Mapping[str, list[str]] = tomllib.loads(
        (DATA / "technologies.toml").read_text(encoding="utf-8")
    )
    return data


class Names:
    """Makes names, each once."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._used: set[str] = set()

    def make(self, pattern: str, language: str, ecosystem: str) -> str:
        """A name after one of the language's patterns of that kind that nobody has yet."""
        words = read_patterns(language)
        for _attempt in range(200):
            name = self._random.choice(words[pattern]).format(
                root=self._random.choice(words["roots"]),
                word=self._make_word(),
                theme=name_theme(ecosystem, language),
            )
            if name not in self._used:
                break
        else:
            name = f"{name} {self._make_word()}"
        self._used.add(name)
        return name

    def _make_word(self) -> str:
        parts = (_ONSETS, _MIDDLES, _ENDS)
        return "".join(self._random.choice(part) for part in parts)


def make_acronym(name: str) -> str:
    """Capitals from the words of a name."""
    words = [word for word in name.split() if word[:1].isalpha()]
    letters = "".join(word[: 3 if number == 0 else 2] for number, word in enumerate(words))
    return letters.upper()[:8]


def make_host(text: str, country: str) -> str:
    """A host name below .example, which nobody can own."""
    from hanse.hub.foundation.folding import fold_text

    plain = fold_text(text).translate(_OUTSIDE_UNICODE)
    kept = "".join(c for c in plain if c.isascii() and (c.isalnum() or c == "-"))
    return f"www.{kept.strip('-')[:40]}.{country.lower()}.example"
