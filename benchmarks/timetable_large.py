"""Large generated events through the command line: breaks, bound, gap and memory of all processes.

The events are realistic (popular participants, sessions, absences; `hanse timetable generate`),
each answer goes through the independent verifier. Memory is the peak of what the command and its
solvers hold together, shared pages counted once, looked at four times a second.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.measuring import Row

TITLE = "Timetables: large generated events, 60 s each (one run a seed, new process)"
LIMIT = 60
EVENTS = ((300, 20, 1_500), (2_000, 40, 15_000))
SEEDS = tuple(int(seed) for seed in os.environ.get("HANSE_TIMETABLE_SEEDS", "1,2,3").split(","))


def measure(folder: Path, repeats: int) -> list[Row]:
    return [measure_one(folder, *size, seed) for size in EVENTS for seed in SEEDS]


def measure_one(folder: Path, participants: int, slots: int, meetings: int, seed: int) -> Row:
    file = folder / f"{participants}-{seed}.dzn"
    sizes = {"participants": participants, "slots": slots, "meetings": meetings, "seed": seed}
    options = [f"--{name}={value}" for name, value in sizes.items()]
    hanse = [str(Path(sys.executable).with_name("hanse")), "timetable"]
    subprocess.run([*hanse, "generate", *options, f"--out={file}"], check=True)
    command = [*hanse, str(file), "--json", f"--time-limit={LIMIT}"]
    begin = time.perf_counter()
    written, peak = folder / "answer.json", 0.0
    with written.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL)
        while process.poll() is None:
            peak = max(peak, measure_memory(process.pid))
            try:
                process.wait(0.25)
            except subprocess.TimeoutExpired:
                continue
    seconds = time.perf_counter() - begin
    answer = json.loads(written.read_bytes())
    name = f"{participants:,} x {slots} x {meetings:,}, seed {seed}"
    return Row(name, f"{seconds:.1f}", "", f"{peak:.0f}", describe(file, answer))


def describe(file: Path, answer: dict) -> str:  # type: ignore[type-arg]
    from hanse.brokerage.timetable.verify import verify_answer

    breaks, bound = answer["breaks"], answer["lower_bound"]
    if breaks is None:
        return f"{answer['status']}; at least {bound} breaks"
    gap = (breaks - bound) / breaks if breaks else 0.0
    verified = "verified" if verify_answer(file, answer) == [] else "REFUSED BY THE VERIFIER"
    return f"{answer['status']}; {breaks:,} breaks, at least {bound:,} (gap {gap:.1%}); {verified}"


def measure_memory(process: int) -> float:
    """MB held by a process and all that it started (Linux: its share of each page)."""
    total, waiting = 0, [process]
    while waiting:
        number = waiting.pop()
        try:
            pages = Path(f"/proc/{number}/smaps_rollup").read_text()
            tasks = Path(f"/proc/{number}/task").iterdir()
            waiting += [int(child) for t in tasks for child in (t / "children").read_text().split()]
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue  # it has ended meanwhile
        total += next(int(line.split()[1]) for line in pages.splitlines() if line[:4] == "Pss:")
    return total / 1024
