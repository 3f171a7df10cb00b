"""Any file in, a Reading out: the reader that knows the file's layout takes it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hanse.sources.own_table.loading import DEFAULT_MAX_BYTES, PARQUET, read_magic
from hanse.sources.reading import Reading
from hanse.sources.text_tables import require_size
from hanse.vocabulary import InputError

SOURCES = ("eurostat-sbs", "us-cbp", "own-table")


def read_file(
    path: str | Path,
    *,
    source: str | None = None,
    roles: Mapping[str, str] | None = None,
    where: Mapping[str, str] | None = None,
    grouping: Any | None = None,
    region_level: str | None = None,
    industry_level: str | None = None,
    max_bytes: int | None = DEFAULT_MAX_BYTES,
    **options: Any,
) -> Reading:
    """Read a table of any known layout.

    Parameters
    ----------
    source : "eurostat-sbs", "us-cbp" or "own-table"; by default the header decides. Roles or
        `where` mean the user's own table.
    roles, where : see `read_own_table`.
    grouping : only for "us-cbp": sum into groups while reading, or a function that gives them
        (see `read_us_cbp`); other sources ignore it, because
        `hanse.panel.aggregate.group_industries` does the same afterwards.
    region_level, industry_level : which of mixed levels to choose.
    options : of the source's own reader.

    Raises InputError with file, row and column for whatever cannot be used.
    """
    path = Path(path)
    require_size(path, max_bytes=max_bytes)
    chosen = source or ("own-table" if roles or where else find_source(path))
    levels: dict[str, Any] = {"industry_level": industry_level, "max_bytes": max_bytes}
    if region_level is not None:
        levels["region_level"] = region_level
    if chosen == "eurostat-sbs":
        from hanse.sources.eurostat_sbs.read import read_eurostat_sbs

        _require_known(options, read_eurostat_sbs, chosen)
        return read_eurostat_sbs(path, **levels, **options)
    if chosen == "us-cbp":
        from hanse.sources.us_cbp.read import read_us_cbp

        _require_known(options, read_us_cbp, chosen)
        return read_us_cbp(path, grouping=grouping, **levels, **options)
    if chosen == "own-table":
        from hanse.sources.own_table.read import read_own_table

        return read_own_table(path, roles=roles, where=where, **levels, **options)
    raise InputError(f"There is no source called {chosen}.", mend=f"Known: {', '.join(SOURCES)}.")


def _require_known(options: Mapping[str, Any], reader: Callable[..., Reading], source: str) -> None:
    """Raise InputError for an option that the source's layout leaves no room for."""
    known = inspect.signature(reader).parameters
    for name in options:
        if name not in known:
            raise InputError(
                f"The layout of {source} is fixed: {name} cannot be given.",
                mend="Leave it out, or read the file as your own table (source own-table).",
            )


def find_source(path: Path) -> str:
    """Id of the source whose layout the file's columns have."""
    from hanse.sources.us_cbp import layouts as cbp

    header = read_header(path)
    if header and cbp.find_layout(header):
        return "us-cbp"
    from hanse.sources.eurostat_sbs import layouts as eurostat

    if header and eurostat.find_layout(header):
        return "eurostat-sbs"
    return "own-table"


def read_header(path: Path) -> tuple[str, ...]:
    """Names of the columns of a Parquet or text file, () for any other or where unclear."""
    if read_magic(path).startswith(PARQUET):
        return _read_parquet_header(path)
    from hanse.sources.text_tables import find_delimiter

    raw = _read_start(path)
    try:
        text = raw.decode("utf-8-sig", errors="strict" if len(raw) < 4 else "ignore")
        line = next(line for line in text.splitlines() if line.strip())
        sign = find_delimiter(line, file=path.name)
    except (InputError, StopIteration, UnicodeDecodeError):
        return ()
    return tuple(name.strip().strip('"') for name in line.split(sign))


def _read_start(path: Path) -> bytes:
    import gzip

    with path.open("rb") as stream:
        if stream.read(2) != b"\x1f\x8b":
            stream.seek(0)
            return stream.read(65536)
    try:
        with gzip.open(path) as unpacked:
            return unpacked.read(65536)
    except (OSError, EOFError):
        return b""


def _read_parquet_header(path: Path) -> tuple[str, ...]:
    import duckdb

    from hanse.panel.sql import connect, quote_path

    try:
        with connect() as connection:
            described = connection.execute(
                f"DESCRIBE SELECT * FROM read_parquet({quote_path(path)})"
            ).fetchall()
    except duckdb.Error:
        return ()
    return tuple(row[0] for row in described)
