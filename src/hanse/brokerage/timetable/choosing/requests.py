"""From wishes to requests: each possible meeting once, with its value and its possible slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hanse.brokerage.timetable.choosing.hours import find_unavailable
from hanse.brokerage.timetable.choosing.wishes import OpenEvent

MUTUAL_FACTOR = 2
"""A meeting that everybody in it wishes counts this many times its wishes."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """A meeting that somebody wishes."""

    participants: tuple[int, ...]
    """Attendees who would meet, ascending."""
    wishes: tuple[int, ...]
    """The wishes that it would grant, as positions in the event."""
    mutual: bool
    """Whether everybody in it wishes it."""
    value: int
    """Sum of strength x priority of its wishes, twice that where it is mutual."""
    slots: tuple[int, ...]
    """Slots in which everybody is there, ascending."""
    host: int | None = None
    """The attendee at whose own tables it is held, None where nobody has any."""


def build_requests(event: OpenEvent) -> tuple[Request, ...]:
    """Each possible meeting once, in the order in which it was first wished."""
    wishes_of: dict[tuple[int, ...], list[int]] = {}
    for number, wish in enumerate(event.wishes):
        wishes_of.setdefault(wish.everyone, []).append(number)
    unavailable = find_unavailable(event)
    everyone = frozenset(range(event.slots))
    present = [
        everyone - attendee.absent - unavailable[number]
        for number, attendee in enumerate(event.attendees)
    ]
    return tuple(_build_request(event, who, numbers, present) for who, numbers in wishes_of.items())


def _build_request(
    event: OpenEvent,
    who: tuple[int, ...],
    numbers: Sequence[int],
    present: Sequence[frozenset[int]],
) -> Request:
    mutual = len({event.wishes[n].wisher for n in numbers}) == len(who)
    value = sum(
        event.wishes[n].strength * event.attendees[event.wishes[n].wisher].priority for n in numbers
    )
    return Request(
        participants=who,
        wishes=tuple(numbers),
        mutual=mutual,
        value=value * (MUTUAL_FACTOR if mutual else 1),
        slots=tuple(sorted(frozenset.intersection(*(present[one] for one in who)))),
        host=next((one for one in who if event.attendees[one].tables), None),
    )


def find_grantable(event: OpenEvent, requests: Sequence[Request]) -> tuple[int, ...]:
    """The requests that the rules allow at all: with a common slot, and mutual where asked for."""
    return tuple(
        number
        for number, request in enumerate(requests)
        if request.slots and (request.mutual or event.one_sided)
    )


def compute_limits(event: OpenEvent, requests: Sequence[Request]) -> tuple[int, ...]:
    """How many meetings each attendee can have: its own limit, the event's, and its slots."""
    slots_of: list[set[int]] = [set() for _ in event.attendees]
    for request in requests:
        for one in request.participants:
            slots_of[one].update(request.slots)
    limits = []
    for number, attendee in enumerate(event.attendees):
        room = len(slots_of[number]) * event.parallel(number)
        asked = event.most_meetings if attendee.most_meetings is None else attendee.most_meetings
        limits.append(room if asked is None else min(room, asked))
    return tuple(limits)


def list_tag_groups(
    event: OpenEvent, requests: Sequence[Request]
) -> list[tuple[int, str, str, int, tuple[int, ...]]]:
    """Each rule of diversity that can bind, as (attendee, tag, value, most, requests)."""
    groups: dict[tuple[int, str, str, int], list[int]] = {}
    for rule in event.diversity:
        for number, request in enumerate(requests):
            for one in request.participants:
                others = {
                    event.attendees[other].tags.get(rule.tag, "")
                    for other in request.participants
                    if other != one
                }
                for value in others - {""}:
                    groups.setdefault((one, rule.tag, value, rule.most), []).append(number)
    return [(*key, tuple(numbers)) for key, numbers in groups.items() if len(numbers) > key[3]]
