"""`hanse timetable choose`: from wishes to meetings with their timetable."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hanse.cli._timetable_cancel import cancel_on_signal
from hanse.cli._timetable_files import require_folder
from hanse.cli._timetable_numbers import Seconds, read_count
from hanse.cli._timetable_rooms import add_rooms, read_rooms, read_walks
from hanse.cli._timetable_times import add_times, list_starts
from hanse.vocabulary.errors import InputError

if TYPE_CHECKING:
    from hanse.brokerage.timetable.choosing import Attendee, Choice, Diversity
    from hanse.brokerage.timetable.publishing import Programme

FILES = (
    *("event.json", "answer.json", "meetings.csv", "agendas.csv", "timetable.xlsx"),
    *("report.html", "refused.csv", "satisfaction.csv"),
)


@click.command("choose")
@click.argument("participants", type=click.Path(path_type=Path))
@click.argument("wishes", type=click.Path(path_type=Path))
@click.option("--slots", type=click.IntRange(1, 1_000), required=True)
@click.option("--tables", type=click.IntRange(1), required=True, help="In every slot.")
@click.option("--morning", type=click.IntRange(0), help="How many of the slots are the morning.")
@click.option("--most", type=click.IntRange(0), help="Most meetings of a participant.")
@click.option(
    "--guarantee", type=click.IntRange(0), default=1, show_default=True,
    help="Meetings that everybody gets, as far as possible.",
)  # fmt: skip
@click.option("--mutual-only", is_flag=True, help="Grant only what both sides wish.")
@click.option(
    "--diversity", multiple=True, metavar="TAG=N",
    help="At most N meetings with others of the same tag, such as country=3.",
)  # fmt: skip
@click.option("--fairness", type=click.IntRange(0), help="Breaks differ by at most so many.")
@click.option("--title", default="", help="Of the event.")
@click.option("--time-limit", type=Seconds(1), default=120.0, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for everything; made anew.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as one JSON object.")
@add_rooms
@add_times
def choose_command(participants: Path, wishes: Path, **chosen: Any) -> None:
    """Choose which WISHES of the PARTICIPANTS (.csv or .xlsx) to grant, and when.

    Guarantee first, then the strength of the wishes granted, then the fewest breaks.
    """
    from hanse.brokerage.timetable.choosing import (
        OpenEvent,
        choose_meetings,
        read_names,
        read_participants,
        read_wishes,
        require_sound,
    )
    from hanse.brokerage.timetable.json_text import require_printable

    require_printable(chosen["title"], field="--title")
    if chosen["out"] is not None:
        require_folder(chosen["out"], FILES, [participants, wishes])
    slots, tables = chosen["slots"], chosen["tables"]
    attendees, who = read_participants(participants, slots=slots, tables=tables)
    announced = read_names(participants) if who.errors else ()
    wished, what = read_wishes(wishes, attendees, announced=announced)
    require_sound(who, what)
    rooms = read_rooms(chosen["room"], tables)
    morning = chosen["morning"]
    starts = list_starts(
        chosen["begins"],
        slots,
        slots if morning is None else morning,
        minutes=chosen["minutes"],
        pause=chosen["pause"],
    )
    event = OpenEvent(
        attendees=attendees,
        wishes=wished,
        slots=slots,
        tables=tables,
        morning_slots=morning,
        most_meetings=chosen["most"],
        guarantee=chosen["guarantee"],
        one_sided=not chosen["mutual_only"],
        diversity=tuple(_read_rule(text, attendees) for text in chosen["diversity"]),
        fairness=chosen["fairness"],
        slot_starts=starts,
        slot_minutes=chosen["minutes"],
        rooms=rooms,
        walking_minutes=read_walks(chosen["walk"], rooms, timed=bool(starts)),
        title=chosen["title"],
    )
    is_shown = sys.stderr.isatty() and not chosen["as_json"]

    def show(stage: str, share: float) -> None:
        if is_shown:
            bar = "█" * round(20 * share)
            click.echo(f"\r{bar:<20} {share:4.0%}  {stage:<34}", nl=False, err=True)

    with cancel_on_signal() as asked:
        choice = choose_meetings(
            event,
            time_limit=chosen["time_limit"],
            workers=chosen["workers"],
            seed=chosen["seed"],
            progress=show,
            cancel=lambda: bool(asked),
        )
    if is_shown:
        click.echo(err=True)
    if chosen["out"] is not None:
        _write_all(choice, chosen["out"])
    _tell(choice, chosen["out"], as_json=chosen["as_json"])


def _read_rule(text: str, attendees: Sequence[Attendee]) -> Diversity:
    from hanse.brokerage.timetable.choosing import Diversity

    tag, _, number = (part.strip() for part in text.partition("="))
    most = read_count(number)
    if not tag or most is None:
        what = f"{text[:60]!r} is no rule."
        raise InputError(what, field="--diversity", mend="As in country=3.")
    known = sorted({known for attendee in attendees for known in attendee.tags})
    if tag not in known:
        raise InputError(
            f"No participant has the tag {tag!r}.",
            field="--diversity",
            mend=f"Known are {', '.join(known)}." if known else "Add a column tag:country.",
        )
    return Diversity(tag=tag, most=most)


def _make_programme(choice: Choice) -> Programme:
    from hanse.brokerage.timetable.publishing import Programme

    event = choice.open_event
    return Programme(
        event=choice.event,
        timetable=choice.timetable,
        slot_starts=event.slot_starts,
        slot_minutes=event.slot_minutes,
        rooms=event.rooms,
        break_reasons=choice.break_reasons,
        lower_bound=choice.breaks_bound,
        statement=choice.statement,
        facts=(
            ("Wishes granted", f"{choice.granted_share:.0%}"),
            ("Value granted", f"{choice.value:,} of at most {choice.bound:,}"),
            ("Changes of table", f"{choice.places.changes:,}"),
        ),
    )


def _write_all(choice: Choice, folder: Path) -> None:
    from hanse.brokerage.timetable.choosing import list_refusal_rows, list_satisfaction_rows
    from hanse.brokerage.timetable.files import write_event
    from hanse.brokerage.timetable.publishing import (
        explain_programme,
        write_csv,
        write_excel,
        write_json,
        write_report,
        write_table,
    )

    folder.mkdir(parents=True, exist_ok=True)
    programme = explain_programme(_make_programme(choice))
    write_event(choice.event, folder / "event.json")
    write_json(programme, folder / "answer.json")
    write_csv(programme, folder / "meetings.csv")
    write_csv(programme, folder / "agendas.csv", by_participant=True)
    write_excel(programme, folder / "timetable.xlsx")
    write_report(programme, folder / "report.html")
    write_table(
        folder / "refused.csv",
        ("participants", "wished_by", "value", "kind", "reason"),
        list_refusal_rows(choice),
    )
    write_table(
        folder / "satisfaction.csv",
        ("participant", "wishes", "granted", "share", "meetings"),
        list_satisfaction_rows(choice),
    )


def _tell(choice: Choice, out: Path | None, *, as_json: bool) -> None:
    from hanse.brokerage.timetable.choosing import describe_choice

    if as_json:
        click.echo(json.dumps(describe_choice(choice), ensure_ascii=False))
        return
    click.echo(choice.statement)
    click.echo(
        f"{len(choice.granted)} meetings, {len(choice.refused)} requests refused, "
        f"{choice.granted_share:.0%} of the wishes granted, {choice.breaks} breaks "
        f"(at least {choice.breaks_bound})."
    )
    worst = choice.worst_off
    if worst is not None:
        name = choice.open_event.attendees[worst.attendee].name
        click.echo(f"Worst off: {name} with {worst.meetings} meetings.")
    if out is not None:
        click.echo(f"Written to {out}.")
