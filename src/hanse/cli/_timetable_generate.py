"""`hanse timetable generate`: synthetic events, the same for the same seed."""

from __future__ import annotations

from pathlib import Path

import click

from hanse.vocabulary.errors import InputError


@click.command("generate")
@click.option("--participants", type=click.IntRange(2, 20_000), default=300, show_default=True)
@click.option("--slots", type=click.IntRange(1, 200), default=20, show_default=True)
@click.option("--meetings", type=click.IntRange(1, 200_000), default=1_500, show_default=True)
@click.option(
    "--tables",
    type=click.IntRange(1),
    help="If left out, as many for the meetings as published events have.",
)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--wishes", type=click.IntRange(1, 200), metavar="N",
    help="Instead of meetings: about N wishes a participant, to choose from.",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path), required=True,
    help="A .json or .dzn file; with --wishes a folder for participants.csv and wishes.csv.",
)  # fmt: skip
def generate_command(
    participants: int,
    slots: int,
    meetings: int,
    tables: int | None,
    seed: int,
    wishes: int | None,
    out: Path,
) -> None:
    """Generate an event with popularity skew, sessions and availability."""
    from hanse.brokerage.timetable.files import write_event
    from hanse.brokerage.timetable.generator import generate_event

    if wishes is not None:
        _write_wishes(participants, slots, tables or participants // 2, seed, wishes, out)
        return
    if not out.parent.is_dir():
        raise InputError("The folder does not exist.", file=str(out.parent))
    event = generate_event(participants, slots, meetings, seed=seed, tables=tables)
    write_event(event, out)
    click.echo(f"{len(event.meetings)} meetings at {event.tables} tables written to {out}.")


def _write_wishes(
    participants: int, slots: int, tables: int, seed: int, wishes: int, folder: Path
) -> None:
    from hanse.brokerage.timetable.generator import generate_wishes
    from hanse.brokerage.timetable.publishing import write_table

    event = generate_wishes(participants, slots, tables, seed=seed, wishes=wishes)
    folder.mkdir(parents=True, exist_ok=True)
    names = [attendee.name for attendee in event.attendees]
    write_table(
        folder / "participants.csv",
        ("name", "organisation", "absent", "tag:field", "tag:country"),
        [
            (
                one.name,
                one.organisation,
                ", ".join(str(slot + 1) for slot in sorted(one.absent)),
                one.tags["field"],
                one.tags["country"],
            )
            for one in event.attendees
        ],
    )
    write_table(
        folder / "wishes.csv",
        ("wisher", "wished", "strength"),
        [
            (names[wish.wisher], "; ".join(names[one] for one in wish.wished), wish.strength)
            for wish in event.wishes
        ],
    )
    click.echo(f"{len(event.wishes)} wishes of {participants} participants written to {folder}.")
