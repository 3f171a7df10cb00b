"""Relatedness and complexity against the Python packages for it, long table in and out.

HANSE_PEERS names the Pythons (separated as on PATH) of the environments that hold the peers, by
default this one: economic-complexity needs pandas 2, so that all three run in one made by

    python -m venv peers && peers/bin/pip install "pandas<3" pyarrow \\
        econcomplex ecomplexity economic-complexity

Wall-clock seconds are those of libraries as they come. Processor seconds are taken in rounds of
their own with one BLAS thread for everybody: threads that spin while they wait do no work.

Where a package does not run the row says why and repeats the recorded figure. Ten periods are run
by Hanse alone, for the peak of memory, from a pandas frame and back.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from benchmarks.measuring import PROGRAMS, Row

TITLE = "LQ, proximity, density, ECI and PCI, 1,400 x 600, long table in and out, warm process"
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
RECORDED = {"ecomplexity": "3–4", "econcomplex": "4–6", "economic_complexity": "1.6–1.9"}


def write_input(path: Path, *, periods: int = 1) -> None:
    """A long table of made-up employment, seeded; able regions have the demanding industries too.

    The structure is nested on purpose: on independent numbers all but the first singular value are
    alike, so that the index is noise and a method that stops early ends anywhere.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(1)
    regions, industries = 1400, 600
    skill, need = rng.random((regions, 1)), rng.random((1, industries))
    level = 40 / (1 + np.exp(8 * (need - skill)))[..., None]
    jobs = np.floor(level * rng.lognormal(0, 1.0, (regions, industries, periods))) + 1
    r, i, t = np.indices(jobs.shape).reshape(3, -1)
    names = {
        "region": np.array([f"R{k:04d}" for k in range(regions)])[r],
        "industry": np.array([f"I{k:03d}" for k in range(industries)])[i],
        "period": (2012 + t).astype(np.int64),
        "employment": jobs.ravel(),
    }
    pq.write_table(pa.table(names), path)


def run_library(
    library: str, python: str, source: Path, out: Path, repeats: int, *, single: bool = False
) -> tuple[dict[str, list[float]], float] | str:
    """Seconds of each repeat and peak MB; or why the library did not run."""
    program = PROGRAMS / "observatory_complexity.py"
    command = [python, str(program), library, str(source), str(out), str(repeats)]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(ONE_THREAD if single else {})},
    )
    output, errors = process.stdout.read(), process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        return errors.strip().splitlines()[-1]
    return json.loads(output.splitlines()[-1]), used.ru_maxrss / 1024


def check_same(first: Path, other: Path) -> float:
    """Largest difference between the two libraries' ECI, up to scale and sign."""
    import numpy as np
    import pyarrow.parquet as pq

    def read(path: Path) -> np.ndarray:
        table = pq.read_table(path).to_pydict()
        table.setdefault("period", [0] * len(table["region"]))
        order = sorted(zip(table["period"], table["region"], table["eci"], strict=True))
        eci = np.array([row[2] for row in order], dtype=float).reshape(-1, 1400)
        eci = (eci - eci.mean(axis=1, keepdims=True)) / eci.std(axis=1, keepdims=True)
        return eci * np.sign(eci[:, :1])

    return float(np.abs(read(first) - read(other)).max())


def measure(folder: Path, repeats: int) -> list[Row]:
    peers = os.environ.get("HANSE_PEERS", sys.executable).split(os.pathsep)
    source = folder / "table.parquet"
    write_input(source)
    runs: dict[str, dict[str, list[float]]] = {}
    memory: dict[str, float] = {}
    notes: dict[str, str] = {}
    hanse = folder / "hanse.parquet"
    libraries = ("hanse", *RECORDED)
    # Rounds, because the machine's other load changes: each library in turn, three runs a process.
    rounds = [(number, library) for number in range(2 * max(repeats, 2)) for library in libraries]
    for number, library in rounds:
        single, out = number % 2 == 1, folder / f"{library}.parquet"
        answer: object = "no environment with it: set HANSE_PEERS"
        for python in [sys.executable] if library == "hanse" else [p for p in peers if p]:
            answer = run_library(library, python, source, out, 3, single=single)
            if not isinstance(answer, str):
                break
        if isinstance(answer, str):
            notes[library] = f"{answer}; recorded: {RECORDED.get(library, '?')} s"
            continue
        taken = runs.setdefault(library, {"wall": [], "processor": []})
        key = "processor" if single else "wall"
        taken[key] += answer[0][key]
        memory[library] = max(memory.get(library, 0.0), answer[1])
        if library != "hanse":
            notes[library] = f"largest difference of ECI {check_same(hanse, out):.1e}"
    rows = [_row(library, runs, memory, notes) for library in libraries]
    return [*rows, _measure_ten_periods(folder)]


def _row(
    library: str,
    runs: dict[str, dict[str, list[float]]],
    memory: dict[str, float],
    notes: dict[str, str],
) -> Row:
    """Medians, and the ratio of the best times: wall clock, and processor in brackets."""
    name = "Hanse" if library == "hanse" else library
    if library not in runs:
        return Row(name, "–", "–", "–", notes[library])
    own, base = runs[library], runs["hanse"]
    wall, processor = (min(own[key]) / min(base[key]) for key in ("wall", "processor"))
    seconds = f"{median(own['wall']):.3f} ({min(own['wall']):.3f})"
    ratio = f"{wall:.1f} ({processor:.1f})"
    return Row(name, seconds, ratio, f"{memory[library]:.0f}", notes.get(library, ""))


def _measure_ten_periods(folder: Path) -> Row:
    name, ten = "Hanse, ten periods", folder / "ten.parquet"
    write_input(ten, periods=10)
    found = run_library("hanse", sys.executable, ten, folder / "out.parquet", 1)
    if isinstance(found, str):
        return Row(name, "–", "–", "–", found)
    return Row(name, f"{found[0]['wall'][0]:.3f}", "–", f"{found[1]:.0f}", "8.4 million rows")
