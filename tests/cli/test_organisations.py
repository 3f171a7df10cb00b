"""`hanse organisations import` and `duplicates`: the same plan as the pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hanse.cli.organisations import command
from hanse.hub.organisations.models import Organisation

pytestmark = pytest.mark.django_db

TABLE = """name;Staat;Ort
Velantia Torovica;DE;Köln
Velantia Torovica e.V.;Germany;Cologne
;DE;Köln
"""


@pytest.fixture
def run(tmp_path: Path) -> Any:
    file = tmp_path / "list.csv"
    file.write_text(TABLE, encoding="utf-8")

    def call(*arguments: str) -> Any:
        given = [str(file) if each == "FILE" else each for each in arguments]
        return CliRunner().invoke(command, given, catch_exceptions=False)

    return call


def test_a_dry_run_then_an_import_then_duplicates(run: Any) -> None:
    options = ("import", "FILE", "--column", "country=Staat")
    answer = run(*options, "--dry-run")
    assert "2 would be added" in answer.output
    assert "row 4 name" in answer.output
    assert not Organisation.objects.exists()
    facts = json.loads(run(*options, "--state", "published", "--json").output)
    assert (facts["new"], facts["placed"], facts["written"]) == (2, 2, True)
    assert {found["kind"] for found in facts["found"]} == {"country-name", "set-aside-name"}
    assert Organisation.objects.filter(state="published").count() == 2
    assert "1 pairs" in run("duplicates").output
    pairs = json.loads(run("duplicates", "--json").output)["pairs"]
    assert pairs[0]["score"] > 0.9


def test_a_column_that_is_no_pair_or_absent_is_refused(run: Any) -> None:
    from hanse.vocabulary import InputError

    for option in ("country", "country=Nirgends"):
        with pytest.raises(InputError):
            run("import", "FILE", "--column", option)
