"""Duplicates among 100,000 invented organisations: all pairs found, and how many of the known ones.

One in ten organisations is written a second time as people write (see
`tests/hub/organisations/duplicates/labelled.py`); processor time, because that does not change with
the machine's other load.
"""

from __future__ import annotations

import random
import resource
import time
from pathlib import Path

from benchmarks.measuring import Row

TITLE = "Duplicate scan of 100,000 organisations, nine countries, one process"
RECORDS, TWICE = 100_000, 0.1


def measure(folder: Path, repeats: int) -> list[Row]:
    from hanse.hub.organisations.duplicates import find_pairs
    from tests.hub.organisations.duplicates.labelled import make_pairs

    pairs = make_pairs(11, positives=int(RECORDS * TWICE), negatives=0)
    records = [each for pair in pairs for each in (pair.one, pair.other)]
    records += _invent_more(RECORDS - len(records), after=len(records))
    started, processor = time.perf_counter(), time.process_time()
    found = {(pair.first, pair.second) for pair in find_pairs(records)}
    wall, used = time.perf_counter() - started, time.process_time() - processor
    known = {(pair.one.id, pair.other.id) for pair in pairs}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    note = (
        f"{len(found):,} pairs listed; {len(known & found) / len(known):.1%} of {len(known):,} "
        f"known ones; processor {used:.0f} s"
    )
    return [Row("Hanse", f"{wall:.0f}", "1", f"{peak:.0f}", note)]


def _invent_more(count: int, *, after: int) -> list:  # type: ignore[type-arg]
    from tests.hub.organisations.duplicates.labelled import invent

    draw = random.Random(12)  # noqa: S311 (a sample)
    return [invent(draw, after + n) for n in range(count)]
