"""From long texts to panels: codes recognised, figures read, bad rows set aside and told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hanse.panel.build import Axis, Combine, build_panel, factorise
from hanse.panel.cube import Panel
from hanse.sources.columns import find_axis
from hanse.sources.levels import choose_level, find_titles
from hanse.sources.number_texts import Decimal, NumberColumn, read_numbers
from hanse.sources.own_table.roles import is_period
from hanse.sources.own_table.shapes import LongTable, Shape
from hanse.sources.reading import Detection, Levels, Reading
from hanse.vocabulary import Finding, Flag, InputError, Provenance, Report

TOTALS = frozenset(
    {"total", "totals", "grand total", "all", "_t", "sum", "insgesamt", "gesamt", "summe"}
    | {"ensemble", "eu", "eu15", "eu27", "eu28", "eu27_2020", "ea", "ea19", "ea20", "efta"}
    | {"usa", "united states", "national", "nation"}
)
SMALLEST_SHARE = 0.5
"""At least this share of the observations must be usable."""


@dataclass(frozen=True)
class _Labels:
    """One axis after recognition: canonical codes, their level, and which rows to keep."""

    axis: Axis
    levels: tuple[str, ...]
    classification: str
    misfits: tuple[str, ...]
    keep: NDArray[np.bool_]


def assemble(
    long: LongTable,
    shape: Shape,
    origin: Provenance,
    report: Report,
    *,
    combine: Combine,
    decimal: Decimal | None,
    classifications: tuple[str | None, str | None],
    levels: tuple[str | None, str | None],
) -> Reading:
    """Panels by level from the texts of a table (see `read_own_table`)."""
    numbers = {
        name: read_numbers(texts, decimal=decimal, column=_column(long, name), file=long.file)
        for name, texts in long.measures.items()
    }
    keep = _check_numbers(long, numbers, report)
    numbers = {name: _apply_flags(long, name, column) for name, column in numbers.items()}
    # A release is told by the codes that carry what is rated, not by what stands beside it.
    telling = [numbers["employment"]] if "employment" in numbers else list(numbers.values())
    filled = keep & np.any([~np.isnan(c.values) for c in telling], axis=0)
    regions = _read_labels(long, "region", classifications[0], keep, filled, report)
    industries = _read_labels(long, "industry", classifications[1], keep, filled, report)
    periods, good_periods = _read_periods(long, report)
    keep &= regions.keep & industries.keep & good_periods
    _require_enough(keep, long, report)
    if combine != "error":
        _report_combined((regions.axis, industries.axis, periods), keep, combine, long, report)
    panels = _build_panels(long, numbers, keep, regions, industries, periods, combine, origin)
    chosen = choose_level(panels, levels, ("nuts-2", "division"))
    _report_facts(panels, long, numbers, keep, report)
    detection = Detection(
        shape.layout,
        shape.columns,
        "own-table",
        regions.classification,
        industries.classification,
        regions.misfits[:50],
        industries.misfits[:50],
    )
    return Reading(panels[chosen], report, origin, detection, panels, chosen)


def _column(long: LongTable, measure: str) -> str:
    return next(iter(long.columns[measure]), measure)


def _check_numbers(
    long: LongTable, numbers: Mapping[str, NumberColumn], report: Report
) -> NDArray[np.bool_]:
    keep = np.ones(len(long.rows), np.bool_)
    for name, column in numbers.items():
        for refusal in column.refused:
            at = refusal.position
            keep[at] = False
            report.add(
                Finding(
                    "warning",
                    refusal.kind,
                    f"{refusal.value.strip()[:40]} is {refusal.reason}.",
                    "row set aside, the cell is missing",
                    long.file,
                    long.rows[at],
                    long.columns[name][at],
                    refusal.value[:80],
                )
            )
        for at, text in column.flagged:
            report.add(
                Finding(
                    "note",
                    "value-with-flag",
                    "The number carries a flag.",
                    f"read as {column.values[at]:.15g}, {Flag(int(column.flags[at])).name.lower()}",
                    long.file,
                    long.rows[at],
                    long.columns[name][at],
                    text,
                )
            )
        for word, count in column.words.items():
            withheld = word and read_numbers([word]).flags[0] == Flag.SUPPRESSED
            report.add(
                Finding(
                    "note",
                    "suppressed-value" if withheld else "missing-value",
                    f"{word!r} stands for no figure." if word else "Cells are blank.",
                    f"read as {'suppressed' if withheld else 'missing'}, not as zero",
                    long.file,
                    column=_column(long, name),
                    value=word,
                    count=count,
                )
            )
        if column.grouped:
            report.add(
                Finding(
                    "note",
                    "thousands-separator",
                    "Numbers have thousands separators.",
                    f"read with decimal sign {column.decimal}",
                    long.file,
                    column=_column(long, name),
                    count=column.grouped,
                )
            )
    return keep


def _apply_flags(long: LongTable, name: str, column: NumberColumn) -> NumberColumn:
    """Take the publisher's flags from their own column, where there is one."""
    texts = long.flags.get(name)
    if texts is None:
        return column
    flags, values = column.flags.copy(), column.values.copy()
    for at, text in enumerate(texts):
        letter = text.strip().lower()
        if letter in ("c", "d", "s", "x", "*", "suppressed", "confidential"):
            if letter != "d" or np.isnan(values[at]) or values[at] == 0:
                flags[at], values[at] = Flag.SUPPRESSED, np.nan
        elif letter in ("e", "p", "estimated") and not np.isnan(values[at]):
            flags[at] = Flag.ESTIMATED
        elif letter.isdigit():  # how many parts of the sum are missing
            if int(letter) and not np.isnan(values[at]):
                flags[at] = Flag.LOWER_BOUND
        elif letter in ("lower_bound", "missing"):
            flags[at] = Flag.LOWER_BOUND if letter == "lower_bound" else Flag.MISSING
            values[at] = values[at] if letter == "lower_bound" else np.nan
    return replace(column, flags=flags, values=values)


