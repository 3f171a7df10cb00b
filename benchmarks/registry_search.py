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
from itertools import count, islice
from pathlib import Path
from statistics import median, quantiles

from benchmarks.measuring import Row, read_peak, read_processes, run_program, serve_hub
from benchmarks.registries import MEMBERSHIPS, Registry, list_databases, open_registries

TITLE = "Search of the registry: recall at 5, and pages for 8 clients, SQLite and PostgreSQL"
CLIENTS = 8
COUNTRIES = [
    *("DE", "FR", "IT", "ES", "PL", "AT", "NL", "SE", "GR", "BG"),
    *("RO", "PT", "CZ", "HU", "FI", "DK", "IE", "RS", "UA", "TR"),
]
TOPICS = ["digital", "health", "agri-food", "tourism", "textiles", "electronics"]
WORDS = ["netzwerk", "valley", "photonics", "klaster", "data", "wine", "medtech", "spa", "alliance",
         "reseau", "dolina", "kentro", "netwerk", "photnics"]  # fmt: skip
FIRST = ["al", "ba", "be", "co", "da", "de", "el", "fa", "ga", "ha", "in", "ka", "lo"]
SECOND = ["ma", "me", "mi", "no", "na", "pe", "ra", "ri", "so", "ta", "ti", "va", "zu"]
LONG = ["photonics", "software", "electronics", "association", "kompetenzzentrum", "companies",
        "stowarzyszenie", "microelectronics", "universities", "competitivite", "platform",
        "biopharma", "mountain", "network", "clustermanagement", "alliance"]  # fmt: skip
REPEATED = {
    "first page, repeated": "/organisations/",
    "text, facets and map, repeated": "/organisations/?q=netzwerk&country=DE&view=map",
}


def _invent_addresses() -> dict[str, Iterator[str]]:
    """Endless addresses of each kind, no two the same for a long while."""

    def turn(pattern: str) -> Iterator[str]:
        for n in count():
            yield "/organisations/" + pattern.format(
                typed=FIRST[n % len(FIRST)] + SECOND[n // len(FIRST) % len(SECOND)],
                misspelled=_leave_out(LONG[n % len(LONG)], 1 + n // len(LONG)),
                word=WORDS[n % len(WORDS)],
                country=COUNTRIES[n % len(COUNTRIES)],
                other=COUNTRIES[(n // 3 + 7) % len(COUNTRIES)],
                topic=TOPICS[n % len(TOPICS)],
                west=-20 + n % 90 / 10,
            )

    return {
        "text, facets and list": turn("?q={word}&country={country}&country={other}&page=1"),
        "text, facets and map": turn("?q={word}&country={country}&country={other}&view=map"),
        "a text that nobody had typed, map": turn("?q={typed}&view=map"),
        "a misspelled text, map": turn("?q={misspelled}&country={country}&view=map"),
        "facets and map": turn("?country={country}&country={other}&ecosystem={topic}&view=map"),
        "everything on the map": turn("?box={west},20,60,75&view=map"),
        "a word that most have, map": turn("?q=cluster&box={west},20,60,75&view=map"),
        "table by members": turn("?country={country}&ecosystem={topic}&view=table&sort=members"),
        "names while typing": turn("suggest/?q={word}&country={country}&country={other}"),
    }


def _leave_out(word: str, letter: int) -> str:
    at = letter % len(word)
    return word[:at] + word[at + 1 :]


def measure(folder: Path, repeats: int) -> list[Row]:
    """Quality and speed on both databases."""
    sizes = [int(n) for n in os.environ.get("HANSE_BENCHMARK_SIZES", "1500,100000").split(",")]
    rows: list[Row] = []
    with open_registries(folder) as registries:
        for database in list_databases():
            empty = registries.build_empty(database, folder / f"{database}-quality")
            rows += _measure_quality(database, empty.environment)
            for size in sizes:
                filled = registries.get_filled(database, size)
                title = f"{database}, {size:,} organisations"
                rows.append(Row(f"{title}: written in {filled.written} s", "", "", "", ""))
                rows += _serve_and_measure(title, filled, repeats, has_ties=size in MEMBERSHIPS)
    return rows


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


def _serve_and_measure(
    title: str, registry: Registry, repeats: int, *, has_ties: bool
) -> list[Row]:
    """One row a kind of page of a hub whose registry is filled."""
    port = 9000 + os.getpid() % 90
    asked = CLIENTS * max(repeats, 3) * 4
    with serve_hub(registry.environment, port=port) as server:
        roots = [server.pid, *registry.processes]
        _warm(port)
        peak = f"{read_peak(server.pid):.0f}"
        rows = [Row(f"{title}: processes after loading", "", "", peak, "")]
        kinds = {name: iter([address] * asked) for name, address in REPEATED.items()}
        kinds |= _invent_addresses()
        if has_ties:
            kinds |= _list_cluster_pages(port, asked)
        for name, addresses in kinds.items():
            rows.append(_measure(port, f"{title}: {name}", islice(addresses, asked), roots))
            print(rows[-1].name, rows[-1].note, file=sys.stderr, flush=True)
    return rows


def _list_cluster_pages(port: int, asked: int) -> dict[str, Iterator[str]]:
    """Pages of clusters with their many memberships, each of another cluster."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", "/organisations/?kind=cluster-organisation&format=csv")
    answer = connection.getresponse()
    answer.readline()
    keys = [answer.readline().decode().split(",")[0] for _ in range(asked)]
    connection.close()
    pages = {"profile": "", "members": "members/", "network": "network/", "overlap": "overlap/"}
    return {
        f"a cluster's {name}": iter([f"/organisations/{key}/{page}" for key in keys])
        for name, page in pages.items()
    }


def _warm(port: int) -> None:
    """Every process of the server has loaded its index."""
    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(lambda _: _ask(port, "/organisations/?view=map"), range(CLIENTS * 6)))


def _processor_seconds(roots: Sequence[int]) -> float:
    ticks = sum(int(told["ticks"]) for root in roots for told in read_processes(root).values())
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
