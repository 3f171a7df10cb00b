"""A call as plain data: its path, its parameters, and the type of its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import quote

Shape = TypeVar("Shape")
Value = str | int | float | bool | None
Values = Mapping[str, Value | Sequence[str]]


@dataclass(frozen=True)
class Call(Generic[Shape]):
    """What to ask; `Shape` is what comes back."""

    path: str
    query: tuple[tuple[str, str], ...] = ()


def build_call(path: str, places: Sequence[str], query: Values) -> Call[Shape]:
    """A call with its places filled in; parameters of which nothing is said are left out."""
    parts = path.split("{")
    filled = parts[0]
    for place, rest in zip(places, parts[1:], strict=True):
        filled += quote(place, safe="@") + rest.partition("}")[2]
    return Call(filled, tuple(_list_pairs(query)))


def _list_pairs(query: Values) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in query.items():
        if value is None:
            continue
        if isinstance(value, bool):
            pairs.append((name, "true" if value else "false"))
        elif isinstance(value, (str, int, float)):
            pairs.append((name, str(value)))
        else:
            pairs += [(name, str(part)) for part in value]
    return pairs
