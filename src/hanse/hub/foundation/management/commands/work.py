"""`hanse manage work`: run the jobs in the background until interrupted."""

from __future__ import annotations

import fcntl
import os
import signal
import threading
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from hanse.hub.foundation.jobs import get_queue, recover_jobs


class Command(BaseCommand):
    """One process with HANSE_JOB_THREADS threads; several may run on one data folder."""

    help = "Run the jobs in the background until interrupted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--end-with-parent`: as the server's companion."""
        parser.add_argument("--end-with-parent", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Recover what a killed worker left, then consume the queue."""
        if options["end_with_parent"]:
            threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
        with Path(settings.HANSE_DATA_DIR, "worker.lock").open("w") as lock:
            recover_jobs(worker_is_alone=_take(lock.fileno()))
            # A short longest pause between looks at the queue: people watch their upload.
            queue, _put = get_queue()
            consumer = queue.create_consumer(
                workers=settings.HANSE_JOB_THREADS,
                periodic=False,
                max_delay=0.5,
                graceful_signal="TERM",
                shutdown_timeout=5,
            )
            consumer.run()


def _take(handle: int) -> bool:
    """Hold the lock as long as this process lives; False where another worker has it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _end_with(parent: int) -> None:
    """End when the parent has died, even if it was killed and could tell nobody."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
