"""A file of County Business Patterns: labels, rows, counts and checks.

DuckDB reads all rows in one go, in a thread that then checks and counts them, so that other things
can be done meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from hanse.panel.sql import connect_early
from hanse.sources.us_cbp.layouts import (
    DIGITS_OF_LEVEL,
    FINEST,
    CbpTable,
    explain_failure,
    open_table,
)
from hanse.vocabulary import InputError

if TYPE_CHECKING:
    import duckdb

    from hanse.sources.us_cbp.cells import CbpCells

MEASURES = {"emp": "employment", "est": "establishments", "pay": "payroll"}
"""Column -> measure of the panel."""
CODED = ("fips", "naics", "year")
_LABELS = {
    "fips": re.compile(r"[0-9]{5}"),
    "naics": re.compile(r"[0-9]{2,6}[-/]*|[-/]+"),
    "year": re.compile(r"[0-9]{4}"),
}


@dataclass(frozen=True)
class Count:
    """The rows of one year and one state, see the bits of `hanse.sources.us_cbp.layouts`."""

    year: str
    state: int
    rows: int
    zeros: int
    """Rows whose employment is 0, also for want of a figure."""
    employment: float
    """Of the industries of six digits."""


@dataclass(frozen=True)
class OpenFile:
    """Labels in the order of their codes; the rows are being read, and then checked."""

    path: Path
    table: CbpTable
    counties: tuple[str, ...]
    industries: tuple[str, ...]
    years: tuple[str, ...]
    reading: Future[CbpCells]
    checking: Future[tuple[Count, ...]]

    @property
    def cells(self) -> CbpCells:
        """All rows, as soon as they are read; whether some occur twice is known with the counts."""
        return self.reading.result()

    @property
    def counts(self) -> tuple[Count, ...]:
        """The rows of each year and state, in their order.

        Raises InputError where a county, industry and year has two rows.
        """
        return self.checking.result()

    @property
    def digits(self) -> tuple[int, ...]:
        """How many digits the code of each industry has without its padding."""
        return _count_digits(self.industries)

    def sum_industries(self, wanted: Sequence[bool]) -> tuple[int, float]:
        """Rows and employment of the industries wanted."""
        rows = self.cells.find_industries(wanted)
        return len(rows), float(self.cells.figures["employment"][rows].sum())


def open_file(path: Path, *, period: str | None = None) -> OpenFile:
    """Open a file of either layout and begin to read it.

    Raises InputError where it is no such file, for no rows, a blank label, negative and infinite
    figures; for duplicates see `OpenFile.counts`.
    """
    connection = connect_early()
    try:
        with explain_failure(path):
            table = open_table(connection, path, period=period)
            counties, industries, years = _number_labels(connection, path)
            _require_possible(connection, table, path)
    except BaseException:
        connection.close()
        raise

    shape = (len(years), len(counties), len(industries))

    def read() -> CbpCells:
        with connection, explain_failure(path):
            return _read_cells(connection, table, shape)

    def check() -> tuple[Count, ...]:
        cells = reading.result()
        _require_unique(cells, path, (years, counties, industries))
        finest = [number == DIGITS_OF_LEVEL[FINEST] for number in _count_digits(industries)]
        found = cells.count_states(None if all(finest) else finest)
        return tuple(
            Count(years[year], state, rows, zeros, employment)
            for year, state, rows, zeros, employment in found
        )

    with_one = ThreadPoolExecutor(1)
    reading = with_one.submit(read)
    checking = with_one.submit(check)
    with_one.shutdown(wait=False)
    return OpenFile(path, table, counties, industries, years, reading, checking)


def _read_cells(
    connection: duckdb.DuckDBPyConnection, table: CbpTable, shape: tuple[int, int, int]
) -> CbpCells:
    county = "INTEGER" if shape[0] * shape[1] < 2**31 else "BIGINT"
    # Joining small tables looks each label up once a page of the file, not once a row.
    joined = " ".join(
        f"JOIN (SELECT label, CAST(rowid * {step} AS {kind}) AS code FROM {name}_labels)"
        f" AS of_{name} ON cells.{name} = of_{name}.label"
        for name, step, kind in (
            ("year", shape[1], county),
            ("fips", 1, county),
            ("naics", 1, "USMALLINT" if shape[2] < 2**16 else "INTEGER"),
        )
    )
    codes = f"CAST(of_year.code + of_fips.code AS {county}) AS county, of_naics.code AS industry"
    others = ", ".join(name for name in table.columns if name not in CODED)
    import duckdb  # noqa: F401 - which makes relations of queries

    # A relation knows its number of rows before arrays are made, what is executed does not.
    read = connection.sql(f"SELECT {codes}, {others} FROM cells {joined}")
    found = read.fetchnumpy()
    import numpy as np  # others may load it while DuckDB reads

    from hanse.sources.us_cbp.cells import CbpCells

    figures = {measure: found[name] for name, measure in MEASURES.items() if name in found}
    low, high = (
        np.ma.filled(found[name], np.nan) if name in found else None
        for name in ("emp_low", "emp_high")
    )
    return CbpCells(shape, found["county"], found["industry"], figures, found["state"], low, high)


def _require_unique(cells: CbpCells, path: Path, labels: tuple[tuple[str, ...], ...]) -> None:
    at = cells.find_duplicate()
    if at is None:
        return
    year, county, industry = (names[code] for names, code in zip(labels, at, strict=True))
    raise InputError(
        f"County {county}, industry {industry}, year {year} occurs more than once.",
        file=path.name,
        mend="Remove the duplicates.",
    )


def _count_digits(industries: Sequence[str]) -> tuple[int, ...]:
    return tuple(len(label.rstrip("-/")) for label in industries)


def _number_labels(
    connection: duckdb.DuckDBPyConnection, path: Path
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Create the tables `<name>_labels`, whose rowid is the code; gives the labels in its order."""
    tables = (
        f"CREATE TEMP TABLE {name}_labels AS SELECT DISTINCT {name} AS label FROM cells ORDER BY 1"
        for name in CODED
    )
    connection.execute("; ".join(tables))
    found = []
    for name in CODED:
        rows = connection.execute(f"SELECT label FROM {name}_labels ORDER BY rowid").fetchall()
        labels = tuple("" if label is None else str(label) for (label,) in rows)
        if not labels:
            raise InputError(
                "The file has a header but no rows.",
                file=path.name,
                mend="Fetch or export it once more.",
            )
        wrong = next((label for label in labels if not _LABELS[name].fullmatch(label)), None)
        if wrong is not None:
            _refuse_label(connection, path, name, wrong)
        found.append(labels)
    return found[0], found[1], found[2]


