"""Full text in the database: FTS5 on SQLite, tsvector on PostgreSQL, behind one interface.

Both hold the title and the text of each search entry as folded words and follow the table by
themselves (triggers, a generated column: migration 0002). What is asked for is a list of groups;
an organisation fits if it holds a term of each group.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

RANKED_UP_TO = 4000
"""More matches than these are only split into those of the title and the others."""


@dataclass(frozen=True)
class Term:
    """A folded word that is looked for, or all words that begin with it."""

    word: str
    is_prefix: bool = False


Group = tuple[Term, ...]


@dataclass(frozen=True)
class Matches:
    """Organisations by their ids, and how well each fits (higher is better)."""

    ids: Integers
    scores: Floats


class TextIndex(Protocol):
    """The full text of one kind of database."""

    def list_ids(self, groups: Sequence[Group]) -> Integers:
        """Ids of all that fit, in no order."""
        ...

    def rank(self, groups: Sequence[Group]) -> Matches:
        """All that fit with a score: BM25 or the like, the title counting ten times."""
        ...


class SqliteText:
    """FTS5: `organisations_words` over the columns of the search entries."""

    def list_ids(self, groups: Sequence[Group]) -> Integers:
        """As one text of numbers: a hundred thousand rows would take ten times as long."""
        return _read_ids(
            "SELECT group_concat(rowid) FROM organisations_words "
            "WHERE organisations_words MATCH %s",
            self._spell(groups),
        )

    def rank(self, groups: Sequence[Group]) -> Matches:
        """BM25."""
        return _read_matches(
            "SELECT rowid, -bm25(organisations_words, 10.0, 1.0) FROM organisations_words "
            "WHERE organisations_words MATCH %s",
            self._spell(groups),
        )

    def _spell(self, groups: Sequence[Group]) -> str:
        return " AND ".join(f"({' OR '.join(map(self._spell_term, group))})" for group in groups)

    def _spell_term(self, term: Term) -> str:
        # The whole word beside the prefix: it is found anyway, but then it counts for more.
        return f'"{term.word}" OR "{term.word}"*' if term.is_prefix else f'"{term.word}"'


class PostgresqlText:
    """A tsvector with weights: A for the title, D for the text."""

    def list_ids(self, groups: Sequence[Group]) -> Integers:
        """As one text of numbers, for the same reason."""
        with _by_index():
            return _read_ids(
                "SELECT string_agg(organisation_id::text, ',') FROM organisations_searchentry "
                "WHERE words @@ to_tsquery('simple', %s)",
                self._spell(groups),
            )

    def rank(self, groups: Sequence[Group]) -> Matches:
        """Cover density, divided by the logarithm of the length."""
        with _by_index():
            return _read_matches(
                "SELECT organisation_id, ts_rank('{0.1, 0.1, 0.1, 1.0}', words, query, 1) "
                "FROM organisations_searchentry, to_tsquery('simple', %s) AS query "
                "WHERE words @@ query",
                self._spell(groups),
            )

    def _spell(self, groups: Sequence[Group]) -> str:
        return " & ".join(f"({' | '.join(map(self._spell_term, group))})" for group in groups)

    def _spell_term(self, term: Term) -> str:
        return f"'{term.word}' | '{term.word}':*" if term.is_prefix else f"'{term.word}'"


@contextmanager
def _by_index() -> Iterator[None]:
    """The planner must not read the whole table: it takes unpacking a text for free, which at
    100,000 organisations lasts seconds."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        yield


def get_text_index() -> TextIndex:
    """The full text of the database that is in use."""
    return PostgresqlText() if connection.vendor == "postgresql" else SqliteText()


def _read_ids(sql: str, wanted: str) -> Integers:
    with connection.cursor() as cursor:
        cursor.execute(sql, [wanted])
        found = cursor.fetchone()
    numbers = found[0] if found else None
    if not numbers:
        return np.empty(0, dtype=np.int64)
    return np.fromstring(numbers, dtype=np.int64, sep=",")


def _read_matches(sql: str, wanted: str) -> Matches:
    with connection.cursor() as cursor:
        cursor.execute(sql, [wanted])
        rows = cursor.fetchall()
    found = np.array(rows, dtype=np.float64).reshape(-1, 2)
    return Matches(found[:, 0].astype(np.int64), found[:, 1])
