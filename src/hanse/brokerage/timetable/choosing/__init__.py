"""Choosing meetings: which wishes to grant together with the timetable, proved and explained."""

from hanse.brokerage.timetable.choosing.choice import Choice, Refusal, Satisfaction
from hanse.brokerage.timetable.choosing.choose import choose_as_usual, choose_meetings
from hanse.brokerage.timetable.choosing.description import (
    describe_choice,
    list_refusal_rows,
    list_satisfaction_rows,
)
from hanse.brokerage.timetable.choosing.places import Places, Venue, assign_places, measure_places
from hanse.brokerage.timetable.choosing.reading import (
    read_names,
    read_participants,
    read_wishes,
    require_sound,
)
from hanse.brokerage.timetable.choosing.requests import Request
from hanse.brokerage.timetable.choosing.verification import list_broken_rules
from hanse.brokerage.timetable.choosing.wishes import Attendee, Diversity, OpenEvent, Wish

__all__ = [
    "Attendee",
    "Choice",
    "Diversity",
    "OpenEvent",
    "Places",
    "Refusal",
    "Request",
    "Satisfaction",
    "Venue",
    "Wish",
    "assign_places",
    "choose_as_usual",
    "choose_meetings",
    "describe_choice",
    "list_broken_rules",
    "list_refusal_rows",
    "list_satisfaction_rows",
    "measure_places",
    "read_names",
    "read_participants",
    "read_wishes",
    "require_sound",
]