def _read_labels(
    long: LongTable,
    kind: Literal["region", "industry"],
    asked: str | None,
    keep: NDArray[np.bool_],
    filled: NDArray[np.bool_],
    report: Report,
) -> _Labels:
    texts = long.regions if kind == "region" else long.industries
    axis = find_axis(texts)
    column = long.names.get(kind, kind)
    good = np.ones(len(texts), np.bool_)
    aside: dict[int, tuple[str, str]] = {}
    for number, label in enumerate(axis.labels):
        if not label:
            aside[number] = ("blank-label", f"The {kind} is blank.")
        elif label.lower() in TOTALS:
            aside[number] = ("total-row", f"{label} is a total.")
    used = set(find_used(axis, filled).tolist())
    canonical, classification, misfits = _recognise(axis, kind, asked, used, set(aside))
    for number, label in enumerate(axis.labels):
        if classification and number not in aside and label not in canonical:
            aside[number] = ("unknown-code", f"{label} is no code of {classification}.")
    for number, (fault, message) in aside.items():
        places = np.flatnonzero(axis.codes == number)
        good[places] = False
        held = keep[places].sum()
        report.add(
            Finding(
                "warning",
                fault,
                message,
                "rows set aside",
                long.file,
                long.rows[places[0]] if len(places) else None,
                column,
                axis.labels[number],
                int(held),
            )
        )
    merged = factorise([canonical.get(label, label) for label in axis.labels])
    labels = Axis(merged.codes[axis.codes], merged.labels)
    return _Labels(
        labels, _find_levels(labels.labels, classification), classification, misfits, good
    )


def _recognise(
    axis: Axis,
    kind: Literal["region", "industry"],
    asked: str | None,
    used: set[int],
    aside: set[int],
) -> tuple[Mapping[str, str], str, tuple[str, ...]]:
    """Label -> canonical code, id of the classification ("" for none), labels that don't fit."""
    if asked == "":
        return {}, "", ()
    from hanse.classifications import recognise_codes

    labels = [label for number, label in enumerate(axis.labels) if number not in aside]
    filled = [axis.labels[number] for number in used if number not in aside]
    if not labels:
        return {}, "", ()
    found = recognise_codes(
        labels, kind=kind, with_figures=filled or labels, among=[asked] if asked else None
    )
    if found.classification is None:
        return {}, "", ()
    return found.canonical, found.classification, found.unfit


def _find_levels(labels: Sequence[str], classification: str) -> tuple[str, ...]:
    if not classification:
        return ("",) * len(labels)
    from hanse.classifications import get_classification

    known = get_classification(classification)
    return tuple(known.level_of(label) if label in known else "" for label in labels)


def _read_periods(long: LongTable, report: Report) -> tuple[Axis, NDArray[np.bool_]]:
    axis = find_axis(long.periods)
    good = np.ones(len(long.rows), np.bool_)
    if not long.dated:
        report.add(
            Finding(
                "note",
                "undated",
                "Neither a column nor the file's name tells the period.",
                f"the period is called {axis.labels[0]}",
                long.file,
            )
        )
        return axis, good
    column = long.names.get("period", "period")
    wrong = [n for n, label in enumerate(axis.labels) if not is_period(label)]
    if len(wrong) == len(axis.labels):
        raise InputError(
            f"{axis.labels[0] or 'A blank'} is no period.",
            file=long.file,
            row=long.rows[0],
            field=column,
            mend="A period is a year (2015), a quarter (2015-Q1) or a month (2015-03).",
        )
    for number in wrong:
        places = np.flatnonzero(axis.codes == number)
        good[places] = False
        report.add(
            Finding(
                "warning",
                "not-a-period",
                f"{axis.labels[number] or 'A blank'} is no period.",
                "rows set aside",
                long.file,
                long.rows[places[0]],
                column,
                axis.labels[number],
                len(places),
            )
        )
    tidy = factorise([label.removesuffix(".0") for label in axis.labels])
    return Axis(tidy.codes[axis.codes], tidy.labels), good