def _refuse_label(
    connection: duckdb.DuckDBPyConnection, path: Path, name: str, label: str
) -> NoReturn:
    rows = connection.execute(
        f"SELECT row FROM (SELECT {name}, row_number() OVER () AS row FROM cells)"
        f" WHERE coalesce(CAST({name} AS VARCHAR), '') = ? ORDER BY row LIMIT 1",
        [label],
    ).fetchall()
    told = {
        "fips": "county code of five digits",
        "naics": "NAICS code of two to six digits",
        "year": "year of four digits",
    }
    raise InputError(
        f"{label or 'A blank'} is no {told[name]}.",
        file=path.name,
        row=rows[0][0] + 1 if rows else None,
        field=name,
        mend="Put it right or leave the row out; name --region, --industry and --employment to take"
        " the codes as they stand.",
    )


def _require_possible(connection: duckdb.DuckDBPyConnection, table: CbpTable, path: Path) -> None:
    """Raise InputError for a negative or infinite figure, unless it is marked as none."""
    measured = [name for name in MEASURES if name in table.columns]
    ends = ", ".join(f"min({name}), max({name})" for name in measured)
    [found] = connection.execute(f"SELECT {ends} FROM given").fetchall()
    for name, lowest, highest in zip(measured, found[::2], found[1::2], strict=True):
        if lowest is not None and lowest >= 0 and highest < float("inf"):
            continue
        impossible = connection.execute(
            f"SELECT {name}, row FROM (SELECT {name}, row_number() OVER () AS row FROM cells)"
            f" WHERE {name} < 0 OR isinf({name}) ORDER BY row LIMIT 1"
        ).fetchall()
        for value, row in impossible:
            raise InputError(
                f"The figure {value:g} is negative or infinite.",
                file=path.name,
                row=row + 1,
                field=MEASURES[name],
                mend="Put it right, or leave the field blank where there is no figure.",
            )
