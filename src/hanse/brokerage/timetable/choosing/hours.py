"""Time zones: in which slots of an online event it is working time at each attendee's place."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hanse.brokerage.timetable.choosing.wishes import Attendee, OpenEvent
from hanse.vocabulary.errors import InputError


def get_zone(name: str) -> ZoneInfo:
    """The time zone of a name such as "Europe/Helsinki"; raises InputError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(
            f"There is no time zone {name!r}.",
            field="time_zone",
            mend="Write it as in Europe/Helsinki.",
        ) from error


def find_unavailable(event: OpenEvent) -> tuple[frozenset[int], ...]:
    """For each attendee with a time zone the slots outside its working hours there.

    A slot counts as working time where it begins and ends within the hours of one local day;
    hours that end before they begin run over midnight. Raises InputError for an unknown zone, and
    where somebody has a time zone but the slots have no times.
    """
    if not event.slot_starts:
        known = next((a for a in event.attendees if a.time_zone), None)
        if known is not None:
            raise InputError(
                f"{known.name} has a time zone, but the slots have no times.",
                field="slot_starts",
                mend="Say when each slot begins.",
            )
        return (frozenset[int](),) * len(event.attendees)
    return tuple(_find_unavailable(event, attendee) for attendee in event.attendees)


def _find_unavailable(event: OpenEvent, attendee: Attendee) -> frozenset[int]:
    if not attendee.time_zone:
        return frozenset()
    zone = get_zone(attendee.time_zone)
    length = timedelta(minutes=event.slot_minutes)
    return frozenset(
        slot
        for slot, start in enumerate(event.slot_starts)
        if not _is_working_time(attendee, start.astimezone(zone), length)
    )


def _is_working_time(attendee: Attendee, start: datetime, length: timedelta) -> bool:
    opens, closes = attendee.hours
    for day in (start.date(), start.date() - timedelta(days=1)):
        begin = datetime.combine(day, opens, tzinfo=start.tzinfo)
        end = datetime.combine(day, closes, tzinfo=start.tzinfo)
        if closes <= opens:
            end += timedelta(days=1)
        if begin <= start and start + length <= end:
            return True
    return False
