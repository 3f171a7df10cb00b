"""Repairs at 500 participants: seconds and changes, beside full re-optimisation.

"Re-optimised" is the engine's best timetable of the event after the changes, from scratch, with
the slots that are held or about to begin fixed.
"""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.measuring import Row
from hanse.brokerage.timetable import Event, Meeting, Timetable
from hanse.brokerage.timetable.repair import (
    Added,
    Cancelled,
    Change,
    EarlyLeave,
    LateArrival,
    LostSlot,
    LostTables,
    NoShow,
    Repair,
    repair_timetable,
)

TITLE = "Repairs at 500 participants x 20 slots, during slot 3 (one run each)"
NOW, NOTICE = 2, 1
CHOOSING = float(os.environ.get("HANSE_REPAIR_CHOOSING", "60"))
"""Seconds for the timetable to be repaired."""
OPTIMISING = float(os.environ.get("HANSE_REPAIR_OPTIMISING", "30"))
"""Seconds for each timetable from scratch; 0: none is made."""


def list_cases(event: Event) -> dict[str, list[Change]]:
    strangers = [
        (a, b)
        for a, b in zip(range(10, 60, 5), range(11, 61, 5), strict=True)
        if not set(event.meetings_of[a]) & set(event.meetings_of[b])
    ]
    return {
        "one no-show": [NoShow(3)],
        "one late by 6 slots": [LateArrival(5, NOW + 6)],
        "three late by 6 slots": [LateArrival(p, NOW + 6) for p in (1, 2, 4)],
        "two leave at slot 15": [EarlyLeave(p, 14) for p in (7, 8)],
        "five meetings more": [Added(Meeting(participants=pair)) for pair in strangers[:5]],
        "20 tables lost for 6 slots": [LostTables(frozenset(range(20)), frozenset(range(6, 12)))],
        "40 % of the tables lost": [
            LostTables(frozenset(range(2 * event.tables // 5)), frozenset(range(6, event.slots)))
        ],
        "a slot lost": [LostSlot(10)],
        "several at once": [
            NoShow(3),
            LateArrival(5, NOW + 6),
            EarlyLeave(8, 14),
            Cancelled(4),
            LostTables(frozenset(range(20)), frozenset(range(6, 12))),
        ],
    }


def measure(folder: Path, repeats: int) -> list[Row]:
    from hanse.brokerage.timetable.choosing import choose_meetings
    from hanse.brokerage.timetable.generator import generate_wishes

    wishes = generate_wishes(500, 20, 200, seed=3, wishes=12, most_meetings=12, guarantee=3)
    choice = choose_meetings(wishes, time_limit=CHOOSING)
    event, timetable = choice.event, choice.timetable
    rows = []
    for name, changes in list_cases(event).items():
        begin = time.monotonic()
        repaired = repair_timetable(event, timetable, changes, now_slot=NOW, notice_slots=NOTICE)
        seconds = time.monotonic() - begin
        note = (
            f"{len(repaired.changed)} of {len(event.meetings):,} meetings changed, "
            f"{repaired.moved} of them only to make room, {repaired.dropped} dropped "
            f"({'fewest: proved' if repaired.minimal else 'not proved'}); "
            f"{len(repaired.notices)} people told; breaks {repaired.breaks_before}, then "
            f"{repaired.breaks}"
        )
        if OPTIMISING:
            note += f"; re-optimised: {optimise(timetable, repaired, OPTIMISING)}"
        rows.append(Row(name, f"{seconds:.2f}", "", "", note))
    return rows


def optimise(before: Timetable, repaired: Repair, seconds: float) -> str:
    """Changed meetings and breaks of the best timetable from scratch."""
    frozen = NOW + NOTICE
    kept = tuple(
        replace(meeting, fixed_slot=slot)
        if slot <= frozen
        else replace(meeting, forbidden_slots=meeting.forbidden_slots | set(range(frozen + 1)))
        for meeting, slot in zip(repaired.event.meetings, repaired.timetable.slots, strict=True)
    )
    from hanse.brokerage.timetable.engine import find_timetable

    after = replace(repaired.event, meetings=kept)
    solution = find_timetable(after, time_limit=seconds, workers=2, explain=False)
    if solution.timetable is None:
        return "no timetable found"
    slots = solution.timetable.slots
    gone = sum(change.new is None for change in repaired.changed)
    changed = gone + sum(
        old is None or slots[number] != before.slots[old]
        for number, old in enumerate(repaired.old_of)
    )
    return f"{changed} changed, {solution.breaks} breaks"
