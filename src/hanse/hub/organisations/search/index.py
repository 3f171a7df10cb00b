"""The columns of the search in memory: loaded once a process, then following the changes.

An index never changes: whoever searches keeps the one that was current when the search began. One
query a request tells whether there is news (`follow_index`); then only the entries concerned are
read.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from itertools import count
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from hanse.hub.organisations.fields import get_vocabulary
from hanse.hub.organisations.models import Change, SearchEntry
from hanse.hub.organisations.search.columns import EMPTY, Column, ColumnBuilder, Mask, pack_mask
from hanse.hub.organisations.search.entries import list_regions_above
from hanse.hub.organisations.search.facets import FACETS
from hanse.hub.organisations.search.spelling import Vocabulary
from hanse.hub.organisations.search.text import Floats, Integers
from hanse.hub.places.geometry.frames import EUROPE

Stamp = tuple[int, datetime]
"""The latest change that an index has seen."""

MANY_CHANGES = 20_000
"""So many changes are not followed one by one: the index is loaded anew."""
LONGEST_NAME = 48
"""Letters by which names are ordered."""
_histories = count()
_COLUMNS = (
    "organisation_id",
    "title",
    "text",
    "facets",
    "latitude",
    "longitude",
    "organisation__published_at",
    "organisation__confirmed_at",
    "change",
    "organisation__key",
    "organisation__name",
)


class _Entry(NamedTuple):
    organisation: int
    title: str
    text: str
    facets: dict[str, list[Any]]
    latitude: float | None
    longitude: float | None
    published_at: datetime | None
    confirmed_at: datetime | None
    change: int
    key: str
    name: str


@dataclass(frozen=True)
class Index:
    """All listed organisations, one row each; rows of what has gone or changed are not alive.

    `positions` are longitude and latitude; `paper` is the same on the map of Europe, in its units.
    `changes` tells which change each row is from: what was drawn of it then still holds.
    """

    history: int
    """Told apart from other times that an index was loaded: numbers may begin again."""
    stamp: Stamp | None
    day: date
    ids: Integers
    alive: Mask
    changes: Integers
    keys: Sequence[str]
    names: Sequence[str]
    columns: Mapping[str, Column]
    positions: Floats
    paper: Floats
    titles: Sequence[str]
    lines: Sequence[str]
    """The words of each title between spaces: with one before, between and after."""
    acronyms: Mapping[str, tuple[int, ...]]
    members: Floats
    published: Floats
    confirmed: Floats
    vocabulary: Vocabulary

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def lookup(self) -> NDArray[np.int32]:
        """Row by the organisation's id, -1 where there is none."""
        rows = np.full(int(self.ids.max(initial=0)) + 2, -1, dtype=np.int32)
        living = np.flatnonzero(self.alive)
        rows[self.ids[living]] = living
        return rows

    def find_rows(self, ids: Integers) -> tuple[Integers, Mask]:
        """Rows of organisations, and which of the ids have one."""
        capped = np.minimum(ids, len(self.lookup) - 1)
        rows = self.lookup[capped]
        known = rows >= 0
        return rows[known].astype(np.int64), known

    @cached_property
    def lies_on_paper(self) -> Mask:
        """Rows whose position the map of Europe shows."""
        x, y = self.paper[:, 0], self.paper[:, 1]
        return (x >= 0) & (x <= EUROPE.width) & (y >= 0) & (y <= EUROPE.height)

    @cached_property
    def orders(self) -> Mapping[str, Integers]:
        """All rows in each order: by name, and by the rest with names as second key."""
        names = [title.partition("\n")[0][:LONGEST_NAME] for title in self.titles]
        by_name = (
            np.argsort(np.array(names, dtype=f"S{LONGEST_NAME}"), kind="stable")
            if (all(map(str.isascii, names)))
            else np.argsort(np.array(names, dtype=f"U{LONGEST_NAME}"), kind="stable")
        )
        keys = {"new": self.published, "current": self.confirmed, "members": self.members}
        return {"name": by_name} | {
            sort: by_name[np.argsort(-key[by_name], kind="stable")] for sort, key in keys.items()
        }

    def renew(self, gone: Iterable[int], entries: Sequence[_Entry], stamp: Stamp) -> Index:
        """The index with these organisations as they are now, or without them."""
        alive = self.alive.copy()
        rows, _ = self.find_rows(np.array(sorted(gone), dtype=np.int64))
        alive[rows] = False
        return _extend(replace(self, stamp=stamp, alive=alive), entries)


