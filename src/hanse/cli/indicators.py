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
@click.option("--out", type=click.Path(path_type=Path), help=".csv, .tsv, .parquet or .json")
def compute_command(file: Path, indicator: str, out: Path | None, **chosen: Any) -> None:
    """Compute an indicator from a table of regions and industries."""
    from hanse.observatory.compute import compute_indicator

    if not file.is_file():
        raise InputError("There is no such file.", file=str(file), mend="Check the path.")
    panel = _read_panel(file, chosen)
    named = dict(_split(text, "--option") for text in chosen["options"])
    # `_read_panel` names the column asked for after the measure.
    options = {name: _read_value(text) for name, text in named.items()}
    result = compute_indicator(indicator, panel, measure=chosen["measure"], **options)
    rows, names = _list_rows(result)
    _write(rows, names, out)
    if out is not None:
        click.echo(f"{result.card.title}: {len(rows):,} rows written to {out}.")


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
