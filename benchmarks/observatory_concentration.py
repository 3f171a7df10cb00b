"""REAT's `conc` and `spec` for 50 regions x 600 industries, and interval LQs of Eurostat's file.

Where R is absent REAT's recorded times are used, marked as such.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.measuring import Row

TITLE = "Hoover, Gini, Krugman of all industries (conc) and regions (spec), 50 x 600, warm process"
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
    from hanse.observatory.suppressed.intervals import bound_location_quotients

    jobs = np.random.default_rng(0).integers(1, 1000, (50, 600)).astype(float)

    def conc() -> None:
        compute_hoover_concentration(jobs)
        compute_locational_gini(jobs, weights="regions")
        compute_krugman_concentration(jobs)

    def spec() -> None:
        compute_hoover_specialisation(jobs)
        compute_gini_specialisation(jobs, weights="industries")
        compute_krugman_specialisation(jobs, reference="mean of others")

    rng = np.random.default_rng(1)
    low = rng.integers(0, 1000, (327, 101)).astype(float)
    missing = rng.random(low.shape) < 0.21
    low[missing] = 0.0
    high = np.where(missing, np.inf, low)
    r = "" if shutil.which("Rscript") else "; REAT not run: no R on this machine"
    rows = []
    for name, run in (("conc", conc), ("spec", spec)):
        seconds = _time(run, repeats)
        rows.append(Row(f"Hanse, {name}", f"{seconds:.4f}", "1.0", "–"))
        ratio = f"{RECORDED[name] / seconds:,.0f}"
        rows.append(Row(f"REAT, {name}", f"{RECORDED[name]:.0f}", ratio, "–", f"recorded{r}"))
    seconds = _time(lambda: bound_location_quotients(low, high), repeats)
    size = "327 x 101 with 21 % missing, the size of the full Eurostat file"
    rows.append(Row("Hanse, interval LQs", f"{seconds:.3f}", "–", "–", size))
    return rows


def _time(run: Callable[[], object], repeats: int) -> float:
    """Median seconds of a warm call."""
    run()
    seconds = []
    for _ in range(max(repeats, 5)):
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    return sorted(seconds)[len(seconds) // 2]
