"""ECI of 3,113 US counties x 290 industries against econcomplex, and the observatory's import.

The input is made up with the counties' size and a nested structure. econcomplex is run from the
environment that HANSE_PEERS names, or from this one (extra `peers`), in its own process; both
get the matrix and give the index, warm, and the time is the process' own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from benchmarks.measuring import PROGRAMS, Row

TITLE = "ECI of 3,113 counties x 290 industries, matrix in and index out; import of the observatory"


def measure(folder: Path, repeats: int) -> list[Row]:
    import numpy as np

    rng = np.random.default_rng(1)
    skill, need = rng.random((3113, 1)), rng.random((1, 290))
    jobs = rng.lognormal(3, 1, (3113, 290)) / (1 + np.exp(6 * (need - skill)))
    source = folder / "jobs.npy"
    np.save(source, jobs)
    hanse = _run(sys.executable, "hanse", source, folder, max(repeats, 5))
    found: dict[str, object] | str = "econcomplex is not installed"
    for python in [*os.environ.get("HANSE_PEERS", "").split(os.pathsep), sys.executable]:
        if python:
            found = _run(python, "econcomplex", source, folder, 1)
            if not isinstance(found, str):
                break
    if isinstance(hanse, str):
        raise RuntimeError(hanse)
    rows = [_row("Hanse", hanse, hanse, "")]
    if isinstance(found, str):
        return [*rows, Row("econcomplex", "–", "–", "–", found), *_import_times(repeats)]
    indices = [np.load(folder / f"{name}.npy") for name in ("hanse", "econcomplex")]
    indices = [(x - x.mean()) / x.std() for x in indices]
    gap = min(np.abs(indices[0] - sign * indices[1]).max() for sign in (1, -1))
    note = f"dense eigenvectors; largest difference {gap:.1e}; best against best"
    return [*rows, _row("econcomplex", found, hanse, note), *_import_times(repeats)]


def _run(
    python: str, library: str, source: Path, folder: Path, repeats: int
) -> dict[str, list[float]] | str:
    """Wall-clock and processor seconds of each repeat, or why it did not run."""
    program = PROGRAMS / "observatory_counties.py"
    done = subprocess.run(
        [python, str(program), library, str(source), str(folder / library), str(repeats)],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        return done.stderr.strip().splitlines()[-1]
    answer: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _row(name: str, run: dict[str, list[float]], base: dict[str, list[float]], note: str) -> Row:
    wall, processor = (min(run[key]) / min(base[key]) for key in ("wall", "processor"))
    seconds = f"{median(run['wall']):.3f} ({min(run['wall']):.3f})"
    return Row(name, seconds, f"{wall:,.0f} ({processor:,.0f})", "–", note)


def _import_times(repeats: int) -> list[Row]:
    """Of the package, and of it with the modules of every indicator."""
    every = "import hanse.observatory.compute as c; c.list_indicators()"
    return [
        _import_time("import hanse.observatory", "import hanse.observatory", repeats),
        _import_time("import, and the modules of every indicator", every, repeats),
    ]


def _import_time(name: str, statement: str, repeats: int) -> Row:
    """Seconds of a statement in a new process, told by the process itself."""
    code = (
        f"import time; s, p = time.perf_counter(), time.process_time(); {statement};"
        "print(time.perf_counter() - s, time.process_time() - p)"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(max(repeats, 5))
    ]
    wall, processor = ([float(run[k]) for run in runs] for k in (0, 1))
    seconds = f"{median(wall):.3f} ({min(wall):.3f})"
    return Row(name, seconds, "–", "–", f"new process; processor {min(processor):.3f} s")
