"""REAT's `conc` and `spec` for 50 regions x 600 industries, and interval LQs of Eurostat's file.

Where R is absent REAT's recorded times are used, marked as such.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.measuring import Row, find_shared_data

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

    jobs = np.random.default_rng(0).integers(1, 1000, (50, 600)).astype(float)

    def conc() -> None:
        compute_hoover_concentration(jobs)
        compute_locational_gini(jobs, weights="regions")
        compute_krugman_concentration(jobs)

    def spec() -> None:
        compute_hoover_specialisation(jobs)
        compute_gini_specialisation(jobs, weights="industries")
        compute_krugman_specialisation(jobs, reference="mean of others")

    r = "" if shutil.which("Rscript") else "; REAT not run: no R on this machine"
    rows = []
    for name, run in (("conc", conc), ("spec", spec)):
        seconds = _time(run, repeats)
        rows.append(Row(f"Hanse, {name}", f"{seconds:.4f}", "1.0", "–"))
        ratio = f"{RECORDED[name] / seconds:,.0f}"
        rows.append(Row(f"REAT, {name}", f"{RECORDED[name]:.0f}", ratio, "–", f"recorded{r}"))
    return [*rows, _measure_intervals(repeats)]


def _measure_intervals(repeats: int) -> Row:
    """Interval LQs of Eurostat's file as published: a withheld cell is anything from zero up."""
    import numpy as np

    from hanse.observatory.suppressed.intervals import bound_location_quotients

    name = "Hanse, interval LQs of Eurostat's file"
    shared = find_shared_data()
    if shared is None:
        return Row(name, "–", "–", "–", "not run: the real data are absent")
    from hanse.sources.open import read_file

    path = shared / "eurostat" / "sbs_r_nuts06_r2_persons_employed_2015.csv"
    seen = read_file(path).panel.values("employment")
    low, high = np.nan_to_num(seen), np.where(np.isnan(seen), np.inf, seen)
    seconds = _time(lambda: bound_location_quotients(low, high), repeats)
    size = (
        f"{seen.shape[0]} x {seen.shape[1]}, {np.isnan(seen).mean():.0%} unknown; not the reading"
    )
    return Row(name, f"{seconds:.3f}", "–", "–", size)


def _time(run: Callable[[], object], repeats: int) -> float:
    """Median seconds of a warm call."""
    run()
    seconds = []
    for _ in range(max(repeats, 5)):
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    return sorted(seconds)[len(seconds) // 2]
