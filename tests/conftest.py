"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# People of every role and the database: for the hub's tests and the laws of its rooms.
pytest_plugins = ["tests.hub.fixtures"]

# The browser's driver leaves an event loop running in its thread, and Django refuses the database
# beside one. The tests that share a process with a journey use it from that thread all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

REPOSITORY = Path(__file__).parents[1]


def find_shared_data() -> Path | None:
    """The folder of real data: HANSE_SHARED_DATA, else ../shared/data beside the repository."""
    named = os.environ.get("HANSE_SHARED_DATA")
    folder = Path(named) if named else REPOSITORY.parent / "shared" / "data"
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the real data; the test is skipped, with the reason, where it is absent."""
    folder = find_shared_data()
    if folder is None:
        pytest.skip("real data absent: set HANSE_SHARED_DATA or put it at ../shared/data")
    return folder
