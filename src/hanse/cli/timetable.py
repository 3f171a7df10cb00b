"""`hanse timetable FILE`: the provably best timetable of a brokerage event."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hanse.cli._timetable_cancel import cancel_on_signal
from hanse.cli._timetable_choose import choose_command
from hanse.cli._timetable_files import require_output
from hanse.cli._timetable_generate import generate_command
from hanse.cli._timetable_numbers import Seconds, read_count
from hanse.cli._timetable_publish import export_command, report_command
from hanse.cli._timetable_repair import repair_command

if TYPE_CHECKING:
    from hanse.brokerage.timetable import Event, Solution


class _FileOrCommand(click.Group):
    """`hanse timetable FILE` is `hanse timetable find FILE`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands:
            args = ["find", *args]
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0].startswith("-") and args[0] not in ("-h", "--help"):
            args = ["find", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_FileOrCommand)
def command() -> None:
    """Make the timetable of a brokerage event: fewest breaks, proved and explained.

    `hanse timetable FILE` is short for `hanse timetable find FILE`.
    """


for _other in (choose_command, export_command, generate_command, repair_command, report_command):
    command.add_command(_other)


def _parse_fairness(
    _ctx: click.Context, _param: click.Parameter, value: str | None
) -> int | str | None:
    if value is None or value == "default":
        return "default"
    if value.lower() in ("none", "inf", "infinity"):
        return None
    number = read_count(value)
    if number is None:
        raise click.BadParameter(f"{value[:40]!r} is neither a number of breaks nor 'none'.")
    return number


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the answer as one JSON object.")
@click.option(
    "--time-limit",
    type=Seconds(0.1),
    default=120.0,
    show_default=True,
    help="Seconds after which the best so far is given, with its gap.",
)
@click.option(
    "--fairness",
    callback=_parse_fairness,
    metavar="D",
    help="Breaks of any two participants differ by at most D; 'none': no such rule. "
    "Default: 2 for .dzn (which carry none), what the file says for .json.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A JSON file that always holds the best answer so far.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=3,
    show_default=True,
    help="Processes at the same time.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of the search.")
def find(
    file: Path,
    as_json: bool,
    time_limit: float,
    fairness: int | str | None,
    out: Path | None,
    workers: int,
    seed: int,
) -> None:
    """Find the best timetable of the event in FILE (.dzn or .json)."""
    from hanse.brokerage.timetable.engine import find_timetable
    from hanse.brokerage.timetable.files import describe_solution

    event = _read(file, fairness)
    if out is not None:
        require_output(out, [file], endings=(".json",))
    with cancel_on_signal() as asked, _bar(shown=not as_json) as show:
        solution = find_timetable(
            event,
            time_limit=time_limit,
            workers=workers,
            seed=seed,
            out=out,
            progress=show,
            cancel=lambda: bool(asked),
        )
    if as_json:
        click.echo(json.dumps(describe_solution(event, solution), ensure_ascii=False))
    else:
        _print(event, solution)


def _read(file: Path, fairness: int | str | None) -> Event:
    from dataclasses import replace

    from hanse.brokerage.timetable.files import read_event

    event = read_event(file)
    return event if isinstance(fairness, str) else replace(event, fairness=fairness)


class _Bar:
    def __init__(self, *, shown: bool) -> None:
        self.shown = shown and sys.stderr.isatty()

    def __call__(self, best: int | None, bound: int, seconds: float) -> None:
        if self.shown:
            known = "no timetable yet" if best is None else f"{best} breaks, gap {best - bound}"
            text = f"\r{seconds:6.1f} s  {known}, at least {bound} proved   "
            click.echo(text, nl=False, err=True)


@contextmanager
def _bar(*, shown: bool) -> Iterator[_Bar]:
    bar = _Bar(shown=shown)
    try:
        yield bar
    finally:
        if bar.shown:
            click.echo(err=True)


def _print(event: Event, solution: Solution) -> None:
    click.echo(f"{solution.status}: {solution.certificate.statement}")
    if solution.infeasibility is not None:
        click.echo(solution.infeasibility.summary)
        for conflict in solution.infeasibility.conflicts:
            click.echo(f"  - {conflict.sentence}")
        for relaxation in solution.infeasibility.relaxations:
            click.echo(f"  What would help (tested): {relaxation.sentence}")
    if solution.timetable is not None:
        rows = zip(solution.timetable.slots, solution.timetable.tables, strict=True)
        for meeting, (slot, table) in enumerate(rows):
            where = f"{event.name_slot(slot)}, table {table + 1}"
            click.echo(f"{event.name_meeting(meeting)}: {where}")
    for item in solution.break_reasons:
        click.echo(item.reason)
    click.echo(f"{solution.seconds:.1f} s")
