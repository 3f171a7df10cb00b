"""Read County Business Patterns; DuckDB groups, only region x industry x period comes home."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from hanse.panel.build import Axis, build_panel
from hanse.panel.cube import Panel
from hanse.panel.sql import connect, quote_text
from hanse.sources import us_cbp
from hanse.sources.levels import choose_level, find_titles
from hanse.sources.reading import ColumnRole, Detection, Levels, Reading, describe_origin
from hanse.sources.text_tables import require_size
from hanse.sources.us_cbp.layouts import (
    DIGITS,
    DIGITS_OF_LEVEL,
    LEVEL_BY_DIGITS,
    CbpTable,
    Noise,
    explain_failure,
    open_table,
)
from hanse.vocabulary import Finding, Flag, InputError, Report

if TYPE_CHECKING:
    import duckdb

RegionLevel = Literal["county", "state"]


class GroupingLike(Protocol):
    """What is needed of a `hanse.classifications` grouping."""

    @property
    def id(self) -> str:
        """Identifier."""

    @property
    def groups(self) -> Mapping[str, Any]:
        """Group id -> group with titles."""

    @property
    def members(self) -> tuple[Any, ...]:
        """Members with code, group and weight."""


def read_us_cbp(
    path: str | Path,
    *,
    grouping: GroupingLike | None = None,
    region_level: RegionLevel = "county",
    industry_level: str | None = None,
    noise: Noise = "observed",
    period: str | None = None,
    naics: str = "naics-2017",
    max_bytes: int | None = None,
) -> Reading:
    """Read a county file of either layout.

    Parameters
    ----------
    grouping : sum six-digit industries into these groups while reading (much the fastest way);
        `Reading.panel` then has groups as industries. A member of fewer digits stands for all
        industries that begin with it, unless a longer member of the same group fits.
    region_level : "county" or "state" (sums of counties).
    industry_level : "national-industry" (six digits, default), "naics-industry", "industry-group",
        "subsector", "sector" or "total"; each is read from its own rows, never summed from others.
    noise : how to flag figures to which the Bureau added noise (G, H, J).
    period : the year, where neither a column nor the file's name (cbp17co.txt) tells it.
    naics : classification of the codes.

    Conventions: see `hanse.sources.us_cbp.CARD`. A sum of cells of which some are withheld is a
    lower bound; absent cells (under three establishments) count as nothing in sums and are
    reported, a region x group without any row is missing.

    Raises InputError for other layouts, unreadable values and duplicate cells.
    """
    path = Path(path)
    require_size(path, max_bytes=max_bytes)
    report = Report(source=path.name)
    origin = describe_origin(us_cbp.CARD, path)
    panels: dict[Levels, Panel] = {}
    with connect() as connection, explain_failure(path):
        table = open_table(connection, path, period=period)
        found = _find_levels(connection, path, report)
        if (industry_level or "national-industry") not in found and grouping is not None:
            raise InputError("Grouping needs industries of six digits.", file=path.name)
        _check_duplicates(connection, path)
        _report_oddities(connection, path, report)
        if grouping is None:
            for level in found:
                cells = aggregate(connection, region_level, level, by_group=False)
                panels[region_level, level] = _build(cells, table, noise, region_level, naics)
        else:
            _match_members(connection, grouping, path, report)
            cells = aggregate(connection, region_level, "national-industry", by_group=True)
            cells.industries = Axis(cells.industries.codes, tuple(grouping.groups))
            titles = {group: _title(grouping.groups[group]) for group in grouping.groups}
            built = _build(cells, table, noise, region_level, grouping.id)
            panels[region_level, grouping.id] = replace(built, industry_titles=titles)
    panels = {levels: replace(panel, provenance=(origin,)) for levels, panel in panels.items()}
    asked = grouping.id if grouping is not None else industry_level
    chosen = choose_level(panels, (region_level, asked), (region_level, "national-industry"))
    return Reading(panels[chosen], report, origin, _describe(table), panels, chosen)


def _title(group: Any) -> str:
    titles = getattr(group, "titles", {})
    return str(titles.get("en") or next(iter(titles.values()), group.id))


def _find_levels(connection: duckdb.DuckDBPyConnection, path: Path, report: Report) -> list[str]:
    """Levels of industries in the file, coarse to fine."""
    found = connection.execute(
        f"SELECT {DIGITS} AS digits, count(DISTINCT naics), count(*) FROM cells"
        " GROUP BY digits ORDER BY digits"
    ).fetchall()
    if not found:
        raise InputError("The file has a header but no rows.", file=path.name)
    for digits, _, _ in found:
        if digits not in LEVEL_BY_DIGITS:
            raise InputError(
                f"A NAICS code has {digits} digits instead of two to six.",
                file=path.name,
                field="naics",
            )
    report.facts["rows"] = sum(rows for _, _, rows in found)
    report.facts["levels"] = {LEVEL_BY_DIGITS[digits]: codes for digits, codes, _ in found}
    if len(found) > 1:
        report.add(
            Finding("note", "mixed-levels", "Totals and their parts stand in one column.",
                    "levels separated, not summed twice", path.name, column="naics",
                    count=len(found))
        )  # fmt: skip
    return [LEVEL_BY_DIGITS[digits] for digits, _, _ in found]


def _check_duplicates(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Raise InputError where a county x industry x year occurs twice."""
    # Hashing three narrow columns is cheaper than grouping by three texts.
    total, distinct = connection.execute(
        "SELECT count(*), count(DISTINCT hash(fips, naics, year)) FROM cells"
    ).fetchall()[0]
    if total == distinct:
        return
    twice = connection.execute(
        "SELECT fips, naics, year, count(*) AS n FROM cells GROUP BY ALL HAVING n > 1 LIMIT 1"
    ).fetchall()
    if twice:
        raise InputError(
            f"County {twice[0][0]}, industry {twice[0][1]}, year {twice[0][2]} occurs"
            f" {twice[0][3]} times.",
            file=path.name,
            mend="Remove the duplicates.",
        )


