"""REAT's `conc` and `spec` for 50 regions x 600 industries.

REAT is run once, on the same input (it takes minutes), and its indices are compared with ours;
where R or REAT is absent its recorded times are used, marked as such.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.measuring import Row
from benchmarks.observatory_r import run_r, write_columns

TITLE = "Hoover, Gini, Krugman of all industries (conc) and regions (spec), 50 x 600, warm process"
Indices = list[Any]
RECORDED = {"conc": 431.0, "spec": 35.0}


def measure(folder: Path, repeats: int) -> list[Row]:
    import numpy as np

    from hanse.observatory.indicators.gini_specialisation import compute_gini_specialisation
    from hanse.observatory.indicators.hoover_concentration import compute_hoover_concentration
    from hanse.observatory.indicators.hoover_specialisation import compute_hoover_specialisation
    from hanse.observatory.indicators.krugman_concentration import (
        compute_krugman_concentration,
    )
    from hanse.observatory.indicators.krugman_specialisation import (
        compute_krugman_specialisation,
    )
    from hanse.observatory.indicators.locational_gini import compute_locational_gini

    jobs = np.random.default_rng(0).integers(1, 1000, (50, 600)).astype(float)

    def conc() -> Indices:
        return [
            compute_hoover_concentration(jobs),
            compute_locational_gini(jobs, weights="regions"),
            compute_krugman_concentration(jobs, reference="mean of others"),
        ]

    def spec() -> Indices:
        return [
            compute_hoover_specialisation(jobs),
            compute_gini_specialisation(jobs, weights="industries"),
            compute_krugman_specialisation(jobs, reference="mean of others"),
        ]

    table = folder / "jobs.csv"
    r, i = np.indices(jobs.shape).reshape(2, -1)
    regions, industries = [f"r{k:02d}" for k in r], [f"i{k:03d}" for k in i]
    write_columns(table, region=regions, industry=industries, jobs=jobs.ravel().tolist())
    rows = []
    for name, run in (("conc", conc), ("spec", spec)):
        seconds = _time(run, repeats)
        rows.append(Row(f"Hanse, {name}", f"{seconds:.4f}", "1", "–"))
        rows.append(_compare(name, run(), seconds, table, folder / f"{name}.csv"))
    return rows


def _compare(name: str, ours: Indices, seconds: float, table: Path, out: Path) -> Row:
    peer = run_r("observatory_concentration", table, name, out)
    if isinstance(peer, str):
        ratio = f"{RECORDED[name] / seconds:,.0f}"
        return Row(f"REAT, {name}", f"{RECORDED[name]:.0f}", ratio, "–", f"recorded; {peer}")
    with out.open(encoding="utf-8") as stream:
        theirs = [[float(cell) for cell in row[1:]] for row in list(csv.reader(stream))[1:]]
    gaps = [
        max(abs(a - b) for a, b in zip(mine, column, strict=True))
        for mine, column in zip(ours, zip(*theirs, strict=True), strict=True)
    ]
    wall = peer["wall"][0]
    note = "largest differences of Hoover, Gini, Krugman: " + ", ".join(f"{g:.1e}" for g in gaps)
    return Row(f"REAT, {name}", f"{wall:.0f}", f"{wall / seconds:,.0f}", "–", note)


def _time(run: Callable[[], object], repeats: int) -> float:
    """Median seconds of a warm call."""
    run()
    seconds = []
    for _ in range(max(repeats, 5)):
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    return sorted(seconds)[len(seconds) // 2]