def _require_enough(keep: NDArray[np.bool_], long: LongTable, report: Report) -> None:
    usable = int(keep.sum())
    if usable >= max(1, SMALLEST_SHARE * len(keep)):
        return
    first = next((f for f in report.findings if f.severity == "warning" and f.row), None)
    raise InputError(
        f"Only {usable} of {len(keep)} observations can be used."
        + (f" The first that cannot: {first.message}" if first else ""),
        file=long.file,
        row=first.row if first else None,
        field=first.column if first else None,
        mend="Mend the column, or say which columns to take.",
    )


def _build_panels(
    long: LongTable,
    numbers: Mapping[str, NumberColumn],
    keep: NDArray[np.bool_],
    regions: _Labels,
    industries: _Labels,
    periods: Axis,
    combine: Combine,
    origin: Provenance,
) -> dict[Levels, Panel]:
    region_level = factorise(regions.levels)
    industry_level = factorise(industries.levels)
    region_rows = region_level.codes[regions.axis.codes]
    industry_rows = industry_level.codes[industries.axis.codes]
    rows = (
        np.arange(long.rows.start, long.rows.stop)
        if isinstance(long.rows, range)
        else np.asarray(long.rows)
    )
    panels: dict[Levels, Panel] = {}
    for (p, r), (q, i) in product(enumerate(region_level.labels), enumerate(industry_level.labels)):
        here = keep & (region_rows == p) & (industry_rows == q)
        if not here.any():
            continue
        axes = [keep_used(a, here) for a in (regions.axis, industries.axis, periods)]
        panels[r, i] = build_panel(
            axes[0],
            axes[1],
            axes[2],
            {name: column.values[here] for name, column in numbers.items()},
            flags={name: column.flags[here] for name, column in numbers.items()},
            combine=combine,
            region_classification=regions.classification,
            industry_classification=industries.classification,
            region_titles=find_titles(regions.classification, axes[0].labels),
            industry_titles=find_titles(industries.classification, axes[1].labels),
            provenance=(origin,),
            file=long.file,
            rows=rows[here],
        )
    return panels


def _report_combined(
    axes: tuple[Axis, ...],
    keep: NDArray[np.bool_],
    combine: Combine,
    long: LongTable,
    report: Report,
) -> None:
    shape = tuple(len(axis.labels) for axis in axes)
    cells = np.ravel_multi_index([axis.codes[keep] for axis in axes], shape)
    merged = len(cells) - len(np.unique(cells))
    if merged:
        message = f"{merged:,} rows are for a cell that another row is for already."
        done = f"combined: {combine}"
        report.add(Finding("note", "combined-rows", message, done, long.file, count=merged))


def keep_used(axis: Axis, here: NDArray[np.bool_]) -> Axis:
    """The axis of only the chosen rows, with only the labels that they use."""
    used = find_used(axis, here)
    place = np.zeros(len(axis.labels), np.int32)
    place[used] = np.arange(len(used))
    return Axis(place[axis.codes[here]], tuple(axis.labels[number] for number in used))


def find_used(axis: Axis, here: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Positions of the labels that the chosen rows use, in order."""
    # Counting is some fifty times as fast as np.unique on ten million codes.
    return np.flatnonzero(np.bincount(axis.codes[here], minlength=len(axis.labels)))


def _report_facts(
    panels: Mapping[Levels, Panel],
    long: LongTable,
    numbers: Mapping[str, NumberColumn],
    keep: NDArray[np.bool_],
    report: Report,
) -> None:
    gaps = {flag.name.lower(): 0 for flag in Flag} | {"zero": 0}
    for column in numbers.values():
        for flag in Flag:
            gaps[flag.name.lower()] += int((column.flags[keep] == flag).sum())
        gaps["zero"] += int((column.values[keep] == 0).sum())
    for axis, which in (("region", 0), ("industry", 1)):
        levels = {levels[which] for levels in panels}
        if len(levels) > 1:
            report.add(
                Finding(
                    "note",
                    "mixed-levels",
                    f"The column of the {axis} mixes levels: {', '.join(sorted(levels))}.",
                    "levels separated, not summed twice",
                    long.file,
                    column=long.names.get(axis, axis),
                    count=len(levels),
                )
            )
    report.facts |= {
        "rows": long.row_count,
        "observations": len(keep),
        "set_aside": int((~keep).sum()),
        "gaps": {name: count for name, count in gaps.items() if count},
        "periods": sorted({period for panel in panels.values() for period in panel.periods}),
        "levels": {f"{r or 'region'} x {i or 'industry'}": p.shape for (r, i), p in panels.items()},
    }
