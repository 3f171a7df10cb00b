"""Ten million establishments aggregated by two engines to identical cells."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from benchmarks.measuring import Row, compare, run_program
from tests.sources.engines.establishments import write_establishments

TITLE = "10 million establishments to 400 x 80 x 5 cells through Ibis, file to panel, new process"
ROWS = 10_000_000
NOTES = {
    "PySpark local[2]": "memory and processor time of the Java process are not counted",
    "DuckDB": "the engines' cells are compared one by one: identical",
}


def measure(folder: Path, repeats: int) -> list[Row]:
    source = folder / "establishments"
    write_establishments(source, ROWS, files=8)
    goals = {"DuckDB": folder / "duckdb.npz"}
    if find_spec("pyspark") and shutil.which("java"):
        goals["PySpark local[2]"] = folder / "spark.npz"
    commands = {
        name: run_program("aggregate_establishments", goal.stem, source, goal)
        for name, goal in goals.items()
    }
    rows = compare(commands, repeats=min(repeats, 2), notes=NOTES)
    if len(goals) == 1:
        return [*rows, Row("PySpark", "", "", "", "not measured: pyspark or Java is missing")]
    _require_identical(*goals.values())
    return rows


def _require_identical(first: Path, second: Path) -> None:
    with np.load(first) as a, np.load(second) as b:
        for name in a.files:
            if not np.array_equal(a[name], b[name], equal_nan=a[name].dtype.kind == "f"):
                raise AssertionError(f"the engines differ in {name}")
        if np.nansum(a["establishments"]) != ROWS:
            raise AssertionError("establishments were lost")
