"""Made-up establishments: the same rows for every engine, whatever their number."""

from __future__ import annotations

from pathlib import Path

import duckdb


def write_establishments(path: Path, rows: int, *, files: int = 1) -> None:
    """A table of `rows` establishments in 400 regions x 80 industries x 5 years.

    Every 50th has no figure of employment. With `files` above one, `path` is a folder of parts.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if files > 1:
        path.mkdir()
    step = -(-rows // files)
    for number in range(files):
        part = path / f"part-{number:03d}.parquet" if files > 1 else path
        first, last = number * step, min((number + 1) * step, rows)
        duckdb.execute(
            f"""COPY (
                SELECT range AS establishment,
                       printf('R%03d', hash(range, 1) % 400) AS region,
                       printf('%02d', hash(range, 2) % 80) AS industry,
                       (2017 + hash(range, 3) % 5)::INTEGER AS year,
                       CASE WHEN hash(range, 5) % 50 > 0
                            THEN (1 + hash(range, 4) % 250)::INTEGER END AS persons
                FROM range({first}, {last})
            ) TO '{part}' (FORMAT parquet)"""
        )
