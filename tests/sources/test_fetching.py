"""Fetching from a server on this machine that answers as Eurostat does, with handmade figures."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner

from hanse.cli.source import command
from hanse.sources.downloads import fetch_file
from hanse.sources.eurostat_sbs.fetch import fetch_eurostat_sbs, find_url
from hanse.sources.open import read_file
from hanse.vocabulary import InputError, NetworkError

RECORDED = (
    "freq,nace_r2,indic_sb,geo\\TIME_PERIOD\t2014 \t2015 \n"
    + "".join(
        f"A,C{division},V16110,AT{region}\t{division * region} \t{division + region} d\n"
        for division in range(10, 34)
        for region in (11, 12, 13, 21, 22, 31, 32, 33, 34)
    )
    + "A,C10,V11210,AT11\t7 \t: c\n"
)
ANSWER = gzip.compress(RECORDED.encode(), mtime=0)


@dataclass
class Server:
    """What to answer, and what was asked."""

    address: str = ""
    body: bytes = ANSWER
    etag: str = '"first"'
    cut_after: list[int] = field(default_factory=list)
    """For each coming answer: after how many bytes the connection is cut."""
    failures: list[int] = field(default_factory=list)
    """Status codes to answer first."""
    asked: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


def make_handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append(dict(self.headers))
            server.paths.append(self.path)
            if server.failures:
                self.send_error(server.failures.pop(0))
                return
            begin = 0
            wanted = self.headers.get("Range", "")
            if wanted and self.headers.get("If-Range") == server.etag:
                begin = int(wanted.removeprefix("bytes=").rstrip("-"))
                self.send_response(206)
            else:
                self.send_response(200)
            body = server.body[begin:]
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", server.etag)
            self.end_headers()
            self.wfile.write(body[: server.cut_after.pop(0)] if server.cut_after else body)

        def log_message(self, *args: object) -> None:
            return

    return Handler


@pytest.fixture
def server() -> Iterator[Server]:
    served = Server()
    listening = ThreadingHTTPServer(("127.0.0.1", 0), make_handler(served))
    served.address = f"http://127.0.0.1:{listening.server_port}"
    thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield served
    listening.shutdown()
    thread.join()
    listening.server_close()


def no_wait(seconds: float) -> None:
    del seconds


def test_the_whole_table_is_fetched_kept_and_read(server: Server, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    got = fetch_eurostat_sbs(
        tmp_path, base_url=server.address, progress=lambda here, total: seen.append((here, total))
    )
    assert server.paths == ["/SBS_R_NUTS06_R2/?format=TSV&compressed=true"]
    assert got.path.read_bytes() == ANSWER
    assert got.sha256 == hashlib.sha256(ANSWER).hexdigest()
    note = (tmp_path / "sbs_r_nuts06_r2.tsv.gz.sha256").read_text()
    assert note == f"{got.sha256}  sbs_r_nuts06_r2.tsv.gz\n"
    assert seen[-1] == (len(ANSWER), len(ANSWER))
    assert sorted(p.name for p in tmp_path.iterdir()) == [got.path.name, f"{got.path.name}.sha256"]
    reading = read_file(got.path)
    assert reading.panel.shape == (9, 24, 2)
    assert reading.provenance.sha256 == got.sha256


def test_a_complete_file_is_not_fetched_again(server: Server, tmp_path: Path) -> None:
    fetch_eurostat_sbs(tmp_path, base_url=server.address)
    again = fetch_eurostat_sbs(tmp_path, base_url=server.address)
    assert not again.fresh
    assert len(server.asked) == 1
    assert fetch_eurostat_sbs(tmp_path, base_url=server.address, refresh=True).fresh
    (tmp_path / "sbs_r_nuts06_r2.tsv.gz").write_bytes(b"other")
    assert fetch_eurostat_sbs(tmp_path, base_url=server.address).fresh


def test_a_cut_download_continues_where_it_stopped(server: Server, tmp_path: Path) -> None:
    server.cut_after = [100, 50]
    waits: list[float] = []
    got = fetch_eurostat_sbs(tmp_path, base_url=server.address, wait=waits.append)
    assert got.path.read_bytes() == ANSWER
    assert [asked.get("Range") for asked in server.asked] == [None, "bytes=100-", "bytes=150-"]
    assert waits == [1.0, 2.0]


def test_two_editions_are_never_joined(server: Server, tmp_path: Path) -> None:
    server.cut_after = [100]
    path = tmp_path / "t.gz"
    with pytest.raises(NetworkError):
        fetch_file(f"{server.address}/t", path, attempts=1)
    assert not path.exists()
    server.etag, server.body = '"second"', gzip.compress(b"another edition", mtime=0)
    got = fetch_file(f"{server.address}/t", path)
    assert server.asked[-1]["If-Range"] == '"first"'
    assert got.path.read_bytes() == server.body


def test_a_busy_server_is_asked_again(server: Server, tmp_path: Path) -> None:
    server.failures = [503, 500]
    waits: list[float] = []
    got = fetch_eurostat_sbs(tmp_path, base_url=server.address, wait=waits.append)
    assert got.path.read_bytes() == ANSWER
    assert waits == [1.0, 2.0]


def test_a_lasting_refusal_is_told_at_once(server: Server, tmp_path: Path) -> None:
    server.failures = [404]
    with pytest.raises(NetworkError, match="answered 404") as caught:
        fetch_eurostat_sbs(tmp_path, base_url=server.address, wait=no_wait)
    assert caught.value.exit_code == 4
    assert len(server.asked) == 1
    assert not list(tmp_path.glob("*.gz"))


def test_patience_ends(server: Server, tmp_path: Path) -> None:
    server.failures = [503] * 9
    with pytest.raises(NetworkError, match="answered 503"):
        fetch_eurostat_sbs(tmp_path, base_url=server.address, attempts=3, wait=no_wait)
    assert len(server.asked) == 3


def test_an_answer_that_is_no_table_is_not_kept(server: Server, tmp_path: Path) -> None:
    server.body = b"<?xml version='1.0'?><message>Your request will be treated later</message>"
    with pytest.raises(NetworkError, match="something else than the table"):
        fetch_eurostat_sbs(tmp_path, base_url=server.address)
    assert list(tmp_path.iterdir()) == []


def test_no_network_is_one_clear_sentence(tmp_path: Path) -> None:
    address = "http://127.0.0.1:9"
    with pytest.raises(NetworkError) as caught:
        fetch_eurostat_sbs(tmp_path, base_url=address, attempts=2, wait=no_wait)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.startswith("127.0.0.1:9 cannot be reached")
    assert "Check the connection" in sentence
    assert find_url("sbs_r_nuts06_r2", base_url=address) in sentence


def test_unknown_tables_and_addresses_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no table called nama"):
        find_url("nama")
    with pytest.raises(NetworkError, match="no web address"):
        fetch_file("file:///etc/passwd", tmp_path / "x")
    assert find_url("sbs_r_nuts2021", form="csv").endswith(
        "/data/SBS_R_NUTS2021/?format=SDMX-CSV&compressed=true"
    )


def test_the_command_fetches_both_tables(server: Server, tmp_path: Path) -> None:
    arguments = ["fetch", "eurostat-sbs", "--table", "all", "--url", server.address, "--json"]
    done = CliRunner().invoke(command, [*arguments, "--to", str(tmp_path)])
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert [Path(entry["path"]).name for entry in told] == [
        "sbs_r_nuts06_r2.tsv.gz",
        "sbs_r_nuts2021.tsv.gz",
    ]
    assert all(entry["sha256"] == hashlib.sha256(ANSWER).hexdigest() for entry in told)
