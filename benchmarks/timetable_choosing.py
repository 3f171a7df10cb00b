"""Choosing and timetabling for 500 participants, beside the greedy way that most tools use.

Both get the same generated wishes; every choice goes through a check that shares no code with what
makes it. Seconds are those of one run each; the memory is that of the process so far.
"""

from __future__ import annotations

import os
import resource
from pathlib import Path

from benchmarks.measuring import Row

TITLE = "Choosing meetings for 500 participants x 20 slots, within 120 s (one run each)"
SEEDS = tuple(int(seed) for seed in os.environ.get("HANSE_CHOOSING_SEEDS", "1,2,3").split(","))
LIMIT = 120.0


def measure(folder: Path, repeats: int) -> list[Row]:
    from hanse.brokerage.timetable.choosing import choose_as_usual, choose_meetings
    from hanse.brokerage.timetable.generator import generate_wishes

    rows = []
    for seed in SEEDS:
        # Ten meetings a participant at most; tables for 60 % of them at a time.
        event = generate_wishes(500, 20, 150, seed=seed, wishes=10, most_meetings=10, guarantee=3)
        rows.append(describe(f"seed {seed}: greedy", choose_as_usual(event)))
        rows.append(describe(f"seed {seed}: Hanse", choose_meetings(event, time_limit=LIMIT)))
    return rows


def describe(name: str, choice) -> Row:  # type: ignore[no-untyped-def]
    from hanse.brokerage.timetable.choosing import list_broken_rules

    worst = choice.worst_off
    levels = ", ".join(map(str, choice.levels))
    note = (
        f"{len(choice.granted):,} meetings, {choice.granted_share:.1%} of the wishes; value "
        f"{choice.value:,} of at most {choice.bound:,} (gap {choice.gap:.2%}); at least 1, 2, 3 "
        f"meetings: {levels}; worst off: {worst.meetings if worst else 0} meetings; "
        f"{choice.breaks:,} breaks (at least {choice.breaks_bound}); "
        f"{len(list_broken_rules(choice))} rules broken"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Row(name, f"{choice.seconds:.1f}", "", f"{peak:.0f}", note)
