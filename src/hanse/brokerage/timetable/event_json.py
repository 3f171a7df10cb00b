"""An event as JSON: everything that `Event` can hold, all counted from 1.

```json
{"title": "Autumn brokerage", "slots": 8, "morning_slots": 4, "tables": 3, "fairness": 2,
 "participants": ["Alder", "Birch", "Cedar"],
 "slot_names": ["9:00", "9:20"],
 "meetings": [{"participants": [1, 2], "session": "morning"},
              {"participants": [1, 3], "fixed_slot": 5, "forbidden_slots": [1]}],
 "forbidden": {"3": [1, 2]},
 "precedences": [[1, 2]],
 "tables_by_slot": [3, 3, 3, 3, 2, 2, 2, 2]}
```

Only `slots`, `tables`, `participants` (names, or how many) and `meetings` are needed.
`precedences` are pairs [earlier, later]; `fairness` null means no such rule.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, cast

from hanse.brokerage.timetable.event import (
    DEFAULT_FAIRNESS,
    MOST_SLOTS,
    Event,
    Meeting,
    Session,
)
from hanse.brokerage.timetable.json_text import parse_json
from hanse.vocabulary.errors import InputError

KEYS = frozenset(
    {"title", "participants", "slots", "morning_slots", "tables", "tables_by_slot", "fairness"}
    | {"slot_names", "meetings", "forbidden", "precedences"}
)
_NUMBER = re.compile(r"[1-9][0-9]{0,6}")
"""Written one way only: "01" beside "1" would be the same participant twice."""
MEETING_KEYS = frozenset({"participants", "session", "fixed_slot", "forbidden_slots"})


def parse_event_json(text: str, *, file: str = "") -> Event:
    """Read an event from JSON text; `file` names it in errors.

    Raises InputError that names the key (and, where the text is not JSON, the line).
    """
    data = parse_json(text, file=file)
    try:
        event = build_event(data)
        _require_for_people(event)
    except InputError as error:
        raise InputError(
            error.what, file=file or None, field=error.field, mend=error.mend
        ) from error
    return event


def _require_for_people(event: Event) -> None:
    """What a file may not hold though an event in Python may: nobody could say who is meant."""
    if event.slots > MOST_SLOTS:
        raise InputError(
            f"The event has {event.slots:,} slots; at most {MOST_SLOTS:,} are supported.",
            field="slots",
            mend="Give the slots in which meetings can be held.",
        )
    first: dict[str, int] = {}
    for number, name in enumerate(event.participant_names, start=1):
        key = " ".join(name.casefold().split())
        if key and key in first:
            raise InputError(
                f"Participants {first[key]} and {number} are both called {name!r}.",
                field="participants",
                mend="Give each its own name.",
            )
        first[key] = number


def build_event(data: Any) -> Event:
    """Build an event from parsed JSON; raises InputError that names the key."""
    if not isinstance(data, dict):
        raise InputError("An event is an object {...}.")
    _require_keys(data, KEYS, "")
    for key in ("participants", "slots", "tables", "meetings"):
        if key not in data:
            raise InputError("The key is missing.", field=key)
    people = data["participants"]
    names = tuple(_text(name, "participants") for name in people) if _is_list(people) else ()
    participants = len(names) if _is_list(people) else _whole(people, "participants")
    fairness = data.get("fairness", DEFAULT_FAIRNESS)
    morning = data.get("morning_slots")
    return Event(
        title=_text(data.get("title", ""), "title"),
        participants=participants,
        participant_names=names,
        slots=_whole(data["slots"], "slots"),
        slot_names=tuple(_text(name, "slot_names") for name in _list(data, "slot_names")),
        tables=_whole(data["tables"], "tables"),
        tables_by_slot=tuple(_whole(t, "tables_by_slot") for t in _list(data, "tables_by_slot")),
        morning_slots=None if morning is None else _whole(morning, "morning_slots"),
        fairness=None if fairness is None else _whole(fairness, "fairness"),
        meetings=tuple(
            _build_meeting(entry, f"meetings[{number + 1}]")
            for number, entry in enumerate(_list(data, "meetings"))
        ),
        forbidden=_build_forbidden(data.get("forbidden", {}), participants),
        precedences=tuple(_build_pair(pair) for pair in _list(data, "precedences")),
    )


def describe_event(event: Event) -> dict[str, Any]:
    """The event as plain data for JSON, all counted from 1; keys at their default are left out."""
    data: dict[str, Any] = {"title": event.title} if event.title else {}
    data["participants"] = list(event.participant_names) or event.participants
    data |= {"slots": event.slots, "morning_slots": event.last_morning_slot}
    data |= {"tables": event.tables, "fairness": event.fairness}
    if event.tables_by_slot:
        data["tables_by_slot"] = list(event.tables_by_slot)
    if event.slot_names:
        data["slot_names"] = list(event.slot_names)
    data["meetings"] = [_describe_meeting(meeting) for meeting in event.meetings]
    data["forbidden"] = {
        str(participant + 1): [slot + 1 for slot in sorted(slots)]
        for participant, slots in enumerate(event.forbidden)
        if slots
    }
    data["precedences"] = [[earlier + 1, later + 1] for earlier, later in event.precedences]
    return data


def write_event_json(event: Event) -> str:
    """The event as JSON text that `parse_event_json` reads back to an equal event."""
    return json.dumps(describe_event(event), ensure_ascii=False) + "\n"


def _describe_meeting(meeting: Meeting) -> dict[str, Any]:
    data: dict[str, Any] = {"participants": [p + 1 for p in meeting.participants]}
    if meeting.session != "any":
        data["session"] = meeting.session
    if meeting.fixed_slot is not None:
        data["fixed_slot"] = meeting.fixed_slot + 1
    if meeting.forbidden_slots:
        data["forbidden_slots"] = [slot + 1 for slot in sorted(meeting.forbidden_slots)]
    return data


def _build_meeting(entry: Any, place: str) -> Meeting:
    if not isinstance(entry, dict):
        raise InputError("A meeting is an object {...}.", field=place)
    _require_keys(entry, MEETING_KEYS, place)
    if not _is_list(entry.get("participants")):
        raise InputError("A meeting needs its list of participants.", field=place)
    session = entry.get("session", "any")
    if session not in ("morning", "afternoon", "any"):
        what = f"The session {session!r} is none of morning, afternoon, any."
        raise InputError(what, field=f"{place}.session")
    fixed = entry.get("fixed_slot")
    slots = entry.get("forbidden_slots", [])
    if not _is_list(slots):
        raise InputError("This must be a list of slots.", field=f"{place}.forbidden_slots")
    return Meeting(
        participants=tuple(_index(p, f"{place}.participants") for p in entry["participants"]),
        session=cast("Session", session),
        fixed_slot=None if fixed is None else _index(fixed, f"{place}.fixed_slot"),
        forbidden_slots=frozenset(_index(slot, f"{place}.forbidden_slots") for slot in slots),
    )


def _build_forbidden(given: Any, participants: int) -> tuple[frozenset[int], ...]:
    if not isinstance(given, dict):
        raise InputError('This must be an object {"participant": [slots]}.', field="forbidden")
    slots_of: list[frozenset[int]] = [frozenset()] * participants
    for who, slots in given.items():
        place = f"forbidden.{who}"
        if not _NUMBER.fullmatch(who) or not 1 <= int(who) <= participants:
            what = f"There is no participant {who}; they are 1 to {participants}."
            raise InputError(what, field=place)
        if not _is_list(slots):
            raise InputError("This must be a list of slots.", field=place)
        slots_of[int(who) - 1] = frozenset(_index(slot, place) for slot in slots)
    return tuple(slots_of)


def _build_pair(pair: Any) -> tuple[int, int]:
    if not _is_list(pair) or len(pair) != 2:
        raise InputError("A precedence is a pair [earlier, later].", field="precedences")
    return _index(pair[0], "precedences"), _index(pair[1], "precedences")


def _require_keys(data: Mapping[str, Any], known: frozenset[str], place: str) -> None:
    for key in data:
        if key not in known:
            what = f"The key {key!r} is unknown; known are {', '.join(sorted(known))}."
            raise InputError(what, field=f"{place}.{key}" if place else key)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _list(data: Mapping[str, Any], key: str) -> list[Any]:
    value = data.get(key, [])
    if not isinstance(value, list):
        raise InputError("This must be a list.", field=key)
    return value


def _whole(value: Any, place: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise InputError(f"{ascii(value)[:60]} is not a whole number.", field=place)
    if not 0 <= value <= 1_000_000:
        shown = str(value) if abs(value) < 10**20 else "The number"
        raise InputError(f"{shown} is not between 0 and 1,000,000.", field=place)
    return value


def _index(value: Any, place: str) -> int:
    return _whole(value, place) - 1


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str):
        raise InputError(f"{ascii(value)[:60]} is not a text.", field=place)
    return value
