"""The two layouts of County Business Patterns, brought to the same columns inside DuckDB."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from hanse.panel.sql import connect, quote, quote_text
from hanse.vocabulary import InputError

if TYPE_CHECKING:
    import duckdb

Layout = Literal["county CSV", "Parquet"]
Noise = Literal["observed", "estimated"]

SIZE_CLASSES: dict[str, tuple[int, int | None]] = {
    "A": (0, 19),
    "B": (20, 99),
    "C": (100, 249),
    "E": (250, 499),
    "F": (500, 999),
    "G": (1_000, 2_499),
    "H": (2_500, 4_999),
    "I": (5_000, 9_999),
    "J": (10_000, 24_999),
    "K": (25_000, 49_999),
    "L": (50_000, 99_999),
    "M": (100_000, None),
}
"""Employment-size class given in `empflag` (until 2016) instead of a withheld figure."""
LEVEL_BY_DIGITS = {
    0: "total",
    2: "sector",
    3: "subsector",
    4: "industry-group",
    5: "naics-industry",
    6: "national-industry",
}
_CSV = {"fipstate", "fipscty", "naics", "emp", "est"}
_PARQUET = {"fips", "naics", "emp", "est"}


def find_layout(columns: tuple[str, ...]) -> Layout | None:
    """Which layout a file's columns are, or None."""
    names = {name.strip().lower() for name in columns}
    if names >= _CSV:
        return "county CSV"
    if names >= _PARQUET and "year" in names:
        return "Parquet"
    return None


DIGITS_OF_LEVEL = {level: digits for digits, level in LEVEL_BY_DIGITS.items()}


@dataclass(frozen=True)
class CbpTable:
    """What the relation `cells` was made from: fips, naics, year, emp, est, and where it has them
    pay, emp_state and pay_state (0 observed, 1 noise added, 4 withheld), emp_low and emp_high (of
    an employment-size class)."""

    layout: Layout
    has_pay: bool
    columns: tuple[str, ...]


@contextmanager
def explain_failure(path: Path) -> Iterator[None]:
    """Turn an error of DuckDB about the file into one for people."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        sentence = str(error).splitlines()[0].split(": ", 1)[-1].rstrip(".")
        raise InputError(f"The file cannot be read: {sentence}.", file=path.name) from error


def open_table(
    connection: duckdb.DuckDBPyConnection, path: Path, *, period: str | None
) -> CbpTable:
    """Create the relation `cells` from a file of either layout.

    A Parquet file is read where it lies; a CSV file is read once into memory. Raises InputError
    where the columns are not those of County Business Patterns.
    """
    with path.open("rb") as stream:
        is_parquet = stream.read(4) == b"PAR1"
    text = quote_text(str(path))
    source = (
        f"read_parquet({text})"
        if is_parquet
        else f"read_csv({text}, header=true, all_varchar=true)"
    )
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    columns = tuple(row[0] for row in described)
    layout = find_layout(columns)
    if layout is None:
        raise InputError(
            f"The columns are not those of County Business Patterns: {', '.join(columns[:12])}.",
            file=path.name,
            row=1,
            mend="Needed are fipstate, fipscty, naics, emp, est, or Fips, naics, Emp, Est, year.",
        )
    names = {name.strip().lower(): quote(name) for name in columns}
    pay = next((name for name in ("pay", "ap") if name in names), None)
    year = _find_year(names, path, period)
    kind = "VIEW" if is_parquet else "TABLE"
    connection.execute(f"CREATE {kind} cells AS {_compose(source, layout, names, pay, year)}")
    common = connection.execute("DESCRIBE cells").fetchall()
    return CbpTable(layout, pay is not None, tuple(row[0] for row in common))


@dataclass(frozen=True)
class CodedRows:
    """The file's rows inside DuckDB: labels as codes, figures as they stand."""

    table: CbpTable
    labels: dict[str, tuple[str, ...]]
    """"fips", "naics" and "year" -> labels in the order of their codes."""
    relation: duckdb.DuckDBPyRelation
    connection: duckdb.DuckDBPyConnection

    def fetch(self) -> dict[str, Any]:
        """The columns as arrays; once, because the rows are let go."""
        with self.connection:
            columns: dict[str, Any] = self.relation.fetchnumpy()
            return columns


