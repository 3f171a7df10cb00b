"""Long Parquet to the cube and back, as fast as DuckDB reads and writes.

Labels never become Python texts row by row: each column of labels is turned into codes inside
DuckDB (an ENUM over its distinct values, which Parquet's dictionaries make cheap), the three codes
into one cell number, and only that number and the figures come home.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hanse.panel.cube import Panel, Values
from hanse.panel.sql import connect, quote, quote_path, quote_text, write_query
from hanse.vocabulary import Flag, InputError, Provenance

if TYPE_CHECKING:
    import duckdb

FLAG_NAMES = tuple(flag.name.lower() for flag in Flag)
_INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}


@dataclass(frozen=True)
class CellColumns:
    """N rows of a long table: the cell each belongs to, and its figures."""

    labels: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    keys: NDArray[np.integer]
    """Position of the cell in the flattened (R, I, T) cube."""
    columns: dict[str, NDArray]
    """Numbers as float64 with NaN for null; a column of flag names as uint8."""


def read_columns(
    relation: str,
    axes: tuple[str, str, str],
    *,
    measures: Sequence[str] | None = None,
    labels: Sequence[Sequence[str] | None] = (None, None, None),
    file: str,
    where: str = "TRUE",
) -> CellColumns:
    """Read the columns of a DuckDB relation as cells.

    Parameters
    ----------
    relation : what stands after FROM. axes : names of the columns of region, industry, period.
    measures : columns of figures; by default all others. labels : order of an axis where it is
        known (it must hold every label), else the sorted distinct values. where : SQL condition.

    Raises InputError for absent columns, blank labels, duplicates and unreadable files.
    """
    import duckdb

    try:
        with connect() as connection:
            return _read(connection, relation, axes, measures, labels, file, where)
    except duckdb.Error as error:
        sentence = str(error).splitlines()[0].split(": ", 1)[-1].rstrip(".")
        raise InputError(f"The file cannot be read: {sentence}.", file=file) from error


def _read(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    axes: tuple[str, str, str],
    measures: Sequence[str] | None,
    labels: Sequence[Sequence[str] | None],
    file: str,
    where: str,
) -> CellColumns:
    described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    types = {row[0]: row[1] for row in described}
    chosen = [n for n in types if n not in axes] if measures is None else list(measures)
    absent = [name for name in (*axes, *chosen) if name not in types]
    if absent:
        raise InputError(
            f"There is no column called {absent[0]}.",
            file=file,
            mend=f"The file has: {', '.join(types)}.",
        )
    codes, found = [], []
    for number, (axis, given) in enumerate(zip(axes, labels, strict=True)):
        expression, texts = _encode(
            connection, relation, axis, types[axis], given, number, file, where
        )
        codes.append(expression)
        found.append(texts)
    key = f"({codes[0]} * {len(found[1])} + {codes[1]}) * {len(found[2])} + {codes[2]}"
    columns = ", ".join(_select(name, types[name]) for name in chosen)
    # Narrow arithmetic is three times as fast, and a cube rarely has 2^31 cells.
    cells = len(found[0]) * len(found[1]) * len(found[2])
    width = "INTEGER" if cells < 2**31 else "BIGINT"
    key = key.replace("AS BIGINT", f"AS {width}")
    fetched = connection.execute(
        f"SELECT CAST({key} AS {width}) AS _key{', ' if columns else ''}{columns}"
        f" FROM {relation} WHERE {where}"
    ).fetchnumpy()
    keys = _fill(fetched.pop("_key"))
    require_unique(keys, (found[0], found[1], found[2]), file=file)
    return CellColumns(
        (found[0], found[1], found[2]), keys, {name: _fill(a) for name, a in fetched.items()}
    )


def _fill(column: NDArray) -> NDArray:
    if isinstance(column, np.ma.MaskedArray):
        filled: NDArray = column.filled(np.nan)
        return filled
    return column


def _select(name: str, kind: str) -> str:
    if kind == "VARCHAR" or kind.startswith("ENUM"):
        cases = " ".join(f"WHEN '{flag}' THEN {n}" for n, flag in enumerate(FLAG_NAMES))
        return f"CAST(CASE {quote(name)} {cases} ELSE 3 END AS UTINYINT) AS {quote(name)}"
    return f"CAST({quote(name)} AS DOUBLE) AS {quote(name)}"


def _encode(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    axis: str,
    kind: str,
    given: Sequence[str] | None,
    number: int,
    file: str,
    where: str,
) -> tuple[str, tuple[str, ...]]:
    """SQL that gives the code of a label, and the labels in the order of the codes."""
    column = quote(axis)
    distinct = [
        row[0]
        for row in connection.execute(
            f"SELECT DISTINCT {column} FROM {relation} WHERE {where} ORDER BY 1"
        ).fetchall()
    ]
    if not distinct:
        raise InputError("The file has no rows.", file=file)
    if any(label is None or label == "" for label in distinct):
        raise InputError("A label is blank.", file=file, field=axis)
    texts = tuple(given) if given is not None else tuple(str(label) for label in distinct)
    contiguous = kind in _INTEGERS and distinct[-1] - distinct[0] == len(distinct) - 1
    if contiguous and texts == tuple(str(label) for label in distinct):
        return f"CAST({column} - ({distinct[0]}) AS BIGINT)", texts
    listed = ", ".join(map(quote_text, texts))
    connection.execute(f"CREATE TEMP TYPE axis_{number} AS ENUM ({listed})")
    return f"CAST(enum_code(CAST({column} AS VARCHAR)::axis_{number}) AS BIGINT)", texts


def require_unique(
    keys: NDArray[np.integer], labels: tuple[tuple[str, ...], ...], *, file: str
) -> None:
    """Raise InputError where a cell occurs more than once."""
    if len(keys) < 2 or np.all(keys[1:] > keys[:-1]):
        return
    shape = tuple(map(len, labels))
    seen = np.zeros(int(np.prod(shape)), np.bool_)
    seen[keys] = True
    repeated = len(keys) - int(seen.sum())
    if not repeated:
        return
    ordered = np.sort(keys)
    first = ordered[1:][ordered[1:] == ordered[:-1]][0]
    cell = ", ".join(
        axis[int(code)] for axis, code in zip(labels, np.unravel_index(first, shape), strict=True)
    )
    raise InputError(
        f"{repeated} rows repeat a cell of region x industry x period, the first is {cell}.",
        file=file,
        mend="Remove the duplicates, or read the file with combine=.",
    )


def read_long_parquet(
    path: str | Path,
    *,
    region: str,
    industry: str,
    period: str,
    measures: Sequence[str],
    region_classification: str = "",
    industry_classification: str = "",
    provenance: tuple[Provenance, ...] = (),
) -> Panel:
    """A long Parquet table as a panel; null figures and absent rows are missing.

    Parameters name the columns; `measures` become the panel's measures under their own names.
    Labels are taken as they stand and sorted. Raises InputError for absent columns, blank labels,
    duplicates, infinite figures and damaged files.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError("There is no such file.", file=str(path), mend="Check the path.")
    table = read_columns(
        f"read_parquet({quote_path(path)})",
        (region, industry, period),
        measures=measures,
        file=path.name,
    )
    shape = (len(table.labels[0]), len(table.labels[1]), len(table.labels[2]))
    size = int(np.prod(shape))
    is_grid = len(table.keys) == size and bool(np.all(table.keys[1:] > table.keys[:-1]))
    cubes: dict[str, Values] = {}
    flags = {}
    for name, column in table.columns.items():
        if np.isinf(column).any():
            raise InputError("A figure is infinite.", file=path.name, field=name)
        cube = column if is_grid else np.full(size, np.nan)
        if not is_grid:
            cube[table.keys] = column
        cubes[name] = cube.reshape(shape)
        flags[name] = (np.isnan(cubes[name]) * np.uint8(Flag.MISSING)).astype(np.uint8, copy=False)
    return Panel(
        *table.labels,
        measures=cubes,
        flags=flags,
        region_classification=region_classification,
        industry_classification=industry_classification,
        provenance=provenance,
    )


