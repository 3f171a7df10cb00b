"""Bulk download of the registry: every form at once, in a process of its own.

Flat memory: the peak for the large registry against that for one a tenth of its size.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.measuring import PROGRAMS, Row

TITLE = "Bulk files of the registry: CSV, JSON Lines, Parquet and Excel in one pass"
COUNTS = (10_000, 100_000)


def measure(folder: Path, repeats: int) -> list[Row]:
    """Fill a registry of each size, then write its files in a new process."""
    rows, first = [], 0.0
    for count in COUNTS:
        home = folder / str(count)
        run("fill", str(count), home=home)
        told = json.loads(run("export", home=home).splitlines()[-1])
        first = first or told["processor"]
        sizes = ", ".join(f"{form} {size / 1e6:.0f} MB" for form, size in told["sizes"].items())
        rows.append(
            Row(
                f"{count:,} organisations, {int(count * 1.8):,} memberships",
                f"{told['seconds']:.1f} ({told['processor']:.1f} of processor)",
                f"{told['processor'] / first:.1f}",
                f"{told['peak']:.0f}",
                f"{told['before']:.0f} MB before; {sizes}",
            )
        )
    return rows


def run(*arguments: str, home: Path) -> str:
    """The program's output; it keeps its registry in `home`."""
    done = subprocess.run(
        [sys.executable, str(PROGRAMS / "registry_export.py"), *arguments],
        env={**os.environ, "HANSE_DATA_DIR": str(home), "HANSE_LOG_LEVEL": "ERROR"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
