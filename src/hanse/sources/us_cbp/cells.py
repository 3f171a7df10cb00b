"""Rows of County Business Patterns as arrays of codes and figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hanse.panel.build import Axis
from hanse.panel.cube import Values
from hanse.panel.sql import connect
from hanse.sources.us_cbp.layouts import CbpTable, explain_failure, open_table
from hanse.vocabulary import InputError

if TYPE_CHECKING:
    import duckdb

MEASURES = {"emp": "employment", "est": "establishments", "pay": "payroll"}
"""Column -> measure of the panel."""


@dataclass(frozen=True)
class CbpCells:
    """N rows: codes of county, industry and year, figures, and what the Bureau says of them."""

    table: CbpTable
    counties: Axis
    industries: Axis
    years: Axis
    figures: dict[str, Values]
    """"employment", "establishments", and "payroll" where the file has it; 0 without a figure."""
    state: NDArray[np.uint8]
    """A sum of bits, see `hanse.sources.us_cbp.layouts`."""
    low: Values | None
    high: Values | None
    """Bounds by employment-size class, NaN without one."""

    @property
    def digits(self) -> NDArray[np.int64]:
        """How many digits the code of each industry label has without its padding."""
        return np.array([len(label.rstrip("-/")) for label in self.industries.labels], np.int64)


def read_cells(path: Path, *, period: str | None = None) -> CbpCells:
    """Read a file of either layout; raises InputError where it is no such file.

    Also for no rows, a blank label, duplicates, negative and infinite figures.
    """
    coded = ("fips", "naics", "year")
    with connect() as connection, explain_failure(path):
        table = open_table(connection, path, period=period)
        labels = [_number_labels(connection, name, path) for name in coded]
        rest = [f"cells.{name}" for name in table.columns if name not in coded]
        chosen = ", ".join((*(f"{name}_labels.code AS {name}" for name in coded), *rest))
        # Joining small tables looks each label up once a page of the file, not once a row.
        joined = " ".join(f"JOIN {n}_labels ON cells.{n} = {n}_labels.label" for n in coded)
        found = connection.sql(f"SELECT {chosen} FROM cells {joined}").fetchnumpy()
    axes = [Axis(found[name], seen) for name, seen in zip(coded, labels, strict=True)]
    _require_unique(axes, path)
    figures = {measure: found[name] for name, measure in MEASURES.items() if name in found}
    _require_possible(figures, path)
    low, high = (
        np.ma.filled(found[name], np.nan) if name in found else None
        for name in ("emp_low", "emp_high")
    )
    return CbpCells(table, axes[0], axes[1], axes[2], figures, found["state"], low, high)


def _number_labels(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> tuple[str, ...]:
    """Create the table `<name>_labels` of label and code; gives the labels in order of codes."""
    found = connection.execute(f"SELECT DISTINCT {name} FROM cells ORDER BY {name}").fetchall()
    labels = [row[0] for row in found]
    if not labels:
        raise InputError("The file has a header but no rows.", file=path.name)
    if any(label is None or str(label).strip() == "" for label in labels):
        raise InputError("A label is blank.", file=path.name, field=name)
    kind = "USMALLINT" if len(labels) <= 65_536 else "INTEGER"  # half the bytes to bring home
    connection.execute(
        f"CREATE TEMP TABLE {name}_labels AS"
        f" SELECT unnest($1) AS label, CAST(unnest(range(len($1))) AS {kind}) AS code",
        [labels],
    )
    return tuple(str(label) for label in labels)


def _require_unique(axes: list[Axis], path: Path) -> None:
    sizes = tuple(len(axis.labels) for axis in axes)
    keys = find_keys(axes[0].codes, axes[1].codes, axes[2].codes, sizes)
    seen = np.zeros(int(np.prod(sizes)), np.bool_)
    seen[keys] = True
    if np.count_nonzero(seen) == len(keys):
        return
    ordered = np.sort(keys)
    first = np.unravel_index(ordered[1:][ordered[1:] == ordered[:-1]][0], sizes)
    county, industry, year = (a.labels[int(n)] for a, n in zip(axes, first, strict=True))
    raise InputError(
        f"County {county}, industry {industry}, year {year} occurs more than once.",
        file=path.name,
        mend="Remove the duplicates.",
    )


def find_keys(
    regions: NDArray, industries: NDArray, periods: NDArray, sizes: tuple[int, ...]
) -> NDArray[np.int64]:
    """Position of each row's cell in the flattened cube of these sizes."""
    keys = regions.astype(np.int64)
    keys *= sizes[1]
    keys += industries
    keys *= sizes[2]
    keys += periods
    return keys


def _require_possible(figures: dict[str, Values], path: Path) -> None:
    for name, values in figures.items():
        if values.min() < 0 or np.isinf(values.max()):
            at = int(np.flatnonzero((values < 0) | np.isinf(values))[0])
            raise InputError(
                f"The figure {values[at]:g} is negative or infinite.",
                file=path.name,
                row=at + 2,
                field=name,
            )
