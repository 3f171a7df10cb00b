"""The same panel from a second engine: PySpark local[2] against DuckDB, cell by cell.

The number of establishments is HANSE_SPARK_ROWS, by default 1,000,000; `benchmarks` runs
10,000,000.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tests.sources.engines.establishments import write_establishments

ROWS = int(os.environ.get("HANSE_SPARK_ROWS", "1000000"))
PROGRAM = Path(__file__).parents[3] / "benchmarks" / "programs" / "aggregate_establishments.py"

pytestmark = [
    pytest.mark.spark,
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("pyspark") is None, reason="pyspark is not installed"),
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java on this machine"),
]


def aggregate(engine: str, source: Path, goal: Path) -> dict[str, np.ndarray]:
    """In a process of its own, so that Spark's threads and warnings stay out of the tests."""
    finished = subprocess.run(
        [sys.executable, str(PROGRAM), engine, str(source), str(goal)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert finished.returncode == 0, finished.stderr[-2000:]
    with np.load(goal) as arrays:
        return dict(arrays)


def test_that_spark_gives_identical_cells(tmp_path: Path) -> None:
    source = tmp_path / "establishments"
    write_establishments(source, ROWS, files=4)
    expected = aggregate("duckdb", source, tmp_path / "duckdb.npz")
    found = aggregate("spark", source, tmp_path / "spark.npz")
    assert set(found) == set(expected)
    for name, array in expected.items():
        equal_nan = array.dtype.kind == "f"
        assert np.array_equal(found[name], array, equal_nan=equal_nan), name
    assert np.nansum(found["establishments"]) == ROWS
