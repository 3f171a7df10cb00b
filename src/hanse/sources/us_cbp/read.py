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
from hanse.sources.us_cbp.cells import CbpCells, read_cells
from hanse.sources.us_cbp.layouts import (
    BLANKED,
    DIGITS_OF_LEVEL,
    LEVEL_BY_DIGITS,
    NOISY,
    WITHHELD,
    CbpTable,
    Noise,
)
from hanse.sources.us_cbp.sums import Targets, sum_cells
from hanse.vocabulary import Finding, InputError, Report

if TYPE_CHECKING:
    from hanse.classifications import Grouping

RegionLevel = Literal["county", "state"]
_REGIONS: dict[str, str] = {"county": "us-counties", "state": "us-states"}
FINEST = "national-industry"


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
    begun: Future[CbpCells | None] | None = None,
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
    period : the year, where neither a column nor the file's name (cbp17co.txt) tells it.
    naics : classification of the codes.
    begun : the file's rows, where `begin_reading` was called before.

    Conventions: see `hanse.sources.us_cbp.CARD`. A sum of cells of which some are withheld is a
    lower bound; absent cells (under three establishments) count as nothing in sums and are
    reported; a region x group without any row is missing.

    Raises InputError for other layouts, unreadable values and duplicate cells.
    """
    path = Path(path)
    require_size(path, max_bytes=max_bytes)
    report = Report(source=path.name)
    if callable(grouping):
        grouping = grouping()
    origin = describe_origin(us_cbp.CARD, path)
    find_titles(_REGIONS[region_level], ())  # loads them while the file is being read
    cells = begun.result() if begun is not None and period is None else None
    cells = cells or read_cells(path, period=period)
    origin = replace(origin, vintage=_span(cells.years.labels))
    found = _find_levels(cells, path, report)
    _report_oddities(cells, path, report)
    panels: dict[Levels, Panel] = {}
    if grouping is not None:
        kept = tuple(group for group in grouping.groups if only is None or group in only)
        targets = _target_groups(cells, region_level, grouping, kept, path, report)
        titles = {group: grouping.group_title(group) for group in kept}
        built = _build(cells, targets, noise, region_level, kept, grouping.id)
        panels[region_level, grouping.id] = replace(built, industry_titles=titles)
    else:
        for level in found if industry_level is None else (industry_level,):
            targets, labels = _target_level(cells, region_level, level, found)
            panels[region_level, level] = _build(cells, targets, noise, region_level, labels, naics)
    panels = {levels: replace(panel, provenance=(origin,)) for levels, panel in panels.items()}
    asked = grouping.id if grouping is not None else industry_level
    chosen = choose_level(panels, (region_level, asked), (region_level, FINEST))
    return Reading(panels[chosen], report, origin, _describe(cells.table, naics), panels, chosen)


def _span(years: tuple[str, ...]) -> str:
    return years[0] if len(years) == 1 else f"{years[0]}-{years[-1]}"


def _find_levels(cells: CbpCells, path: Path, report: Report) -> list[str]:
    """Levels of industries in the file, coarse to fine."""
    digits = cells.digits
    odd = np.flatnonzero(~np.isin(digits, list(LEVEL_BY_DIGITS)))
    if len(odd):
        raise InputError(
            f"{cells.industries.labels[odd[0]]} is no NAICS code of two to six digits.",
            file=path.name,
            field="naics",
        )
    count = np.bincount(digits, minlength=7)
    levels = [level for number, level in LEVEL_BY_DIGITS.items() if count[number]]
    report.facts["rows"] = len(cells.counties.codes)
    report.facts["levels"] = {level: int(count[DIGITS_OF_LEVEL[level]]) for level in levels}
    if len(levels) > 1:
        report.add(
            Finding(
                "note",
                "mixed-levels",
                "Totals and their parts stand in one column.",
                "levels separated, not summed twice",
                path.name,
                column="naics",
                count=len(levels),
            )
        )
    return levels


def _target_regions(
    cells: CbpCells, region_level: RegionLevel
) -> tuple[np.ndarray, tuple[str, ...]]:
    counties = cells.counties.labels
    if region_level == "county":
        return np.arange(len(counties)), counties
    states = tuple(sorted({county[:2] for county in counties}))
    place = {state: number for number, state in enumerate(states)}
    return np.array([place[county[:2]] for county in counties]), states


def _target_level(
    cells: CbpCells, region_level: RegionLevel, level: str, found: list[str]
) -> tuple[Targets, tuple[str, ...]]:
    if level not in found:
        raise InputError(
            f"The file has no industries of level {level}.", mend=f"It has: {', '.join(found)}."
        )
    here = np.flatnonzero(cells.digits == DIGITS_OF_LEVEL[level])
    groups = np.full(len(cells.industries.labels), -1)
    groups[here] = np.arange(len(here))
    labels = tuple(cells.industries.labels[n].rstrip("-/") or "total" for n in here)
    regions, names = _target_regions(cells, region_level)
    shape = (len(names), len(labels), len(cells.years.labels))
    return Targets(regions, groups[None], np.ones((1, len(groups))), shape), labels


def _target_groups(
    cells: CbpCells,
    region_level: RegionLevel,
    grouping: Grouping,
    kept: tuple[str, ...],
    path: Path,
    report: Report,
) -> Targets:
    """Which group each six-digit industry belongs to, with its weight; what fits none is told."""
    finest = np.flatnonzero(cells.digits == DIGITS_OF_LEVEL[FINEST])
    codes = tuple(cells.industries.labels[n] for n in finest)
    if not codes:
        raise InputError("Grouping needs industries of six digits.", file=path.name)
    fit = grouping.fit(codes)
    depth = int((fit.weights > 0).sum(axis=1).max())
    if depth == 0:
        raise InputError(
            f"No industry of the file is a member of the grouping {grouping.id}.", file=path.name
        )
    groups = np.full((depth, len(cells.industries.labels)), -1)
    weights = np.zeros(groups.shape)
    place = {group: number for number, group in enumerate(kept)}
    for row, position in enumerate(finest):
        for slot, column in enumerate(np.flatnonzero(fit.weights[row])):
            groups[slot, position] = place.get(fit.groups[column], -1)
            weights[slot, position] = fit.weights[row, column]
    _report_fit(cells, fit.unassigned, fit.describe(), path, report)
    regions, names = _target_regions(cells, region_level)
    shape = (len(names), len(kept), len(cells.years.labels))
    return Targets(regions, groups, weights, shape)


def _report_fit(
    cells: CbpCells,
    unassigned: tuple[str, ...],
    incomplete: tuple[str, ...],
    path: Path,
    report: Report,
) -> None:
    for sentence in incomplete:
        report.add(Finding("note", "incomplete-group", sentence, "what there is was summed"))
    if not unassigned:
        return
    outside = np.isin(np.array(cells.industries.labels, object), np.array(unassigned, object))
    rows = outside[cells.industries.codes]
    employment = cells.figures["employment"][rows].sum()
    report.add(
        Finding(
            "note",
            "outside-grouping",
            f"{len(unassigned)} industries belong to no group ({', '.join(unassigned[:5])}),"
            f" with {employment:,.0f} employees.",
            "left out",
            path.name,
            column="naics",
            value=unassigned[0],
            count=int(rows.sum()),
        )
    )


def _report_oddities(cells: CbpCells, path: Path, report: Report) -> None:
    """Withheld, noisy and zero cells by year."""
    years = cells.years.labels
    number = len(years)
    employment, withheld = cells.figures["employment"], (cells.state & WITHHELD) > 0
    finest = (cells.digits == DIGITS_OF_LEVEL[FINEST])[cells.industries.codes]
    jobs = employment if finest.all() else np.where(finest, employment, 0.0)
    sums = np.bincount(cells.years.codes, weights=jobs, minlength=number)
    blanked = (cells.state & BLANKED) > 0
    zero = (employment == 0) & ~withheld
    kinds = (
        (
            blanked,
            "zero-employment-with-establishments",
            "employment and payroll are 0 where there are establishments: withheld.",
            "read as suppressed, not as zero",
        ),
        (
            withheld & ~blanked,
            "confidential",
            "figures are withheld (D, S or a size class).",
            "read as suppressed",
        ),
        (
            (cells.state & NOISY) > 0,
            "noise-flag",
            "the Bureau added noise (G, H, J).",
            "read as they stand",
        ),
        (zero, "true-zero", "employment is 0 in mid-March though payroll is paid.", "read as zero"),
    )
    for mask, kind, message, action in kinds:
        counts = np.bincount(cells.years.codes[mask], minlength=number)
        for year, count in zip(years, counts, strict=True):
            if count:
                report.add(
                    Finding(
                        "note",
                        kind,
                        f"In {year} {message}",
                        action,
                        path.name,
                        column="emp",
                        value=year,
                        count=int(count),
                    )
                )
    report.add(
        Finding(
            "note",
            "absent-cells",
            "Cells of fewer than three establishments are not in the file (since 2017).",
            "sums are those of the cells that there are",
            path.name,
        )
    )
    report.facts["periods"] = list(years)
    report.facts["employment"] = dict(zip(years, sums.tolist(), strict=True))
    report.facts["gaps"] = {
        "suppressed": int(np.count_nonzero(withheld)),
        "zero": int(np.count_nonzero(zero)),
    }


def _build(
    cells: CbpCells,
    targets: Targets,
    noise: Noise,
    region_level: RegionLevel,
    industries: tuple[str, ...],
    classification: str,
) -> Panel:
    summed = sum_cells(cells, targets, noise)
    _, regions = _target_regions(cells, region_level)
    identifier = _REGIONS[region_level]
    return Panel(
        regions,
        industries,
        cells.years.labels,
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
