"""The test set of the search: 80 invented organisations among many others, and what people type.

Kinds of queries: folding (accents and other spellings), script (Greek and Cyrillic names in Latin
letters), typo, order of words, prefix, acronym, place, topic.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hanse.hub.organisations.actions.profiles import Row, write_many

FOLDER = Path(__file__).parent
OTHERS = 1200
AT = 5


@dataclass(frozen=True)
class Typed:
    """What somebody types, and the name of the organisation that is meant."""

    text: str
    expected: str
    kind: str


def _read(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def list_queries() -> list[Typed]:
    """Every query with the name that it means."""
    names = {row["id"]: row["name"] for row in _read("organisations")}
    return [Typed(row["typed"], names[row["expected"]], row["kind"]) for row in _read("queries")]


def fill_registry(others: int = OTHERS) -> None:
    """Publish the 80 and as many others, whose names are made of pieces of theirs and of towns."""
    rows = [
        {key: row[key] for key in ("name", "acronym", "country", "place")}
        | {"summary": {"en": row["summary"]}}
        for row in _read("organisations")
    ]
    chance = random.Random(11)  # noqa: S311
    common = sorted({word for row in rows for word in str(row["name"]).split() if len(word) > 5})
    told = sorted({word for row in rows for word in row["summary"]["en"].split()})
    places = sorted({str(row["place"]) for row in rows})
    invented = [
        "Velmora",
        "Tastrin",
        "Orbenka",
        "Quillan",
        "Dremsk",
        "Hovanne",
        "Lissund",
        "Perival",
    ]
    for number in range(others):
        name = f"{chance.choice(invented)}{number} {chance.choice(common)}"
        rows.append(
            {
                "name": f"{name} {chance.choice(['Cluster', 'Network', 'Klaster', 'Hub'])}",
                "country": chance.choice(["DE", "FR", "PL", "BG", "GR", "IT"]),
                "place": chance.choice(places),
                "summary": {"en": " ".join(chance.choices(told, k=8))},
            }
        )
    values = [Row(kind="cluster-organisation", values=row) for row in rows]
    write_many(values, by=None, source="test", state="published")


@dataclass(frozen=True)
class Recall:
    """Share of the queries whose organisation is among the first five, in all and by kind."""

    share: float
    by_kind: dict[str, float]
    missed: list[Typed]


def measure_recall(list_names: Callable[[str], list[str]]) -> Recall:
    """`list_names(text)` answers the names that a search finds, the best first."""
    hits: dict[str, list[bool]] = defaultdict(list)
    missed = []
    for typed in list_queries():
        is_found = typed.expected in list_names(typed.text)[:AT]
        hits[typed.kind].append(is_found)
        if not is_found:
            missed.append(typed)
    every = [hit for kind in hits.values() for hit in kind]
    shares = {kind: sum(found) / len(found) for kind, found in sorted(hits.items())}
    return Recall(sum(every) / len(every), shares, missed)
