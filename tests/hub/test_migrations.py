from __future__ import annotations

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_table_lacks_its_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_djangos_own_checks_find_nothing() -> None:
    call_command("check", "--fail-level", "WARNING")
