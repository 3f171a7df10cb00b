"""An event whose meetings are still to be chosen: who comes, who wants to meet whom, what rules.

Attendees, slots and tables are counted from 0 in Python, and from 1 in files and sentences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from hanse.vocabulary.errors import InputError

STRENGTHS = (1, 2, 3)
"""1: would be interesting, 2: should happen, 3: the reason to come."""


@dataclass(frozen=True, kw_only=True)
class Attendee:
    """An organisation or a person that comes to meet others."""

    name: str
    organisation: str = ""
    absent: frozenset[int] = frozenset()
    """Slots in which nobody of it is there."""
    most_meetings: int | None = None
    """Its own limit; None: the limit of the event, and never more than its slots allow."""
    priority: int = 1
    """How much its wishes weigh, 1 or more."""
    representatives: int = 1
    """How many people of it can hold meetings at the same time."""
    tables: tuple[int, ...] = ()
    """Its own tables or booth: all its meetings are held there, and no others are."""
    time_zone: str = ""
    """For online events, as in "Europe/Helsinki"; empty: it joins at any hour of the event."""
    hours: tuple[time, time] = (time(9), time(18))
    """Working hours at its place, where it has a time zone."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """What rules of diversity look at, such as country or type."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One attendee asks to meet another one, or several others together."""

    wisher: int
    wished: tuple[int, ...]
    strength: int = 1

    @property
    def everyone(self) -> tuple[int, ...]:
        """All who would meet, ascending."""
        return tuple(sorted((self.wisher, *self.wished)))


@dataclass(frozen=True, kw_only=True)
class Diversity:
    """At most `most` meetings of an attendee with others of the same value of `tag`."""

    tag: str
    most: int


@dataclass(frozen=True, kw_only=True)
class OpenEvent:
    """Attendees, wishes and rules, as plain immutable data.

    Raises InputError where the parts contradict each other in form.
    """

    attendees: tuple[Attendee, ...]
    wishes: tuple[Wish, ...]
    slots: int
    tables: int
    """Tables in every slot, those that belong to attendees included."""
    tables_by_slot: tuple[int, ...] = ()
    """Tables in each slot where they differ; empty: `tables` in every slot."""
    morning_slots: int | None = None
    most_meetings: int | None = None
    """Limit for each attendee without a limit of its own."""
    guarantee: int = 1
    """Everybody shall have at least this many meetings, as far as that is possible."""
    one_sided: bool = True
    """Whether a wish is granted that the other side did not express."""
    diversity: tuple[Diversity, ...] = ()
    fairness: int | None = None
    """The breaks of any two participants differ by at most this; None: no such rule."""
    slot_starts: tuple[datetime, ...] = ()
    """When each slot begins, with time zone; needed for online events and walking times."""
    slot_minutes: int = 20
    rooms: tuple[str, ...] = ()
    """The room of each table; empty: all tables are in one room."""
    walking_minutes: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Minutes between two rooms, either way; pairs that are left out need none."""
    slot_names: tuple[str, ...] = ()
    title: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        for name in ("slots", "tables", "guarantee"):
            if getattr(self, name) < 0:
                raise InputError(f"The number of {name} is negative.", field=name)
        _require_length("tables_by_slot", len(self.tables_by_slot), self.slots)
        _require_length("slot_starts", len(self.slot_starts), self.slots)
        _require_length("rooms", len(self.rooms), self.tables)
        if any(start.tzinfo is None for start in self.slot_starts):
            raise InputError("A slot begins at a time without time zone.", field="slot_starts")
        for attendee in self.attendees:
            _require_attendee(self, attendee)
        _require_own_tables(self)
        _require_wishes(self)

    def capacity(self, slot: int) -> int:
        """How many meetings can be held in `slot`."""
        return self.tables_by_slot[slot] if self.tables_by_slot else self.tables

    def free_capacity(self, slot: int) -> int:
        """How many meetings can be held in `slot` at tables that belong to nobody."""
        return max(0, self.capacity(slot) - sum(len(a.tables) for a in self.attendees))

    def parallel(self, attendee: int) -> int:
        """How many meetings an attendee can hold at the same time."""
        one = self.attendees[attendee]
        return min(one.representatives, len(one.tables)) if one.tables else one.representatives

    def name_slot(self, slot: int) -> str:
        """How sentences call a slot."""
        if slot < len(self.slot_names) and self.slot_names[slot]:
            return self.slot_names[slot]
        return f"slot {slot + 1}"


def _require_length(name: str, given: int, expected: int) -> None:
    if given not in (0, expected):
        raise InputError(f"{name} has {given} entries, expected {expected}.", field=name)


def _require_attendee(event: OpenEvent, attendee: Attendee) -> None:
    for name, least in (("representatives", 1), ("priority", 1)):
        if getattr(attendee, name) < least:
            raise InputError(f"{attendee.name}: {name} must be {least} or more.", field=name)
    if attendee.most_meetings is not None and attendee.most_meetings < 0:
        raise InputError(
            f"{attendee.name}: the limit of meetings is negative.", field="most_meetings"
        )
    if any(not 0 <= slot < event.slots for slot in attendee.absent):
        what = f"{attendee.name} is absent in a slot beyond 1 to {event.slots}."
        raise InputError(what, field="absent")
    if any(not 0 <= table < event.tables for table in attendee.tables):
        what = f"{attendee.name} has a table beyond 1 to {event.tables}."
        raise InputError(what, field="tables")


def _require_own_tables(event: OpenEvent) -> None:
    owner: dict[int, str] = {}
    for attendee in event.attendees:
        for table in attendee.tables:
            if table in owner:
                what = f"Table {table + 1} belongs to {owner[table]} and to {attendee.name}."
                raise InputError(what, field="tables", mend="Give it to one of them.")
            owner[table] = attendee.name


def _require_wishes(event: OpenEvent) -> None:
    seen: set[tuple[int, tuple[int, ...]]] = set()
    for number, wish in enumerate(event.wishes, 1):
        place = f"wish {number}"
        if wish.strength not in STRENGTHS:
            what = f"The strength {wish.strength} is none of 1, 2, 3."
            raise InputError(what, field=place)
        if not wish.wished or len(set(wish.everyone)) < len(wish.everyone):
            raise InputError("A wish needs others than the wisher, each once.", field=place)
        if not all(0 <= one < len(event.attendees) for one in wish.everyone):
            raise InputError("A wish names somebody who does not attend.", field=place)
        key = (wish.wisher, wish.everyone)
        if key in seen:
            who = event.attendees[wish.wisher].name
            raise InputError(f"{who} expresses the same wish twice.", field=place)
        seen.add(key)
