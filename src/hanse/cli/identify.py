"""`hanse identify`: rate the clusters of a table of official statistics."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


@click.command(name="identify")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--method",
    default="european-stars",
    show_default=True,
    help="Rating method: us-cluster-mapping, european-stars, panorama.",
)
@click.option(
    "--grouping", help="Grouping of industries: its id (ecosystems-14) or a CSV code,group."
)
@click.option("--region", metavar="COL", help="Column of the region.")
@click.option("--industry", metavar="COL", help="Column of the industry.")
@click.option(
    "--period",
    metavar="COL",
    help="Column of the period; or the one period to rate, which is that of all rows where the "
    "table has none: 2019.",
)
@click.option("--employment", metavar="COL", help="Column of employment.")
@click.option("--establishments", metavar="COL", help="Column of establishments.")
@click.option("--payroll", metavar="COL", help="Column of payroll.")
@click.option("--where", multiple=True, metavar="COL=VALUE", help="Only these rows; repeatable.")
@click.option(
    "--combine",
    type=click.Choice(["error", "sum", "first", "last", "mean"]),
    default="error",
    show_default=True,
    help="What to do with several rows for one cell.",
)
@click.option("--decimal", type=click.Choice([".", ","]), help="Decimal sign, if in doubt.")
@click.option("--sheet", help="Sheet of an Excel workbook; default: the first.")
@click.option(
    "--national",
    type=click.Path(path_type=Path),
    help="Table industry,employment: the national base. Default: the sum of the file's regions.",
)
@click.option(
    "--grouping-columns",
    multiple=True,
    metavar="ROLE=COL",
    help="Columns of a grouping file: code, group, weight, title or kind; repeatable.",
)
@click.option(
    "--crosswalk",
    type=click.Path(path_type=Path),
    help="File that converts the grouping's codes to the release of the data.",
)
@click.option(
    "--crosswalk-releases",
    default="naics-2012:naics-2017",
    show_default=True,
    metavar="FROM:TO",
    help="Releases that --crosswalk leads from and to.",
)
@click.option("--region-level", help="Level of the regions to rate, where the file mixes several.")
@click.option("--industry-level", help="Level of the industries, where the file mixes several.")
@click.option("--traded", is_flag=True, help="Rate only the grouping's traded groups.")
@click.option(
    "--assume",
    type=click.Choice(["nothing", "no-record"]),
    default="nothing",
    show_default=True,
    help="Of missing cells, for the certainty: no-record = none exceeds its group's largest.",
)
@click.option(
    "--set", "settings", multiple=True, metavar="NAME=NUMBER", help="A parameter of the method."
)
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
    from hanse.cli._identify_options import IdentifyOptions, parse_pairs, parse_parameters

    pairs = parse_pairs(options.pop("where"), option="--where")
    columns = parse_pairs(options.pop("grouping_columns"), option="--grouping-columns")
    parameters = parse_parameters(options.pop("settings"))
    _identify.run(
        IdentifyOptions(where=pairs, grouping_columns=columns, parameters=parameters, **options),
        begun,
    )
    if end is not None:  # called as a program of its own
        end()
