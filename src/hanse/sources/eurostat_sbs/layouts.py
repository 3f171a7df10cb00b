"""The three shapes in which Eurostat's table comes, each turned into the same long columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from hanse.sources.text_tables import TextTable
from hanse.vocabulary import InputError

Layout = Literal["bulk TSV", "SDMX-CSV", "semicolon file"]

MEASURES = {
    "V16110": "employment",
    "V16130": "employees",
    "V11210": "establishments",
    "V13320": "wages",
    "V15110": "investment",
    "EMP_LU_NR": "employment",
    "EMP_NR": "employment",
    "SAL_LU_NR": "employees",
    "SAL_NR": "employees",
    "LU_NR": "establishments",
    "WAGE_LU_MEUR": "wages",
    "WAGE_MEUR": "wages",
}
"""Eurostat's indicator -> measure of the panel; others keep their code in lower case."""
_YEAR = re.compile(r"\D{0,3}((?:19|20)\d{2})")


@dataclass(frozen=True)
class LongColumns:
    """One entry an observation, texts as they stand in the file."""

    layout: Layout
    industry: list[str]
    region: list[str]
    period: list[str]
    indicator: list[str]
    value: list[str]
    flags: list[str]
    rows: list[int]
    columns: list[str]
    """Column of the file that holds the value."""


def find_layout(header: tuple[str, ...]) -> Layout | None:
    """Which of Eurostat's shapes a header is, or None."""
    names = [name.strip().lower() for name in header]
    if "nace_r2" in names[0] and "geo\\time" in names[0]:
        return "bulk TSV"
    if {"nace_r2", "geo", "time_period", "obs_value"} <= set(names):
        return "SDMX-CSV"
    if names[:2] == ["nace_r2", "geo"] and all(_YEAR.fullmatch(name) for name in names[2:]):
        return "semicolon file" if len(names) > 2 else None
    return None


def read_layout(table: TextTable) -> LongColumns:
    """Long columns of a table in one of the three shapes; raises InputError for another."""
    layout = find_layout(table.header)
    if layout is None:
        raise InputError(
            "The header is none of Eurostat's: freq,nace_r2,indic_sb,geo\\TIME_PERIOD, or columns"
            " nace_r2, geo, TIME_PERIOD, OBS_VALUE, or nace_r2;geo;n2015.",
            file=table.file,
            row=1,
            mend='Use source="own-table" for a table of your own.',
        )
    readers: dict[Layout, Callable[[TextTable], LongColumns]] = {
        "bulk TSV": _read_bulk,
        "SDMX-CSV": _read_sdmx,
        "semicolon file": _read_semicolon,
    }
    return readers[layout](table)


def _read_bulk(table: TextTable) -> LongColumns:
    dimensions = [name.lower() for name in table.header[0].split("\\")[0].split(",")]
    keys = [key.split(",") for key in table.columns[0]]
    for row, key in zip(table.rows, keys, strict=True):
        if len(key) != len(dimensions):
            raise InputError(
                f"The key has {len(key)} parts instead of {len(dimensions)}.",
                file=table.file,
                row=row,
                field=table.header[0],
            )
    by_name = dict(zip(dimensions, zip(*keys, strict=True), strict=True))
    indicator = by_name.get("indic_sb") or by_name.get("indic_sbs") or ("V16110",) * len(table)
    out = LongColumns("bulk TSV", [], [], [], [], [], [], [], [])
    for name, column in zip(table.header[1:], table.columns[1:], strict=True):
        _append(out, table, by_name["nace_r2"], by_name["geo"], indicator, name, column)
    return out


def _read_semicolon(table: TextTable) -> LongColumns:
    out = LongColumns("semicolon file", [], [], [], [], [], [], [], [])
    indicator = ("V16110",) * len(table)
    for name, column in zip(table.header[2:], table.columns[2:], strict=True):
        _append(out, table, table.columns[0], table.columns[1], indicator, name, column)
    return out


def _append(
    out: LongColumns,
    table: TextTable,
    industry: Sequence[str],
    region: Sequence[str],
    indicator: Sequence[str],
    name: str,
    column: Sequence[str],
) -> None:
    match = _YEAR.fullmatch(name.strip())
    if match is None:
        raise InputError("The column is not a year.", file=table.file, row=1, field=name)
    out.industry.extend(industry)
    out.region.extend(region)
    out.indicator.extend(indicator)
    out.period.extend([match[1]] * len(column))
    out.value.extend(column)
    out.flags.extend([""] * len(column))
    out.rows.extend(table.rows)
    out.columns.extend([name] * len(column))


def _read_sdmx(table: TextTable) -> LongColumns:
    names = {name.lower(): name for name in table.header}

    def column(*wanted: str, default: str = "") -> list[str]:
        for name in wanted:
            if name in names:
                return list(table.column(names[name]))
        return [default] * len(table)

    status = column("conf_status")
    flags = [
        flag + ("c" if confidential.strip().upper() not in ("", "F") else "")
        for flag, confidential in zip(column("obs_flag"), status, strict=True)
    ]
    return LongColumns(
        "SDMX-CSV",
        column("nace_r2"),
        column("geo"),
        column("time_period"),
        column("indic_sb", "indic_sbs", default="V16110"),
        column("obs_value"),
        flags,
        list(table.rows),
        [names["obs_value"]] * len(table),
    )
