"""`hanse panel ...`: steps between a table and its rating."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hanse.vocabulary import InputError

if TYPE_CHECKING:
    from hanse.panel import Panel
    from hanse.panel.harmonise import Harmonised

_MOST_LOSSES = 5


@click.group()
def command() -> None:
    """Bring the regions of a table to another release."""


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--to", "to_id", required=True, metavar="ID", help="Release to reach: nuts-2016.")
@click.option(
    "--from", "from_id", metavar="ID", help="Release of the regions in FILE; found by default."
)
@click.option(
    "--crosswalk",
    type=click.Path(path_type=Path),
    help="Weighted file from_code,to_code,weight, or one of the JRC's NUTS converter.",
)
@click.option("--weight", default="", metavar="COL", help="Column of the crosswalk: pop18.")
@click.option("--region", metavar="COL", help="Column of the regions.")
@click.option("--industry", metavar="COL", help="Column of the industries.")
@click.option(
    "--period", metavar="COL", help="Column of the periods, or the one period of all rows: 2019."
)
@click.option("--employment", metavar="COL", help="Column of the employment.")
@click.option("--establishments", metavar="COL", help="Column of the establishments.")
@click.option("--region-level", help="Level of the regions, where the file mixes several.")
@click.option("--industry-level", help="Level of the industries, where the file mixes several.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="Result: .parquet, .csv, .csv.gz, .tsv, .xlsx or .arrow.",
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def harmonise(
    file: Path,
    to_id: str,
    from_id: str | None,
    crosswalk: Path | None,
    weight: str,
    out: Path,
    as_json: bool,
    **options: str | None,
) -> None:
    """Convert the regions of FILE to another release, and tell what the conversion did.

    Without --crosswalk, regions convert that kept their area or merged as a whole.
    """
    from hanse.classifications import get_crosswalk
    from hanse.panel.files import write_panel
    from hanse.panel.harmonise import harmonise_regions

    panel = _read(file, from_id, options)
    start = from_id or panel.region_classification
    if not start:
        raise InputError(
            "The release of the regions was not recognised.",
            file=str(file),
            mend="Name it, for example --from nuts-2013.",
        )
    done = harmonise_regions(panel, get_crosswalk(start, to_id, path=crosswalk, weight=weight))
    write_panel(done.panel, out)
    told = _describe(panel, done, start)
    if as_json:
        click.echo(json.dumps(told | {"out": str(out)}, ensure_ascii=False, indent=1))
        return
    click.echo(f"{told['regions_before']} regions of {start} to {told['regions']} of {to_id}.")
    for measure, (before, after) in told["totals"].items():
        click.echo(f"{measure}: {before:,.10g} before, {after:,.10g} after")
    for message in told["left_out"][:_MOST_LOSSES]:
        click.echo(f"Left out: {message}")
    if len(told["left_out"]) > _MOST_LOSSES:
        click.echo(f"and {len(told['left_out']) - _MOST_LOSSES} more; --json lists them all.")
    click.echo(f"Written to {out}.")


def _read(file: Path, from_id: str | None, options: dict[str, str | None]) -> Panel:
    """The panel that `write_panel` wrote, or that of any table."""
    from hanse.panel.files import read_panel
    from hanse.sources.open import find_source, read_file, read_header

    if not file.is_file():
        raise InputError("There is no such file.", file=str(file), mend="Check the path.")
    header = read_header(file)
    own: dict[str, Any] = {n: options.pop(n) for n in ("region_level", "industry_level")}
    roles = {name: column for name, column in options.items() if column is not None}
    is_panel = header[:3] == ("region", "industry", "period")
    if not roles and is_panel and any(name.endswith("_flag") for name in header[3:]):
        return read_panel(file)
    if from_id is not None and (roles or find_source(file) == "own-table"):
        own["region_classification"] = from_id
    return read_file(file, roles=roles or None, **own).panel


def _describe(before: Panel, done: Harmonised, start: str) -> dict[str, Any]:
    return {
        "from": start,
        "to": done.panel.region_classification,
        "regions_before": len(before.regions),
        "regions": len(done.panel.regions),
        "totals": done.report.facts["totals"],
        "left_out": [finding.message for finding in done.report.findings],
    }
