"""`hanse timetable repair`: the fewest changes after what has happened."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hanse.cli._timetable_files import require_folder
from hanse.cli._timetable_numbers import Seconds, read_count
from hanse.cli._timetable_publish import ANSWER, EVENT, read_given
from hanse.vocabulary.errors import InputError

if TYPE_CHECKING:
    from hanse.brokerage.timetable import Event
    from hanse.brokerage.timetable.repair import Change, Repair

MEND = "As in 1-4,7, the smaller number first."
FILES = ("event.json", "answer.json", "notices.csv")


@click.command("repair")
@EVENT
@ANSWER
@click.option("--no-show", multiple=True, metavar="WHO[@SLOT]", help="Does not come (from SLOT).")
@click.option("--late", multiple=True, metavar="WHO@SLOT", help="Is there from SLOT on only.")
@click.option("--leaves", multiple=True, metavar="WHO@SLOT", help="Is gone from SLOT on.")
@click.option("--cancel", multiple=True, type=int, metavar="MEETING", help="Its number.")
@click.option("--add", multiple=True, metavar="WHO;WHO", help="A meeting more.")
@click.option("--lost-tables", multiple=True, metavar="TABLES@SLOTS", help="As in 1-4@7-12.")
@click.option("--lost-slot", multiple=True, type=int, metavar="SLOT")
@click.option("--now", type=click.IntRange(0), default=0, show_default=True,
              help="The slot under way; 0: the event has not begun.")  # fmt: skip
@click.option("--notice", type=click.IntRange(0), default=1, show_default=True,
              help="Slots after it that stay as they are.")  # fmt: skip
@click.option("--time-limit", type=Seconds(0.5), default=5.0, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="Folder: event, answer, notices.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as one JSON object.")
def repair_command(event: Path, answer: Path, **chosen: Any) -> None:
    """Repair the timetable of EVENT and ANSWER with the fewest changed meetings.

    WHO is a name or a number; participants, meetings, slots and tables are counted from 1.
    """
    from hanse.brokerage.timetable.repair import repair_timetable

    if chosen["out"] is not None:
        require_folder(chosen["out"], FILES, [event, answer])
    programme = read_given(event, answer, begins=(), minutes=20, pause=0, fair=False)
    changes = _read_changes(programme.event, chosen)
    if not changes:
        raise InputError("Nothing has happened.", mend="Give at least one change: see --help.")
    repaired = repair_timetable(
        programme.event,
        programme.timetable,
        changes,
        now_slot=chosen["now"] - 1,
        notice_slots=chosen["notice"],
        time_limit=chosen["time_limit"],
    )
    if chosen["out"] is not None:
        _write_all(repaired, chosen["out"])
    if chosen["as_json"]:
        click.echo(json.dumps(_describe(repaired), ensure_ascii=False))
        return
    proved = "proved: none changes fewer" if repaired.minimal else "fewer may be possible"
    number = len(repaired.changed)
    click.echo(
        f"{number} meeting{'' if number == 1 else 's'} changed, of which {repaired.moved} "
        f"only make room and {repaired.dropped} can no longer be held ({proved})."
    )
    for notice in repaired.notices:
        click.echo(f"\n{programme.event.name_participant(notice.participant)}:")
        for sentence in notice.sentences:
            click.echo(f"  {sentence}")


def _read_changes(event: Event, chosen: dict[str, Any]) -> list[Change]:
    from hanse.brokerage.timetable import Meeting, repair

    changes: list[Change] = []
    for text in chosen["no_show"]:
        who, slot = _split(text, "--no-show", needed=False)
        changes.append(repair.NoShow(_find(event, who), _count(slot or "1", "--no-show")))
    for text in chosen["late"]:
        who, slot = _split(text, "--late")
        until = _count(slot, "--late")
        if not until:
            what = f"{text[:60]!r} is no change: slot 1 is the first."
            raise InputError(
                what, field="--late", mend="Name the first slot with this participant."
            )
        changes.append(repair.LateArrival(_find(event, who), until))
    for text in chosen["leaves"]:
        who, slot = _split(text, "--leaves")
        changes.append(repair.EarlyLeave(_find(event, who), _count(slot, "--leaves")))
    changes += [repair.Cancelled(number - 1) for number in chosen["cancel"]]
    for text in chosen["add"]:
        people = tuple(_find(event, who.strip()) for who in text.split(";"))
        if len(people) < 2:
            what = f"{text[:60]!r} names one participant only."
            raise InputError(what, field="--add", mend="As in 'Alder;Birch'.")
        changes.append(repair.Added(Meeting(participants=people)))
    for text in chosen["lost_tables"]:
        tables, slots = _split(text, "--lost-tables")
        numbers = frozenset(_list(tables, "--lost-tables"))
        changes.append(repair.LostTables(numbers, frozenset(_list(slots, "--lost-tables"))))
    changes += [repair.LostSlot(number - 1) for number in chosen["lost_slot"]]
    return changes


def _split(text: str, option: str, *, needed: bool = True) -> tuple[str, str]:
    first, sign, last = text.rpartition("@")
    if sign:
        return first.strip(), last.strip()
    if needed:
        raise InputError(f"{text!r} has no @.", field=option, mend="As in 'Alder@5'.")
    return text.strip(), ""


def _find(event: Event, who: str) -> int:
    names = [event.name_participant(p).casefold() for p in range(event.participants)]
    if who.casefold() in names:
        return names.index(who.casefold())
    number = read_count(who)
    if number is not None and 1 <= number <= event.participants:
        return number - 1
    raise InputError(
        f"There is no participant {who[:60]!r}.", mend="Give a name or number of the event."
    )


def _count(text: str, option: str) -> int:
    number = read_count(text)
    if not number:
        what = f"{text[:60]!r} is no slot."
        raise InputError(what, field=option, mend="Slots are counted from 1.")
    return number - 1


def _list(text: str, option: str) -> list[int]:
    numbers: list[int] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,6})(?:-(\d{1,6}))?\s*", part, re.ASCII)
        if match is None or not 1 <= int(match[1]) <= int(match[2] or match[1]):
            raise InputError(f"{part.strip()[:60]!r} cannot be used.", field=option, mend=MEND)
        numbers += range(int(match[1]) - 1, int(match[2] or match[1]))
    return numbers


def _describe(repaired: Repair) -> dict[str, Any]:
    from hanse.brokerage.timetable.files import describe_meetings

    def number(value: int | None) -> int | None:
        return None if value is None else value + 1

    return {
        "moved_to_make_room": repaired.moved,
        "dropped": repaired.dropped,
        "minimal": repaired.minimal,
        "breaks_before": repaired.breaks_before,
        "breaks": repaired.breaks,
        "seconds": round(repaired.seconds, 3),
        "changed": [
            {
                "kind": one.kind,
                "meeting": number(one.old),
                "participants": [p + 1 for p in one.participants],
                "from_slot": number(one.from_slot),
                "from_table": number(one.from_table),
                "to_slot": number(one.to_slot),
                "to_table": number(one.to_table),
                "reason": one.reason,
            }
            for one in repaired.changed
        ],
        "notices": [
            {"participant": one.participant + 1, "sentences": list(one.sentences)}
            for one in repaired.notices
        ],
        "meetings": describe_meetings(repaired.event, repaired.timetable),
    }


def _write_all(repaired: Repair, folder: Path) -> None:
    from hanse.brokerage.timetable.files import write_event
    from hanse.brokerage.timetable.publishing import Programme, write_json, write_table

    folder.mkdir(parents=True, exist_ok=True)
    write_event(repaired.event, folder / "event.json")
    programme = Programme(event=repaired.event, timetable=repaired.timetable)
    write_json(programme, folder / "answer.json")
    rows = [
        (repaired.event.name_participant(one.participant), sentence)
        for one in repaired.notices
        for sentence in one.sentences
    ]
    write_table(folder / "notices.csv", ("participant", "notice"), rows)
