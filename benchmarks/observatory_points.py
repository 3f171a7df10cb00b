"""K_d and M with envelopes: 20,000 points, 30 industries, 100 draws, in one go.

dbmss (R) does one industry a call: three of the thirty are run and their mean is taken thirty
times. Where R or dbmss is absent its recorded times are used, marked as such: 20 s for K_d and 13 s
for M with 1,000 plants in one industry.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean

from benchmarks.measuring import Row
from benchmarks.observatory_r import run_r, write_columns

TITLE = "K_d and M with envelopes, 20,000 points, 30 industries, 100 draws, warm process"
RECORDED = {"K_d": 20.0, "M": 13.0}
POINTS, INDUSTRIES, DRAWS, ASKED = 20_000, 30, 100, 3


def measure(folder: Path, repeats: int) -> list[Row]:
    import numpy as np

    from hanse.observatory.space.duranton_overman import compute_duranton_overman
    from hanse.observatory.space.marcon_puech import compute_marcon_puech

    x, y = np.random.default_rng(0).random((2, POINTS)) * 100
    industries = [f"i{k * INDUSTRIES // POINTS:02d}" for k in range(POINTS)]
    distances = np.linspace(0, 30, 61)
    table = folder / "points.csv"
    write_columns(table, x=x.tolist(), y=y.tolist(), industry=industries)
    rows = []
    for name, function in (("K_d", compute_duranton_overman), ("M", compute_marcon_puech)):
        function(x[:200], y[:200], ["a", "b"] * 100, distances, draws=2)
        taken = [
            _time(lambda f=function: f(x, y, industries, distances, draws=DRAWS))
            for _ in range(min(repeats, 3))
        ]
        wall, processor = (min(run[k] for run in taken) for k in (0, 1))
        rows.append(Row(f"Hanse, {name}", f"{max(t[0] for t in taken):.1f} ({wall:.1f})", "1", "–"))
        rows.append(_compare(name, table, wall, processor))
    return rows


def _compare(name: str, table: Path, wall: float, processor: float) -> Row:
    peer = run_r("observatory_points", table, name, ASKED, DRAWS)
    if isinstance(peer, str):
        seconds = RECORDED[name] * INDUSTRIES
        note = f"recorded: {RECORDED[name]:.0f} s for one industry, times {INDUSTRIES}; {peer}"
        return Row(f"dbmss, {name}", f"{seconds:.0f}", f"{seconds / wall:.0f}", "–", note)
    whole = {key: mean(values) * INDUSTRIES for key, values in peer.items()}
    ratio = f"{whole['wall'] / wall:.0f} ({whole['processor'] / processor:.0f})"
    note = f"{ASKED} of {INDUSTRIES} industries run, their mean times {INDUSTRIES}"
    return Row(f"dbmss, {name}", f"{whole['wall']:.0f}", ratio, "–", note)


def _time(run: Callable[[], object]) -> tuple[float, float]:
    """Wall-clock and processor seconds."""
    wall, processor = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - wall, time.process_time() - processor