def open_rows(path: Path, *, period: str | None = None) -> CodedRows:
    """Read a file of either layout; DuckDB does all of it, with both hands and without Python.

    Raises InputError where it is no such file, and for no rows or a blank label.
    """
    connection = connect()
    with explain_failure(path):
        table = open_table(connection, path, period=period)
        coded = ("fips", "naics", "year")
        labels = {name: _number_labels(connection, name, path) for name in coded}
        rest = [f"cells.{name}" for name in table.columns if name not in coded]
        chosen = ", ".join((*(f"{name}_labels.code AS {name}" for name in coded), *rest))
        # Joining small tables looks each label up once a page of the file, not once a row.
        joined = " ".join(f"JOIN {n}_labels ON cells.{n} = {n}_labels.label" for n in coded)
        rows = connection.sql(f"SELECT {chosen} FROM cells {joined}").materialize()
    return CodedRows(table, labels, rows, connection)


def begin_reading(path: Path) -> Future[CodedRows | None]:
    """Read a Parquet file of this publisher in a thread of its own; None for any other file."""

    def read() -> CodedRows | None:
        try:
            with path.open("rb") as stream:
                return open_rows(path) if stream.read(4) == b"PAR1" else None
        except (OSError, InputError):
            return None  # whoever reads the file tells what is wrong with it

    with_one = ThreadPoolExecutor(1)
    begun = with_one.submit(read)
    with_one.shutdown(wait=False)
    return begun


def _number_labels(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> tuple[str, ...]:
    """Create the table `<name>_labels` of label and code; gives the labels in order of codes."""
    connection.execute(
        f"""CREATE TABLE {name}_labels AS
        SELECT label, CAST(row_number() OVER (ORDER BY label) - 1 AS INTEGER) AS code
        FROM (SELECT DISTINCT {name} AS label FROM cells)"""
    )
    distinct = [
        row[0]
        for row in connection.execute(f"SELECT label FROM {name}_labels ORDER BY code").fetchall()
    ]
    if not distinct:
        raise InputError("The file has a header but no rows.", file=path.name)
    if any(label is None or str(label).strip() == "" for label in distinct):
        raise InputError("A label is blank.", file=path.name, field=name)
    if len(distinct) <= 65_536:  # half the bytes to bring home
        connection.execute(f"ALTER TABLE {name}_labels ALTER code TYPE USMALLINT")
    return tuple(str(label) for label in distinct)


def _find_year(names: dict[str, str], path: Path, period: str | None) -> str:
    if period is not None:
        return quote_text(period)
    if "year" in names:
        return names["year"]
    match = re.search(r"cbp(\d{2})co|((?:19|20)\d{2})", path.name.lower())
    if match is None:
        raise InputError(
            "The file does not say its year, neither in a column nor in its name (cbp17co.txt).",
            file=path.name,
            mend="Give it: period='2017'.",
        )
    short = match[1]
    return quote_text(match[2] or (f"19{short}" if int(short) > 80 else f"20{short}"))


def _compose(source: str, layout: Layout, names: dict[str, str], pay: str | None, year: str) -> str:
    """The SELECT that brings a layout to the common columns."""
    fips = (
        names["fips"]
        if layout == "Parquet"
        else f"lpad(trim({names['fipstate']}), 2, '0') || lpad(trim({names['fipscty']}), 3, '0')"
    )
    columns = {
        "fips": fips,
        "naics": f"CAST({names['naics']} AS VARCHAR)",
        "year": year,
        "emp": f"CAST({names['emp']} AS DOUBLE)",
        "est": f"CAST({names['est']} AS DOUBLE)",
    }
    if pay:
        columns["pay"] = f"CAST({names[pay]} AS DOUBLE)"
    for measure in ("emp", *([pay] if pay else [])):
        if f"{measure}_nf" in names:
            columns["emp_state" if measure == "emp" else "pay_state"] = _noise_state(
                names[f"{measure}_nf"]
            )
    if "empflag" in names:
        letter = f"upper(trim(coalesce({names['empflag']}, '')))"
        lows = " ".join(f"WHEN '{c}' THEN {low}" for c, (low, _) in SIZE_CLASSES.items())
        highs = " ".join(f"WHEN '{c}' THEN {high}" for c, (_, high) in SIZE_CLASSES.items() if high)
        columns["emp_low"] = f"CAST(CASE {letter} {lows} END AS DOUBLE)"
        columns["emp_high"] = (
            f"CAST(CASE {letter} {highs} WHEN 'M' THEN 'infinity'::DOUBLE END AS DOUBLE)"
        )
    selected = ", ".join(f"{expression} AS {name}" for name, expression in columns.items())
    return f"SELECT {selected} FROM {source}"


def _noise_state(column: str) -> str:
    letter = f"upper(trim(coalesce({column}, '')))"
    return (
        f"CAST(CASE WHEN {letter} IN ('D', 'S', 'N') THEN 4"
        f" WHEN {letter} IN ('G', 'H', 'J') THEN 1 ELSE 0 END AS UTINYINT)"
    )
