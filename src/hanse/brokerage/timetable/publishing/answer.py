"""An answer file, read and checked: what is given out is a timetable of the event it is said to be.

The event may have been changed since, and the answer edited. Every rule is checked again and every
claim that can be recounted is recounted, so that no certificate stands beside another timetable.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from hanse.brokerage.timetable.event import Event
from hanse.brokerage.timetable.json_text import parse_json
from hanse.brokerage.timetable.publishing.programme import Programme
from hanse.brokerage.timetable.solution import Break, Timetable, list_breaks, list_violations
from hanse.vocabulary.errors import InputError

MEND = "Give the event as it was solved, or solve it again."
SETTLED = ("matching bound", "solver proof")
"""Certificates that say: nothing is better."""
SHOWN = 3
"""Broken rules that a complaint lists."""


def read_programme(event: Event, path: Path, *, fair: bool = True) -> Programme:
    """A programme from the answer that `hanse timetable FILE --json` or `--out` gave.

    Parameters
    ----------
    fair : whether the rule of fairness must hold: the answer's own, or where it names none the
        event's. A repair does not ask for it.

    Raises InputError where the answer is none of this event, breaks one of its rules, or claims
    what its timetable does not have.
    """
    data = _read_answer(path)
    slots, tables = _read_meetings(event, data, path.name)
    event = replace(event, fairness=_read_fairness(event, data, path.name) if fair else None)
    timetable = Timetable(slots, tables)
    _require_rules(event, timetable, path.name)
    bound = _whole(data, "lower_bound", path.name)
    certificate = data.get("certificate")
    certificate = certificate if isinstance(certificate, dict) else {}
    programme = Programme(
        event=event,
        timetable=timetable,
        break_reasons=tuple(_read_breaks(data.get("break_reasons"))),
        lower_bound=bound,
        # Without its bound a certificate certifies nothing.
        statement="" if bound is None else str(certificate.get("statement") or ""),
    )
    for claim in _list_false_claims(programme, data, certificate, path.name):
        raise InputError(claim, file=path.name, mend=MEND)
    if fair and certificate.get("kind") == "matching bound":
        _require_counted(event, bound, path.name)  # a repair uses no certificate
    return programme


def _require_counted(event: Event, bound: int | None, file: str) -> None:
    """A bound that needs no solver is counted again: rules may have been taken back since."""
    from hanse.brokerage.timetable.screens import screen_event

    counted = sum(screen_event(event).bounds)
    if bound != counted:
        what = (
            f"The answer says that each participant's own meetings force {bound} breaks in all, "
            f"but in this event they force {counted}."
        )
        raise InputError(what, file=file, field="lower_bound", mend=MEND)


def _read_answer(path: Path) -> dict[str, Any]:
    try:
        data = parse_json(path.read_text(encoding="utf-8-sig"), file=path.name)
    except OSError as error:
        raise InputError("The file cannot be read.", file=str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError("This is not text (UTF-8).", file=path.name) from error
    if not isinstance(data, dict) or not isinstance(data.get("meetings"), list):
        raise InputError(
            "The answer has no list of meetings.",
            file=path.name,
            field="meetings",
            mend="Give a file that `hanse timetable FILE --out` wrote.",
        )
    status = data.get("status")
    if status in ("infeasible", "unknown"):
        raise InputError(
            f"The answer says {status!r}: it holds no timetable.",
            file=path.name,
            field="status",
            mend="Give an answer with a timetable.",
        )
    return data


def _read_meetings(
    event: Event, data: dict[str, Any], file: str
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    meetings = data["meetings"]
    if len(meetings) != len(event.meetings):
        raise InputError(
            f"The answer has {len(meetings)} meetings, the event {len(event.meetings)}.",
            file=file,
            field="meetings",
            mend=MEND,
        )
    pairs = enumerate(zip(meetings, event.meetings, strict=True), 1)
    places = [
        _read_meeting(entry, meeting.participants, event, file, number)
        for number, (entry, meeting) in pairs
    ]
    return tuple(slot for slot, _ in places), tuple(table for _, table in places)


def _read_meeting(
    entry: Any, participants: tuple[int, ...], event: Event, file: str, number: int
) -> tuple[int, int]:
    place = f"meetings[{number}]"
    if not isinstance(entry, dict):
        raise InputError("A meeting is an object {...}.", file=file, field=place)
    if entry.get("participants") != [p + 1 for p in participants]:
        raise InputError(
            "Its participants are not those of the event.",
            file=file,
            field=place,
            mend="Give the event and the answer that belong together.",
        )
    most = max((event.tables, *event.tables_by_slot))
    return (
        _read_number(entry.get("slot"), "slot", event.slots, file, place),
        _read_number(entry.get("table"), "table", most, file, place),
    )


def _read_number(value: Any, noun: str, most: int, file: str, place: str) -> int:
    if type(value) is not int or not 1 <= value <= most:
        what = f"There is no {noun} {ascii(value)[:40]}; {noun}s are 1 to {most}."
        raise InputError(what, file=file, field=place, mend=MEND)
    return value - 1


def _read_fairness(event: Event, data: dict[str, Any], file: str) -> int | None:
    """The rule that was solved; a file that names none was made under the event's."""
    return _whole(data, "fairness", file) if "fairness" in data else event.fairness


