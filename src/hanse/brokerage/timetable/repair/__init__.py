"""Repair on the day: the fewest changed meetings, and who must be told what."""

from hanse.brokerage.timetable.repair.changes import (
    Added,
    Cancelled,
    Change,
    EarlyLeave,
    LateArrival,
    LostSlot,
    LostTables,
    NoShow,
)
from hanse.brokerage.timetable.repair.repair import (
    ChangedMeeting,
    Notice,
    Repair,
    repair_timetable,
)
from hanse.brokerage.timetable.repair.situation import find_now

__all__ = [
    "Added",
    "Cancelled",
    "Change",
    "ChangedMeeting",
    "EarlyLeave",
    "LateArrival",
    "LostSlot",
    "LostTables",
    "NoShow",
    "Notice",
    "Repair",
    "find_now",
    "repair_timetable",
]
