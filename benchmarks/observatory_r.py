"""Running the R packages REAT and dbmss, where they are.

R is in Debian (`r-base-core`); packages are looked for where R does, to which R_LIBS adds folders.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from benchmarks.measuring import PROGRAMS


def run_r(program: str, *arguments: object) -> dict[str, list[float]] | str:
    """Wall-clock and processor seconds that a program in R prints, or why it did not run."""
    command = shutil.which("Rscript")
    if command is None:
        return "no R on this machine"
    done = subprocess.run(
        [command, str(PROGRAMS / f"{program}.R"), *map(str, arguments)],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        return done.stderr.strip().splitlines()[0]
    answer: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return answer


def write_columns(path: Path, **columns: list[object]) -> None:
    """A CSV file of equally long columns."""
    import csv

    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
