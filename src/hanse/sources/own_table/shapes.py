"""Long or wide: whatever stands side by side in the header is turned into rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from hanse.sources.columns import ConstantColumn
from hanse.sources.own_table.roles import find_period_of_column, name_measure
from hanse.sources.reading import ColumnRole
from hanse.sources.text_tables import TextTable
from hanse.vocabulary import ClassificationError, InputError

Layout = Literal["long", "wide by period", "wide by industry", "wide by region"]
UNDATED = "undated"
"""Label of the only period where nothing says which it is."""


@dataclass(frozen=True)
class Shape:
    """The layout and what each column is for."""

    layout: Layout
    columns: tuple[ColumnRole, ...]

    def first(self, role: str) -> ColumnRole | None:
        """The first column with a role."""
        return next((column for column in self.columns if column.role == role), None)

    def all(self, role: str) -> list[ColumnRole]:
        """Every column with a role."""
        return [column for column in self.columns if column.role == role]


@dataclass(frozen=True)
class LongTable:
    """Texts of N observations; each measure has its own column of N texts."""

    regions: Sequence[str]
    industries: Sequence[str]
    periods: Sequence[str]
    measures: Mapping[str, Sequence[str]]
    flags: Mapping[str, Sequence[str]]
    rows: Sequence[int]
    columns: Mapping[str, Sequence[str]]
    """Measure -> column of the file of each observation."""
    file: str
    row_count: int
    """Rows of the file; a wide table has several observations a row."""
    dated: bool = True
    names: dict[str, str] = field(default_factory=dict)
    """Role -> column of the file, for messages."""


def find_shape(columns: tuple[ColumnRole, ...], *, file: str) -> Shape:
    """The layout that the roles make; raises InputError where region or industry is nowhere."""
    region = next((c for c in columns if c.role == "region"), None)
    industry = next((c for c in columns if c.role == "industry"), None)
    measures = [c for c in columns if c.role == "measure"]
    if not measures:
        raise InputError(
            "No column holds figures.",
            file=file,
            mend="Say which: employment=COLUMN (on the command line --employment COLUMN).",
        )
    if region is None and industry is None:
        raise InputError(
            "No column was recognised as regions and none as industries; the columns are "
            + ", ".join(c.column for c in columns[:12])
            + ".",
            file=file,
            mend="Say which: region=COLUMN, industry=COLUMN.",
        )
    if industry is None:
        return Shape("wide by industry", _fit_header(columns, measures, "industry", file))
    if region is None:
        return Shape("wide by region", _fit_header(columns, measures, "region", file))
    dated = [c for c in measures if find_period_of_column(c.column)]
    if dated and not any(c.role == "period" for c in columns):
        return Shape("wide by period", _date_columns(columns, dated))
    return Shape("long", _name_measures(columns, measures, file))


def _fit_header(
    columns: tuple[ColumnRole, ...],
    measures: list[ColumnRole],
    kind: Literal["region", "industry"],
    file: str,
) -> tuple[ColumnRole, ...]:
    """Measure columns whose names are codes of the axis that has no column of its own."""
    from hanse.classifications import recognise_codes

    try:
        found = recognise_codes([c.column for c in measures], kind=kind)
        fitting = set(found.canonical) if found.classification else set()
    except ClassificationError:
        fitting = {c.column for c in measures}
    if len(fitting) < 2:
        raise InputError(
            f"No column was recognised as {kind}, and the header has no {kind} codes side by side.",
            file=file,
            row=1,
            mend=f"Say which column it is: {kind}=COLUMN (on the command line --{kind} COLUMN).",
        )
    return tuple(
        replace(c, measure="employment", reason=f"its name is a code of the {kind}")
        if c.column in fitting
        else replace(c, role="ignored", measure="", reason=f"its name is no {kind} code")
        if c.role == "measure"
        else c
        for c in columns
    )


def _date_columns(
    columns: tuple[ColumnRole, ...], dated: list[ColumnRole]
) -> tuple[ColumnRole, ...]:
    out = []
    for column in columns:
        if column in dated:
            stem, year = find_period_of_column(column.column) or ("", "")
            name = column.measure if column.confidence == 1 else name_measure(stem or "value")
            out.append(replace(column, measure=name, period=year))
        elif column.role == "measure":
            out.append(replace(column, role="ignored", measure="", reason="has no year"))
        else:
            out.append(column)
    return tuple(out)


def _name_measures(
    columns: tuple[ColumnRole, ...], measures: list[ColumnRole], file: str
) -> tuple[ColumnRole, ...]:
    seen: dict[str, str] = {}
    for column in measures:
        if column.measure in seen:
            raise InputError(
                f"Columns {seen[column.measure]} and {column.column} could each be the"
                f" {column.measure}.",
                file=file,
                row=1,
                mend=f"Say which: {column.measure}={column.column!r} (on the command line"
                f" --{column.measure} {column.column}).",
            )
        seen[column.measure] = column.column
    return columns


def to_long(table: TextTable, shape: Shape, *, period: str) -> LongTable:
    """Observations of a table: one a row and measure, one a row and column where it is wide."""
    if shape.layout == "long":
        return _take_long(table, shape, period)
    return _unfold(table, shape, period)


def _take(table: TextTable, shape: Shape, role: str) -> Sequence[str] | None:
    column = shape.first(role)
    return table.column(column.column) if column else None


def _take_long(table: TextTable, shape: Shape, period: str) -> LongTable:
    periods = _take(table, shape, "period")
    measures = {c.measure: table.column(c.column) for c in shape.all("measure")}
    flags = {}
    for column in shape.all("flag"):
        target = column.measure or _find_flagged(column.column, measures)
        flags[target] = table.column(column.column)
    return LongTable(
        _take(table, shape, "region") or [],
        _take(table, shape, "industry") or [],
        periods if periods is not None else ConstantColumn(period or UNDATED, len(table)),
        measures,
        flags,
        table.rows,
        {c.measure: ConstantColumn(c.column, len(table)) for c in shape.all("measure")},
        table.file,
        len(table),
        dated=periods is not None or bool(period),
        names={c.role: c.column for c in shape.columns},
    )


def _find_flagged(flag: str, measures: Mapping[str, Sequence[str]]) -> str:
    """The measure that a column of flags belongs to: the one in its name, else the first."""
    return next((name for name in measures if flag.lower().startswith(name)), next(iter(measures)))


def _unfold(table: TextTable, shape: Shape, period: str) -> LongTable:
    """Wide columns one below the other, measure by measure."""
    blocks = shape.all("measure")
    names = list(dict.fromkeys(block.measure for block in blocks))
    by_key: dict[str, dict[str, ColumnRole]] = {}
    for block in blocks:
        key = block.period if shape.layout == "wide by period" else block.column
        if block.measure in by_key.setdefault(key, {}):
            raise InputError(
                f"Columns {by_key[key][block.measure].column} and {block.column} are the same"
                f" measure and period.",
                file=table.file,
                row=1,
            )
        by_key[key][block.measure] = block
    count = len(table)
    region, industry = _take(table, shape, "region"), _take(table, shape, "industry")
    given = _take(table, shape, "period")
    keys = list(by_key)
    side = [key for key in keys for _ in range(count)]
    blank = [""] * count
    measures: dict[str, list[str]] = {name: [] for name in names}
    columns: dict[str, list[str]] = {name: [] for name in names}
    for key in keys:
        for name in names:
            block_or_none = by_key[key].get(name)
            column = block_or_none.column if block_or_none else ""
            measures[name] += list(table.column(column)) if column else blank
            columns[name] += [column] * count
    repeated = len(keys)
    periods = list(given if given is not None else [period or UNDATED] * count) * repeated
    return LongTable(
        side if shape.layout == "wide by region" else list(region or []) * repeated,
        side if shape.layout == "wide by industry" else list(industry or []) * repeated,
        side if shape.layout == "wide by period" else periods,
        measures,
        {},
        list(table.rows) * repeated,
        dict(columns),
        table.file,
        len(table),
        dated=shape.layout == "wide by period" or given is not None or bool(period),
        names={c.role: c.column for c in shape.columns},
    )
