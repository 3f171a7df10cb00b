"""Published results in memory: the columns of one bundle as arrays of shape (R, G, T).

A bundle never changes after it has been written, so its columns may be kept as long as memory
allows. They are read by DuckDB one by one, when a page first asks for them.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hanse.hub.observatory.engine import open_cursor
from hanse.panel.sql import escape_path, quote
from hanse.vocabulary import Flag, InputError

FLAG_NAMES = tuple(flag.name.lower() for flag in Flag)
CERTAINTIES = ("certain", "possible", "unknown")
_CODED = {"employment_flag": FLAG_NAMES, "certainty": CERTAINTIES}


@dataclass(frozen=True)
class Test:
    """One criterion of a rating method."""

    __test__ = False  # not a class of tests for pytest

    id: str
    title: str
    comparison: str
    unit: str
    column: str
    """The column that holds the number tested."""


class Results:
    """The ratings of one run.

    Attributes
    ----------
    run_id : hash of input, method version and parameters.
    facts : the contents of `run.json`.
    regions, groups, periods : labels in the order of the arrays.
    region_titles, group_titles : label -> title.
    """

    def __init__(self, run_id: str, folder: Path) -> None:
        self.run_id, self.folder = run_id, folder
        self.facts: Mapping[str, Any] = json.loads((folder / "run.json").read_text("utf-8"))
        self._lock = RLock()
        self._columns: dict[str, NDArray] = {}
        self._derived: OrderedDict[object, Any] = OrderedDict()
        self._read_labels()

    @property
    def path(self) -> Path:
        """The Parquet file of the ratings."""
        return self.folder / "ratings.parquet"

    def _query(self, statement: str, *parameters: object) -> dict[str, NDArray]:
        with open_cursor() as cursor:
            return cursor.execute(statement, [escape_path(self.path), *parameters]).fetchnumpy()

    def _read_labels(self) -> None:
        def labels(column: str, title: str) -> dict[str, str]:
            found = self._query(
                f"SELECT {quote(column)} AS label, any_value({quote(title)}) AS title "
                f"FROM read_parquet(?) GROUP BY {quote(column)} ORDER BY {quote(column)}"
            )
            return {
                str(a): str(b) if b else str(a)
                for a, b in zip(_plain(found["label"]), _plain(found["title"]), strict=True)
            }

        self.region_titles = _name_old_codes(
            labels("region", "region_title"), str(self.facts["region_classification"])
        )
        self.group_titles = labels("group", "group_title")
        self.regions, self.groups = tuple(self.region_titles), tuple(self.group_titles)
        self.periods = tuple(labels("period", "period"))
        described = self._query("SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet(?))")
        self.names = tuple(str(name) for name in _plain(described["column_name"]))
        self.region_at = {label: i for i, label in enumerate(self.regions)}
        self.group_at = {label: i for i, label in enumerate(self.groups)}
        self.period_at = {label: i for i, label in enumerate(self.periods)}

    @property
    def shape(self) -> tuple[int, int, int]:
        """Number of regions, groups and periods."""
        return len(self.regions), len(self.groups), len(self.periods)

    @property
    def nbytes(self) -> int:
        """Memory that the columns read so far occupy."""
        return sum(array.nbytes for array in self._columns.values())

    @cached_property
    def ratings(self) -> tuple[str, ...]:
        """Titles of the ratings, lowest first."""
        return tuple(self.facts["ratings"])

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        """The criteria of the method in its own order."""
        # Runs of early versions had a column of its own for the number of each test.
        told = (Test(**{"column": f"value_{t['id']}", **t}) for t in self.facts["tests"])
        return tuple(test for test in told if f"test_{test.id}" in self.names)

    def column(self, name: str) -> NDArray:
        """Column `name` as an array of shape (R, G, T).

        Numbers are float64 with NaN for null. `employment_flag` and `certainty` are uint8
        positions in FLAG_NAMES and CERTAINTIES; a cell that the table does not list is missing
        and unknown. `test_<id>` is int8: 1 passed, 0 failed, -1 untested. Where the bundle lacks
        the column every cell is NaN.
        """
        with self._lock:
            if name not in self._columns:
                self._columns[name] = self._read(name)
            return self._columns[name]

    def _read(self, name: str) -> NDArray:
        if name not in self.names:
            return np.full(self.shape, np.nan)
        coded = _CODED.get(name)
        if coded:
            value = f"list_position({list(coded)!r}, t.{quote(name)}) - 1"
        else:
            value = f"t.{quote(name)}"
        found = self._query(
            "WITH t AS (FROM read_parquet(?)), "
            "r AS (SELECT unnest(?) AS label, unnest(range(?)) AS i), "
            "g AS (SELECT unnest(?) AS label, unnest(range(?)) AS i), "
            "p AS (SELECT unnest(?) AS label, unnest(range(?)) AS i) "
            f"SELECT r.i AS r, g.i AS g, p.i AS p, ({value})::DOUBLE AS v FROM t "
            'JOIN r ON t.region = r.label JOIN g ON t."group" = g.label '
            "JOIN p ON t.period = p.label",
            list(self.regions), len(self.regions), list(self.groups), len(self.groups),
            list(self.periods), len(self.periods),
        )  # fmt: skip
        values = np.full(self.shape, np.nan)
        values[found["r"], found["g"], found["p"]] = np.ma.filled(found["v"].astype(float), np.nan)
        if coded:
            absent = FLAG_NAMES.index("missing") if name == "employment_flag" else 2
            return np.nan_to_num(values, nan=absent).astype(np.uint8)
        if name.startswith("test_"):
            return np.nan_to_num(values, nan=-1).astype(np.int8)
        return values

    def derive(self, key: object, compute: Callable[[], Any], *, keep: int = 512) -> Any:
        """The value of `compute()`, kept under `key` with the last `keep` others of this run."""
        with self._lock:
            if key in self._derived:
                self._derived.move_to_end(key)
                return self._derived[key]
        value = compute()
        with self._lock:
            self._derived[key] = value
            while len(self._derived) > keep:
                self._derived.popitem(last=False)
        return value

    def require_region(self, label: str) -> int:
        """Position of a region; raises InputError where the run has none of this code."""
        return _require(self.region_at, label, "region")

    def require_group(self, label: str) -> int:
        """Position of an industry group; raises InputError where the run has none of this id."""
        return _require(self.group_at, label, "industry group")

    def period_or_last(self, label: str | None) -> int:
        """Position of a period; the last one where `label` is empty or unknown."""
        return self.period_at.get(label or "", len(self.periods) - 1)


def _require(positions: Mapping[str, int], label: str, noun: str) -> int:
    if label not in positions:
        raise InputError(f"This run has no {noun} called {label}.")
    return positions[label]


def _name_old_codes(titles: dict[str, str], classification: str) -> dict[str, str]:
    """The titles, with those of another NUTS release for codes that the run's own lacks.

    Eurostat's tables mix codes of neighbouring releases.
    """
    nameless = [code for code, title in titles.items() if title == code]
    if not nameless or not classification.startswith("nuts-"):
        return titles
    from hanse.classifications import get_classification

    found = dict(titles)
    for release in ("nuts-2010", "nuts-2013", "nuts-2016"):
        codes = get_classification(release).codes
        for code in nameless:
            if found[code] == code and code in codes:
                found[code] = get_classification(release).title(code)
    return found


def _plain(array: NDArray) -> list[Any]:
    return np.ma.filled(array, "").tolist() if np.ma.isMaskedArray(array) else array.tolist()


class Shelf:
    """The results in use, the least recently used ones forgotten beyond `limit` bytes."""

    def __init__(self, *, limit: int) -> None:
        self.limit = limit
        self._results: OrderedDict[str, Results] = OrderedDict()
        self._lock = RLock()

    def get(self, run_id: str, folder: Path) -> Results:
        """Results of a run, from memory or from its bundle."""
        with self._lock:
            results = self._results.get(run_id)
            if results is None:
                results = self._results[run_id] = Results(run_id, folder)
            self._results.move_to_end(run_id)
            while len(self._results) > 1 and sum(r.nbytes for r in self._results.values()) > (
                self.limit
            ):
                self._results.popitem(last=False)
            return results

    def forget(self) -> None:
        """Empty the shelf."""
        with self._lock:
            self._results.clear()


SHELF = Shelf(limit=512 * 2**20)
