from __future__ import annotations
from hanse.brokerage.timetable.event import Event
from hanse.brokerage.timetable.screens import Screening
from hanse.brokerage.timetable.solution import Infeasibility
def explain_infeasibility(event: Event, screening: Screening) -> Infeasibility | None:
    return None
