"""Relatedness and complexity against the Python packages for it, long table in and out.

HANSE_PEERS names the Pythons (separated as on PATH) of the environments that hold the peers, by
default this one: economic-complexity needs pandas 2, so that all three run in one made by

    python -m venv peers && peers/bin/pip install "pandas<3" pyarrow \\
        econcomplex ecomplexity economic-complexity

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
    library: str, python: str, source: Path, out: Path, repeats: int
) -> tuple[list[float], float] | str:
    """Seconds of each repeat and peak MB; or why the library did not run."""
    program = PROGRAMS / "observatory_complexity.py"
    command = [python, str(program), library, str(source), str(out), str(repeats)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
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
    runs: dict[str, list[float]] = {}
    memory: dict[str, float] = {}
    notes: dict[str, str] = {}
    hanse = folder / "hanse.parquet"
    for library in ("hanse", *RECORDED):
        out = folder / f"{library}.parquet"
        answer: object = "no environment with it: set HANSE_PEERS"
        for python in [sys.executable] if library == "hanse" else [p for p in peers if p]:
            answer = run_library(library, python, source, out, max(repeats, 3))
            if not isinstance(answer, str):
                break
        if isinstance(answer, str):
            notes[library] = f"{answer}; recorded: {RECORDED.get(library, '?')} s"
            continue
        runs[library], memory[library] = answer
        if library != "hanse":
            notes[library] = f"largest difference of ECI {check_same(hanse, out):.1e}"
    base = median(runs["hanse"])
    ten = folder / "ten.parquet"
    write_input(ten, periods=10)
    whole = run_library("hanse", sys.executable, ten, folder / "out.parquet", 1)
    last = (
        Row("Hanse, ten periods", "–", "–", "–", whole)
        if isinstance(whole, str)
        else Row("Hanse, ten periods", f"{whole[0][0]:.3f}", "–", f"{whole[1]:.0f}", "8.4 m rows")
    )
    return [
        Row(
            "Hanse" if library == "hanse" else library,
            f"{median(runs[library]):.3f} ({min(runs[library]):.3f})" if library in runs else "–",
            f"{median(runs[library]) / base:.1f}" if library in runs else "–",
            f"{memory[library]:.0f}" if library in memory else "–",
            notes.get(library, ""),
        )
        for library in ("hanse", *RECORDED)
    ] + [last]