def _build_empty(day: date) -> Index:
    nothing = np.empty(0)
    return Index(
        history=next(_histories),
        stamp=None,
        day=day,
        ids=nothing.astype(np.int64),
        alive=nothing.astype(np.bool_),
        changes=nothing.astype(np.int64),
        keys=[],
        names=[],
        columns=dict.fromkeys(FACETS, EMPTY),
        positions=np.empty((0, 2)),
        paper=np.empty((0, 2)),
        titles=[],
        lines=[],
        acronyms={},
        members=nothing,
        published=nothing,
        confirmed=nothing,
        vocabulary=Vocabulary(),
    )


def _extend(index: Index, entries: Iterable[_Entry]) -> Index:
    """The index with further rows at its end; entries are read one by one and not kept."""
    first = row = len(index)
    columns = {facet: ColumnBuilder(column) for facet, column in index.columns.items()}
    numbers = array("d")
    titles, lines = list(index.titles), list(index.lines)
    keys, names = list(index.keys), list(index.names)
    acronyms = dict(index.acronyms)
    words: set[str] = set()
    for row, entry in enumerate(entries, start=first):
        for facet, values in _list_values(entry, index.day):
            columns[facet].add(row, values)
        numbers.extend(_list_numbers(entry))
        titles.append(entry.title)
        lines.append(f" {entry.title} ".replace("\n", " "))
        keys.append(entry.key)
        names.append(entry.name)
        for acronym in _list_acronyms(entry.title):
            acronyms[acronym] = (*acronyms.get(acronym, ()), row)
        words.update(entry.title.split())
        words.update(entry.text.split())
    table = np.array(numbers, dtype=np.float64).reshape(-1, 7)
    size = first + len(table)
    positions = table[:, 1:3]
    return replace(
        index,
        ids=np.concatenate([index.ids, table[:, 0].astype(np.int64)]),
        alive=np.concatenate([index.alive, np.ones(len(table), dtype=np.bool_)]),
        columns={facet: builder.build(size) for facet, builder in columns.items()},
        positions=np.concatenate([index.positions, positions]),
        paper=np.concatenate([index.paper, _place(positions)]),
        changes=np.concatenate([index.changes, table[:, 6].astype(np.int64)]),
        keys=keys,
        names=names,
        titles=titles,
        lines=lines,
        acronyms=acronyms,
        members=np.concatenate([index.members, table[:, 3]]),
        published=np.concatenate([index.published, table[:, 4]]),
        confirmed=np.concatenate([index.confirmed, table[:, 5]]),
        vocabulary=index.vocabulary.add(words) if first else Vocabulary(words),
    )


def _list_values(entry: _Entry, day: date) -> Iterator[tuple[str, Iterable[str]]]:
    for facet, values in entry.facets.items():
        if facet == "region":
            yield facet, [code for region in values for code in list_regions_above(region)]
        elif facet == "label":
            yield facet, dict.fromkeys(_read_labels(values, day))
        elif facet in FACETS:
            yield facet, dict.fromkeys(values)


def _list_numbers(entry: _Entry) -> tuple[float, ...]:
    missing = float("nan")
    members = entry.facets.get("members") or (-1,)
    return (
        entry.organisation,
        missing if entry.longitude is None else entry.longitude,
        missing if entry.latitude is None else entry.latitude,
        float(members[0]),
        _seconds(entry.published_at),
        _seconds(entry.confirmed_at),
        entry.change,
    )


