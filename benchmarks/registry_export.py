"""Bulk download of the registry: is its memory flat?

Each form of file from 10,000, 30,000 and 100,000 organisations, each in a process of its own: the
peak must not follow the number. Then the nightly files of 100,000 organisations with 2 million
memberships, and what a served hub takes for a download on demand, to a client that reads slowly.

HANSE_BENCHMARK_SIZES limits the sizes. See `registries` for keeping the registries.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.measuring import Row, read_peak, read_processes, run_program, serve_hub
from benchmarks.registries import MEMBERSHIPS, Registry, list_databases, open_registries

TITLE = "Bulk download of the registry: each form, the nightly files, on demand"
FORMS = ("csv", "jsonl", "parquet", "xlsx")
ON_DEMAND = {"csv": None, "jsonl": None, "xlsx": 20_000, "parquet": 20_000}
"""Forms that the hub makes while one waits, and up to how many rows."""


def measure(folder: Path, repeats: int) -> list[Row]:
    """Forms and sizes, then the nightly files, then the served hub."""
    named = os.environ.get("HANSE_BENCHMARK_SIZES", "10000,30000,100000")
    sizes = [int(size) for size in named.split(",")]
    rows: list[Row] = []
    with open_registries(folder) as registries:
        for database in list_databases():
            for size in sizes:
                filled = registries.get_filled(database, size)
                for form in FORMS:
                    name = f"{database}, {size:,} organisations: {form}"
                    rows.append(_run(name, filled, "write", form, str(folder)))
                if size in MEMBERSHIPS:
                    name = f"{database}, {size:,} with {MEMBERSHIPS[size]:,} memberships: nightly"
                    rows.append(_run(name, filled, "nightly", str(folder / f"{database}-nightly")))
                rows += _download(f"{database}, {size:,} organisations", filled, size)
    return rows


def _run(name: str, registry: Registry, *arguments: str) -> Row:
    done = subprocess.run(
        run_program("registry_export", *arguments),
        env=registry.environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])
    row = Row(
        name,
        f"{told['seconds']:.1f} ({told['processor']:.1f} of processor)",
        "",
        f"{told['peak']:.0f}",
        f"{told['before']:.0f} MB before; {told['sizes']}",
    )
    print(row.name, row.seconds, row.megabytes, row.note, file=sys.stderr, flush=True)
    return row


def _download(title: str, registry: Registry, size: int) -> list[Row]:
    """Files on demand from a hub of one process; its peak is set back before each."""
    port = 9100 + os.getpid() % 90
    rows = []
    with serve_hub(registry.environment, port=port, workers=1) as server:
        _fetch(port, "/organisations/")
        _fetch(port, "/api/files/chosen.csv?country=AT")
        for form, most in ON_DEMAND.items():
            if most is not None and size > most:
                continue
            for pid in read_processes(server.pid):
                Path(f"/proc/{pid}/clear_refs").write_text("5")
            before = read_peak(server.pid)
            started = time.perf_counter()
            length = _fetch(port, f"/api/files/chosen.{form}", slowly=True)
            row = Row(
                f"{title}: {form} on demand",
                f"{time.perf_counter() - started:.1f}",
                "",
                f"{read_peak(server.pid):.0f}",
                f"{before:.0f} MB before; {length / 1e6:.0f} MB, read slowly",
            )
            print(row.name, row.seconds, row.megabytes, row.note, file=sys.stderr, flush=True)
            rows.append(row)
    return rows


def _fetch(port: int, address: str, *, slowly: bool = False) -> int:
    """Bytes of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("GET", address)
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}")
    length = 0
    while piece := answer.read(1 << 20):
        length += len(piece)
        if slowly:
            time.sleep(0.02)
    connection.close()
    return length
