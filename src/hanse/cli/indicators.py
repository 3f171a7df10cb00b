"""`hanse indicators`: what there is, and any of it computed from a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from hanse.vocabulary import InputError


@click.group()
def command() -> None:
    """List and explain the indicators of the observatory, and compute any of them."""


@command.command("list")
@click.option("--family", help="Only this family, for example concentration.")
@click.option("--json", "as_json", is_flag=True, help="Whole cards as JSON.")
def list_command(family: str | None, as_json: bool) -> None:
    """List every indicator with its definition."""
    from dataclasses import asdict

    from hanse.observatory.compute import list_indicators

    cards = [c for c in list_indicators().values() if family in (None, c.family)]
    if not cards:
        raise InputError(f"There is no family of indicators called {family}.")
    if as_json:
        whole = [asdict(card) for card in cards]
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1, default=str))
        return
    width = max(len(card.id) for card in cards)
    last = None
    for card in cards:
        if card.family != last:
            last = card.family
            click.echo(f"\n{last.capitalize()}")
        click.echo(f"  {card.id:<{width}}  {card.definition}")


@command.command("show")
@click.argument("indicator")
def show_command(indicator: str) -> None:
    """Show an indicator's method: definition, formula, conventions, worked example."""
    from hanse.observatory.compute import describe_indicator

    click.echo(describe_indicator(indicator), nl=False)


@command.command("reference")
@click.option("--out", type=click.Path(path_type=Path), help="File to write; default: the screen.")
def reference_command(out: Path | None) -> None:
    """Write the reference of all indicators, made from their cards."""
    from hanse.observatory.compute import describe_all_indicators

    text = describe_all_indicators()
    if out is None:
        click.echo(text, nl=False)
        return
    out.write_text(text, encoding="utf-8")
    click.echo(f"{out}: {text.count(chr(10)):,} lines.")


@command.command("compute")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--indicator", required=True, help="Its id: see `hanse indicators list`.")
@click.option("--region", help="Column of the regions (found by itself where left out).")
@click.option("--industry", help="Column of the industries.")
@click.option("--period", help="Column of the periods.")
@click.option("--measure", default="employment", show_default=True, help="Measure or its column.")
@click.option("--establishments", help="Column of the establishments, where they are used.")
@click.option("--where", multiple=True, metavar="COL=VALUE", help="Only rows that fit.")
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="As on the card.")
@click.option("--flows", type=click.Path(path_type=Path), help="Input–output table (CSV).")
@click.option("--shapes", type=click.Path(path_type=Path), help="Regions (GeoJSON): neighbours.")
@click.option("--shape-code", default="NUTS_ID", show_default=True, help="Property of the code.")
@click.option("--within", type=float, help="Neighbours are the regions up to this many km away.")
@click.option("--nearest", type=int, help="Neighbours are this many nearest regions.")
@click.option("--x", help="Column of the place of an establishment, in a plane.")
@click.option("--y", help="The same, the other way.")
@click.option("--weight", help="Column of the size of an establishment.")
@click.option("--interval", is_flag=True, help="What it can be, whatever missing cells are.")
@click.option("--out", type=click.Path(path_type=Path), help=".csv, .tsv, .parquet or .json")
def compute_command(file: Path, indicator: str, out: Path | None, **chosen: Any) -> None:
    """Compute an indicator from a file.

    FILE is a table of regions and industries; for an indicator of an input–output table such a
    table (industries in the first column, then a column for each industry, then final demand); for
    an indicator of places a table with a row an establishment.
    """
    from hanse.cli import _indicator_inputs as inputs
    from hanse.observatory.compute import compute_indicator
    from hanse.observatory.interval import compute_interval

    inputs.require_file(file)
    named = dict(_split(text, "--option") for text in chosen["options"])
    options = {name: _read_value(text) for name, text in named.items()}
    kind = inputs.find_kind(indicator)
    if kind == "flows":
        result = compute_indicator(indicator, inputs.read_flows(file), **options)
    elif kind == "points":
        names = {name: chosen[name] or name for name in ("x", "y", "industry")}
        if chosen["weight"]:
            names["weight"] = chosen["weight"]
        with inputs.show_progress(indicator, options) as progress:
            points = inputs.read_points(file, list(names.values()), industry=names["industry"])
            result = compute_indicator(indicator, points, **names, **progress, **options)
    else:
        # `_read_panel` names the column asked for after the measure.
        panel = _read_panel(file, chosen)
        if chosen["flows"]:
            options["table"] = inputs.read_flows(chosen["flows"])
        if chosen["shapes"]:
            options["weights"] = inputs.read_neighbours(
                chosen["shapes"],
                chosen["shape_code"],
                within=chosen["within"],
                nearest=chosen["nearest"],
            )
        compute = compute_interval if chosen["interval"] else compute_indicator
        result = compute(indicator, panel, measure=chosen["measure"], **options)
    rows, names_of_columns = _list_rows(result)
    _write(rows, names_of_columns, out)
    if out is not None:
        click.echo(f"{result.card.title}: {len(rows):,} rows written to {out}.")