def _match_members(
    connection: duckdb.DuckDBPyConnection, grouping: GroupingLike, path: Path, report: Report
) -> None:
    """Table `members`: six-digit code, number of its group, weight; what fits nothing is told."""
    codes = [
        row[0]
        for row in connection.execute(
            f"SELECT DISTINCT naics FROM cells WHERE {DIGITS} = 6 ORDER BY naics"
        ).fetchall()
    ]
    numbers = {group: number for number, group in enumerate(grouping.groups)}
    by_code: dict[str, list[tuple[str, float]]] = {}
    for member in grouping.members:
        by_code.setdefault(member.code.rstrip("-/"), []).append((member.group, member.weight))
    rows: list[tuple[str, int, float]] = []
    for code in codes:
        weights: dict[str, float] = {}
        for digits in range(2, 7):
            weights |= dict(by_code.get(code[:digits], ()))
        rows += [(code, numbers[group], weight) for group, weight in weights.items()]
    if not rows:
        raise InputError(
            f"No industry of the file is a member of the grouping {grouping.id}.", file=path.name
        )
    columns = zip(*rows, strict=True)
    given = dict(zip(("naics", "grp", "weight"), map(np.array, columns), strict=True))
    given["naics"] = given["naics"].astype(object)
    connection.register("given_members", given)
    connection.execute("CREATE TABLE members AS SELECT * FROM given_members")
    outside = sorted(set(codes) - {row[0] for row in rows})
    if outside:
        count, employment = connection.execute(
            f"SELECT count(*), sum(emp) FROM cells WHERE {DIGITS} = 6"
            " AND naics NOT IN (SELECT naics FROM members)"
        ).fetchall()[0]
        report.add(
            Finding("note", "outside-grouping",
                    f"{len(outside)} industries belong to no group ({', '.join(outside[:5])} ...),"
                    f" with {employment or 0:,.0f} employees.",
                    "left out", path.name, column="naics", value=outside[0], count=count)
        )  # fmt: skip


def _report_oddities(connection: duckdb.DuckDBPyConnection, path: Path, report: Report) -> None:
    """Withheld, noisy and zero cells by year, and negative values, which are refused."""
    by_year = connection.execute(
        "SELECT year, count(*) FILTER (blanked), count(*) FILTER (emp_state = 4 AND NOT blanked),"
        " count(*) FILTER (emp_state = 1), count(*) FILTER (emp = 0 AND emp_state < 4),"
        " count(*) FILTER (emp < 0 OR est < 0 OR pay < 0 OR isinf(emp) OR isnan(emp)), count(*),"
        f" sum(emp) FILTER (emp_state < 4 AND {DIGITS} = 6)"
        " FROM cells GROUP BY year ORDER BY year"
    ).fetchall()
    for year, blanked, withheld, noisy, zero, wrong, _, _ in by_year:
        if wrong:
            raise InputError(f"{wrong} rows of {year} hold negative or infinite values.",
                             file=path.name)  # fmt: skip
        for count, kind, message, action in (
            (blanked, "zero-employment-with-establishments",
             f"In {year} employment and payroll are 0 where there are establishments: withheld.",
             "read as suppressed, not as zero"),
            (withheld, "confidential", f"In {year} figures are withheld (D, S or a size class).",
             "read as suppressed"),
            (noisy, "noise-flag", f"In {year} the Bureau added noise to figures (G, H, J).",
             "read as they stand"),
            (zero, "true-zero", f"In {year} employment is 0 in mid-March though payroll is paid.",
             "read as zero"),
        ):  # fmt: skip
            if count:
                report.add(Finding("note", kind, message, action, path.name, column="emp",
                                   value=year, count=count))  # fmt: skip
    report.add(
        Finding("note", "absent-cells",
                "Cells of fewer than three establishments are not in the file (since 2017).",
                "sums are those of the cells that there are", path.name)
    )  # fmt: skip
    report.facts["periods"] = [row[0] for row in by_year]
    report.facts["employment"] = {row[0]: row[7] for row in by_year}
    report.facts["gaps"] = {
        "suppressed": sum(row[1] + row[2] for row in by_year),
        "zero": sum(row[4] for row in by_year),
    }