def write_long_parquet(
    path: str | Path,
    *,
    regions: Sequence[str],
    industries: Sequence[str],
    periods: Sequence[str],
    measures: Mapping[str, NDArray],
    keep: NDArray[np.bool_] | None = None,
) -> None:
    """Write cubes of shape (R, I, T) as a long Parquet table: region, industry, period, measures.

    NaN becomes null. `keep` (R, I, T) chooses the cells to write; all by default. The file appears
    under its name when it is complete. Raises InputError where the folder does not exist.
    """
    from hanse.panel.files import replace_whole

    shape = (len(regions), len(industries), len(periods))
    rows = None if keep is None else np.flatnonzero(keep)
    with replace_whole(Path(path)) as beside, connect() as connection:
        cells: dict[str, NDArray] = {}
        for number, (name, labels) in enumerate(
            zip(("region", "industry", "period"), (regions, industries, periods), strict=True)
        ):
            cells[f"_{name}"] = _spread_codes(shape, number, rows)
            table = {"code": np.arange(len(labels), dtype=np.int32)}
            connection.register(f"labels_{name}", table | {"label": np.array(labels, object)})
        for name, cube in measures.items():
            flat = np.ascontiguousarray(cube).ravel()
            cells[name] = flat if rows is None else flat[rows]
        connection.register("cells", cells)
        selected = ", ".join(
            f"nullif(c.{quote(name)}, 'nan'::DOUBLE) AS {quote(name)}"
            if cells[name].dtype.kind == "f" and np.isnan(cells[name]).any()
            else f"c.{quote(name)}"
            for name in measures
        )
        joins = " ".join(
            f"JOIN labels_{axis} {axis} ON {axis}.code = c._{axis}"
            for axis in ("region", "industry", "period")
        )
        query = (
            "SELECT region.label AS region, industry.label AS industry,"
            f" period.label AS period, {selected} FROM cells c {joins}"
        )
        write_query(connection, query, beside, "FORMAT parquet")


def _spread_codes(
    shape: tuple[int, int, int], axis: int, rows: NDArray[np.intp] | None
) -> NDArray[np.int32]:
    """Code on one axis of each cell, in the order of the flattened cube."""
    view = [1, 1, 1]
    view[axis] = shape[axis]
    codes = np.broadcast_to(np.arange(shape[axis], dtype=np.int32).reshape(view), shape).ravel()
    return codes if rows is None else codes[rows]
