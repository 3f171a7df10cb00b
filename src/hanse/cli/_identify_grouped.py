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
        for role in ("region", "industry", "period")
        if (column := getattr(options, role)) is not None
    }
    asked = {"decimal": options.decimal, "sheet": options.sheet}
    own: dict[str, Any] = {name: value for name, value in asked.items() if value is not None}
    if options.combine != "error":
        own["combine"] = options.combine
    source = "own-table" if roles or options.where else layout
    if source == "us-cbp":
        own["begun"] = begun
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
        return _draw_in(panel, reading), report, None
    if panel.industry_classification != grouping.id:
        from hanse.panel.aggregate import group_industries

        panel = group_industries(_draw_in(panel, reading), grouping, report=report)
    return panel, report, _list_traded(grouping) if options.traded else None


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