@dataclass
class Cells:
    """What comes home from DuckDB: axes and columns with one entry a cell."""

    regions: Axis
    industries: Axis
    periods: Axis
    columns: dict[str, NDArray]


def aggregate(
    connection: duckdb.DuckDBPyConnection, region_level: RegionLevel, level: str, *, by_group: bool
) -> Cells:
    """Group `cells` of one level by region, industry or group, and year, inside DuckDB."""
    region = "fips" if region_level == "county" else "fips[1:2]"
    weight = "m.weight" if by_group else "1"
    join = "JOIN members m USING (naics)" if by_group else ""
    where = f"WHERE {DIGITS} = {DIGITS_OF_LEVEL[level]}"
    labels = {}
    for name, expression in (("region", region), ("industry", "naics"), ("period", "year")):
        if name == "industry" and by_group:
            continue
        distinct = f"SELECT DISTINCT {expression} AS label FROM cells {where} ORDER BY label"
        labels[name] = tuple(row[0] for row in connection.execute(distinct).fetchall())
        listed = ", ".join(map(quote_text, labels[name]))
        connection.execute(f"DROP TYPE IF EXISTS {name}_label")
        connection.execute(f"CREATE TYPE {name}_label AS ENUM ({listed})")
    industry = "m.grp" if by_group else "enum_code(naics::industry_label)"
    columns = connection.execute(
        f"SELECT enum_code(({region})::region_label) AS region, {industry} AS industry,"
        f" enum_code(year::period_label) AS period,"
        f" sum(emp * {weight}) FILTER (emp_state < 4) AS employment,"
        f" sum(est * {weight}) AS establishments,"
        f" sum(pay * {weight}) FILTER (pay_state < 4) AS payroll,"
        " count(*) FILTER (emp_state = 4) AS employment_withheld,"
        " count(*) FILTER (pay_state = 4) AS payroll_withheld,"
        " count(*) FILTER (emp_state = 1) AS employment_noisy,"
        " count(*) FILTER (pay_state = 1) AS payroll_noisy,"
        f" sum(emp_low * {weight}) AS employment_low, sum(emp_high * {weight}) AS employment_high"
        f" FROM cells {join} {where} GROUP BY ALL"
    ).fetchnumpy()
    filled = {
        name: column.filled(np.nan) if isinstance(column, np.ma.MaskedArray) else column
        for name, column in columns.items()
    }
    return Cells(
        Axis(filled.pop("region"), labels["region"]),
        Axis(filled.pop("industry"), labels.get("industry", ())),
        Axis(filled.pop("period"), labels["period"]),
        filled,
    )


def _build(
    cells: Cells, table: CbpTable, noise: Noise, region_level: RegionLevel, industries: str
) -> Panel:
    columns, flags = {}, {}
    for measure in ("employment", "establishments", *(["payroll"] if table.has_pay else [])):
        values = np.asarray(cells.columns[measure], np.float64)
        flag = np.zeros(len(values), np.uint8)
        withheld = cells.columns.get(f"{measure}_withheld")
        if withheld is not None:
            if noise == "estimated":
                flag[cells.columns[f"{measure}_noisy"] > 0] = Flag.ESTIMATED
            flag[withheld > 0] = Flag.LOWER_BOUND
        flag[np.isnan(values)] = Flag.SUPPRESSED
        columns[measure], flags[measure] = values, flag
    regions = "us-counties" if region_level == "county" else "us-states"
    axes = (cells.regions, cells.industries, cells.periods)
    built = build_panel(
        *axes,
        columns,
        flags=flags,
        region_classification=regions,
        industry_classification=industries,
        region_titles=find_titles(regions, cells.regions.labels),
    )
    if not table.has_classes:
        return built
    bounds = (
        build_panel(
            *axes,
            {"low": cells.columns["employment_low"], "high": cells.columns["employment_high"]},
        )
        if np.isfinite(cells.columns["employment_high"]).all()
        else None
    )
    if bounds is None:
        return built
    return replace(
        built,
        lower={"employment": np.nan_to_num(bounds.measures["low"], nan=0.0)},
        upper={"employment": np.nan_to_num(bounds.measures["high"], nan=np.inf)},
    )


def _describe(table: CbpTable) -> Detection:
    named = {
        "county CSV": (("fipstate", "region", ""), ("fipscty", "region", ""),
                       ("naics", "industry", ""), ("emp", "measure", "employment"),
                       ("emp_nf", "flag", "employment"), ("est", "measure", "establishments"),
                       ("ap", "measure", "payroll")),
        "Parquet": (("Fips", "region", ""), ("naics", "industry", ""), ("year", "period", ""),
                    ("Emp", "measure", "employment"), ("Est", "measure", "establishments"),
                    ("Pay", "measure", "payroll")),
    }  # fmt: skip
    roles = tuple(
        ColumnRole(column, role, measure) for column, role, measure in named[table.layout]
    )
    return Detection(table.layout, roles, "us-cbp", "us-counties", "naics-2017")
