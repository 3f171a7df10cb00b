"""The timetable of a brokerage event: provably fewest breaks, with reasons."""

from hanse.brokerage.timetable.event import DEFAULT_FAIRNESS, Event, Meeting, Session
from hanse.brokerage.timetable.solution import (
    Break,
    Certificate,
    Conflict,
    Infeasibility,
    Relaxation,
    Solution,
    Timetable,
    assign_tables,
    count_breaks,
    list_breaks,
)

__all__ = [
    "DEFAULT_FAIRNESS",
    "Break",
    "Certificate",
    "Conflict",
    "Event",
    "Infeasibility",
    "Meeting",
    "Relaxation",
    "Session",
    "Solution",
    "Timetable",
    "assign_tables",
    "count_breaks",
    "list_breaks",
]
