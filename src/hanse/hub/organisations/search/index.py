"""The columns of the search in memory: loaded once a process, then following the changes.

An index never changes: whoever searches keeps the one that was current when the search began. One
query a request tells whether there is news (`follow_index`); then only the entries concerned are
read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from hanse.hub.organisations.models import Change, SearchEntry
from hanse.hub.organisations.search.columns import EMPTY, Column, Mask
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
_COLUMNS = (
    "organisation_id",
    "title",
    "text",
    "facets",
    "latitude",
    "longitude",
    "organisation__published_at",
    "organisation__confirmed_at",
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


@dataclass(frozen=True)
class Index:
    """All listed organisations, one row each; rows of what has gone or changed are not alive.

    `positions` are longitude and latitude; `paper` is the same on the map of Europe, in its units.
    """

    stamp: Stamp | None
    day: date
    ids: Integers
    row_of: Mapping[int, int]
    alive: Mask
    columns: Mapping[str, Column]
    positions: Floats
    paper: Floats
    titles: Sequence[str]
    acronyms: Mapping[str, tuple[int, ...]]
    members: Integers
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
    def name_rank(self) -> Integers:
        """Place of each row in the order of names."""
        names = [title.partition("\n")[0][:LONGEST_NAME] for title in self.titles]
        spelled = np.array(names, dtype=np.str_).astype(f"U{LONGEST_NAME}")
        rank = np.empty(len(names), dtype=np.int64)
        rank[np.argsort(spelled, kind="stable")] = np.arange(len(names))
        return rank

    def renew(self, gone: Iterable[int], entries: Sequence[_Entry], stamp: Stamp) -> Index:
        """The index with these organisations as they are now, or without them."""
        alive = self.alive.copy()
        row_of = dict(self.row_of)
        for organisation in gone:
            row = row_of.pop(organisation, None)
            if row is not None:
                alive[row] = False
        return _extend(replace(self, stamp=stamp, alive=alive, row_of=row_of), entries)


def _build_empty(day: date) -> Index:
    return Index(
        stamp=None,
        day=day,
        ids=np.empty(0, dtype=np.int64),
        row_of={},
        alive=np.empty(0, dtype=np.bool_),
        columns=dict.fromkeys(FACETS, EMPTY),
        positions=np.empty((0, 2)),
        paper=np.empty((0, 2)),
        titles=[],
        acronyms={},
        members=np.empty(0, dtype=np.int64),
        published=np.empty(0),
        confirmed=np.empty(0),
        vocabulary=Vocabulary(),
    )


def _extend(index: Index, entries: Sequence[_Entry]) -> Index:
    """The index with further rows at its end."""
    first = len(index)
    added = np.array([entry.organisation for entry in entries], dtype=np.int64)
    positions = np.array(
        [(np.nan, np.nan) if e.longitude is None else (e.longitude, e.latitude) for e in entries],
        dtype=np.float64,
    ).reshape(-1, 2)
    vocabulary = index.vocabulary
    words = set()
    for entry in entries:
        words.update(entry.title.split())
        words.update(entry.text.split())
    if first:
        vocabulary.add(words)
    else:
        vocabulary = Vocabulary(words)
    return replace(
        index,
        ids=np.concatenate([index.ids, added]),
        row_of={**index.row_of, **{e.organisation: row for row, e in enumerate(entries, first)}},
        alive=np.concatenate([index.alive, np.ones(len(entries), dtype=np.bool_)]),
        columns=_extend_columns(index, entries),
        positions=np.concatenate([index.positions, positions]),
        paper=np.concatenate([index.paper, _place(positions)]),
        titles=[*index.titles, *(entry.title for entry in entries)],
        acronyms=_extend_acronyms(index, entries),
        members=np.concatenate(
            [index.members, [int((e.facets.get("members") or [-1])[0]) for e in entries]]
        ).astype(np.int64),
        published=np.concatenate([index.published, [_seconds(e.published_at) for e in entries]]),
        confirmed=np.concatenate([index.confirmed, [_seconds(e.confirmed_at) for e in entries]]),
        vocabulary=vocabulary,
    )


def _extend_columns(index: Index, entries: Sequence[_Entry]) -> dict[str, Column]:
    columns = {}
    for facet in FACETS:
        lists = [entry.facets.get(facet) or () for entry in entries]
        if facet == "region":
            lists = [[code for region in found for code in list_regions_above(region)]
                     for found in lists]  # fmt: skip
        elif facet == "label":
            lists = [_read_labels(found, index.day) for found in lists]
        columns[facet] = index.columns[facet].extend(lists, len(index))
    return columns


def _read_labels(kept: Iterable[str], day: date) -> list[str]:
    """ "silver|2027-03-01" becomes "silver.valid" until that day, then "silver.expired"."""
    found = []
    for label in kept:
        scheme, _, until = label.rpartition("|")
        is_valid = not until or until >= day.isoformat()
        found.append(f"{scheme}.{'valid' if is_valid else 'expired'}")
    return found


def _extend_acronyms(index: Index, entries: Sequence[_Entry]) -> dict[str, tuple[int, ...]]:
    acronyms = dict(index.acronyms)
    for row, entry in enumerate(entries, len(index)):
        acronym = entry.title.split("\n")[1] if "\n" in entry.title else ""
        for spelled in {acronym, acronym.replace(" ", "")} - {""}:
            acronyms[spelled] = (*acronyms.get(spelled, ()), row)
    return acronyms


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
    dead = len(index) - len(index.row_of)
    if not goes_on or len(changes) > MANY_CHANGES or dead > 1000 + len(index) // 4:
        return load_index()
    touched = {organisation for _, _, organisation in changes[1:]}
    return index.renew(touched, _read_entries(touched), changes[-1][:2])


def load_index() -> Index:
    """The index from all search entries."""
    stamp = _read_latest()
    return replace(_extend(_build_empty(timezone.localdate()), _read_entries(None)), stamp=stamp)


def _read_entries(organisations: Iterable[int] | None) -> list[_Entry]:
    entries = SearchEntry.objects.order_by("pk").values_list(*_COLUMNS)
    if organisations is None:
        return [_Entry(*row) for row in entries.iterator(chunk_size=5000)]
    wanted = sorted(organisations)
    return [
        _Entry(*row)
        for start in range(0, len(wanted), 1000)
        for row in entries.filter(pk__in=wanted[start : start + 1000])
    ]


def count_values(columns: Mapping[str, Column], masks: Mapping[str, Mask]) -> dict[str, Any]:
    """Of each facet, how many rows of its own mask have each value."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for facet, column in columns.items():
        counts[facet] = column.count(masks[facet])
    return counts
