"""One DuckDB for the room's reads: opening one costs more than a query."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from hanse.panel.sql import connect

if TYPE_CHECKING:
    import duckdb


@cache
def _open_engine(process: int) -> duckdb.DuckDBPyConnection:
    """One engine a process: one that was opened before a fork has lost its threads and hangs."""
    engine = connect(memory_limit="1GB")
    engine.execute("SET threads = 1")
    return engine


def open_cursor() -> duckdb.DuckDBPyConnection:
    """A cursor of this process's DuckDB, for one thread."""
    return _open_engine(os.getpid()).cursor()
