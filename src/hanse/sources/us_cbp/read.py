"""Read County Business Patterns into panels, or straight into the groups of a grouping."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from hanse.panel.cube import Panel
from hanse.sources import us_cbp
from hanse.sources.levels import choose_level, find_titles
from hanse.sources.reading import ColumnRole, Detection, Levels, Reading, describe_origin
from hanse.sources.text_tables import require_size
from hanse.sources.us_cbp.layouts import (
    BLANKED,
    DIGITS_OF_LEVEL,
    FINEST,
    LEVEL_BY_DIGITS,
    NOISY,
    WITHHELD,
    CbpTable,
    Noise,
)
from hanse.sources.us_cbp.opened import Count, OpenFile, open_file
from hanse.sources.us_cbp.sums import Targets, sum_cells
from hanse.vocabulary import Finding, InputError, Report

if TYPE_CHECKING:
    from hanse.classifications import Grouping
    from hanse.classifications.groupings.fitting import GroupingFit

RegionLevel = Literal["county", "state"]
_REGIONS: dict[str, str] = {"county": "us-counties", "state": "us-states"}


def read_us_cbp(
    path: str | Path,
    *,
    grouping: Grouping | Callable[[], Grouping] | None = None,
    only: Collection[str] | None = None,
    region_level: RegionLevel = "county",
    industry_level: str | None = None,
    noise: Noise = "observed",
    period: str | None = None,
    naics: str = "naics-2017",
    max_bytes: int | None = None,
    begun: Future[OpenFile] | None = None,
) -> Reading:
    """Read a county file of either layout.

    Parameters
    ----------
    grouping : sum six-digit industries into these groups while reading (much the fastest way);
        `Reading.panel` then has groups as industries. It may be a function that gives it.
    only : of the grouping, the groups to sum; all by default.
    region_level : "county" or "state" (sums of counties).
    industry_level : "national-industry" (six digits, default), "naics-industry", "industry-group",
        "subsector", "sector" or "total"; each is read from its own rows, never summed from others.
    noise : how to flag figures to which the Bureau added noise (G, H, J).
    period : the year of a file without a column of years; by default its name tells it
        (cbp17co.txt).
    naics : classification of the codes.
    begun : the file, where its reading was begun before.

    Conventions: see `hanse.sources.us_cbp.CARD`. A sum of cells of which some are withheld is a
    lower bound; absent cells (under three establishments) count as nothing in sums and are
    reported; a region x group without any row is missing.

    Raises InputError for other layouts, unreadable values and duplicate cells.
    """
    path = Path(path)
    if region_level not in _REGIONS:
        raise InputError(
            f"The file has no regions of level {region_level}.",
            file=path.name,
            mend=f"It has: {', '.join(_REGIONS)}.",
        )
    require_size(path, max_bytes=max_bytes)
    report = Report(source=path.name)
    if callable(grouping):
        grouping = grouping()
    origin = describe_origin(us_cbp.CARD, path)
    find_titles(_REGIONS[region_level], ())  # loads them while the file is being opened
    opened = _open(path, period, begun)
    fit: GroupingFit | None = None
    panels: dict[Levels, Panel] = {}
    found = _find_levels(opened)
    if grouping is not None:
        kept = tuple(group for group in grouping.groups if only is None or group in only)
        fit = _fit_groups(opened, grouping)
        targets = _target_groups(opened, region_level, fit, kept)
        if not (targets.groups >= 0).any():
            raise InputError(
                "No industry of the file is in one of the groups asked for.",
                file=path.name,
                mend="Rate all groups of the grouping, or choose another grouping.",
            )
        built = _build(opened, targets, noise, region_level, kept, grouping.id)
        titles = {group: grouping.group_title(group) for group in kept}
        panels[region_level, grouping.id] = replace(built, industry_titles=titles)
    else:
        for level in found if industry_level is None else (industry_level,):
            targets, labels = _target_level(opened, region_level, level, found)
            built = _build(opened, targets, noise, region_level, labels, naics)
            panels[region_level, level] = built

    _report_levels(opened, found, report)
    _report_oddities(opened, report)
    if fit is not None:
        _report_fit(opened, fit, report)
    origin = replace(origin, vintage=_span(opened.years))
    panels = {levels: replace(panel, provenance=(origin,)) for levels, panel in panels.items()}
    asked = grouping.id if grouping is not None else industry_level
    chosen = choose_level(panels, (region_level, asked), (region_level, FINEST))
    return Reading(panels[chosen], report, origin, _describe(opened.table, naics), panels, chosen)


def _open(path: Path, period: str | None, begun: Future[OpenFile] | None) -> OpenFile:
    """The file whose reading was begun before, else the file opened now."""
    return (
        begun.result() if begun is not None and period is None else open_file(path, period=period)
    )


def _span(years: tuple[str, ...]) -> str:
    return years[0] if len(years) == 1 else f"{years[0]}-{years[-1]}"


def _find_levels(opened: OpenFile) -> list[str]:
    """Levels of industries in the file, coarse to fine."""
    digits = set(opened.digits)
    return [level for number, level in LEVEL_BY_DIGITS.items() if number in digits]


def _report_levels(opened: OpenFile, levels: list[str], report: Report) -> None:
    report.facts["rows"] = sum(count.rows for count in opened.counts)
    report.facts["levels"] = {
        level: opened.digits.count(DIGITS_OF_LEVEL[level]) for level in levels
    }
    if len(levels) > 1:
        report.add(
            Finding(
                "note",
                "mixed-levels",
                "Totals and their parts stand in one column.",
                "levels separated, not summed twice",
                opened.path.name,
                column="naics",
                count=len(levels),
            )
        )


def _target_regions(
    opened: OpenFile, region_level: RegionLevel
) -> tuple[np.ndarray, tuple[str, ...]]:
    counties = opened.counties
    if region_level == "county":
        return np.arange(len(counties)), counties
    states = tuple(sorted({county[:2] for county in counties}))
    place = {state: number for number, state in enumerate(states)}
    return np.array([place[county[:2]] for county in counties]), states


def _target_level(
    opened: OpenFile, region_level: RegionLevel, level: str, found: list[str]
) -> tuple[Targets, tuple[str, ...]]:
    if level not in found:
        raise InputError(
            f"The file has no industries of level {level}.", mend=f"It has: {', '.join(found)}."
        )
    here = _list_industries(opened, level)
    groups = np.full(len(opened.industries), -1)
    groups[here] = np.arange(len(here))
    labels = tuple(opened.industries[n].rstrip("-/") or "total" for n in here)
    regions, names = _target_regions(opened, region_level)
    shape = (len(names), len(labels), len(opened.years))
    return Targets(regions, groups[None], np.ones((1, len(groups))), shape), labels


def _list_industries(opened: OpenFile, level: str) -> list[int]:
    """Codes of the industries of a level."""
    wanted = DIGITS_OF_LEVEL[level]
    return [code for code, digits in enumerate(opened.digits) if digits == wanted]


def _fit_groups(opened: OpenFile, grouping: Grouping) -> GroupingFit:
    """Which group each six-digit industry belongs to, with its weight."""
    codes = tuple(opened.industries[n] for n in _list_industries(opened, FINEST))
    if not codes:
        raise InputError("Grouping needs industries of six digits.", file=opened.path.name)
    fit = grouping.fit(codes)
    if not (fit.weights > 0).any():
        raise InputError(
            f"No industry of the file is a member of the grouping {grouping.id}.",
            file=opened.path.name,
        )
    return fit


def _target_groups(
    opened: OpenFile, region_level: RegionLevel, fit: GroupingFit, kept: tuple[str, ...]
) -> Targets:
    groups = np.full((int((fit.weights > 0).sum(axis=1).max()), len(opened.industries)), -1)
    weights = np.zeros(groups.shape)
    place = {group: number for number, group in enumerate(kept)}
    for row, position in enumerate(_list_industries(opened, FINEST)):
        for slot, column in enumerate(np.flatnonzero(fit.weights[row])):
            groups[slot, position] = place.get(fit.groups[column], -1)
            weights[slot, position] = fit.weights[row, column]
    regions, names = _target_regions(opened, region_level)
    shape = (len(names), len(kept), len(opened.years))
    return Targets(regions, groups, weights, shape)


def _report_fit(opened: OpenFile, fit: GroupingFit, report: Report) -> None:
    """Groups of which some industries are not in the file, and industries that fit no group."""
    for sentence in fit.describe():
        report.add(Finding("note", "incomplete-group", sentence, "what there is was summed"))
    if not fit.unassigned:
        return
    outside = set(fit.unassigned)
    rows, employment = opened.sum_industries([label in outside for label in opened.industries])
    report.add(
        Finding(
            "note",
            "outside-grouping",
            f"{len(outside)} industries belong to no group ({', '.join(fit.unassigned[:5])}),"
            f" with {employment:,.0f} employees.",
            "left out",
            opened.path.name,
            column="naics",
            value=fit.unassigned[0],
            count=rows,
        )
    )


def _report_oddities(opened: OpenFile, report: Report) -> None:
    """Withheld, noisy and zero cells by year."""
    kinds: tuple[tuple[Callable[[Count], int], str, str, str], ...] = (
        (
            lambda count: count.rows if count.state & BLANKED else 0,
            "zero-employment-with-establishments",
            "employment and payroll are 0 where there are establishments: withheld.",
            "read as suppressed, not as zero",
        ),
        (
            lambda count: count.rows if count.state & (WITHHELD | BLANKED) == WITHHELD else 0,
            "confidential",
            "figures are withheld (D, S or a size class).",
            "read as suppressed",
        ),
        (
            lambda count: count.rows if count.state & NOISY else 0,
            "noise-flag",
            "the Bureau added noise (G, H, J).",
            "read as they stand",
        ),
        (
            _count_zeros,
            "true-zero",
            "employment is 0 in mid-March though payroll is paid.",
            "read as zero",
        ),
    )
    for number_of, kind, message, action in kinds:
        for year in opened.years:
            if number := sum(number_of(count) for count in opened.counts if count.year == year):
                report.add(
                    Finding(
                        "note",
                        kind,
                        f"In {year} {message}",
                        action,
                        opened.path.name,
                        column="emp",
                        value=year,
                        count=number,
                    )
                )
    report.add(
        Finding(
            "note",
            "absent-cells",
            "Cells of fewer than three establishments are not in the file (since 2017).",
            "sums are those of the cells that there are",
            opened.path.name,
        )
    )
    report.facts["periods"] = list(opened.years)
    report.facts["employment"] = {
        year: sum(count.employment for count in opened.counts if count.year == year)
        for year in opened.years
    }
    report.facts["gaps"] = {
        "suppressed": sum(count.rows for count in opened.counts if count.state & WITHHELD),
        "zero": sum(map(_count_zeros, opened.counts)),
    }


def _count_zeros(count: Count) -> int:
    return 0 if count.state & WITHHELD else count.zeros


def _build(
    opened: OpenFile,
    targets: Targets,
    noise: Noise,
    region_level: RegionLevel,
    industries: tuple[str, ...],
    classification: str,
) -> Panel:
    _, regions = _target_regions(opened, region_level)
    identifier = _REGIONS[region_level]
    cells, members = opened.cells, targets.groups.max(axis=0) >= 0
    if not members.all():  # rows are chosen before anything is computed for them
        cells = cells.select(cells.find_industries(members))
    summed = sum_cells(cells, targets, noise)
    return Panel(
        regions,
        industries,
        opened.years,
        measures={name: got.values for name, got in summed.items()},
        flags={name: got.flags for name, got in summed.items()},
        lower={name: got.lower for name, got in summed.items() if got.lower is not None},
        upper={name: got.upper for name, got in summed.items() if got.upper is not None},
        region_classification=identifier,
        industry_classification=classification,
        region_titles=find_titles(identifier, regions),
        industry_titles=(
            find_titles(classification, industries) if classification.startswith("naics") else {}
        ),
    )


def _describe(table: CbpTable, naics: str) -> Detection:
    layouts = {
        "county CSV": (
            ("fipstate", "region", ""),
            ("fipscty", "region", ""),
            ("naics", "industry", ""),
            ("emp", "measure", "employment"),
            ("emp_nf", "flag", "employment"),
            ("est", "measure", "establishments"),
            ("ap", "measure", "payroll"),
        ),
        "Parquet": (
            ("Fips", "region", ""),
            ("naics", "industry", ""),
            ("year", "period", ""),
            ("Emp", "measure", "employment"),
            ("Est", "measure", "establishments"),
            ("Pay", "measure", "payroll"),
        ),
    }
    roles = tuple(
        ColumnRole(column, role, measure) for column, role, measure in layouts[table.layout]
    )
    return Detection(table.layout, roles, "us-cbp", "us-counties", naics)
