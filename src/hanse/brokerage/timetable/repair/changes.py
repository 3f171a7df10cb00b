"""What happens on the day, as plain data; slots and participants are counted from 0."""

from __future__ import annotations

from dataclasses import dataclass

from hanse.brokerage.timetable.event import Meeting


@dataclass(frozen=True)
class NoShow:
    """A participant does not come, or goes for good: nothing of it from `from_slot` on."""

    participant: int
    from_slot: int = 0


@dataclass(frozen=True)
class LateArrival:
    """A participant is there only from `until_slot` on; its earlier meetings can be moved."""

    participant: int
    until_slot: int


@dataclass(frozen=True)
class EarlyLeave:
    """A participant leaves before `from_slot`; its later meetings can be moved."""

    participant: int
    from_slot: int


@dataclass(frozen=True)
class Cancelled:
    """A meeting is called off by those who were to meet."""

    meeting: int


@dataclass(frozen=True)
class Added:
    """A meeting more."""

    meeting: Meeting


@dataclass(frozen=True)
class LostTables:
    """A room or single tables cannot be used in some slots."""

    tables: frozenset[int]
    slots: frozenset[int]


@dataclass(frozen=True)
class LostSlot:
    """Nothing can be held in a slot."""

    slot: int


Change = NoShow | LateArrival | EarlyLeave | Cancelled | Added | LostTables | LostSlot