def _read_labels(kept: Iterable[str], day: date) -> list[str]:
    """ "silver|2027-03-01" becomes "silver.valid" until that day, then "silver.expired"."""
    found = []
    for label in kept:
        scheme, _, until = label.rpartition("|")
        is_valid = not until or until >= day.isoformat()
        found.append(f"{scheme}.{'valid' if is_valid else 'expired'}")
    return found


def _list_acronyms(title: str) -> set[str]:
    """The acronym with and without its spaces; see `entries` for the lines of a title."""
    acronym = title.split("\n")[1] if "\n" in title else ""
    return {acronym, acronym.replace(" ", "")} - {""}


def _place(positions: Floats) -> Floats:
    """On the paper of the map of Europe, not rounded; far-away places lie beside it."""
    frame = EUROPE.frames[0]
    with np.errstate(invalid="ignore", divide="ignore"):
        east, north = frame.projection.project(positions[:, 0], positions[:, 1])
    left, top, width, height = frame.box
    x = left + width / 2 + (east - frame.centre[0]) / frame.metres_per_unit
    y = top + height / 2 - (north - frame.centre[1]) / frame.metres_per_unit
    return np.column_stack([x, y])


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0


_lock = Lock()
_current: Index | None = None


def follow_index() -> Index:
    """The index as it is now: one query, and more only where something changed."""
    global _current
    latest = _read_latest()
    day = timezone.localdate()
    index = _current
    if index is None or index.stamp != latest or index.day != day:
        with _lock:
            index = _current
            if index is None or index.stamp != latest or index.day != day:
                index = _current = _catch_up(index, latest, day)
    return index


def _read_latest() -> Stamp | None:
    return Change.objects.order_by("-pk").values_list("pk", "at").first()


def _catch_up(index: Index | None, latest: Stamp | None, day: date) -> Index:
    """Follow the changes; load anew where they don't go on from where the index is.

    The time beside the number tells: after a restored backup, the numbers begin again.
    """
    if index is None or index.stamp is None or latest is None or index.day != day:
        return load_index()
    seen, at = index.stamp
    rows = Change.objects.filter(pk__gte=seen).order_by("pk")
    changes = list(rows.values_list("pk", "at", "organisation_id")[: MANY_CHANGES + 1])
    goes_on = bool(changes) and changes[0][:2] == (seen, at)
    dead = len(index) - int(np.count_nonzero(index.alive))
    if not goes_on or len(changes) > MANY_CHANGES or dead > 1000 + len(index) // 4:
        return load_index()
    touched = {organisation for _, _, organisation in changes[1:]}
    return index.renew(touched, list(_read_entries(touched)), changes[-1][:2])


def load_index() -> Index:
    """The index from all search entries."""
    stamp = _read_latest()
    index = replace(_extend(_build_empty(timezone.localdate()), _read_entries(None)), stamp=stamp)
    # What the first searches need too: who waits for the index waits for it once.
    _ = index.orders, index.lookup, index.lies_on_paper
    for facet in FACETS.values():
        if facet.vocabulary:
            get_vocabulary(facet.vocabulary)
    return index


def _read_entries(organisations: Iterable[int] | None) -> Iterator[_Entry]:
    entries = SearchEntry.objects.order_by("pk").values_list(*_COLUMNS)
    if organisations is None:
        yield from (_Entry(*row) for row in entries.iterator(chunk_size=2000))
        return
    wanted = sorted(organisations)
    for start in range(0, len(wanted), 1000):
        yield from (_Entry(*row) for row in entries.filter(pk__in=wanted[start : start + 1000]))


def count_values(index: Index, masks: Mapping[str, Mask]) -> dict[str, dict[str, int]]:
    """Of each facet, how many rows of its own mask have each value."""
    packed = {id(mask): pack_mask(mask) for mask in masks.values()}
    return {
        facet: column.count(masks[facet], packed[id(masks[facet])])
        for facet, column in index.columns.items()
    }
