"""Making a hub ready, and handing over to its server."""

from __future__ import annotations

import hashlib
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from hanse.hub.foundation.data_dir import prepare_data_dir
from hanse.vocabulary import ConfigurationError
from hanse.vocabulary.folders import find_data_dir

Tell = Callable[[str], None]


def set_up_django() -> None:
    """Make the data folder and start Django with the hub's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hanse.hub.settings")
    prepare_data_dir(find_data_dir())
    import django

    django.setup()


def prepare_hub(tell: Tell) -> None:
    """Bring the database and the static files up to date where they are not."""
    from django.core.management import call_command

    from hanse.hub.foundation.statistics import refresh_statistics

    if _lacks_migrations():
        tell("Preparing the database")
        call_command("migrate", verbosity=0, interactive=False)
    refresh_statistics()
    _collect_static_files(tell)


def _lacks_migrations() -> bool:
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        raise ConfigurationError(
            f"The database does not answer: {error}.",
            mend="Look at DATABASE_URL, or unset it to use SQLite in the data folder.",
        ) from error
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _collect_static_files(tell: Tell) -> None:
    """Collect again only when a source file changed: compressing takes seconds."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.is_file() and stamp.read_text() == digest.hexdigest():
        return
    tell("Collecting the static files")
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(digest.hexdigest())


def find_port(host: str, wanted: int | None) -> int:
    """`wanted` if it is free; None: 8000, or the next free one. Raises ConfigurationError."""
    candidates = [wanted] if wanted is not None else [*range(8000, 8020), 0]
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in candidates:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise ConfigurationError(
        f"Port {wanted} of {host} cannot be used.", mend="Name another one with --port."
    )


def serve_hub(*, host: str, port: int, workers: int, threads: int) -> NoReturn:
    """Become the server, in a new program image; does not return.

    The server forks its workers. Whatever has started threads before (DuckDB, when a demonstration
    has just been computed) would leave its locks taken in them for ever, so nothing is inherited.
    """
    sys.stdout.flush()
    from django.conf import settings

    if not settings.HANSE_HTTPS:
        # Links in e-mails lead to where this hub really listens.
        shown = f"[{host}]" if ":" in host else host
        os.environ.setdefault("HANSE_PUBLIC_ADDRESS", f"http://{shown}:{port}")
    numbers = [str(number) for number in (port, workers, threads)]
    program = [sys.executable, "-m", "hanse.hub.foundation.server", host, *numbers]
    os.execv(sys.executable, program)  # noqa: S606  our own program, no shell
