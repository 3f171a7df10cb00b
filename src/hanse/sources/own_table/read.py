"""Read a table of the user's own: detect the roles of its columns, check, build the panel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from hanse.panel.build import Combine
from hanse.sources import own_table
from hanse.sources.columns import find_axis, take_rows
from hanse.sources.number_texts import Decimal
from hanse.sources.own_table.assemble import assemble
from hanse.sources.own_table.loading import DEFAULT_MAX_BYTES, load_table
from hanse.sources.own_table.roles import detect_roles, is_period, look_at
from hanse.sources.own_table.shapes import find_shape, to_long
from hanse.sources.reading import Reading, find_sha256
from hanse.sources.text_tables import TextTable
from hanse.vocabulary import InputError, Provenance, Report


def read_own_table(
    path: str | Path,
    *,
    roles: Mapping[str, str] | None = None,
    where: Mapping[str, str] | None = None,
    combine: Combine = "error",
    decimal: Decimal | None = None,
    period: str | None = None,
    region_classification: str | None = None,
    industry_classification: str | None = None,
    region_level: str | None = None,
    industry_level: str | None = None,
    sheet: str | None = None,
    delimiter: str | None = None,
    max_bytes: int | None = DEFAULT_MAX_BYTES,
    title: str = "",
    publisher: str = "",
    licence: str = "",
) -> Reading:
    """Read a CSV, TSV, Excel or Parquet table, long or wide.

    Parameters
    ----------
    roles : role -> column, for example {"region": "geo", "industry": "nace_r2", "employment":
        "n2015"}; a key other than region, industry, period, flag and ignored is the name that the
        measure gets. What is left out is detected; `Reading.detection` shows it. A period that is
        a year, quarter or month is that of all rows, unless there is a column for it.
    where : column -> value; only rows with these values are read.
    combine : what to do with several rows for one cell ("error", "sum", "first", "last", "mean").
    decimal : "." or ",", where the numbers leave it in doubt.
    period : label for a table without a column of periods; else the year in the file's name.
    region_classification, industry_classification : id of the code system; recognised where left
        out; "" takes the labels as they are.
    region_level, industry_level : level to choose where the file mixes several; by default the one
        with most cells. All are in `Reading.panels`.
    sheet, delimiter, max_bytes : of the file. title, publisher, licence : for the provenance.

    Conventions: see `hanse.sources.own_table.CARD`.

    Raises
    ------
    InputError : unreadable file, absent or ambiguous columns, mostly unusable rows, duplicates.
    ClassificationError : the codes mix two releases.
    """
    path = Path(path)
    report = Report(source=path.name)
    table = load_table(path, sheet=sheet, delimiter=delimiter, max_bytes=max_bytes, report=report)
    asked = dict(roles or {})
    if is_period(asked.get("period", "")):
        named = asked.pop("period")
        period = period if named in table.header else named
    table = _filter(table, where or {})
    looks = [look_at(n, c) for n, c in zip(table.header, table.columns, strict=True)]
    found = detect_roles(looks, asked, file=table.file)
    shape = find_shape(found, file=table.file)
    long = to_long(table, shape, period=period or _find_period_in_name(path))
    origin = Provenance(
        publisher=publisher or own_table.CARD.publisher,
        title=title or path.name,
        licence=licence or own_table.CARD.licence,
        sha256=find_sha256(path),
        note=path.name,
        verified=bool(licence),
    )
    return assemble(
        long,
        shape,
        origin,
        report,
        combine=combine,
        decimal=decimal,
        classifications=(region_classification, industry_classification),
        levels=(region_level, industry_level),
    )


def _filter(table: TextTable, where: Mapping[str, str]) -> TextTable:
    keep = np.ones(len(table), np.bool_)
    for column, value in where.items():
        axis = find_axis(table.column(column))
        equal = np.array([label == str(value).strip() for label in axis.labels], np.bool_)
        keep &= equal[axis.codes]
        if not keep.any():
            raise InputError(
                f"No row has {value} there.",
                file=table.file,
                field=column,
                mend=f"Its first value is {table.column(column)[0]}.",
            )
    if keep.all():
        return table
    chosen = np.flatnonzero(keep)
    columns = tuple(take_rows(column, chosen) for column in table.columns)
    return TextTable(table.header, columns, [table.rows[i] for i in chosen.tolist()], table.file)


def _find_period_in_name(path: Path) -> str:
    """The one year that stands by itself in a name; that of a release (nuts2021) does not."""
    years = set(re.findall(r"(?<![0-9A-Za-z])(?:19|20)\d{2}(?![0-9A-Za-z])", path.stem))
    return years.pop() if len(years) == 1 else ""
