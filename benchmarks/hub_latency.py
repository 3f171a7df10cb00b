"""How fast the observatory's pages are: 8 clients on loopback, the full Eurostat table published.

Server time is what the hub itself says in `Server-Timing`: from the request's first line to the
answer, waiting for the other clients included. Each page is asked for by all clients at once.
"""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles

from benchmarks.measuring import Row, find_shared_data, serve_hub

TITLE = "Pages of the hub, 8 clients, full Eurostat run (NUTS-2 x 68 divisions) published"
CLIENTS = 8
FILE = "eurostat/sbs_r_nuts06_r2_persons_employed_2015.csv"
PAGES = {
    "map, number of clusters": "/observatory/",
    "map, one division": "/observatory/?group=29&show=lq",
    "tile grid, one division": "/observatory/?group=29&layout=tiles",
    "region": "/observatory/regions/DE21/",
    "industry": "/observatory/industries/29/",
    "statistical cluster": "/observatory/clusters/DE21/29/",
    "five regions side by side": (
        "/observatory/compare/?region=DE21&region=ES51&region=FR10&region=PL22&region=ITC4"
    ),
    "search": "/observatory/search/?q=lodz",
    "data catalogue": "/observatory/data/",
    "download, one division as CSV": "/observatory/?group=29&format=csv",
}
# As if nobody had asked for the page before: every request has an address of its own.
FRESH = {
    "region, not kept": "/observatory/regions/DE21/?fresh=",
    "industry, not kept": "/observatory/industries/29/?fresh=",
    "statistical cluster, not kept": "/observatory/clusters/DE21/29/?fresh=",
    "map, one division, not kept": "/observatory/?group=29&show=lq&fresh=",
}
SIGNED_IN = {
    "map, one division": "/observatory/?group=29&show=lq",
    "region": "/observatory/regions/DE21/",
}
_PREPARE = """
import sys
from hanse.hub.foundation.serving import prepare_hub, set_up_django
set_up_django()
prepare_hub(lambda text: None)
from hanse.hub.observatory.actions import publish_identification
from hanse.hub.observatory.identifying import rate_panel
from hanse.sources.open import read_file
reading = read_file(sys.argv[1])
for grouping in ("ecosystems-14", ""):
    rated = rate_panel(reading.panel, method="european-stars", grouping=grouping, parameters={})
    publish_identification(rated, reading.panel, reading.report, title=f"Eurostat {grouping}")
print(len(rated.regions), "x", len(rated.groups))
from django.contrib.auth import get_user_model
from django.test import Client
client = Client()
client.force_login(get_user_model().objects.create_user(email="reader@example.org", password=None))
print("; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()))
"""


def measure(folder: Path, repeats: int) -> list[Row]:
    """Publish, serve, ask; one row a page."""
    shared = find_shared_data()
    if shared is None:
        return [Row("not measured", "–", "–", "–", "real data absent")]
    environment = {**os.environ, "HANSE_DATA_DIR": str(folder), "HANSE_LOG_LEVEL": "ERROR",
                   "DJANGO_SETTINGS_MODULE": "hanse.hub.settings"}  # fmt: skip
    told = subprocess.run(
        [sys.executable, "-c", _PREPARE, str(shared / FILE)],
        env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    port = 8900 + os.getpid() % 90
    with serve_hub(environment, port=port, workers=1):
        cells, cookie = told.stdout.strip().splitlines()
        pages = PAGES | FRESH
        rows = [_measure_page(port, name, page, repeats) for name, page in pages.items()]
        rows += [
            _measure_page(port, f"{name}, signed in{alone}", page, repeats, cookie, clients)
            for name, page in SIGNED_IN.items()
            for clients, alone in ((CLIENTS, ""), (1, ", one client"))
        ]
        rows += [
            _measure_page(port, f"{name}, one client", page, repeats, clients=1)
            for name, page in FRESH.items()
        ]
    return [Row(f"cells: {cells}", "", "", "", ""), *rows]


def _ask(port: int, address: str, cookie: str = "") -> tuple[float, int]:
    """Server time in milliseconds and bytes of the body as sent (gzipped)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Accept-Encoding": "gzip"} | ({"Cookie": cookie} if cookie else {})
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    size = len(answer.read())
    timing = answer.headers["Server-Timing"]
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}")
    return float(timing.split("dur=")[1].split(",")[0]), size


def _measure_page(
    port: int, name: str, address: str, repeats: int, cookie: str = "", clients: int = CLIENTS
) -> Row:
    _ask(port, address, cookie)
    asked = clients * max(repeats, 3) * 4

    def ask(number: int) -> tuple[float, int]:
        # Whoever comes later, with other clients, asks for pages that were not drawn before.
        own = f"{address}{clients}-{number}" if address.endswith("=") else address
        return _ask(port, own, cookie)

    with ThreadPoolExecutor(clients) as asking:
        answers = list(asking.map(ask, range(asked)))
    times = sorted(milliseconds for milliseconds, _ in answers)
    middle, late = median(times), quantiles(times, n=20)[-1]
    return Row(
        name,
        f"{middle / 1000:.3f} ({times[0] / 1000:.3f})",
        "",
        "",
        f"server time: median {middle:.0f} ms, p95 {late:.0f} ms of {asked};"
        f" {answers[0][1] / 1024:.0f} kB sent",
    )
