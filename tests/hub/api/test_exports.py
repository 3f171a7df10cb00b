from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as hub_settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from hanse.hub.api.actions.exports import make_exports
from hanse.hub.api.exports.writers import FORMS, write_cell
from hanse.hub.api.models import Export
from hanse.hub.foundation.daily import list_steps
from hanse.hub.foundation.models import AuditEntry
from hanse.hub.organisations.models import Change, Membership

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")')


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.HANSE_EXPORTS_DIR = tmp_path / "exports"


@pytest.fixture
def registry(make_organisation: Callable[..., Any]) -> list[Any]:
    group = make_organisation("Wood Cluster", fields={
        "summary": {"de": "Holz", "en": "Wood; and more"},
        "ecosystems": ["construction", "textiles"], "founded": 1999, "social_economy": True,
    })  # fmt: skip
    member = make_organisation(
        "=cmd|'/c calc'!A1", kind="company", country="DE", size_class="small"
    )
    make_organisation("Secret draft", state="draft")
    now = timezone.now()
    Membership.objects.create(
        group=group, member=member, confirmed_by_group=now, confirmed_by_member=now
    )
    return [group, member]


def read(dataset: str, form: str) -> Any:
    path = Export.objects.get(dataset=dataset, form=form).file
    if form == "csv":
        return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    if form == "jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    if form == "parquet":
        import duckdb

        found = duckdb.sql(f"FROM read_parquet('{path}')")
        return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    from openpyxl import load_workbook

    names, *rows = load_workbook(path)["Data"].iter_rows(values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_every_form_holds_the_same(registry: list[Any]) -> None:
    assert make_exports(NOW) == 2 * len(FORMS)
    for form in FORMS:
        rows = {row["key"]: row for row in read("organisations", form)}
        assert set(rows) == {each.key for each in registry}, form
        assert rows[registry[0].key]["name"] == "Wood Cluster"
        assert "Secret draft" not in str(rows)
        [tie] = read("memberships", form)
        ends = (tie["group"], tie["member"])
        if form == "jsonl":
            ends = (tie["group"]["key"], tie["member"]["key"])
        assert ends == (registry[0].key, registry[1].key)
    row = read("organisations", "parquet")[0]
    assert row["ecosystems"] == ["construction", "textiles"]
    assert (row["founded"], row["social_economy"]) == (1999, True)
    assert row["summary"] == "Wood; and more"
    assert read("organisations", "csv")[0]["ecosystems"] == "construction; textiles"
    assert read("organisations", "jsonl")[0]["fields"]["summary"]["de"] == "Holz"


def test_no_spreadsheet_runs_a_formula(registry: list[Any]) -> None:
    make_exports(NOW)
    for form in ("csv", "xlsx"):
        name = read("organisations", form)[1]["name"]
        assert name == "'=cmd|'/c calc'!A1"
    assert read("organisations", "parquet")[1]["name"] == "=cmd|'/c calc'!A1"
    for text in FORMULAS:
        assert write_cell(text) == f"'{text}"
        assert write_cell([text, "b"]).startswith("'")
    assert write_cell(-1.5) == -1.5


def test_the_manifest_tells_sizes_checksums_licence_and_change(
    registry: list[Any], client: Client, settings: Any
) -> None:
    settings.HANSE_DATA_LICENCE = "https://licence.example/"
    make_exports(NOW)
    manifest = client.get("/api/files/manifest.json").json()
    assert manifest["made_at"] == "2026-11-22T02:30:00Z"
    assert manifest["licence"] == "https://licence.example/"
    assert manifest["change"] == Change.objects.latest("id").pk
    assert len(manifest["files"]) == 8
    for file in manifest["files"]:
        path = file["address"].removeprefix(settings.HANSE_PUBLIC_ADDRESS)
        answer = client.get(path)
        content = b"".join(answer)
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert len(content) == file["bytes"]
        again = client.get(path, headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304
    beside = Export.objects.first().file.parent / "manifest.json"
    assert json.loads(beside.read_text())["files"] == manifest["files"]


def test_old_sets_go_and_each_making_is_on_record(registry: list[Any], settings: Any) -> None:
    settings.HANSE_EXPORTS_KEPT = 2
    for day in range(4):
        make_exports(NOW + timedelta(days=day))
    assert Export.objects.values("made_at").distinct().count() == 2
    folders = sorted(path.name for path in settings.HANSE_EXPORTS_DIR.iterdir())
    assert folders == ["2026-11-24T023000Z", "2026-11-25T023000Z"]
    assert AuditEntry.objects.filter(verb="api.make_exports").count() == 4
    make_exports(NOW + timedelta(days=3))
    assert Export.objects.count() == 16


def test_a_failure_leaves_the_old_files(
    registry: list[Any], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    make_exports(NOW)

    def fail(path: Path) -> str:
        raise OSError("disk full")

    monkeypatch.setattr("hanse.hub.api.actions.exports._hash", fail)
    with pytest.raises(OSError, match="disk full"):
        make_exports(NOW + timedelta(days=1))
    assert {export.made_at for export in Export.objects.all()} == {NOW}
    assert [path.name for path in settings.HANSE_EXPORTS_DIR.iterdir()] == ["2026-11-22T023000Z"]


def test_the_night_and_the_command_make_them(registry: list[Any], capsys: Any) -> None:
    call_command("make_exports")
    assert "8 files written" in capsys.readouterr().out
    [step] = [step for step in list_steps() if step.id == "api.exports"]
    assert step.run() == {"files": 8}


def test_who_may_have_them_made(
    registry: list[Any],
    sign_in_as: Callable[[str], Client],
    django_capture_on_commit_callbacks: Any,
) -> None:
    client = sign_in_as("member")
    assert client.post("/api/files/make/").status_code == 403
    client = sign_in_as("programme-officer")
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/api/files/make/").status_code == 302
    assert Export.objects.count() == 8
    page = client.get("/api/").content.decode()
    assert "hanse-organisations-" in page
    assert "Make the files now" in page


def test_a_search_as_a_file(registry: list[Any], client: Client) -> None:
    answer = client.get("/api/files/chosen.csv?country=DE")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert [row["key"] for row in rows] == [registry[1].key]
    assert rows[0]["name"].startswith("'=")
    lines = b"".join(client.get("/api/files/chosen.jsonl?country=AT")).decode().splitlines()
    assert [json.loads(line)["key"] for line in lines] == [registry[0].key]
    for form in ("parquet", "xlsx"):
        answer = client.get(f"/api/files/chosen.{form}?country=DE")
        assert b"".join(answer)[:2] == (b"PA" if form == "parquet" else b"PK")
    assert client.get("/api/files/chosen.exe").status_code == 404


def test_files_on_demand_are_not_for_free(client: Client, settings: Any) -> None:
    settings.HANSE_API_RATE = 25
    answers = [client.get("/api/files/chosen.xlsx") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    for answer in answers:
        answer.close()


def test_there_is_no_way_to_other_files(client: Client) -> None:
    assert hub_settings.HANSE_DATA_DIR
    for path in ("..%2f..%2fsecret_key.csv", "organisations.key", "secret_key.csv", "x/y.csv"):
        assert client.get(f"/api/files/{path}").status_code == 404


def test_a_few_hundred_rows_are_in_memory_at_a_time(
    make_organisation: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from hanse.hub.api.queries import streams

    for number in range(7):
        make_organisation(f"Organisation {number}")
    monkeypatch.setattr(streams, "_CHUNK", 3)
    records: Iterator[Any] = streams.stream_organisations(address="{key}")
    assert len({record["key"] for record in records}) == 7
