"""A choice as plain rows and data, for files and scripts; all counted from 1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hanse.brokerage.timetable.choosing.choice import Choice
from hanse.brokerage.timetable.files import describe_meetings


def describe_choice(choice: Choice) -> dict[str, Any]:
    """The choice as plain data for JSON.

    `meetings` are those of the event that was made of the choice (its participants are
    representatives); `granted` tells who of the participants of the file meet in each of them.
    """
    worst = choice.worst_off
    return {
        "status": "optimal" if choice.optimal else "feasible",
        "value": choice.value,
        "bound": choice.bound,
        "gap": round(choice.gap, 6),
        "levels": list(choice.levels),
        "level_bounds": list(choice.level_bounds),
        "granted_share": round(choice.granted_share, 6),
        "worst_off": None if worst is None else worst.attendee + 1,
        "breaks": choice.breaks,
        "breaks_lower_bound": choice.breaks_bound,
        "changes_of_table": choice.places.changes,
        "seconds": round(choice.seconds, 3),
        "statement": choice.statement,
        "meetings": describe_meetings(choice.event, choice.timetable),
        "granted": [
            [one + 1 for one in choice.requests[number].participants] for number in choice.granted
        ],
        "refused": [
            {
                "participants": [one + 1 for one in choice.requests[item.request].participants],
                "kind": item.kind,
                "reason": item.reason,
            }
            for item in choice.refused
        ],
        "satisfaction": [
            {
                "participant": one.attendee + 1,
                "wishes": one.wishes,
                "granted": one.granted,
                "meetings": one.meetings,
            }
            for one in choice.satisfaction
        ],
    }


def list_refusal_rows(choice: Choice) -> Iterator[tuple[Any, ...]]:
    """(participants, wished by, value, kind, reason) of each refused request."""
    event = choice.open_event
    for item in choice.refused:
        request = choice.requests[item.request]
        names = "; ".join(event.attendees[one].name for one in request.participants)
        wishers = dict.fromkeys(event.wishes[wish].wisher for wish in request.wishes)
        wished_by = "; ".join(event.attendees[one].name for one in wishers)
        yield names, wished_by, request.value, item.kind, item.reason


def list_satisfaction_rows(choice: Choice) -> Iterator[tuple[Any, ...]]:
    """(name, wishes, granted, share, meetings) of each attendee."""
    for one in choice.satisfaction:
        name = choice.open_event.attendees[one.attendee].name
        yield name, one.wishes, one.granted, round(one.share, 4), one.meetings
