"""`hanse geo`: the shapes of regions, and official boundaries instead of approximate ones."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.group()
def command() -> None:
    """Region shapes: what maps are drawn with, and official boundaries."""


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--release", help="NUTS release, such as nuts-2021. Default: what the codes fit.")
@click.option("--acknowledgement", help="Shown with every map. Default: © EuroGeographics …")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def import_file(
    file: Path, release: str | None, acknowledgement: str | None, as_json: bool
) -> None:
    """Use the official boundaries in FILE (GISCO, GeoJSON, EPSG:4326) on all maps.

    Their licence is for non-commercial use with the acknowledgement that the maps then show; it
    is yours to keep.
    """
    from hanse.hub.places.imported import EUROGEOGRAPHICS, import_boundaries

    found = import_boundaries(
        file, release=release, acknowledgement=acknowledgement or EUROGEOGRAPHICS
    )
    if as_json:
        click.echo(json.dumps([_as_row(entry) for entry in found]))
        return
    for entry in found:
        also = f" (they fit {', '.join(entry.others)} as well)" if entry.others else ""
        click.echo(
            f"{entry.classification}, level {entry.level}: {len(entry.regions)} regions{also}"
        )
    click.echo(f"Every map that uses them shows: {found[0].acknowledgement}")


def _as_row(entry: object) -> dict[str, object]:
    from hanse.hub.places.imported import Import

    assert isinstance(entry, Import)  # noqa: S101 (for the type checker)
    return {
        "classification": entry.classification,
        "level": entry.level,
        "regions": len(entry.regions),
        "acknowledgement": entry.acknowledgement,
        "file": entry.file,
        "sha256": entry.sha256,
    }


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def list_shapes(as_json: bool) -> None:
    """What shapes there are: carried by Hanse, and imported."""
    from hanse.hub.places.imported import list_imports
    from hanse.hub.places.shapes import list_shape_sets

    imports = list_imports()
    if as_json:
        rows = [_as_row(entry) for entry in imports]
        click.echo(json.dumps({"carried": list_shape_sets(), "imported": rows}))
        return
    click.echo(f"Carried, approximate: {', '.join(list_shape_sets())}")
    for entry in imports:
        click.echo(
            f"Imported: {entry.classification}, level {entry.level}, {len(entry.regions)} regions,"
            f" from {entry.file}"
        )
    if not imports:
        click.echo("Imported: nothing. `hanse geo import FILE` takes the official GISCO file.")


@command.command("show")
@click.argument("classification")
@click.option("--level", type=int, help="0 to 2 for NUTS; default 2.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write as GeoJSON.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def show(classification: str, level: int | None, out: Path | None, as_json: bool) -> None:
    """The shapes of a CLASSIFICATION, such as nuts-2021 or us-counties."""
    from hanse.hub.places.shapes import get_shapes

    shapes = get_shapes(classification, level)
    if out is not None:
        out.write_bytes(shapes.geojson)
    facts = {
        "classification": shapes.classification,
        "level": shapes.level,
        "regions": len(shapes.regions),
        "bounds": [round(degree, 3) for degree in shapes.bounds],
        "approximate": shapes.approximate,
        "acknowledgement": shapes.acknowledgement,
    }
    if as_json:
        click.echo(json.dumps(facts))
        return
    for name, value in facts.items():
        click.echo(f"{name:16} {value}")
    if out is not None:
        click.echo(f"Written to {out}.")
