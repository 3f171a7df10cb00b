"""Choosing and timetabling for 500 participants, beside the greedy way that most tools use.

Run: python benchmarks/timetable_choosing.py [--participants 500] [--limit 120] [--seeds 1 2 3]
Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import resource

from hanse.brokerage.timetable.choosing import (
    Choice,
    choose_as_usual,
    choose_meetings,
    list_broken_rules,
)
from hanse.brokerage.timetable.generator import generate_wishes

HEAD = (
    "| seed | method | meetings | wishes granted | value | bound | gap | worst off: meetings | "
    "with at least 1, 2, 3 | breaks | seconds |"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--participants", type=int, default=500)
    parser.add_argument("--slots", type=int, default=20)
    parser.add_argument("--limit", type=float, default=120.0)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    chosen = parser.parse_args()
    print(HEAD)
    print("|" + "---|" * (HEAD.count("|") - 1))
    for seed in chosen.seeds:
        # Ten meetings a participant at most, tables for a little more than half of them at a time.
        event = generate_wishes(
            chosen.participants,
            chosen.slots,
            int(0.3 * chosen.participants),
            seed=seed,
            wishes=10,
            most_meetings=10,
            guarantee=3,
        )
        show(seed, "greedy", choose_as_usual(event))
        show(seed, "Hanse", choose_meetings(event, time_limit=chosen.limit))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nPeak memory of this process: {peak:,.0f} MB")


def show(seed: int, method: str, choice: Choice) -> None:
    broken = list_broken_rules(choice)
    if broken:
        raise SystemExit(f"{method}: {broken[0]}")
    worst = choice.worst_off
    levels = ", ".join(map(str, choice.levels))
    print(
        f"| {seed} | {method} | {len(choice.granted):,} | {choice.granted_share:.1%} "
        f"| {choice.value:,} | {choice.bound:,} | {choice.gap:.2%} "
        f"| {worst.meetings if worst else '–'} | {levels} | {choice.breaks:,} "
        f"| {choice.seconds:.1f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
