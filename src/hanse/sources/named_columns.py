"""A table whose columns the user names: labels are taken as they stand, whatever their codes.

For scripts and for code systems that nobody has a card for. Nothing is recognised, recoded or
guessed: region `01` stays `01`. Figures that are no figures raise InputError with their row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hanse.panel import Panel
from hanse.panel.build import Axis, Combine, build_panel
from hanse.panel.sql import connect, quote_path
from hanse.sources.number_texts import Decimal, read_numbers
from hanse.sources.own_table.loading import PARQUET, load_table, read_magic, refuse_parquet
from hanse.sources.own_table.roles import is_period
from hanse.sources.reading import find_sha256
from hanse.sources.text_tables import TextTable
from hanse.vocabulary import InputError, Provenance, Report

PERIOD_NAMES = ("period", "year", "year_t", "time", "time_period", "jahr", "année", "annee")
"""Columns taken for the period where none is named: compared in lower case."""
_TRUTHS = {"true": True, "false": False, "1": True, "0": False, "1.0": True, "0.0": False}


@dataclass(frozen=True)
class NamedTable:
    """The chosen rows of a file: labels and figures in the file's order, N rows.

    `codes` are the positions of each row in the panel's axes.
    """

    panel: Panel
    codes: tuple[NDArray[np.integer], NDArray[np.integer], NDArray[np.integer]]
    rows: NDArray[np.int64]
    has_periods: bool


def read_table(path: Path, *, sheet: str | None = None, report: Report | None = None) -> TextTable:
    """Any CSV, TSV (also gzipped), Excel or Parquet file as columns of text."""
    if not read_magic(path).startswith(PARQUET):
        return load_table(path, sheet=sheet, max_bytes=None, report=report)
    import duckdb

    try:
        with connect() as connection:
            found = connection.execute(
                f"SELECT COLUMNS(*)::VARCHAR FROM read_parquet({quote_path(path)})"
            )
            header = tuple(column[0] for column in found.description or ())
            columns = found.fetchnumpy()
    except duckdb.Error as error:
        raise refuse_parquet(path, error) from error
    if not len(columns[header[0]]):
        raise InputError("The file has a header but no rows.", file=path.name)
    texts = tuple(
        ["" if text is None else text for text in np.ma.filled(columns[name], None).tolist()]
        for name in header
    )
    return TextTable(header, texts, range(2, 2 + len(texts[0])), path.name)


def _matches(texts: Sequence[str], wanted: str) -> NDArray[np.bool_]:
    """Which texts are the value asked for: letter by letter, or as truth value, or as number.

    The looser comparison is made only where the stricter one finds nothing, except that truth
    values are the same in any case of letters.
    """
    as_told = wanted.strip()
    fold = as_told.lower() in {"true", "false"}
    index = {text: text.strip() for text in set(texts)}
    for read in (str.lower if fold else str, _as_truth, _as_number):
        goal = read(as_told)
        same = {text for text, plain in index.items() if goal is not None and read(plain) == goal}
        if same:
            return np.array([text in same for text in texts], dtype=bool)
    return np.zeros(len(texts), dtype=bool)


def choose_rows(table: TextTable, where: Sequence[tuple[str, str]]) -> NDArray[np.int64]:
    """Positions of the rows that fit every condition; raises InputError where none is left."""
    kept = np.ones(len(table), dtype=bool)
    for column, wanted in where:
        texts = table.column(column)
        kept &= _matches(texts, wanted)
        if not kept.any():
            values = sorted(set(texts))
            shown = ", ".join(repr(value) for value in values[:8])
            raise InputError(
                f"No row is left where {column} is {wanted}.",
                file=table.file,
                field=column,
                mend=f"The column holds {shown}{' ...' if len(values) > 8 else ''}.",
            )
    return np.flatnonzero(kept)


def _label(table: TextTable, column: str, chosen: NDArray[np.int64]) -> Axis:
    texts = table.column(column)
    index: dict[str, int] = {}
    codes = [index.setdefault(texts[at], len(index)) for at in chosen.tolist()]
    if "" in index:
        row = table.rows[int(chosen[codes.index(index[""])])]
        raise InputError(
            "The label is blank.",
            file=table.file,
            row=int(row),
            field=column,
            mend="Fill it in, or leave the row out with --where.",
        )
    return Axis(np.array(codes, dtype=np.int64), tuple(index))


def read_figures(
    table: TextTable, column: str, chosen: NDArray[np.int64], *, decimal: Decimal | None = "."
) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Numbers and flags of a column's chosen rows; raises InputError for the first that is none."""
    texts = table.column(column)
    numbers = read_numbers(
        [texts[at] for at in chosen.tolist()], decimal=decimal, column=column, file=table.file
    )
    if numbers.refused:
        first = numbers.refused[0]
        more = len(numbers.refused) - 1
        raise InputError(
            f"{first.value} is {first.reason}"
            + (f", and {more} more are not usable." if more else "."),
            file=table.file,
            row=int(table.rows[int(chosen[first.position])]),
            field=column,
            mend="Correct it, leave it blank if it is not known, or leave the row out.",
        )
    return numbers.values, numbers.flags