@command.command("derive")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--region", help="Column of the regions (found by itself where left out).")
@click.option("--industry", help="Column of the industries.")
@click.option("--period", help="Column of the periods; the last one is used.")
@click.option("--measure", default="employment", show_default=True, help="Measure or its column.")
@click.option("--establishments", help="Column of the establishments, where there is one.")
@click.option("--where", multiple=True, metavar="COL=VALUE", help="Only rows that fit.")
@click.option("--flows", type=click.Path(path_type=Path), help="Input–output table (CSV).")
@click.option("--occupations", type=click.Path(path_type=Path), help="Jobs by occupation (CSV).")
@click.option("--least", default=30, show_default=True, help="Least number of clusters.")
@click.option("--most", default=60, show_default=True, help="Greatest number of clusters.")
@click.option("--report", type=click.Path(path_type=Path), help="Markdown: why this one won.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help=".csv: code, group")
def derive_command(file: Path, least: int, most: int, **chosen: Any) -> None:
    """Derive benchmark cluster definitions: which industries belong together.

    Follows Delgado, Porter and Stern (2016). The file that it writes is a grouping:
    `hanse identify --grouping FILE` uses it.
    """
    from hanse.cli import _indicator_inputs as inputs

    inputs.require_file(file)
    if not 1 < least <= most:
        raise InputError(f"From {least} to {most} is no range of numbers of clusters.")
    panel = _read_panel(file, chosen)
    flows = inputs.read_flows(chosen["flows"]) if chosen["flows"] else None
    occupations = (
        inputs.read_occupations(chosen["occupations"], panel.industries)
        if chosen["occupations"]
        else None
    )
    found = inputs.derive_definitions(
        panel,
        measure=chosen["measure"],
        flows=flows,
        occupations=occupations,
        counts=range(least, most + 1),
    )
    groups = [
        (code, f"G{k + 1:02d}") for code, k in zip(found.industries, found.groups, strict=True)
    ]
    _write(groups, ["code", "group"], chosen["out"])
    if chosen["report"]:
        chosen["report"].write_text(found.report(), encoding="utf-8")
    click.echo(
        f"{found.groups.max() + 1} clusters of {len(groups):,} industries written to "
        f"{chosen['out']}; overall score {found.scores.overall:.1f} per cent."
    )


@command.command("diversify")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--for", "place", required=True, help="The region whose list is wanted.")
@click.option("--region", help="Column of the regions (found by itself where left out).")
@click.option("--industry", help="Column of the industries.")
@click.option("--period", help="Column of the periods; the last one counts, the first for growth.")
@click.option("--measure", default="employment", show_default=True, help="Measure or its column.")
@click.option("--where", multiple=True, metavar="COL=VALUE", help="Only rows that fit.")
@click.option("--density-weight", default=0.5, show_default=True, help="Nearness, 0 to 1.")
@click.option("--most", default=20, show_default=True, help="How many industries to list.")
@click.option("--out", type=click.Path(path_type=Path), help=".csv, .tsv, .parquet or .json")
def diversify_command(file: Path, place: str, out: Path | None, **chosen: Any) -> None:
    """List the related industries that a region lacks, the most promising first, and why.

    And warn where the region is overspecialised: few industries, a large one, or industries so near
    to each other that a shock to one hits all.
    """
    from dataclasses import astuple, fields

    from hanse.cli import _indicator_inputs as inputs
    from hanse.observatory.diversification import Opportunity, find_diversification

    inputs.require_file(file)
    panel = _read_panel(file, {"establishments": None, **chosen})
    found = find_diversification(
        panel.values(chosen["measure"]),
        place,
        panel.regions,
        panel.industries,
        density_weight=chosen["density_weight"],
        most=chosen["most"],
    )
    rows = [
        tuple("; ".join(cell) if isinstance(cell, tuple) else _blank(cell) for cell in astuple(one))
        for one in found.opportunities
    ]
    _write(rows, [field.name for field in fields(Opportunity)], out)
    # Standard output is for the table.
    click.echo(found.lock_in.explanation, err=out is None)


def _blank(cell: Any) -> Any:
    return None if cell != cell else cell


def _split(text: str, option: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise InputError(f"{option} {text} has no equals sign.", mend="Write NAME=VALUE.")
    return name.strip(), value.strip()


def _read_value(text: str) -> Any:
    """A number, list or truth value where the text is one in JSON, else the text itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _read_panel(file: Path, chosen: dict[str, Any]) -> Any:
    measure = chosen["measure"]
    if chosen["region"] and chosen["industry"]:
        from hanse.sources.named_columns import read_named_columns

        measures = {measure: measure}
        if chosen["establishments"]:
            measures["establishments"] = chosen["establishments"]
        return read_named_columns(
            file,
            region=chosen["region"],
            industry=chosen["industry"],
            period=chosen["period"],
            measures=measures,
            where=[_split(text, "--where") for text in chosen["where"]],
        ).panel
    if chosen["where"] or chosen["period"] or chosen["establishments"]:
        raise InputError("To name columns, name those of the regions and industries too.")
    from hanse.sources.open import read_file

    return read_file(file).panel


def _list_rows(result: Any) -> tuple[list[tuple[Any, ...]], list[str]]:
    """One row a cell: labels, then the columns; empty cells are None."""
    import itertools
    import math

    axes = {name: labels for name, labels in result.axes.items() if labels != ("",)}
    flat = [array.ravel().tolist() for array in result.columns.values()]
    rows = [
        (*labels, *(None if math.isnan(value) else value for value in values))
        for labels, values in zip(
            itertools.product(*axes.values()), zip(*flat, strict=True), strict=True
        )
    ]
    return rows, [*axes, *result.columns]


def _write(rows: list[tuple[Any, ...]], names: list[str], out: Path | None) -> None:
    import csv
    import sys

    if out is None:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([names, *rows])
        return
    kind = out.suffix.lower()
    if kind == ".json":
        records = [dict(zip(names, row, strict=True)) for row in rows]
        out.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    elif kind in (".csv", ".tsv"):
        with out.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream, delimiter="\t" if kind == ".tsv" else ",")
            writer.writerows([names, *rows])
    elif kind == ".parquet":
        _write_parquet(rows, names, out)
    else:
        raise InputError(
            f"A file ending in {kind or 'nothing'} cannot be written.",
            mend="Use .csv, .tsv, .parquet or .json.",
        )


def _write_parquet(rows: list[tuple[Any, ...]], names: list[str], out: Path) -> None:
    import tempfile

    import duckdb

    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        between = Path(folder) / "rows.csv"
        _write(rows, names, between)
        connection.read_csv(str(between), header=True).write_parquet(str(out))
