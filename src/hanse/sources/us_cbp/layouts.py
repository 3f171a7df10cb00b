"""The two layouts of County Business Patterns, brought to the same columns inside DuckDB."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hanse.panel.sql import quote, quote_path, quote_text
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
DIGITS_OF_LEVEL = {level: digits for digits, level in LEVEL_BY_DIGITS.items()}
FINEST = "national-industry"
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


NOISY, WITHHELD, BLANKED, NO_PAY, NO_PLANTS = 1, 2, 4, 8, 16
"""Bits of the state of a row: employment with noise; employment withheld, and by writing zero in
silence; payroll and establishments without a figure."""
STATES = 32
"""Every sum of these bits is below."""


@dataclass(frozen=True)
class CbpTable:
    """What the relation `cells` was made from.

    It has fips, naics, year, emp, est, state (a sum of bits), and where the file has them pay,
    emp_low and emp_high (of an employment-size class). A figure that is not there is 0.
    """

    layout: Layout
    columns: tuple[str, ...]


@contextmanager
def explain_failure(path: Path) -> Iterator[None]:
    """Turn an error of DuckDB about the file into one for people."""
    try:
        yield
    except Exception as error:
        import duckdb

        if not isinstance(error, duckdb.Error) or isinstance(error, duckdb.InterruptException):
            raise
        sentence = str(error).strip().partition("\n")[0].split(": ", 1)[-1].strip(" ().")
        raise InputError(
            f"The file cannot be read: {sentence or 'it is damaged'}.",
            file=path.name,
            mend="Fetch or export it once more; what stands in a column must be of one kind.",
        ) from error


def open_table(
    connection: duckdb.DuckDBPyConnection, path: Path, *, period: str | None
) -> CbpTable:
    """Create the relations `given` and `cells` from a file of either layout.

    A Parquet file is read where it lies; a CSV file is read once into memory. `given` has the
    figures as they stand in the file, whose ends Parquet knows without a look at them. Raises
    InputError where the columns are not those of County Business Patterns.
    """
    with path.open("rb") as stream:
        is_parquet = stream.read(4) == b"PAR1"
    text = quote_path(path)
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
    given, told = _compose(source, layout, names, pay, year)
    listed = ", ".join(f"{expression} AS {name}" for name, expression in told.items())
    relations = {"given": given, "cells": f"SELECT {listed} FROM given"}
    connection.execute("; ".join(f"CREATE TEMP {kind} {n} AS {q}" for n, q in relations.items()))
    return CbpTable(layout, tuple(told))


def _find_year(names: dict[str, str], path: Path, period: str | None) -> str:
    if "year" in names:
        return names["year"]
    if period is not None:
        return quote_text(period)
    match = re.search(r"cbp(\d{2})co|((?:19|20)\d{2})", path.name.lower())
    if match is None:
        raise InputError(
            "The file does not say its year, neither in a column nor in its name (cbp17co.txt).",
            file=path.name,
            mend="Give it: --period 2017, in Python period='2017'.",
        )
    short = match[1]
    return quote_text(match[2] or (f"19{short}" if int(short) > 80 else f"20{short}"))


def _compose(
    source: str, layout: Layout, names: dict[str, str], pay: str | None, year: str
) -> tuple[str, dict[str, str]]:
    """The SELECT that brings a layout to columns of one name, and what is told from these."""
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
    proof = "est > 0"
    if pay:
        columns["pay"] = f"CAST({names[pay]} AS DOUBLE)"
        proof += " AND pay = 0"
    marked = {"emp": "false", "pay": "false"}  # what the Bureau's own letters say
    for measure, column in (("emp", "emp_nf"), ("pay", f"{pay}_nf")):
        if column in names:
            columns[f"{measure}_letter"] = f"upper(trim(coalesce({names[column]}, '')))"
            marked[measure] = f"{measure}_letter IN ('D', 'S', 'N')"
    if "empflag" in names:
        letter = f"upper(trim(coalesce({names['empflag']}, '')))"
        lows = " ".join(f"WHEN '{c}' THEN {low}" for c, (low, _) in SIZE_CLASSES.items())
        highs = " ".join(f"WHEN '{c}' THEN {high}" for c, (_, high) in SIZE_CLASSES.items() if high)
        columns["emp_low"] = f"CAST(CASE {letter} {lows} END AS DOUBLE)"
        columns["emp_high"] = (
            f"CAST(CASE {letter} {highs} WHEN 'M' THEN 'infinity'::DOUBLE END AS DOUBLE)"
        )
        marked["emp"] += " OR emp_low IS NOT NULL"
    blanked = f"CASE WHEN emp = 0 THEN {proof} ELSE false END"  # proof is asked of few rows only
    # A cell marked by the Bureau itself, or given as a size class, is not one blanked in silence.
    state = f"CASE WHEN {marked['emp']} THEN {WITHHELD} WHEN {blanked} THEN {WITHHELD | BLANKED}"
    state += f" WHEN {_lacks('emp')} THEN {WITHHELD}"
    if "emp_letter" in columns:
        state += f" WHEN emp_letter IN ('G', 'H', 'J') THEN {NOISY}"
    state += f" ELSE 0 END + CASE WHEN {_lacks('est')} THEN {NO_PLANTS} ELSE 0 END"
    if pay:
        none = f"{marked['pay']} OR ({blanked}) OR {_lacks('pay')}"
        state += f" + CASE WHEN {none} THEN {NO_PAY} ELSE 0 END"
    told = {name: name for name in columns if not name.endswith("_letter")}
    for name in ("emp", "est", "pay"):
        if name in columns:
            told[name] = (
                f"CASE WHEN {marked.get(name, 'false')} OR {_lacks(name)} THEN 0 ELSE {name} END"
            )
    read = ", ".join(f"{expression} AS {name}" for name, expression in columns.items())
    told["state"] = f"CAST({state} AS UTINYINT)"
    return f"SELECT {read} FROM {source}", told


def _lacks(column: str) -> str:
    return f"{column} IS NULL OR isnan({column})"