def _find_periods(
    table: TextTable, name: str | None, chosen: NDArray[np.int64], cells: NDArray[np.int64]
) -> Axis | None:
    """The period of each row, from the column named or one of a telling name."""
    telling = [column for column in table.header if column.lower() in PERIOD_NAMES]
    if name is not None and name not in table.header and is_period(name):
        for column in telling:
            others = {table.column(column)[at] for at in chosen.tolist()} - {name, ""}
            if others:
                raise InputError(
                    f"{name} cannot be the period of all rows: there is {min(others)} too.",
                    file=table.file,
                    field=column,
                    mend=f"Choose rows with --where {column}={name}, or name --period {column}.",
                )
        return Axis(np.zeros(len(chosen), dtype=np.int64), (name,))
    if name is not None:
        return _label(table, name, chosen)
    for column in telling:
        texts = table.column(column)
        values = {texts[at] for at in chosen.tolist()}
        repeated = len(np.unique(cells)) < len(cells)
        if "" not in values and (len(values) == 1 or repeated):
            return _label(table, column, chosen)
    return None


def read_named_columns(
    path: Path,
    *,
    region: str,
    industry: str,
    measures: Mapping[str, str],
    period: str | None = None,
    where: Sequence[tuple[str, str]] = (),
    combine: Combine = "error",
    decimal: Decimal | None = ".",
    sheet: str | None = None,
    report: Report | None = None,
) -> NamedTable:
    """Read the chosen rows and columns of a file.

    Parameters
    ----------
    measures : measure -> column, for example {"employment": "emp_tl"}.
    period : its column, or the one period of all rows (2019); by default a column called year,
        period ... if it has one value or tells rows of one cell apart; otherwise there is one
        period with an empty name.
    where : (column, value) conditions that rows must all fit.
    decimal : the sign before decimals; None finds out.
    sheet : of an Excel workbook; by default the first visible one.

    Raises InputError for unknown columns, blank labels, refused figures and duplicate cells.
    """
    table = read_table(path, sheet=sheet, report=report)
    chosen = choose_rows(table, where)
    regions, industries = _label(table, region, chosen), _label(table, industry, chosen)
    cells = regions.codes * len(industries.labels) + industries.codes
    periods = _find_periods(table, period, chosen, cells)
    figures = {
        measure: read_figures(table, column, chosen, decimal=decimal)
        for measure, column in measures.items()
    }
    rows = np.asarray(table.rows)[chosen]
    axis = periods or Axis(np.zeros(len(chosen), dtype=np.int64), ("",))
    order = np.argsort(np.array(axis.labels, dtype=object), kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    axis = Axis(place[axis.codes], tuple(axis.labels[at] for at in order.tolist()))
    panel = build_panel(
        regions,
        industries,
        axis,
        {measure: values for measure, (values, _) in figures.items()},
        flags={measure: flags for measure, (_, flags) in figures.items()},
        combine=combine,
        file=path.name,
        rows=rows,
        provenance=(
            Provenance(publisher="", title=path.name, licence="", sha256=find_sha256(path)),
        ),
    )
    codes = (regions.codes, industries.codes, axis.codes)
    return NamedTable(panel, codes, rows, periods is not None)


def read_national(path: Path, *, decimal: Decimal | None = ".") -> dict[str, float]:
    """A national base: a table with the columns `industry` and `employment`.

    Figures that are missing are left out. Raises InputError where the columns are not there or an
    industry occurs twice.
    """
    table = read_table(path)
    names = {name.lower(): name for name in table.header}
    for needed in ("industry", "employment"):
        if needed not in names:
            raise InputError(
                f"The national table has no column called {needed}.",
                file=path.name,
                mend=f"It needs industry and employment, and has {', '.join(table.header)}.",
            )
    chosen = np.arange(len(table))
    values, _ = read_figures(table, names["employment"], chosen, decimal=decimal)
    base: dict[str, float] = {}
    for row, label, value in zip(
        table.rows, table.column(names["industry"]), values.tolist(), strict=True
    ):
        if label in base:
            raise InputError(
                f"The industry {label} occurs twice.",
                file=path.name,
                row=int(row),
                field="industry",
            )
        if value == value:
            base[label] = value
    return base


def match_industries(base: Mapping[str, float], industries: Sequence[str]) -> dict[str, float]:
    """The base with its industries spelt as in the file: `1` or `1.0` for `01` where that is clear.

    Only industries that fit nowhere letter by letter are respelt, and only where one fits.
    """
    missing = [label for label in industries if label not in base]
    spare = [label for label in base if label not in set(industries)]
    by_number: dict[float, list[str]] = {}
    for label in spare:
        by_number.setdefault(_as_number(label), []).append(label)
    respelt: dict[str, str] = {}
    for label in missing:
        number = _as_number(label)
        twins = [other for other in missing if _as_number(other) == number]
        found = by_number.get(number, [])
        if len(found) == 1 and len(twins) == 1:
            respelt[found[0]] = label
    return {respelt.get(label, label): value for label, value in base.items()}


def _as_truth(text: str) -> bool | None:
    return _TRUTHS.get(text.lower())


def _as_number(label: str) -> float:
    """The number that a label spells, or NaN (which is never equal to another)."""
    try:
        return float(label)
    except ValueError:
        return float("nan")
