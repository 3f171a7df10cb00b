"""`hanse explain`: why a region has its rating in an industry group."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from hanse.cli._identify_arguments import take_rating_options

_OF_BOTH = ("run", "at", "period", "as_json")
"""Options that say something of a run from a bundle too."""


@click.command(name="explain")
@click.argument("wanted_region", metavar="REGION")
@click.argument("wanted_group", metavar="GROUP")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--run", "run", type=click.Path(path_type=Path), help="Folder of a run's bundle.")
@click.option("--at", metavar="PERIOD", help="Period to explain; default: the last one.")
@take_rating_options
@click.option("--json", "as_json", is_flag=True, help="The explanation as JSON.")
@click.pass_context
def command(context: click.Context, /, **options: Any) -> None:
    """Tell why REGION has its rating in GROUP: every test with its numbers, in words.

    The run is read from a bundle (--run), or made from FILE as `hanse identify` makes it: give the
    options that you gave there. With --run, or a table of several years, --period 2019 is the same
    as --at 2019.
    """
    from hanse.cli._explain import explain_file, explain_run, require_one_source

    as_json, at, run = (options.pop(name) for name in ("as_json", "at", "run"))
    cell = options.pop("wanted_region"), options.pop("wanted_group"), at
    require_one_source(options["file"], run, _list_reading_options(context))
    if run is None:
        explanation = explain_file(*cell, options)
    else:
        explanation = explain_run(*cell, run, options["period"])
    if as_json:
        click.echo(json.dumps(_without_nan(asdict(explanation)), ensure_ascii=False, indent=1))
        return
    click.echo(explanation.headline)
    for sentence in explanation.figures:
        click.echo(f"  {sentence}")
    click.echo("Tests")
    for reason in explanation.reasons:
        click.echo(f"  {reason.sentence}")
    click.echo(explanation.doubt)


def _list_reading_options(context: click.Context) -> list[str]:
    """The options given that say how a file is read and rated, as they are written."""
    return [
        option.opts[0]
        for option in context.command.params
        if isinstance(option, click.Option)
        and option.name not in _OF_BOTH
        and context.get_parameter_source(str(option.name)) is ParameterSource.COMMANDLINE
    ]


def _without_nan(value: Any) -> Any:
    """NaN and infinity as null: JSON has neither."""
    if isinstance(value, dict):
        return {name: _without_nan(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), -float("inf"))):
        return None
    return value
