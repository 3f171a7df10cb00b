"""SQLite in the data folder by default; PostgreSQL, or another SQLite file, with one URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ

# IMMEDIATE takes the write lock at the start of a transaction, so that two writers wait for each
# other instead of failing half-way; WAL lets readers go on meanwhile.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def build_databases(data_dir: Path) -> dict[str, dict[str, Any]]:
    """Django's DATABASES from DATABASE_URL."""
    env = environ.Env()
    default = dict(env.db_url("DATABASE_URL", default=f"sqlite:///{data_dir / 'db.sqlite3'}"))
    if default["ENGINE"].endswith("sqlite3"):
        default["OPTIONS"] = {**SQLITE_OPTIONS, **default.get("OPTIONS", {})}
    else:
        default.setdefault("CONN_MAX_AGE", 60)
        default["CONN_HEALTH_CHECKS"] = True
    return {"default": default}
