from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from hanse.cli import root
from hanse.hub.foundation.serving import find_port
from hanse.vocabulary import ConfigurationError

PROGRAM = "from hanse.cli import main; main()"


def build_environment(data_dir: Path) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("HANSE_")}
    ours = {"DJANGO_SETTINGS_MODULE": "hanse.hub.settings", "HANSE_DATA_DIR": str(data_dir)}
    return {**inherited, **ours, "HANSE_LOG_FORMAT": "json"}


def wait_for(condition: Callable[[], bool], *, seconds: int = 60) -> None:
    for _ in range(seconds * 10):
        if condition():
            return
        time.sleep(0.1)
    pytest.fail(f"it did not happen within {seconds} s")


def test_a_taken_port_is_told_or_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"Port {port}"):
            find_port("127.0.0.1", port)
    assert find_port("127.0.0.1", port) == port


def test_the_next_free_port_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        try:
            taken.bind(("127.0.0.1", 8000))
            taken.listen()
        except OSError:
            pass  # somebody else has it: all the better
        assert find_port("127.0.0.1", None) != 8000


@pytest.mark.parametrize("name", ["serve", "demo", "manage"])
def test_the_commands_are_found(name: str) -> None:
    assert name in CliRunner().invoke(root, ["--help"]).output


@pytest.mark.slow
def test_a_hub_is_served_from_an_empty_folder_with_its_worker(tmp_path: Path) -> None:
    port = find_port("127.0.0.1", 0)
    server = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "serve", "--port", str(port)],
        env=build_environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )

    def answers() -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5) as answer:
                return bool(json.load(answer)["ok"])
        except OSError:
            return False

    try:
        wait_for(answers)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/components/", timeout=20) as page:
            html = page.read().decode()
            address = html.split('rel="stylesheet" href="')[1].split('"')[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{address}", timeout=5) as css:
            assert "immutable" in css.headers["Cache-Control"]
        wait_for(lambda: (tmp_path / "worker.lock").exists())
    finally:
        server.send_signal(signal.SIGINT)
        log, _ = server.communicate(timeout=30)
    events = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    paths = {event["path"]: event for event in events if event["event"] == "answered"}
    assert paths["/components/"]["status"] == 200
    assert {"request_id", "milliseconds", "timestamp"} <= set(paths["/components/"])


JOB = """
import os, sys, time
import django
django.setup()
from pathlib import Path
from hanse.hub.foundation import jobs
@jobs.job("sample.slow")
def slow(progress, *, folder):
    tries = Path(folder, "tries")
    tries.write_text(tries.read_text() + "x" if tries.exists() else "x")
    progress(0.5, "half way")
    if len(tries.read_text()) == 1:
        time.sleep(600)
    return {"tries": len(tries.read_text())}
if sys.argv[1] == "start":
    print(jobs.start_job("sample.slow", folder=sys.argv[2]).pk)
else:
    from django.core.management import call_command
    call_command("work")
"""


@pytest.mark.slow
def test_a_job_survives_the_kill_of_its_worker(tmp_path: Path) -> None:
    environment = build_environment(tmp_path)
    started: list[subprocess.Popen[bytes]] = []

    def run(*arguments: str) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, "-c", *arguments], env=environment))
        return started[-1]

    try:
        assert run(PROGRAM, "manage", "migrate", "--verbosity=0").wait(60) == 0
        first = run(JOB, "work")
        assert run(JOB, "start", str(tmp_path)).wait(60) == 0
        wait_for((tmp_path / "tries").exists)
        first.kill()
        first.wait(10)
        assert read_state(tmp_path) == ("running", None)
        run(JOB, "work")
        wait_for(lambda: read_state(tmp_path) == ("done", '{"tries": 2}'))
    finally:
        for process in started:
            process.terminate()
            process.wait(20)


def read_state(folder: Path) -> tuple[str, str | None]:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(folder / "db.sqlite3")) as connection:
        row = connection.execute("SELECT state, result FROM foundation_job").fetchone()
    return row[0], row[1]
