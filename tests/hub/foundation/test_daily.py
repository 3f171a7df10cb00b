from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from hanse.hub.foundation import daily
from hanse.hub.foundation.daily import Step, list_steps, run_day
from hanse.hub.foundation.statistics import refresh_statistics


def test_steps_of_the_hub_have_names_of_their_own() -> None:
    ids = [step.id for step in list_steps()]
    assert len(set(ids)) == len(ids)
    assert all("." in id for id in ids)


def test_a_step_that_fails_does_not_keep_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def fail() -> dict[str, int]:
        raise RuntimeError("no disk")

    steps = (
        Step(id="a.fails", order=1, run=fail),
        Step(id="b.works", order=2, run=lambda: {"sent": 3}),
    )
    monkeypatch.setattr(daily, "list_steps", lambda: steps)
    assert run_day() == {"a.fails": None, "b.works": {"sent": 3}}
    with pytest.raises(CommandError, match=r"a\.fails"):
        call_command("daily")
    assert "b.works: 3 sent" in capsys.readouterr().out


@pytest.mark.django_db
def test_sqlite_learns_what_its_tables_hold() -> None:
    told = refresh_statistics()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'django_migrations'")
            assert cursor.fetchone()[0]
    assert bool(told) == (connection.vendor == "sqlite")
