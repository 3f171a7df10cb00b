"""Timetables as iCalendar (RFC 5545): one file an event, one a participant; times in UTC."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hanse.brokerage.timetable.publishing.programme import Programme
from hanse.panel.files import find_safe_name, replace_whole
from hanse.vocabulary.errors import InputError

if TYPE_CHECKING:
    from icalendar import Calendar

NAMESPACE = uuid.UUID("5f0d8a52-1b0f-4f6e-9a39-0d9d6a1d7c11")
"""Of the identifiers of meetings; never changes, so that a repaired meeting replaces itself."""
PRODUCT = "-//Hanse//Timetable//EN"


def write_calendar(programme: Programme, path: Path, *, stamp: datetime, sequence: int = 0) -> None:
    """Write all meetings of the event into one .ics file.

    Parameters
    ----------
    stamp : when this is written, with time zone (the core has no clock).
    sequence : 0 for the first timetable, one more for each repair: calendars replace what they had.

    Raises InputError where the slots have no times.
    """
    meetings = range(len(programme.event.meetings))
    calendar = build_calendar(programme, meetings, stamp=stamp, sequence=sequence)
    with replace_whole(path) as part:
        part.write_bytes(calendar.to_ical())


def write_calendars(
    programme: Programme, folder: Path, *, stamp: datetime, sequence: int = 0
) -> list[Path]:
    """Write one .ics file a participant into `folder`; returns them, in the order of participants.

    File names begin with the participant's number, so that equal names do not meet.
    """
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}.", mend="Make it, or write elsewhere.")
    width = len(str(programme.event.participants))
    paths = []
    for participant, meetings in enumerate(programme.event.meetings_of):
        calendar = build_calendar(
            programme, meetings, stamp=stamp, sequence=sequence, participant=participant
        )
        name = find_safe_name(programme.event.name_participant(participant), fallback="participant")
        path = folder / f"{participant + 1:0{width}}-{name}.ics"
        with replace_whole(path) as part:
            part.write_bytes(calendar.to_ical())
        paths.append(path)
    return paths


def build_calendar(
    programme: Programme,
    meetings: Iterable[int],
    *,
    stamp: datetime,
    sequence: int = 0,
    participant: int | None = None,
) -> Calendar:
    """The calendar of some meetings, seen by the event or by one participant."""
    from icalendar import Calendar
    from icalendar import Event as Entry

    if not programme.slot_starts:
        raise InputError(
            "The slots have no times.", field="slot_starts", mend="Say when each slot begins."
        )
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    title = programme.title
    if participant is not None:
        title = f"{title}: {programme.event.name_participant(participant)}"
    calendar.add("x-wr-calname", title)
    identifiers = identify_meetings(programme)
    slots = programme.timetable.slots
    for meeting in sorted(meetings, key=lambda m: slots[m]):
        who = programme.event.meetings[meeting].participants
        entry = Entry()
        entry.add("uid", identifiers[meeting])
        entry.add("dtstamp", stamp.astimezone(UTC))
        entry.add("dtstart", programme.slot_starts[slots[meeting]].astimezone(UTC))
        entry.add("dtend", programme.end(slots[meeting]).astimezone(UTC))
        others = [p for p in who if p != participant]
        entry.add("summary", " – ".join(programme.name_all(others)))
        where = programme.name_table(programme.timetable.tables[meeting])
        entry.add("location", f"{where[:1].upper()}{where[1:]}")
        entry.add("description", f"{programme.title}: {', '.join(programme.name_all(who))}")
        entry.add("sequence", sequence)
        entry.add("status", "CONFIRMED")
        calendar.add_component(entry)
    return calendar


def identify_meetings(programme: Programme) -> list[str]:
    """An identifier of each meeting that stays the same when it is moved, or others are.

    It depends on the event's title and on who meets (for the nth time), not on slot or number.
    """
    seen: dict[str, int] = {}
    identifiers = []
    for meeting in programme.event.meetings:
        names = "\x1f".join(sorted(programme.name_all(meeting.participants)))
        seen[names] = seen.get(names, 0) + 1
        key = f"{programme.title}\x1e{names}\x1e{seen[names]}"
        identifiers.append(f"{uuid.uuid5(NAMESPACE, key)}@hanse")
    return identifiers
