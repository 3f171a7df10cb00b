"""A search of the pages, a page at a time, in an order that changes don't shake.

A place in the order is the last row's value and id, not a number of rows: what appears, goes or
moves elsewhere neither repeats nor hides what stays where it is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Any

import numpy as np

from hanse.hub.organisations.search.finding import Found
from hanse.hub.organisations.search.index import LONGEST_NAME

Place = tuple[Any, int]
"""Value and id of the last row that was read."""


@dataclass(frozen=True)
class Slice:
    """Ids of organisations in their order, and where to go on; None at the end."""

    ids: list[int]
    place: Place | None


def sort_of(found: Found) -> str:
    """The order of a search: the one that was asked for, else relevance or name."""
    return found.query.sort or ("relevance" if found.query.text else "name")


def take_slice(found: Found, *, after: Place | None, limit: int) -> Slice:
    """The next rows after a place."""
    if sort_of(found) == "relevance" and found.matched is not None:
        return _take_by_relevance(found, after, limit)
    order = _Order(found)
    start = order.left(after[0]) if after else 0
    rows: list[int] = []
    while start < len(found.rows) and len(rows) <= limit:
        end = order.right(order.value(start))
        tied = sorted(order.ids[start:end].tolist())
        if after is not None and order.value(start) == after[0]:
            tied = [id for id in tied if id > after[1]]
        rows += tied
        start = end
    ids = rows[:limit]
    more = len(rows) > limit
    return Slice(ids, (order.value_of(ids[-1]), ids[-1]) if more else None)


class _Order:
    """The values by which the rows of a search are ordered, rising."""

    def __init__(self, found: Found) -> None:
        index, self.rows = found.index, found.rows
        self.ids = found.ids
        self._titles = index.titles
        numbers = {"new": index.published, "current": index.confirmed, "members": index.members}
        column = numbers.get(sort_of(found))
        self._numbers = None if column is None else -column[self.rows].astype(np.float64)
        self._lookup = index.lookup

    def value(self, position: int) -> Any:
        """The value at a position of the order."""
        if self._numbers is not None:
            return float(self._numbers[position])
        return self._name(int(self.rows[position]))

    def value_of(self, id: int) -> Any:
        """The value of an organisation."""
        if self._numbers is None:
            return self._name(int(self._lookup[id]))
        return float(self._numbers[np.flatnonzero(self.ids == id)[0]])

    def left(self, value: Any) -> int:
        """First position whose value is not below this one."""
        if self._numbers is not None:
            return int(np.searchsorted(self._numbers, value, side="left"))
        return bisect_left(self.rows, value, key=lambda row: self._name(int(row)))  # type: ignore[type-var]

    def right(self, value: Any) -> int:
        """First position whose value is above this one."""
        if self._numbers is not None:
            return int(np.searchsorted(self._numbers, value, side="right"))
        return bisect_right(self.rows, value, key=lambda row: self._name(int(row)))  # type: ignore[type-var]

    def _name(self, row: int) -> str:
        return self._titles[row].partition("\n")[0][:LONGEST_NAME]


def _take_by_relevance(found: Found, after: Place | None, limit: int) -> Slice:
    """After the last row where it still stands, else from its number: best effort."""
    ids = found.ids
    start = 0
    if after is not None:
        standing = np.flatnonzero(ids == after[1])
        start = int(standing[0]) + 1 if len(standing) else int(after[0])
    shown = [int(id) for id in ids[start : start + limit]]
    more = start + limit < len(ids)
    return Slice(shown, (float(start + limit), shown[-1]) if more else None)
