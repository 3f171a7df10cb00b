"""`hanse identify`: rate the clusters of a table of official statistics."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from hanse.cli._identify_arguments import parse_options, take_rating_options


@click.command(name="identify")
@click.argument("file", type=click.Path(path_type=Path))
@take_rating_options
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Result: .csv, .csv.gz, .tsv, .parquet, .xlsx or .html.",
)
@click.option(
    "--columns",
    type=click.Choice(["auto", "short", "full"]),
    default="auto",
    show_default=True,
    help=(
        "short: region, industry, period, lq and the method's flags, one line for each row of the "
        "file (true, false, or blank where unknown); full: everything. auto is short for "
        "us-cluster-mapping into CSV without grouping."
    ),
)
@click.option("--bundle", type=click.Path(path_type=Path), help="Folder for the run's bundle.")
@click.option("--json", "as_json", is_flag=True, help="Summary as JSON on the standard output.")
@click.pass_obj
def command(end: Callable[[], None] | None, /, **options: Any) -> None:
    """Rate the statistical clusters in FILE: employment by region and industry.

    Columns are found by themselves; name them with --region, --industry ... where they are not.
    With both of these named, and no grouping, codes are taken as they stand in the file.
    """
    # No matrices are multiplied: threads that wait for them would only keep a processor busy.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    begun = None
    if not any(options[name] for name in ("region", "industry", "employment", "where", "period")):
        from hanse.cli._identify_begin import begin_reading

        begun = begin_reading(options["file"])  # while the rest of the program is loaded
    from hanse.cli import _identify

    _identify.run(parse_options(options), begun)
    if end is not None:  # called as a program of its own
        end()
