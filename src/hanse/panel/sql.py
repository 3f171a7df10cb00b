"""Composing DuckDB statements: quoted names, quoted texts, one quiet connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def quote(name: str) -> str:
    """A column or table name as DuckDB reads it, whatever characters it holds."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """A string literal as DuckDB reads it."""
    return "'" + text.replace("'", "''") + "'"


def connect(*, memory_limit: str | None = None) -> duckdb.DuckDBPyConnection:
    """A private in-memory DuckDB that prints nothing and never looks for extensions."""
    import duckdb

    connection = duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    )
    connection.execute("SET enable_progress_bar = false")
    if memory_limit is not None:
        connection.execute(f"SET memory_limit = {quote_text(memory_limit)}")
    return connection
