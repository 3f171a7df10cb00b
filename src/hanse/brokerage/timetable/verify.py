"""An independent check of an answer: shares no code with the readers, the model or the solvers.

Reads the event file (`.dzn`, or `.json`) and the answer's JSON by itself, and recounts everything
from the definitions. Nothing but the standard library is imported.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any


def verify_answer(event_file: Path, answer: dict[str, Any]) -> list[str]:
    """What is wrong with an answer of `hanse timetable FILE --json`; empty: nothing.

    Parameters
    ----------
    event_file : the `.dzn` or `.json` file that was solved.
    answer : the parsed JSON; its `fairness` is the rule that was solved.

    An "infeasible" or "unknown" answer must not hold meetings; no proof is checked here but that
    the lower bound does not exceed the breaks.
    """
    text = event_file.read_text(encoding="utf-8-sig")
    event = _read_json(text) if event_file.suffix.lower() == ".json" else _read_dzn(text)
    if answer["status"] in ("infeasible", "unknown"):
        return ["there are meetings without a timetable"] if answer["meetings"] else []
    wrong = _check_places(event, answer["meetings"])
    if wrong:
        return wrong
    slots = [meeting["slot"] for meeting in answer["meetings"]]
    return _check_rules(event, slots) + _check_breaks(event, slots, answer)


def _read_dzn(text: str) -> dict[str, Any]:
    text = re.sub(r"%[^\n]*", "", text)
    value = dict(re.findall(r"(\w+)\s*=\s*([^;]*)", text))

    def numbers(piece: str) -> list[int]:
        return [int(digits) for digits in re.findall(r"\d+", piece)]

    def sets(key: str) -> list[list[int]]:
        pieces = re.findall(r"\{([^}]*)\}", value.get(key, ""))
        return [[n for n in numbers(piece) if n] for piece in pieces]

    slots, tables = int(value["nTotalSlots"]), int(value["nTables"])
    flat = numbers(value["requested"])
    fixed = numbers(value.get("fixed", "")) or [0] * (len(flat) // 3)
    return {
        "slots": slots,
        "morning": int(value["nMorningSlots"]),
        "tables": [tables] * slots,
        "meetings": [
            (flat[i : i + 2], flat[i + 2], fixed[i // 3], []) for i in range(0, len(flat), 3)
        ],
        "absent": dict(enumerate(sets("forbidden"), start=1)),
        "before": [
            (earlier, later)
            for later, earliers in enumerate(sets("precedences"), start=1)
            for earlier in earliers
        ],
        "participants": int(value["nBusiness"]),
    }


def _read_json(text: str) -> dict[str, Any]:
    data = json.loads(text)
    people, code = data["participants"], {"morning": 1, "afternoon": 2, "any": 3}
    return {
        "slots": data["slots"],
        "morning": data["slots"] if data.get("morning_slots") is None else data["morning_slots"],
        "tables": data.get("tables_by_slot") or [data["tables"]] * data["slots"],
        "meetings": [
            (
                m["participants"],
                code[m.get("session", "any")],
                m.get("fixed_slot") or 0,
                m.get("forbidden_slots", []),
            )
            for m in data["meetings"]
        ],
        "absent": {int(who): slots for who, slots in data.get("forbidden", {}).items()},
        "before": [tuple(pair) for pair in data.get("precedences", [])],
        "participants": len(people) if isinstance(people, list) else people,
    }


def _check_places(event: dict[str, Any], meetings: list[dict[str, Any]]) -> list[str]:
    """One entry a meeting, in order, each in a slot and at a table that exist and are its own."""
    if len(meetings) != len(event["meetings"]):
        return [f"{len(meetings)} meetings instead of {len(event['meetings'])}"]
    wrong, taken = [], set()
    for number, (given, (who, *_)) in enumerate(zip(meetings, event["meetings"], strict=True), 1):
        slot, table = given["slot"], given["table"]
        if given["participants"] != who:
            wrong.append(f"meeting {number} has participants {given['participants']}, not {who}")
        if not 1 <= slot <= event["slots"]:
            wrong.append(f"meeting {number} is in slot {slot}")
        elif not 1 <= table <= event["tables"][slot - 1]:
            wrong.append(f"meeting {number} is at table {table} in slot {slot}")
        if (slot, table) in taken:
            wrong.append(f"table {table} has two meetings in slot {slot}")
        taken.add((slot, table))
    return wrong


def _check_rules(event: dict[str, Any], slots: list[int]) -> list[str]:
    wrong, busy = [], set()
    for number, (who, session, fixed, closed) in enumerate(event["meetings"], start=1):
        slot = slots[number - 1]
        if (session == 1 and slot > event["morning"]) or (
            session == 2 and slot <= event["morning"]
        ):
            wrong.append(f"meeting {number} is in the wrong part of the day")
        if fixed and slot != fixed:
            wrong.append(f"meeting {number} is fixed in slot {fixed}, held in {slot}")
        if slot in closed:
            wrong.append(f"meeting {number} may not be held in slot {slot}")
        for participant in who:
            if slot in event["absent"].get(participant, ()):
                wrong.append(f"participant {participant} is absent in slot {slot}")
            if (participant, slot) in busy:
                wrong.append(f"participant {participant} has two meetings in slot {slot}")
            busy.add((participant, slot))
    for earlier, later in event["before"]:
        if slots[earlier - 1] >= slots[later - 1]:
            wrong.append(f"meeting {earlier} is not before meeting {later}")
    return wrong


def _check_breaks(event: dict[str, Any], slots: list[int], answer: dict[str, Any]) -> list[str]:
    used: dict[int, set[int]] = defaultdict(set)
    for (who, *_), slot in zip(event["meetings"], slots, strict=True):
        for participant in who:
            used[participant].add(slot)
    counts = []
    for participant in range(1, event["participants"] + 1):
        own, breaks = used[participant], 0
        for slot in own:
            later = [other for other in own if other > slot]
            if later and min(later) > slot + 1:
                breaks += 1
        counts.append(breaks)
    wrong = []
    if sum(counts) != answer["breaks"]:
        wrong.append(f"{answer['breaks']} breaks are claimed, there are {sum(counts)}")
    if answer["lower_bound"] > sum(counts):
        wrong.append(f"lower bound {answer['lower_bound']} above {sum(counts)} breaks")
    if answer["status"] == "optimal" and answer["lower_bound"] != answer["breaks"]:
        wrong.append("optimal, but the lower bound differs")
    fairness = answer["fairness"]
    if fairness is not None and counts and max(counts) - min(counts) > fairness:
        wrong.append(f"breaks differ by {max(counts) - min(counts)}, more than {fairness}")
    return wrong
