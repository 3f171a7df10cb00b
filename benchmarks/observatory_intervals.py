"""Intervals of indicators over all that the blanks of Eurostat's file could be, from the file on.

A cell that is blank or withheld is anything from zero up. No other package does this. The table is
read once, in each repeat; every interval is then computed from the panel. Needs the real data.
"""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.measuring import Row, find_shared_data

TITLE = "Intervals over all that blank cells of the full Eurostat file could be, from the file on"
INDICATORS = (
    "location-quotient",
    "krugman-specialisation",
    "gini-specialisation",
    "locational-gini",
    "entropy",
)


def measure(folder: Path, repeats: int) -> list[Row]:
    shared = find_shared_data()
    if shared is None:
        return [Row("Hanse", "–", "–", "–", "not run: the real data are absent")]
    import numpy as np

    from hanse.observatory.interval import compute_interval
    from hanse.sources.open import read_file

    path = shared / "eurostat" / "sbs_r_nuts06_r2_persons_employed_2015.csv"
    taken: dict[str, list[float]] = {}
    notes: dict[str, str] = {}
    for _ in range(max(repeats, 3)):
        started = time.perf_counter()
        panel = read_file(path).panel
        taken.setdefault("reading and checking the file", []).append(time.perf_counter() - started)
        seen = panel.values("employment")
        bases = {
            "krugman-specialisation": np.nansum(seen, axis=0),
            "gini-specialisation": np.nansum(seen, axis=0),
            "locational-gini": np.nansum(seen, axis=1),
        }
        for indicator in INDICATORS:
            options = {"base": bases[indicator]} if indicator in bases else {}
            started = time.perf_counter()
            found = compute_interval(indicator, panel, **options)
            taken.setdefault(indicator, []).append(time.perf_counter() - started)
            low, high = found.columns["low"], found.columns["high"]
            finite = np.isfinite(low) & np.isfinite(high)
            median = np.median(high[finite] - low[finite])
            notes[indicator] = (
                f"{low.size:,} intervals, {finite.mean():.0%} of them finite, median width "
                f"{median:.2g}"
            )
    size = " x ".join(str(n) for n in seen.shape[:2])
    notes["reading and checking the file"] = f"{size}, {np.isnan(seen).mean():.0%} unknown"
    return [
        Row(name, f"{sorted(runs)[len(runs) // 2]:.3f} ({min(runs):.3f})", "–", "–", notes[name])
        for name, runs in taken.items()
    ]
