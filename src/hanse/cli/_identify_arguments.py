"""The options that say how a file is read and rated, once for all commands that rate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from hanse.cli._identify_options import IdentifyOptions

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--method",
        default="european-stars",
        show_default=True,
        help="Rating method: us-cluster-mapping, european-stars, panorama.",
    ),
    click.option(
        "--grouping", help="Grouping of industries: its id (ecosystems-14) or a CSV code,group."
    ),
    click.option("--region", metavar="COL", help="Column of the region."),
    click.option("--industry", metavar="COL", help="Column of the industry."),
    click.option(
        "--period",
        metavar="COL",
        help=(
            "Column of the period; or the one period to rate, which is that of all rows where the "
            "table has none: 2019."
        ),
    ),
    click.option("--employment", metavar="COL", help="Column of employment."),
    click.option("--establishments", metavar="COL", help="Column of establishments."),
    click.option("--payroll", metavar="COL", help="Column of payroll."),
    click.option(
        "--where", multiple=True, metavar="COL=VALUE", help="Only these rows; repeatable."
    ),
    click.option(
        "--combine",
        type=click.Choice(["error", "sum", "first", "last", "mean"]),
        default="error",
        show_default=True,
        help="What to do with several rows for one cell.",
    ),
    click.option("--decimal", type=click.Choice([".", ","]), help="Decimal sign, if in doubt."),
    click.option("--sheet", help="Sheet of an Excel workbook; default: the first."),
    click.option(
        "--national",
        type=click.Path(path_type=Path),
        help=(
            "Table industry,employment: the national base. Default: the sum of the file's regions."
        ),
    ),
    click.option(
        "--grouping-columns",
        multiple=True,
        metavar="ROLE=COL",
        help="Columns of a grouping file: code, group, weight, title or kind; repeatable.",
    ),
    click.option(
        "--crosswalk",
        type=click.Path(path_type=Path),
        help="File that converts the grouping's codes to the release of the data.",
    ),
    click.option(
        "--crosswalk-releases",
        default="naics-2012:naics-2017",
        show_default=True,
        metavar="FROM:TO",
        help="Releases that --crosswalk leads from and to.",
    ),
    click.option(
        "--region-level", help="Level of the regions to rate, where the file mixes several."
    ),
    click.option("--industry-level", help="Level of the industries, where the file mixes several."),
    click.option("--traded", is_flag=True, help="Rate only the grouping's traded groups."),
    click.option(
        "--assume",
        type=click.Choice(["nothing", "no-record"]),
        default="nothing",
        show_default=True,
        help="Of missing cells, for the certainty: no-record = none exceeds its group's largest.",
    ),
    click.option(
        "--set", "settings", multiple=True, metavar="NAME=NUMBER", help="A parameter of the method."
    ),
)


def take_rating_options(command: Command) -> Command:
    """Decorate a command with every option that says how its file is read and rated."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def parse_options(given: Mapping[str, Any]) -> IdentifyOptions:
    """What click gave a command with these options, as plain data; raises InputError."""
    from hanse.cli._identify_options import IdentifyOptions, parse_pairs, parse_parameters

    rest = dict(given)
    return IdentifyOptions(
        where=parse_pairs(rest.pop("where"), option="--where"),
        grouping_columns=parse_pairs(rest.pop("grouping_columns"), option="--grouping-columns"),
        parameters=parse_parameters(rest.pop("settings")),
        **rest,
    )
