"""A file of County Business Patterns before its rows are taken: labels, counts and checks.

DuckDB computes nearly all of it, so that other things can be done meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from hanse.panel.sql import connect
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

MEASURES = {"emp": "employment", "est": "establishments", "pay": "payroll"}
"""Column -> measure of the panel."""
CODED = ("fips", "naics", "year")


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
    """Labels in the order of their codes; counts and rows are still to be asked for.

    Its connection has the relation `cells` and the tables `<name>_labels` of label and code.
    """

    path: Path
    connection: duckdb.DuckDBPyConnection
    table: CbpTable
    counties: tuple[str, ...]
    industries: tuple[str, ...]
    years: tuple[str, ...]

    @cached_property
    def counts(self) -> tuple[Count, ...]:
        """The rows of each year and state, in their order."""
        digits = DIGITS_OF_LEVEL[FINEST]
        is_finest = "true"
        if any(number != digits for number in self.digits):
            is_finest = f"length(rtrim(naics, '-/')) = {digits}"
        with explain_failure(self.path):
            found = self.connection.execute(
                "SELECT CAST(year AS VARCHAR), state, count(*), count(*) FILTER (emp = 0),"
                f" coalesce(sum(emp) FILTER ({is_finest}), 0)"
                " FROM cells GROUP BY year, state ORDER BY year, state"
            ).fetchall()
        return tuple(Count(*row) for row in found)

    @property
    def digits(self) -> tuple[int, ...]:
        """How many digits the code of each industry has without its padding."""
        return tuple(map(_count_digits, self.industries))

    @property
    def measures(self) -> dict[str, str]:
        """Column -> measure, those that the file has."""
        return {name: measure for name, measure in MEASURES.items() if name in self.table.columns}

    def sum_industries(self, codes: Sequence[int]) -> tuple[int, float]:
        """Rows and employment of some industries."""
        query = (
            "SELECT count(*), coalesce(sum(emp), 0) FROM cells JOIN naics_labels ON naics = label"
        )
        with explain_failure(self.path):
            [(rows, jobs)] = self.connection.execute(
                f"{query} WHERE code IN {list_codes(codes)}"
            ).fetchall()
        return int(rows), float(jobs)

    def require_unique(self) -> None:
        """Raise InputError where a county, industry and year has two rows; looks only once."""
        if self._duplicate is None:
            return
        raise InputError(
            "County {}, industry {}, year {} occurs more than once.".format(*self._duplicate),
            file=self.path.name,
            mend="Remove the duplicates.",
        )

    @cached_property
    def _duplicate(self) -> tuple[str, str, str] | None:
        import numpy as np

        sizes = (len(self.counties), len(self.industries), len(self.years))
        steps = (sizes[1] * sizes[2], sizes[2], 1)
        size = sizes[0] * steps[0]
        kind = "INTEGER" if size < 2**31 else "BIGINT"
        # Joining small tables looks each label up once a page of the file, not once a row.
        joined = " ".join(
            f"JOIN (SELECT label, CAST(code AS {kind}) * {step} AS place FROM {name}_labels)"
            f" AS of_{name} ON cells.{name} = of_{name}.label"
            for name, step in zip(CODED, steps, strict=True)
        )
        place = " + ".join(f"of_{name}.place" for name in CODED)
        with explain_failure(self.path):
            query = f"SELECT CAST({place} AS {kind}) AS place FROM cells {joined}"
            places = self.connection.sql(query).fetchnumpy()["place"]
        seen = np.zeros(size, np.bool_)
        seen[places] = True
        if np.count_nonzero(seen) == len(places):
            return None
        ordered = np.sort(places)
        first = np.unravel_index(ordered[1:][ordered[1:] == ordered[:-1]][0], sizes)
        at = [int(n) for n in first]
        return self.counties[at[0]], self.industries[at[1]], self.years[at[2]]


def open_file(path: Path, *, period: str | None = None) -> OpenFile:
    """Open a file of either layout; raises InputError where it is no such file.

    Also for no rows, a blank label, negative and infinite figures; not for duplicates, see
    `OpenFile.require_unique`. Whoever calls it closes the connection.
    """
    connection = connect()
    try:
        with explain_failure(path):
            table = open_table(connection, path, period=period)
            counties, industries, years = (_number_labels(connection, name, path) for name in CODED)
            _require_possible(connection, table, path)
    except BaseException:
        connection.close()
        raise
    return OpenFile(path, connection, table, counties, industries, years)


def list_codes(codes: Sequence[int]) -> str:
    """Codes as SQL writes a list."""
    return f"({', '.join(map(str, codes))})"


def _count_digits(label: str) -> int:
    return len(label.rstrip("-/"))


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
            )
