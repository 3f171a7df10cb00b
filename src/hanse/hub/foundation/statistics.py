"""What the database knows of its tables, by which it chooses how to answer a query."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection


def refresh_statistics() -> Mapping[str, int]:
    """Have SQLite look at its tables; it never does so by itself, while PostgreSQL does.

    Without it, SQLite takes every index for a good one: of 100,000 organisations it would go
    through all that are listed to find the few in question. It looks at everything, which takes
    three seconds with 2 million memberships: from a sample it would take a value that all rows have
    for a rare one.
    """
    if connection.vendor != "sqlite":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"databases analysed": 1}
