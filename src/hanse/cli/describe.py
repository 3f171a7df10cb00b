"""`hanse describe FILE`: what is in a table, how it was understood, and what is odd in it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from hanse.sources.reading import Reading
    from hanse.vocabulary import Report

_EXAMPLES = 3


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", help="Layout: eurostat-sbs, us-cbp or own-table; found by default.")
@click.option("--region", help="Column of the regions.")
@click.option("--industry", help="Column of the industries.")
@click.option("--period", help="Column of the periods, or the one period of all rows: 2019.")
@click.option("--employment", help="Column of the employment.")
@click.option("--establishments", help="Column of the establishments.")
@click.option("--flag", help="Column of the publisher's flags.")
@click.option("--where", multiple=True, metavar="COL=VALUE", help="Only these rows.")
@click.option("--combine", type=click.Choice(["error", "sum", "first", "last", "mean"]))
@click.option("--decimal", type=click.Choice([".", ","]), help="Decimal sign, if in doubt.")
@click.option("--sheet", help="Sheet of an Excel workbook.")
@click.option("--region-level", help="Level to choose where several are mixed.")
@click.option("--industry-level", help="Level to choose where several are mixed.")
@click.option("--totals", is_flag=True, help="Compare parts with the totals in the file.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def command(file: Path, as_json: bool, totals: bool, **options: Any) -> None:
    """Tell what is in FILE: columns, levels, gaps, oddities and what was done about them.

    Exit code 0: readable; 2: not usable as it is.
    """
    reading = _read(file, options)
    checks = check_all_totals(reading) if totals else {}
    if as_json:
        content = describe_reading(reading) | {"totals": _list_totals(checks)}
        click.echo(json.dumps(content, ensure_ascii=False, indent=1, default=str))
        return
    _print_reading(reading)
    for name, report in checks.items():
        _print_totals(name, report)


def _read(file: Path, options: dict[str, Any]) -> Reading:
    from hanse.sources.open import read_file
    from hanse.vocabulary import InputError

    names = ("region", "industry", "period", "employment", "establishments", "flag")
    roles = {name: options.pop(name) for name in names if options[name]}
    for name in names:
        options.pop(name, None)
    where = {}
    for condition in options.pop("where"):
        column, sign, value = condition.partition("=")
        if not sign:
            raise InputError(f"--where {condition} is not COLUMN=VALUE.")
        where[column] = value
    given = {name: value for name, value in options.items() if value is not None}
    return read_file(file, roles=roles or None, where=where or None, **given)


def check_all_totals(reading: Reading) -> dict[str, Report]:
    """Comparison of the chosen panel with each panel of totals one level up."""
    from hanse.panel.checks import check_totals

    above, beside = reading.parent_panels()
    checks = {}
    if above is not None:
        checks["regions"] = check_totals(reading.panel, above, axis="region")
    if beside is not None:
        checks["industries"] = check_totals(reading.panel, beside, axis="industry")
    return checks


def _list_totals(checks: dict[str, Report]) -> dict[str, Any]:
    return {name: report.facts["totals"] for name, report in checks.items()}


def describe_reading(reading: Reading) -> dict[str, Any]:
    """A reading as plain data: columns, levels, gaps, findings."""
    from hanse.panel.checks import check_panel

    panel, report = reading.panel, reading.report
    return {
        "file": report.source,
        "provenance": asdict(reading.provenance),
        "detection": asdict(reading.detection) if reading.detection else None,
        "chosen": list(reading.levels),
        "panels": [
            {"regions": r, "industries": i, "shape": p.shape}
            for (r, i), p in reading.panels.items()
        ],
        "periods": list(panel.periods),
        "measures": list(panel.measures),
        "gaps": check_panel(panel).facts["gaps"],
        "facts": report.facts,
        "counts": dict(report.counts),
        "findings": [asdict(finding) for finding in report.findings],
        "ok": report.ok,
    }


def _print_reading(reading: Reading) -> None:
    told = describe_reading(reading)
    detection, report = reading.detection, reading.report
    click.echo(f"{report.source}: {told['facts'].get('rows', 0):,} rows")
    if detection is not None:
        click.echo(f"\nColumns ({detection.layout}, read by {detection.source})")
        for column in detection.columns:
            meaning = " ".join(filter(None, (column.role, column.measure, column.period)))
            sample = f"   {', '.join(column.sample[:3])}" if column.sample else ""
            click.echo(f"  {column.column:<24} {meaning:<24} {column.confidence:>4.0%}{sample}")
        regions = detection.region_classification or "as they stand"
        industries = detection.industry_classification or "as they stand"
        click.echo(f"  regions: {regions}; industries: {industries}")
    click.echo("\nLevels (regions x industries: how many of each; periods)")
    for (region, industry), panel in reading.panels.items():
        mark = "*" if (region, industry) == reading.levels else " "
        r, i, t = panel.shape
        click.echo(f"{mark} {region or 'region'} x {industry or 'industry'}: {r} x {i}; {t}")
    click.echo("\nCells of the chosen level (*)")
    for measure, gaps in told["gaps"].items():
        counts = ", ".join(f"{n:,} {name.replace('_', ' ')}" for name, n in gaps.items() if n)
        click.echo(f"  {measure}: {counts}")
    _print_findings(report)


def _print_findings(report: Report) -> None:
    if not report.counts:
        click.echo("\nNothing odd was found.")
        return
    click.echo("\nOddities, and what was done")
    for kind, count in report.counts.items():
        click.echo(f"  {count:,} {kind}")
        examples = [f for f in report.findings if f.kind == kind]
        for finding in examples[:_EXAMPLES]:
            row = f"row {finding.row}" if finding.row is not None else ""
            column = f"column {finding.column}" if finding.column else ""
            place = ", ".join(filter(None, (row, column)))
            click.echo(f"    {place + ': ' if place else ''}{finding.message} -> {finding.action}")


def _print_totals(name: str, report: Report) -> None:
    counts = report.facts["totals"]
    assert isinstance(counts, dict)  # noqa: S101 - what check_totals promises
    listed = ", ".join(f"{n:,} {verdict}" for verdict, n in counts.items())
    click.echo(f"\nTotals over {name}: {listed}")
    for finding in report.findings[:_EXAMPLES]:
        click.echo(f"    {finding.message}")
