"""Reading for `hanse identify` where columns and code systems are found by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from functools import cache
from pathlib import Path
from typing import Any

from hanse.cli._identify_options import IdentifyOptions
from hanse.panel import Panel
from hanse.vocabulary import Finding, InputError, Report

_TELLING = {
    "code": ("code", "naics", "nace", "nace_r2", "industry"),
    "group": ("group", "cluster", "ecosystem"),
    "kind": ("kind", "traded_local", "type"),
}
"""Columns of a grouping file that are found where `--grouping-columns` does not name them."""


def read_grouped(
    options: IdentifyOptions, begun: Future[Any] | None = None
) -> tuple[Panel, Report, tuple[str, ...] | None]:
    """The panel in the groups asked for, the report of the file, and the traded groups.

    Bounds of missing cells are drawn in by the totals that the file itself holds.
    """
    from hanse.sources.open import find_source, read_file

    layout = find_source(options.file)

    @cache
    def find_grouping() -> tuple[Any, list[Finding]]:
        return (None, []) if options.grouping is None else _find_grouping(options, layout)

    roles = options.measures | {
        role: column
        for role in ("region", "industry")
        if (column := getattr(options, role)) is not None
    }
    only = _find_only_period(options)
    if layout == "us-cbp" and not roles:
        _require_all_rows(options, only)
    elif options.period is not None and (only is None or roles or layout == "own-table"):
        roles["period"] = options.period
    asked = {"decimal": options.decimal, "sheet": options.sheet}
    own: dict[str, Any] = {name: value for name, value in asked.items() if value is not None}
    if options.combine != "error":
        own["combine"] = options.combine
    source = "own-table" if roles or options.where else layout
    if source == "us-cbp":
        own |= {"begun": begun, "period": only}
        own["only"] = _list_traded(find_grouping()[0]) if options.traded else None
    reading = read_file(
        options.file,
        source=source,
        roles=roles or None,
        where=dict(options.where) or None,
        grouping=None if options.grouping is None else lambda: find_grouping()[0],
        region_level=options.region_level,
        industry_level=options.industry_level,
        **own,
    )
    panel, report = reading.panel, reading.report
    grouping, told = find_grouping()
    report.extend(told)
    if grouping is None:
        panel = _draw_in(panel, reading)
    elif panel.industry_classification != grouping.id:
        from hanse.panel.aggregate import group_industries

        panel = group_industries(_draw_in(panel, reading), grouping, report=report)
    if only is not None:
        panel = _select_period(panel, only, options.file)
    traded = _list_traded(grouping) if grouping is not None and options.traded else None
    return panel, report, traded


def _find_only_period(options: IdentifyOptions) -> str | None:
    """The one period that was asked for; None where all are, or where a column was named."""
    if options.period is None:
        return None
    from hanse.sources.own_table.roles import is_period

    return options.period.strip() if is_period(options.period) else None


def _require_all_rows(options: IdentifyOptions, only: str | None) -> None:
    """Raise InputError where rows of a publisher's file are chosen as of a table of one's own."""
    names_year = only is None and options.period is not None and options.period.lower() != "year"
    if not options.where and not names_year:
        return
    raise InputError(
        "--where and --period COL are for tables of one's own; this is a file of County Business "
        "Patterns, whose withheld figures would then pass for zeros.",
        file=options.file.name,
        mend="Choose a year with --period 2019; or name --region, --industry and --employment to "
        "take everything as it stands.",
    )


def _select_period(panel: Panel, only: str, path: Path) -> Panel:
    if panel.periods == (only,):
        return panel
    if only not in panel.periods:
        raise InputError(
            f"The file has no period {only}.",
            file=path.name,
            mend=f"It has: {', '.join(panel.periods)}.",
        )
    return panel.select(periods=(only,))


def _draw_in(panel: Panel, reading: Any) -> Panel:
    from hanse.panel.totals import tighten_bounds

    above, beside = reading.parent_panels()
    if above is not None:
        panel = tighten_bounds(panel, above, axis="region")
    if beside is not None:
        panel = tighten_bounds(panel, beside, axis="industry")
    return panel


def _find_grouping(options: IdentifyOptions, layout: str) -> tuple[Any, list[Finding]]:
    """The grouping in the release of the data, and what its conversion left open."""
    from hanse.classifications import get_crosswalk, get_grouping

    named = str(options.grouping)
    if not Path(named).is_file():
        return get_grouping(named), []
    columns = _find_columns(Path(named)) | dict(options.grouping_columns)
    # A county file names its code system, so that nothing needs to be recognised.
    system = "naics-2017" if layout == "us-cbp" else ""
    if options.crosswalk is not None:
        system = ""
    grouping = get_grouping(Path(named), classification=system, **columns)
    if options.crosswalk is None:
        return grouping, []
    old, new = _split_releases(options.crosswalk_releases)
    converted = grouping.convert(get_crosswalk(old, new, path=options.crosswalk))
    told = [
        Finding("warning", kind, message, "left out of groups", value=codes[0], count=len(codes))
        for kind, message, codes in (
            (
                "undecided-code",
                "Codes of the new release are fed from several groups.",
                converted.undecided,
            ),
            (
                "unconverted-code",
                "Members of the grouping are not in the crosswalk.",
                converted.unconverted,
            ),
        )
        if codes
    ]
    return converted.grouping, told


def _split_releases(releases: str) -> Sequence[str]:
    parts = releases.split(":")
    if len(parts) != 2 or not all(parts):
        raise InputError(f"--crosswalk-releases {releases} is not of the form FROM:TO.")
    return parts


def _find_columns(path: Path) -> dict[str, str]:
    """Role -> column, for the roles that one of the telling names has."""
    from hanse.sources.open import read_header

    header = {name.lower(): name for name in read_header(path)}
    found = {}
    for role, names in _TELLING.items():
        column = next((header[name] for name in names if name in header), None)
        if column is not None:
            found[role] = column
    return found


def _list_traded(grouping: Any) -> tuple[str, ...]:
    traded = tuple(g.id for g in grouping.groups.values() if g.kind.lower() == "traded")
    if not traded:
        raise InputError(
            f"The grouping {grouping.title} does not say which groups are traded.",
            mend="Give it a column kind with the value traded, or leave --traded out.",
        )
    return traded
