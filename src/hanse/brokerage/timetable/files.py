"""Events from and to files, and answers to JSON; files are written whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from hanse.brokerage.timetable.dzn import read_dzn, write_dzn
from hanse.brokerage.timetable.event import DEFAULT_FAIRNESS, Event
from hanse.brokerage.timetable.event_json import parse_event_json, write_event_json
from hanse.brokerage.timetable.solution import Break, Infeasibility, Solution, Timetable
from hanse.vocabulary.errors import InputError


def read_event(path: Path, *, fairness: int | None = DEFAULT_FAIRNESS) -> Event:
    """Read an event from a `.dzn` or `.json` file.

    `fairness` holds for `.dzn` files, which carry none; a `.json` file says its own.
    Raises InputError with file, line or key.
    """
    if path.suffix.lower() == ".dzn":
        return read_dzn(path, fairness=fairness)
    if path.suffix.lower() == ".json":
        try:
            return parse_event_json(path.read_text(encoding="utf-8-sig"), file=path.name)
        except OSError as error:
            what = f"The file cannot be read: {error.strerror}."
            raise InputError(what, file=str(path)) from error
        except UnicodeDecodeError as error:
            raise InputError("This is not text (UTF-8).", file=path.name) from error
    raise InputError(
        f"Files that end in {path.suffix!r} are not known.",
        file=str(path),
        mend="Give a .dzn or a .json file.",
    )


def write_event(event: Event, path: Path) -> None:
    """Write an event as `.dzn` or `.json`, by the ending of `path`; raises InputError."""
    if path.suffix.lower() not in (".dzn", ".json"):
        raise InputError(f"Files that end in {path.suffix!r} cannot be written.", file=str(path))
    text = write_dzn(event) if path.suffix.lower() == ".dzn" else write_event_json(event)
    replace_file(path, text)


def replace_file(path: Path, text: str) -> None:
    """Write a text file so that readers see the old or the new one, never a part."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def describe_meetings(event: Event, timetable: Timetable | None) -> list[dict[str, Any]]:
    """Each meeting with its slot and table, counted from 1, in the order of the event."""
    if timetable is None:
        return []
    return [
        {
            "participants": [p + 1 for p in meeting.participants],
            "slot": slot + 1,
            "table": table + 1,
        }
        for meeting, slot, table in zip(
            event.meetings, timetable.slots, timetable.tables, strict=True
        )
    ]


def describe_solution(event: Event, solution: Solution) -> dict[str, Any]:
    """The answer as plain data for JSON, all counted from 1: the contract for scripts.

    `status`, `breaks`, `lower_bound`, `seconds`, `certificate` and `meetings` keep their names
    and meaning; further keys explain.
    """
    certificate = solution.certificate
    data: dict[str, Any] = {
        "status": solution.status,
        "breaks": solution.breaks,
        "lower_bound": solution.lower_bound,
        "seconds": round(solution.seconds, 3),
        "certificate": {
            "kind": certificate.kind,
            "statement": certificate.statement,
            "solver": certificate.solver or None,
            "participant_bounds": list(certificate.participant_bounds),
        },
        "meetings": describe_meetings(event, solution.timetable),
        "fairness": event.fairness,
        "break_reasons": [_describe_break(item) for item in solution.break_reasons],
    }
    if solution.infeasibility is not None:
        data["infeasibility"] = _describe_infeasibility(solution.infeasibility)
    return data


def write_solution(event: Event, solution: Solution, path: Path) -> None:
    """Write the answer as JSON, whole or not at all."""
    replace_file(path, json.dumps(describe_solution(event, solution), ensure_ascii=False) + "\n")


def _describe_break(item: Break) -> dict[str, Any]:
    return {
        "participant": item.participant + 1,
        "first_slot": item.first_slot + 1,
        "last_slot": item.last_slot + 1,
        "reason": item.reason,
        "proven": item.proven,
    }


def _describe_infeasibility(found: Infeasibility) -> dict[str, Any]:
    return {
        "summary": found.summary,
        "minimal": found.minimal,
        "conflicts": [
            {
                "kind": conflict.kind,
                "sentence": conflict.sentence,
                "participants": [p + 1 for p in conflict.participants],
                "meetings": [m + 1 for m in conflict.meetings],
                "slots": [s + 1 for s in conflict.slots],
            }
            for conflict in found.conflicts
        ],
        "relaxations": [
            {"sentence": r.sentence, "cost": r.cost, "breaks": r.breaks} for r in found.relaxations
        ],
    }
