"""`hanse explain`: why a region has its rating in an industry group."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click


@click.command(name="explain")
@click.argument("region")
@click.argument("group")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--run", "run", type=click.Path(path_type=Path), help="Folder of a run's bundle.")
@click.option("--period", help="Period; default: the last one.")
@click.option(
    "--method", default="european-stars", show_default=True, help="With FILE: the method."
)
@click.option("--grouping", help="With FILE: grouping of industries.")
@click.option(
    "--where", multiple=True, metavar="COL=VALUE", help="With FILE: only these rows; repeatable."
)
@click.option("--json", "as_json", is_flag=True, help="The explanation as JSON.")
def command(**options: Any) -> None:
    """Tell why REGION has its rating in GROUP: every test with its numbers, in words.

    The run is read from a bundle (--run) or made from FILE as `hanse identify` would.
    """
    from hanse.cli._explain import explain

    explanation = explain(**{k: v for k, v in options.items() if k != "as_json"})
    if options["as_json"]:
        click.echo(json.dumps(_without_nan(asdict(explanation)), ensure_ascii=False, indent=1))
        return
    click.echo(explanation.headline)
    for sentence in explanation.figures:
        click.echo(f"  {sentence}")
    click.echo("Tests")
    for reason in explanation.reasons:
        click.echo(f"  {reason.sentence}")
    click.echo(explanation.doubt)


def _without_nan(value: Any) -> Any:
    """NaN and infinity as null: JSON has neither."""
    if isinstance(value, dict):
        return {name: _without_nan(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), -float("inf"))):
        return None
    return value
