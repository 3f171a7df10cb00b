"""Finding: which organisations fit a query, in which order, and how the rest divides."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

import numpy as np

from hanse.hub.organisations.search.columns import Mask
from hanse.hub.organisations.search.index import Index, count_values, follow_index
from hanse.hub.organisations.search.matching import Matched, match_text
from hanse.hub.organisations.search.query import Query
from hanse.hub.organisations.search.text import Floats, Integers

KEPT = 64
"""Answers that are kept until something changes."""


@dataclass(frozen=True)
class Found:
    """The organisations that fit a query.

    `counts` says of each facet how many organisations have each value among those that fit the
    rest of the query: what one would get by choosing it.
    """

    query: Query
    index: Index
    mask: Mask
    counts: Mapping[str, Mapping[str, int]]
    matched: Matched | None

    @cached_property
    def total(self) -> int:
        """How many fit."""
        return int(np.count_nonzero(self.mask))

    @cached_property
    def rows(self) -> Integers:
        """Rows of the index, in the order of the result."""
        return _put_in_order(self)

    @cached_property
    def ids(self) -> Integers:
        """Ids of the organisations, in the order of the result."""
        return self.index.ids[self.rows]

    @cached_property
    def placed(self) -> Integers:
        """The rows that have a position, in the order of the index."""
        return np.flatnonzero(self.mask & ~np.isnan(self.index.positions[:, 0]))

    @property
    def positions(self) -> Floats:
        """Longitude and latitude of the placed ones, shape (n, 2)."""
        return self.index.positions[self.placed]


_kept: OrderedDict[Query, Found] = OrderedDict()
_texts: OrderedDict[str, tuple[Index, Matched]] = OrderedDict()
"""Who narrows a search keeps its text: the database need not be asked again."""
_lock = Lock()


def find(query: Query) -> Found:
    """All organisations that fit; asks the database for news, and for a text if there is one."""
    index = follow_index()
    with _lock:
        found = _kept.get(query)
        if found is not None and found.index is index:
            _kept.move_to_end(query)
            return found
        if found is not None:
            _kept.clear()  # something has changed since: what is kept would only hold memory
    found = _find(index, query)
    with _lock:
        _kept[query] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _find(index: Index, query: Query) -> Found:
    size = len(index)
    base = index.alive
    matched = None
    if query.text:
        matched = _match(index, query.text)
        fits = np.zeros(size, dtype=np.bool_)
        fits[matched.rows] = True
        base = base & fits
    if query.box:
        base = base & _lies_in(index, query.box)
    chosen = {facet: index.columns[facet].choose(values) for facet, values in query.chosen.items()}
    mask = base
    for fits in chosen.values():
        mask = mask & fits
    masks = dict.fromkeys(index.columns, mask)
    for facet in chosen:
        # A facet counts what the others leave, so that its own alternatives stay in sight.
        masks[facet] = base
        for other, fits in chosen.items():
            if other != facet:
                masks[facet] = masks[facet] & fits
    return Found(query, index, mask, count_values(index, masks), matched)


def _match(index: Index, text: str) -> Matched:
    """The rows that fit a text, kept as long as nothing changes."""
    with _lock:
        known = _texts.get(text)
        if known is not None and known[0] is index:
            _texts.move_to_end(text)
            return known[1]
        if known is not None:
            _texts.clear()
    matched = match_text(index, text)
    with _lock:
        _texts[text] = index, matched
        while len(_texts) > KEPT:
            _texts.popitem(last=False)
    return matched


def _lies_in(index: Index, box: tuple[float, float, float, float]) -> Mask:
    west, south, east, north = box
    longitude, latitude = index.positions[:, 0], index.positions[:, 1]
    return (
        (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)
    )  # never true where there is no position


def _put_in_order(found: Found) -> Integers:
    index = found.index
    sort = found.query.sort or ("relevance" if found.query.text else "name")
    order = index.orders.get(sort)
    if order is not None:
        return order[found.mask[order]]
    by_name = index.orders["name"]
    rows = by_name[found.mask[by_name]]
    if found.matched is None:
        return rows
    scores = np.zeros(len(index))
    scores[found.matched.rows] = found.matched.scores
    return rows[np.argsort(-scores[rows], kind="stable")]
