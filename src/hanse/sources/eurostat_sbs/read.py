"""Read Eurostat's regional structural business statistics in any of its three shapes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hanse.panel.build import Axis, Combine, build_panel, factorise
from hanse.panel.cube import Panel
from hanse.sources import eurostat_sbs
from hanse.sources.eurostat_sbs.cells import Cell, read_cell
from hanse.sources.eurostat_sbs.codes import (
    AGGREGATE,
    INDUSTRY_LEVELS,
    REGION_LEVELS,
    find_industry,
    find_region_level,
)
from hanse.sources.eurostat_sbs.layouts import MEASURES, LongColumns, read_layout
from hanse.sources.levels import choose_level, find_titles, recognise_regions
from hanse.sources.reading import ColumnRole, Detection, Levels, Reading, describe_origin
from hanse.sources.text_tables import read_text_table
from hanse.vocabulary import Finding, Flag, InputError, Report


def read_eurostat_sbs(
    path: str | Path,
    *,
    region_level: str | None = None,
    industry_level: str | None = None,
    measures: Sequence[str] | None = None,
    combine: Combine = "error",
    max_bytes: int | None = None,
) -> Reading:
    """Read a file of the table `sbs_r_nuts06_r2` (or its successor) into panels, one per level.

    Parameters
    ----------
    region_level : "country", "nuts-1", "nuts-2" (default where present), "nuts-3", "extra-regio".
    industry_level : "section", "division" (default where present), "group", "class".
    measures : names to keep, for example ("employment",); all known ones by default.
    combine : what to do with several rows for one cell; an error by default.

    Conventions: see `hanse.sources.eurostat_sbs.CARD`. Levels mixed in one column are separated,
    so nothing is summed twice; `Reading.panels` has every combination. A cell without a row, and
    one whose row was set aside, is missing.

    Raises InputError for a file that is none of the three shapes, or that repeats a cell.
    """
    path = Path(path)
    report = Report(source=path.name)
    table = read_text_table(path, max_bytes=max_bytes, report=report)
    long = read_layout(table)
    cells = [read_cell(*pair) for pair in zip(long.value, long.flags, strict=True)]
    keep = _check_rows(long, cells, measures, path.name, report)
    regions, region_levels = _read_regions(long, keep, path.name, report)
    industries, industry_levels = _read_industries(long, keep, path.name, report)
    _count_cells(long, cells, keep, path.name, report)
    _report_mixture("geo", regions, region_levels, keep, path.name, report)
    _report_mixture("nace_r2", industries, industry_levels, keep, path.name, report)
    origin = describe_origin(eurostat_sbs.CARD, path, vintage=_span(long.period))
    release, misfits = _recognise(regions, region_levels, cells, keep, path.name, report)
    split = _split(
        long, cells, keep, (regions, region_levels), (industries, industry_levels), measures
    )
    panels: dict[Levels, Panel] = {}
    for levels, (chosen, axes, columns, flags) in split.items():
        panels[levels] = build_panel(
            *axes,
            columns,
            flags=flags,
            combine=combine,
            region_classification=release,
            industry_classification="nace-rev2",
            region_titles=find_titles(release, axes[0].labels),
            industry_titles=find_titles("nace-rev2", axes[1].labels),
            provenance=(origin,),
            file=path.name,
            rows=np.asarray(long.rows)[chosen],
        )
    levels = choose_level(panels, (region_level, industry_level), ("nuts-2", "division"))
    report.facts["levels"] = {f"{r} x {i}": panel.shape for (r, i), panel in panels.items()}
    return Reading(
        panels[levels], report, origin, _describe(long, release, misfits), panels, levels
    )


def _span(periods: list[str]) -> str:
    first, last = min(periods), max(periods)
    return first if first == last else f"{first}-{last}"


def _check_rows(
    long: LongColumns,
    cells: list[Cell],
    measures: Sequence[str] | None,
    file: str,
    report: Report,
) -> NDArray[np.bool_]:
    """Which observations to keep; faults and oddities go to the report."""
    known = {code for code, name in MEASURES.items() if measures is None or name in measures}
    keep = np.fromiter((code in known for code in long.indicator), np.bool_, len(cells))
    unknown = Counter(code for code in long.indicator if code not in MEASURES)
    for code, count in unknown.items():
        report.add(
            Finding(
                "note",
                "other-indicator",
                f"Indicator {code} is not one that adds up.",
                "left out",
                file=file,
                value=code,
                count=count,
            )
        )
    if not keep.any():
        raise InputError(f"None of the wanted measures is in the file: {measures}.", file=file)
    for at, cell in enumerate(cells):
        if not keep[at] or not (cell.fault or cell.letters):
            continue
        if cell.fault:
            keep[at] = False
            report.add(
                Finding(
                    "warning",
                    cell.fault,
                    f"The value {long.value[at].strip()} is {cell.reason}.",
                    "row set aside, the cell is missing",
                    file,
                    long.rows[at],
                    long.columns[at],
                    long.value[at],
                )
            )
        else:
            report.add(_describe_flagged(cell, long, at, file))
    if not keep.any():
        raise InputError("No row of the file can be used.", file=file, row=long.rows[0])
    return keep


def _describe_flagged(cell: Cell, long: LongColumns, at: int, file: str) -> Finding:
    place = (file, long.rows[at], long.columns[at], long.value[at])
    if cell.flag == Flag.SUPPRESSED:
        return Finding(
            "note",
            "confidential",
            f"Flag {cell.letters}: the figure is withheld.",
            "read as suppressed",
            *place,
        )
    if cell.flag == Flag.MISSING:
        return Finding(
            "note",
            "flag-without-value",
            f"Flag {cell.letters} stands without a number.",
            "read as missing",
            *place,
        )
    number = f"{cell.value:.15g}"
    return Finding(
        "note",
        "value-with-flag",
        f"The number carries the flag {cell.letters}.",
        f"read as {number}, {Flag(cell.flag).name.lower()}",
        *place,
    )


def _read_regions(
    long: LongColumns, keep: NDArray[np.bool_], file: str, report: Report
) -> tuple[Axis, tuple[str, ...]]:
    axis = factorise([code.strip() for code in long.region])
    levels = tuple(find_region_level(label) or "" for label in axis.labels)
    _refuse_unknown(axis, levels, long, keep, file, "geo", report)
    return axis, levels


def _read_industries(
    long: LongColumns, keep: NDArray[np.bool_], file: str, report: Report
) -> tuple[Axis, tuple[str, ...]]:
    raw = factorise([code.strip() for code in long.industry])
    found = [find_industry(label) for label in raw.labels]
    levels = tuple(level for _, level in (pair or ("", "") for pair in found))
    _refuse_unknown(raw, levels, long, keep, file, "nace_r2", report)
    canonical = [pair[0] if pair else label for pair, label in zip(found, raw.labels, strict=True)]
    return Axis(raw.codes, tuple(canonical)), levels


def _refuse_unknown(
    axis: Axis,
    levels: tuple[str, ...],
    long: LongColumns,
    keep: NDArray[np.bool_],
    file: str,
    column: str,
    report: Report,
) -> None:
    for number, (label, level) in enumerate(zip(axis.labels, levels, strict=True)):
        if level:
            continue
        places = np.flatnonzero((axis.codes == number) & keep)
        keep[places] = False
        if len(places):
            report.add(
                Finding(
                    "warning",
                    "unknown-code",
                    f"{label} is no {column} code.",
                    "rows set aside",
                    file,
                    long.rows[places[0]],
                    column,
                    label,
                    len(places),
                )
            )
    if not keep.any():
        raise InputError(f"No row has a code that fits {column}.", file=file, field=column)


def _recognise(
    axis: Axis,
    levels: tuple[str, ...],
    cells: list[Cell],
    keep: NDArray[np.bool_],
    file: str,
    report: Report,
) -> tuple[str, tuple[str, ...]]:
    """Release of the geo codes and the codes it does not know."""
    filled = np.fromiter((cell.value == cell.value for cell in cells), np.bool_, len(cells))
    used = set(axis.codes[keep & filled].tolist())
    nuts = [n for n, level in enumerate(levels) if level in REGION_LEVELS]
    found = recognise_regions(
        [axis.labels[n] for n in nuts], with_figures=[axis.labels[n] for n in nuts if n in used]
    )
    if found.unfit:
        report.add(
            Finding(
                "note",
                "code-of-another-release",
                f"{found.note}",
                "kept under their own codes",
                file,
                column="geo",
                value=found.unfit[0],
                count=len(found.unfit),
            )
        )
    return found.classification or "", found.unfit[:50]


def _count_cells(
    long: LongColumns, cells: list[Cell], keep: NDArray[np.bool_], file: str, report: Report
) -> None:
    kept = [cell for cell, good in zip(cells, keep, strict=True) if good]
    gaps = Counter(cell.flag.name.lower() for cell in kept)
    gaps["zero"] = sum(cell.value == 0 for cell in kept)
    blank = sum(cell.flag == Flag.MISSING and not cell.letters for cell in kept)
    if blank:
        report.add(
            Finding(
                "note",
                "missing-value",
                "Cells are blank or hold a colon.",
                "read as missing, not as zero",
                file,
                column=long.columns[0],
                count=blank,
            )
        )
    report.facts |= {
        "rows": len(set(long.rows)),
        "observations": len(cells),
        "set_aside": int(len(cells) - len(kept)),
        "gaps": dict(gaps),
        "periods": sorted(set(long.period)),
    }


def _report_mixture(
    column: str,
    axis: Axis,
    levels: tuple[str, ...],
    keep: NDArray[np.bool_],
    file: str,
    report: Report,
) -> None:
    """Tell which levels stand in one column, and how many codes of each."""
    used = np.unique(axis.codes[keep])
    counts = Counter(levels[number] for number in used)
    report.facts[f"{column}_levels"] = dict(counts)
    if len(counts) > 1:
        listed = ", ".join(f"{count} {level}" for level, count in counts.items())
        report.add(
            Finding(
                "note",
                "mixed-levels",
                f"The column mixes levels: {listed}.",
                "levels separated, not summed twice",
                file,
                column=column,
                count=len(counts),
            )
        )


def _split(
    long: LongColumns,
    cells: list[Cell],
    keep: NDArray[np.bool_],
    regions: tuple[Axis, tuple[str, ...]],
    industries: tuple[Axis, tuple[str, ...]],
    measures: Sequence[str] | None,
) -> dict[Levels, tuple[NDArray, tuple[Axis, Axis, Axis], dict[str, NDArray], dict[str, NDArray]]]:
    """For each combination of levels: rows, axes, and one column a measure (NaN elsewhere)."""
    values = np.fromiter((cell.value for cell in cells), np.float64, len(cells))
    flags = np.fromiter((cell.flag for cell in cells), np.uint8, len(cells))
    periods = factorise(long.period)
    names = np.array([MEASURES.get(code, "") for code in long.indicator], object)
    present = sorted(set(names[keep].tolist()))
    region_level = np.array(regions[1], object)[regions[0].codes]
    industry_level = np.array(industries[1], object)[industries[0].codes]
    out = {}
    for r in (*REGION_LEVELS, "extra-regio", AGGREGATE):
        for i in (*INDUSTRY_LEVELS, AGGREGATE):
            here = keep & (region_level == r) & (industry_level == i)
            if not here.any():
                continue
            out[r, i] = _join_measures(
                here, (regions[0], industries[0], periods), values, flags, names, present
            )
    return out


def _join_measures(
    here: NDArray[np.bool_],
    axes: tuple[Axis, Axis, Axis],
    values: NDArray,
    flags: NDArray,
    names: NDArray,
    present: list[str],
) -> tuple[NDArray, tuple[Axis, Axis, Axis], dict[str, NDArray], dict[str, NDArray]]:
    """One row a cell with a column a measure; where a measure repeats a cell, rows stay apart."""
    chosen = np.flatnonzero(here)
    if len(present) > 1:
        # The k-th row of each measure for a cell goes to the k-th joint row of that cell.
        order = np.lexsort(
            (names[chosen].astype(str), *(axis.codes[chosen] for axis in reversed(axes)))
        )
        chosen = chosen[order]
        cells = np.stack([axis.codes[chosen] for axis in axes])
        same_cell = np.r_[False, np.all(cells[:, 1:] == cells[:, :-1], axis=0)]
        same_name = np.r_[False, names[chosen][1:] == names[chosen][:-1]]
        repeat = _count_runs(same_cell & same_name)
        keys = np.cumsum(~same_cell) * (int(repeat.max()) + 1) + repeat
        _, first, joint = np.unique(keys, return_index=True, return_inverse=True)
    else:
        first = joint = np.arange(len(chosen))
    columns, marks = {}, {}
    for name in present:
        mine = names[chosen] == name
        columns[name] = np.full(len(first), np.nan)
        marks[name] = np.full(len(first), Flag.MISSING, np.uint8)
        columns[name][joint[mine]] = values[chosen[mine]]
        marks[name][joint[mine]] = flags[chosen[mine]]
    rows = chosen[first]
    short = tuple(_shorten(axis, rows) for axis in axes)
    return rows, (short[0], short[1], short[2]), columns, marks


def _count_runs(continued: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Position within each run: 0 where `continued` is False, then 1, 2, ..."""
    index = np.arange(len(continued))
    return index - np.maximum.accumulate(np.where(continued, 0, index))


