"""`hanse timetable report` and `export`: give a timetable out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hanse.cli._timetable_files import require_output
from hanse.cli._timetable_times import add_times, list_starts

if TYPE_CHECKING:
    from hanse.brokerage.timetable.publishing import Programme

EVENT = click.argument("event", type=click.Path(path_type=Path))
ANSWER = click.argument("answer", type=click.Path(path_type=Path))


@click.command("report")
@EVENT
@ANSWER
@click.option("--out", type=click.Path(path_type=Path), required=True, help="An .html file.")
@add_times
def report_command(event: Path, answer: Path, out: Path, **times: Any) -> None:
    """Write the report of a timetable: picture, breaks with reasons, figures, certificate.

    EVENT is the .dzn or .json file, ANSWER what `hanse timetable EVENT --out ANSWER` wrote. The
    page needs neither network nor script.
    """
    from hanse.brokerage.timetable.publishing import explain_programme, write_report

    require_output(out, [event, answer], endings=(".html", ".htm"))
    programme = explain_programme(read_given(event, answer, **times))
    write_report(programme, out)
    click.echo(f"Report of {len(programme.event.meetings)} meetings written to {out}.")


@click.command("export")
@EVENT
@ANSWER
@click.option(
    "--out", type=click.Path(path_type=Path), required=True,
    help=".csv, .xlsx, .json or .ics; an existing folder gets one .ics a participant.",
)  # fmt: skip
@click.option("--by-participant", is_flag=True, help="CSV: one row a participant and meeting.")
@click.option(
    "--sequence", type=click.IntRange(0), default=0, show_default=True,
    help="Calendars: one more for each repair.",
)  # fmt: skip
@add_times
def export_command(
    event: Path, answer: Path, out: Path, by_participant: bool, sequence: int, **times: Any
) -> None:
    """Write a timetable as CSV, Excel, JSON or iCalendar (which needs --begins)."""
    from hanse.brokerage.timetable import publishing

    if not out.is_dir():
        require_output(out, [event, answer], endings=(".csv", ".xlsx", ".json", ".ics"))
    programme = read_given(event, answer, **times)
    ending = out.suffix.lower()
    stamp = datetime.now(UTC)
    if out.is_dir():
        written = publishing.write_calendars(programme, out, stamp=stamp, sequence=sequence)
        click.echo(f"{len(written)} calendars written to {out}.")
        return
    if ending == ".csv":
        publishing.write_csv(programme, out, by_participant=by_participant)
    elif ending == ".xlsx":
        publishing.write_excel(programme, out)
    elif ending == ".json":
        publishing.write_json(programme, out)
    else:
        publishing.write_calendar(programme, out, stamp=stamp, sequence=sequence)
    click.echo(f"{len(programme.event.meetings)} meetings written to {out}.")


def read_given(
    event: Path,
    answer: Path,
    *,
    begins: tuple[str, ...],
    minutes: int,
    pause: int,
    fair: bool = True,
) -> Programme:
    """The programme of an event and an answer that is a timetable of it; else InputError."""
    from dataclasses import replace

    from hanse.brokerage.timetable.files import read_event
    from hanse.brokerage.timetable.json_text import find_unprintable
    from hanse.brokerage.timetable.publishing import read_programme

    # A .dzn file states no fairness: the answer says under which it was made.
    known = read_event(event, fairness=None)
    if not known.title and not find_unprintable(event.stem):
        known = replace(known, title=event.stem)
    programme = read_programme(known, answer, fair=fair)
    starts = list_starts(begins, known.slots, known.last_morning_slot, minutes=minutes, pause=pause)
    return replace(programme, slot_starts=starts, slot_minutes=minutes)
