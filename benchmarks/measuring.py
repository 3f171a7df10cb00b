"""Running programs in new processes and comparing what they took."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PROGRAMS = Path(__file__).parent / "programs"


@dataclass(frozen=True)
class Run:
    """One process: wall-clock and processor seconds, peak memory in MB."""

    seconds: float
    processor: float
    megabytes: float


@dataclass(frozen=True)
class Row:
    """A line of the results: medians, and the ratio to the first line of the table."""

    name: str
    seconds: str
    ratio: str
    megabytes: str
    note: str = ""


def find_shared_data() -> Path | None:
    """The folder of real data, as the tests find it."""
    named = os.environ.get("HANSE_SHARED_DATA")
    folder = Path(named) if named else Path(__file__).parents[2] / "shared" / "data"
    return folder if folder.is_dir() else None


def run_process(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end; raises CalledProcessError with its output where it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(
        list(command),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **(environment or {})},
    )
    output = process.stdout.read() if process.stdout else b""
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output.decode())
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def run_program(name: str, *arguments: object) -> list[str]:
    """The command line of a program of this folder."""
    return [sys.executable, str(PROGRAMS / f"{name}.py"), *map(str, arguments)]


def wait_for_hub(port: int, *, seconds: float = 120) -> None:
    """Until the hub on this port says that it is well; raises RuntimeError where it never does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
        try:
            connection.request("GET", "/health/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.25)
        finally:
            connection.close()
    raise RuntimeError("the hub does not answer")


@contextmanager
def serve_hub(
    environment: Mapping[str, str], *, port: int, workers: int = 2
) -> Iterator[subprocess.Popen[bytes]]:
    """A hub of that environment in processes of its own, answering on the port."""
    serve = f"import sys; sys.argv[1:] = ['serve', '--port', '{port}', '--workers', '{workers}']; "
    serve += "from hanse.cli import main; main()"
    server = subprocess.Popen(
        [sys.executable, "-c", serve], env=dict(environment), stdout=subprocess.DEVNULL
    )
    try:
        wait_for_hub(port)
        yield server
    finally:
        server.terminate()
        server.wait(timeout=30)


def read_processes(root: int) -> dict[int, dict[str, str]]:
    """What /proc says of a process and all that descend from it, and its "ticks" of processor."""
    known: dict[int, dict[str, str]] = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            status = (path / "status").read_text()
            parts = (path / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        known[int(path.name)] = lines | {"ticks": str(int(parts[11]) + int(parts[12]))}
    chosen = {root}
    while more := {pid for pid, told in known.items() if int(told["PPid"]) in chosen} - chosen:
        chosen |= more
    return {pid: known[pid] for pid in chosen if pid in known}


def read_peak(root: int) -> float:
    """Peak memory in MB of the largest of a process and its descendants."""
    found = [int(t["VmHWM"].split()[0]) for t in read_processes(root).values() if "VmHWM" in t]
    return max(found) / 1024 if found else 0.0


def compare(
    commands: Mapping[str, Sequence[str]], *, repeats: int, notes: Mapping[str, str] | None = None
) -> list[Row]:
    """Run each command `repeats` times in turn; the first one is what the others are divided by.

    The machine's other load changes from minute to minute: ratios are taken within each round and
    their median is reported. One round before the first is not counted: it brings files into the
    cache and compiles modules to bytecode, which pip does when it installs a package.
    """
    rounds: list[dict[str, Run]] = []
    with tempfile.TemporaryDirectory(prefix="hanse-bytecode-") as folder:
        compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": folder}
        for number in range(repeats + 1):
            measured = {
                name: run_process(command, environment=compiled)
                for name, command in commands.items()
            }
            if number:
                rounds.append(measured)
    first = next(iter(commands))
    rows = []
    for name in commands:
        seconds = [measured[name].seconds for measured in rounds]
        ratios = [measured[name].seconds / measured[first].seconds for measured in rounds]
        work = [measured[name].processor / measured[first].processor for measured in rounds]
        rows.append(
            Row(
                name,
                f"{median(seconds):.2f} ({min(seconds):.2f})",
                f"{median(ratios):.2f} ({median(work):.2f})",
                f"{max(measured[name].megabytes for measured in rounds):.0f}",
                (notes or {}).get(name, ""),
            )
        )
    return rows
