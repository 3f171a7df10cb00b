"""Giving a timetable out: tables, calendars and a page with the picture and the reasons."""

from hanse.brokerage.timetable.publishing.answer import read_programme
from hanse.brokerage.timetable.publishing.icalendar import write_calendar, write_calendars
from hanse.brokerage.timetable.publishing.programme import (
    Programme,
    explain_programme,
    make_programme,
)
from hanse.brokerage.timetable.publishing.report import build_report, write_report
from hanse.brokerage.timetable.publishing.tables import (
    write_csv,
    write_excel,
    write_json,
    write_table,
)

__all__ = [
    "Programme",
    "build_report",
    "explain_programme",
    "make_programme",
    "read_programme",
    "write_calendar",
    "write_calendars",
    "write_csv",
    "write_excel",
    "write_json",
    "write_report",
    "write_table",
]
