"""The server, and beside it the worker of the jobs: `serving.serve_hub` turns into this program."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def run_server(*, host: str, port: int, workers: int, threads: int) -> None:
    """Serve until interrupted."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    with _job_worker():
        Granian(
            "hanse.hub.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=threads,
            respawn_failed_workers=True,
            # A worker that does not come to its end does not keep the server from ending.
            workers_kill_timeout=10,
            log_level=LogLevels.warning,
        ).serve()


@contextmanager
def _job_worker() -> Iterator[None]:
    from django.conf import settings

    if settings.HANSE_JOBS != "worker":
        yield
        return
    # In a session of its own: Ctrl+C is for the server, which then ends its worker.
    worker = subprocess.Popen(
        [sys.executable, "-m", "django", "work", "--end-with-parent"], start_new_session=True
    )
    try:
        yield
    finally:
        worker.terminate()
        try:
            worker.wait(timeout=10)
        except subprocess.TimeoutExpired:
            worker.kill()


if __name__ == "__main__":
    _host, *_numbers = sys.argv[1:]
    _port, _workers, _threads = map(int, _numbers)
    run_server(host=_host, port=_port, workers=_workers, threads=_threads)
