"""DuckDB statements: quoted names and texts, one quiet connection, results written to files."""

from __future__ import annotations

import os
import re
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hanse.vocabulary import HanseError

if TYPE_CHECKING:
    import duckdb

_opening = threading.Lock()


def quote(name: str) -> str:
    """A column or table name as DuckDB reads it, whatever characters it holds."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """A string literal as DuckDB reads it."""
    return "'" + text.replace("'", "''") + "'"


def escape_path(path: str | os.PathLike[str]) -> str:
    """A file to read as DuckDB finds no other: it takes `*`, `?` and `[` for patterns of names."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))


def quote_path(path: str | os.PathLike[str]) -> str:
    """A file to read as a string literal."""
    return quote_text(escape_path(path))


def write_query(
    connection: duckdb.DuckDBPyConnection, query: str, path: Path, options: str
) -> None:
    """Write what a query gives; raises HanseError where the disk is full or the like."""
    import duckdb

    try:
        connection.execute(f"COPY ({query}) TO {quote_text(str(path))} ({options})")
    except duckdb.IOException as error:
        found = re.search(r"(No space left|File too large|Input/output error)[\w ]*", str(error))
        reason = found[0] if found else str(error).partition("\n")[0]
        raise HanseError(
            f"It could not be written: {reason}.",
            file=path.name,
            mend="Make room, or write elsewhere.",
        ) from error


def connect(*, memory_limit: str | None = None) -> duckdb.DuckDBPyConnection:
    """A connection to an in-memory DuckDB that prints nothing and never looks for extensions.

    The database is that of the process, because opening one costs as much as reading a small file:
    tables and types are to be temporary, and go with the connection. With a limit of its memory it
    is a database of its own.
    """
    import duckdb  # noqa: F401 - it gives connections most of their methods

    if memory_limit is None:
        return connect_early()
    database = _create_database()
    database.execute(f"SET memory_limit = {quote_text(memory_limit)}")
    return database


def connect_early() -> duckdb.DuckDBPyConnection:
    """A connection that can execute and fetch, though DuckDB's package may not be loaded yet.

    Its Python part takes four times as long to load as the engine, which can work meanwhile.
    """
    with _opening:
        database = _open_database(os.getpid())
    return database.cursor()


@cache
def _open_database(_process: int) -> duckdb.DuckDBPyConnection:
    """One a process: the threads of a database do not live on in a fork of it."""
    return _create_database()


def _create_database() -> duckdb.DuckDBPyConnection:
    try:
        from _duckdb import connect as connect_engine  # the engine without its Python part
    except ImportError:  # a release that has them in one
        from duckdb import connect as connect_engine

    database = connect_engine(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "enable_external_file_cache": "false",
        }
    )
    database.execute("SET enable_progress_bar = false")
    return database