def _shorten(axis: Axis, rows: NDArray) -> Axis:
    """The axis with only the labels that these rows use, in sorted order."""
    used = np.unique(axis.codes[rows])
    labels = [axis.labels[number] for number in used]
    order = np.argsort(np.array(labels))
    place = np.zeros(len(axis.labels), np.int32)
    place[used[order]] = np.arange(len(used))
    return Axis(place[axis.codes[rows]], tuple(labels[number] for number in order))


def _describe(long: LongColumns, release: str, misfits: tuple[str, ...]) -> Detection:
    def sample(texts: list[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(texts[:1000]))[:5]

    roles = [
        ColumnRole("geo", "region", sample=sample(long.region)),
        ColumnRole("nace_r2", "industry", sample=sample(long.industry)),
    ]
    if long.layout == "SDMX-CSV":
        roles.append(ColumnRole("TIME_PERIOD", "period", sample=sample(long.period)))
        roles.append(ColumnRole("OBS_VALUE", "measure", "employment", sample=sample(long.value)))
        roles.append(ColumnRole("OBS_FLAG", "flag", "employment", sample=sample(long.flags)))
    else:
        pairs = dict(zip(long.columns, long.period, strict=True))
        roles += [ColumnRole(c, "measure", "employment", period=p) for c, p in pairs.items()]
    return Detection(
        long.layout, tuple(roles), "eurostat-sbs", release, "nace-rev2", region_misfits=misfits
    )