def _whole(data: dict[str, Any], key: str, file: str) -> int | None:
    value = data.get(key)
    if value is not None and (type(value) is not int or value < 0):
        what = f"{ascii(value)[:40]} is no number of breaks."
        raise InputError(what, file=file, field=key, mend=MEND)
    return value


def _require_rules(event: Event, timetable: Timetable, file: str) -> None:
    broken = [*list_violations(event, timetable.slots), *_list_shared_tables(event, timetable)]
    if not broken:
        return
    more = len(broken) - SHOWN
    rest = f"; and {more} more" if more > 0 else ""
    what = f"This is no timetable of the event: {'; '.join(broken[:SHOWN])}{rest}."
    raise InputError(what, file=file, mend=MEND)


def _list_shared_tables(event: Event, timetable: Timetable) -> Iterator[str]:
    first: dict[tuple[int, int], int] = {}
    for meeting, place in enumerate(zip(timetable.slots, timetable.tables, strict=True)):
        if place in first:
            where = f"table {place[1] + 1} in {event.name_slot(place[0])}"
            yield f"meetings {first[place] + 1} and {meeting + 1} are both at {where}"
        first.setdefault(place, meeting)


def _list_false_claims(
    programme: Programme, data: dict[str, Any], certificate: dict[str, Any], file: str
) -> Iterator[str]:
    breaks, bound = len(programme.breaks), programme.lower_bound
    claimed = _whole(data, "breaks", file)
    if claimed not in (None, breaks):
        yield f"The answer counts {claimed} breaks, but its timetable has {breaks}."
    if bound is not None and bound > breaks:
        yield f"The answer proves at least {bound} breaks, but its timetable has {breaks}."
    settled = data.get("status") == "optimal" or certificate.get("kind") in SETTLED
    if settled and bound != breaks:
        yield f"The answer is called the best, but at {breaks} breaks its bound is {bound}."
    real = {
        (participant, first, last)
        for participant, used in enumerate(programme.timetable.used_slots(programme.event))
        for first, last in list_breaks(used)
    }
    for one in programme.break_reasons:
        if (one.participant, one.first_slot, one.last_slot) not in real:
            yield (
                f"The answer explains a break of participant {one.participant + 1} from slot "
                f"{one.first_slot + 1} to {one.last_slot + 1} that its timetable does not have."
            )


def _read_breaks(data: Any) -> list[Break]:
    keys = ("participant", "first_slot", "last_slot")
    known = [
        entry
        for entry in (data if isinstance(data, list) else [])
        if isinstance(entry, dict) and all(type(entry.get(key)) is int for key in keys)
    ]
    return [
        Break(
            entry["participant"] - 1,
            entry["first_slot"] - 1,
            entry["last_slot"] - 1,
            str(entry.get("reason", "")),
            bool(entry.get("proven")),
        )
        for entry in known
    ]
