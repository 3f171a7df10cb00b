"""From a table of establishments on any engine to a panel."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from hanse.panel import Panel
from hanse.panel.build import Axis, build_panel
from hanse.panel.sql import escape_path
from hanse.vocabulary import Flag, InputError, Provenance

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True)
class Measure:
    """How a measure of the panel comes from the establishments.

    "sum" adds a column; "count" counts rows (and needs no column).
    """

    column: str = ""
    how: Literal["sum", "count"] = "sum"


@contextmanager
def _bear_old_names() -> Iterator[None]:
    """Ibis calls DuckDB by a name that DuckDB has since renamed: nothing for the user to mend."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "fetch_arrow_table", DeprecationWarning)
        yield


def open_table(place: str | Path, table: str | None = None) -> ir.Table:
    """A table of establishments: a Parquet or CSV file (by DuckDB), or `table` at a connection.

    `place` is a path, or a connection string as `ibis.connect` takes it: "duckdb://file.ddb",
    "postgres://user@host/database", "trino://...", "bigquery://project/dataset", "pyspark://...".
    Raises InputError where the file is absent or the table is not named.
    """
    import ibis

    text = str(place)
    if "://" in text:
        if not table:
            raise InputError("A connection needs the name of a table.", mend="Give table=.")
        return ibis.connect(text).table(table)
    path = Path(place)
    if not path.is_file() and not path.is_dir():
        raise InputError("There is no such file.", file=text, mend="Check the path.")
    with _bear_old_names():
        connection = ibis.duckdb.connect()
        if path.suffix.lower() in (".csv", ".tsv", ".gz"):
            return connection.read_csv(escape_path(path))
        many = "/*.parquet" if path.is_dir() else ""
        return connection.read_parquet(f"{escape_path(path)}{many}")


def aggregate_establishments(
    table: ir.Table,
    *,
    region: str,
    industry: str,
    period: str,
    measures: Mapping[str, Measure | str],
    region_classification: str = "",
    industry_classification: str = "",
    provenance: tuple[Provenance, ...] = (),
) -> Panel:
    """Sum establishments to region x industry x period on the engine where the table lives.

    Parameters
    ----------
    table : an Ibis table of any backend.
    region, industry, period : columns of the labels; numbers become texts.
    measures : measure -> `Measure`, or the name of the column to sum.

    A cell of which establishments lack the figure is flagged as a lower bound, and missing where
    all lack it; a cell without establishments is missing. Labels are sorted, so that every engine
    gives the same panel; sums of whole numbers are exact.

    Raises InputError for columns that are absent or not numeric, blank labels, negative figures
    and an empty table.
    """
    how = {name: Measure(m) if isinstance(m, str) else m for name, m in measures.items()}
    axes = {"region": region, "industry": industry, "period": period}
    _require_columns(table, axes, how)
    cells = _fetch(table, axes, how)
    rows = len(cells["_establishments"])
    if rows == 0:
        raise InputError("The table of establishments is empty.")
    labels = {axis: _sort_labels(cells[axis], column) for axis, column in axes.items()}
    figures, flags = {}, {}
    for name in how:
        figures[name], flags[name] = _read_measure(cells, name)
    return build_panel(
        labels["region"],
        labels["industry"],
        labels["period"],
        figures,
        flags=flags,
        region_classification=region_classification,
        industry_classification=industry_classification,
        provenance=provenance,
    )


def _require_columns(
    table: ir.Table, axes: Mapping[str, str], measures: Mapping[str, Measure]
) -> None:
    schema = table.schema()
    needed = [*axes.values(), *(m.column for m in measures.values() if m.how == "sum")]
    for column in needed:
        if column not in schema:
            raise InputError(
                f"There is no column called {column}.", mend=f"There are: {', '.join(schema)}."
            )
    for measure in measures.values():
        if measure.how == "sum" and not schema[measure.column].is_numeric():
            raise InputError(
                f"The column {measure.column} holds {schema[measure.column]}, not numbers.",
                field=measure.column,
            )


def _fetch(
    table: ir.Table, axes: Mapping[str, str], measures: Mapping[str, Measure]
) -> dict[str, Any]:
    """One row a cell: its labels, and for each measure the sum, the known rows, the least."""
    totals: dict[str, Any] = {"_establishments": table.count()}
    for name, measure in measures.items():
        if measure.how == "count":
            totals[name] = totals[f"_known_{name}"] = table.count()
            continue
        column = table[measure.column]
        totals[name] = column.cast("float64").sum()
        totals[f"_known_{name}"] = column.count()
        totals[f"_least_{name}"] = column.min().cast("float64")
    keys = {axis: table[column].cast("string") for axis, column in axes.items()}
    grouped = table.group_by(**keys).aggregate(**totals)
    with _bear_old_names():
        arrow = grouped.to_pyarrow()
    return {
        name: arrow[name].to_pylist() if name in axes else _to_numbers(arrow[name])
        for name in arrow.column_names
    }


def _to_numbers(column: Any) -> Any:
    return np.array(column.to_numpy(zero_copy_only=False), dtype=np.float64)


def _sort_labels(texts: list[str | None], column: str) -> Axis:
    if any(text is None or text == "" for text in texts):
        raise InputError(
            "Establishments have a blank label.",
            field=column,
            mend="Leave them out, or give them a label that says so.",
        )
    labels = sorted({str(text) for text in texts})
    place = {label: number for number, label in enumerate(labels)}
    return Axis(np.array([place[str(text)] for text in texts], dtype=np.int64), tuple(labels))


def _read_measure(cells: Mapping[str, Any], name: str) -> tuple[Any, Any]:
    values, known = cells[name].copy(), cells[f"_known_{name}"]
    if f"_least_{name}" in cells and np.nanmin(cells[f"_least_{name}"], initial=0.0) < 0:
        raise InputError(f"The measure {name} has negative figures.", field=name)
    flags = np.where(known < cells["_establishments"], Flag.LOWER_BOUND, Flag.OBSERVED)
    flags[known == 0] = Flag.MISSING
    values[known == 0] = np.nan
    return values, flags.astype(np.uint8)
