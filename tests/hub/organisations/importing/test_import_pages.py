"""The pages of imports and of duplicates: who may see them, what they say, what they refuse."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hanse.hub.organisations.actions.duplicates import scan_profiles
from hanse.hub.organisations.actions.profiles import Row, write_many
from hanse.hub.organisations.importing import WORDS
from hanse.hub.organisations.models import DuplicatePair, Import, Merge, Organisation
from hanse.hub.organisations.queries.duplicates import find_possible_duplicates

pytestmark = pytest.mark.django_db

TABLE = (
    b"Cluster,Country,City,Members\n"
    b"Velantia Cluster,DE,Deutschland,x\n"
    b"=cmd()|A1,DE,Wien,3\n"
    b"<script>alert(1)</script>,DE,Kiel,4\n"
)
SignIn = Callable[[str], Client]


def upload(client: Client, content: bytes = TABLE) -> Import:
    file = SimpleUploadedFile("list.csv", content)
    answer = client.post(reverse("organisations:imports"), {"file": file})
    assert answer.status_code == 302
    return Import.objects.latest("pk")


def fill_in(client: Client, kept: Import, **changes: str) -> Any:
    given = {
        "column_0": "name",
        "column_1": "country",
        "column_2": "place",
        "column_3": "member_count",
        "kind": "cluster-organisation",
        "state": "draft",
        "same_name": "on",
    }
    address = reverse("organisations:import", args=[kept.key])
    return client.post(address, given | changes, follow=True)


@pytest.fixture
def twins() -> list[Organisation]:
    values = {"country": "DE", "place": "Köln"}
    rows = [
        Row(kind="cluster-organisation", values={**values, "name": name})
        for name in ("Velantia Torovica", "Velantia Torovica e.V.", "Skeingen Holz")
    ]
    return write_many(rows, by=None, source="test", state="published")


def test_a_dry_run_is_shown_with_every_oddity(sign_in_as: SignIn) -> None:
    client = sign_in_as("moderator")
    page = fill_in(client, upload(client)).content.decode()
    assert "Import 3 organisations" in page
    for kind in ("formula", "place-country", "value"):
        assert WORDS[kind].seen in page
    assert "<script>alert" not in page


def test_the_table_of_oddities_runs_no_formula(sign_in_as: SignIn) -> None:
    client = sign_in_as("moderator")
    kept = upload(client)
    fill_in(client, kept)
    answer = client.get(reverse("organisations:import_oddities", args=[kept.key]))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert ["3", "Name"] in [row[:2] for row in rows]
    assert any(row[3] == "'=cmd()|A1" for row in rows)
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_two_columns_for_one_field_and_a_missing_country_are_refused(sign_in_as: SignIn) -> None:
    client = sign_in_as("moderator")
    kept = upload(client)
    page = fill_in(client, kept, column_2="name").content.decode()
    assert _("Another column is taken for this already.") in page
    page = fill_in(client, kept, column_1="").content.decode()
    assert "Say which column holds: Country." in page
    kept.refresh_from_db()
    assert kept.state == Import.State.UPLOADED


def test_a_file_that_is_no_table_is_told_beside_the_field(sign_in_as: SignIn) -> None:
    client = sign_in_as("moderator")
    for name, content in (("a.csv", b"\x00\x01"), ("a.pdf", b"%PDF"), ("a.csv", b"one\n")):
        file = SimpleUploadedFile(name, content)
        answer = client.post(reverse("organisations:imports"), {"file": file})
        assert answer.status_code == 200
        assert b"errorlist" in answer.content


def test_the_words_of_oddities_can_be_translated() -> None:
    with translation.override("de"):
        for words in WORDS.values():
            assert _(words.seen)
            assert _(words.done) % {"result": "x"}


@pytest.mark.parametrize(
    ("name", "role", "status"),
    [
        ("imports", "visitor", 403),
        ("imports", "member", 403),
        ("imports", "programme-officer", 200),
        ("duplicates", "programme-officer", 403),
        ("duplicates", "moderator", 200),
        ("check_duplicates", "visitor", 403),
        ("check_duplicates", "member", 200),
    ],
)
def test_who_may_see_them(sign_in_as: SignIn, name: str, role: str, status: int) -> None:
    answer = sign_in_as(role).get(reverse(f"organisations:{name}"))
    assert answer.status_code in ({status} if status == 200 else {302, 401, 403})


def test_duplicates_are_listed_merged_and_parted(
    sign_in_as: SignIn, twins: list[Organisation]
) -> None:
    client = sign_in_as("moderator")
    answer = client.post(reverse("organisations:scan_duplicates"))
    assert answer.status_code == 302
    assert scan_profiles(by=None) == 1
    pair = DuplicatePair.objects.get()
    page = client.get(reverse("organisations:duplicates")).content.decode()
    assert "The names are the same" in page
    address = reverse("organisations:duplicate", args=[pair.pk])
    assert "Velantia Torovica e.V." in client.get(address).content.decode()
    answer = client.post(address, {"keep": twins[1].key, "side_name": "gone"})
    assert answer.headers["Location"] == twins[1].get_absolute_url()
    twins[1].refresh_from_db()
    assert twins[1].name == "Velantia Torovica"
    merged = client.get(reverse("organisations:duplicates") + "?state=merged").content.decode()
    assert "Undo" in merged
    client.post(reverse("organisations:undo_merge", args=[Merge.objects.get().pk]))
    assert set(Organisation.objects.values_list("state", flat=True)) == {"published"}
    client.post(reverse("organisations:decide_duplicate", args=[pair.pk]))
    pair.refresh_from_db()
    assert pair.state == "distinct"
    assert "Ask again" in client.get(address).content.decode()


def test_two_profiles_by_their_addresses(sign_in_as: SignIn, twins: list[Organisation]) -> None:
    client = sign_in_as("moderator")
    form = {"first": f"https://hub.example{twins[0].get_absolute_url()}", "second": twins[2].key}
    answer = client.post(reverse("organisations:pair_up"), form)
    assert answer.status_code == 302
    assert DuplicatePair.objects.filter(first=twins[0], second=twins[2]).exists()
    client.post(reverse("organisations:pair_up"), {"first": "nothing", "second": twins[0].key})
    client.post(reverse("organisations:pair_up"), {"first": twins[0].key, "second": twins[0].key})
    assert DuplicatePair.objects.count() == 1


def test_at_entry_what_is_here_already_is_told(
    sign_in_as: SignIn, twins: list[Organisation]
) -> None:
    client = sign_in_as("member")
    address = reverse("organisations:check_duplicates")
    given = {"name": "VELANTIA Torovicza", "country": "DE", "place": "Cologne"}
    whole = client.get(address, given).content.decode()
    assert "<h1>" in whole
    assert twins[0].get_absolute_url() in whole
    part = client.get(address, given, headers={"HX-Request": "true"}).content.decode()
    assert "<h1>" not in part
    assert twins[0].get_absolute_url() in part
    assert twins[2].get_absolute_url() not in part


def test_drafts_of_others_are_not_told_to_whoever_asks(
    sign_in_as: SignIn, twins: list[Organisation]
) -> None:
    Organisation.objects.update(state="draft")
    address = reverse("organisations:check_duplicates")
    page = sign_in_as("member").get(address, {"name": "Velantia Torovica"}).content.decode()
    assert twins[0].get_absolute_url() not in page
    page = sign_in_as("moderator").get(address, {"name": "Velantia Torovica"}).content.decode()
    assert twins[0].get_absolute_url() in page


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""},
        {"name": "%_\\'\"; DROP TABLE", "country": "DE"},
        {"name": "x" * 5000, "website": "http://[::1"},
        {"name": "()", "acronym": "(((", "country": "??"},
    ],
)
def test_any_values_are_looked_for(twins: list[Organisation], values: dict[str, str]) -> None:
    assert find_possible_duplicates(values) == []


def test_the_web_site_is_enough(twins: list[Organisation]) -> None:
    Organisation.objects.filter(pk=twins[2].pk).update(web_domain="skeingen.example")
    found = find_possible_duplicates(
        {"name": "Skeingen Wood", "website": "www.skeingen.example/en", "country": "DE"}
    )
    assert [each.organisation for each in found] == [twins[2]]
    assert any(reason.detail == "skeingen.example" for reason in found[0].reasons)


def test_pages_ask_as_often_with_many_pairs_as_with_one(
    sign_in_as: SignIn, django_assert_max_num_queries: Any
) -> None:
    rows = [
        Row(kind="cluster-organisation", values={"name": f"Velantia {n}", "country": "DE"})
        for n in range(40)
    ]
    made = write_many(rows, by=None, source="test", state="published")
    client = sign_in_as("moderator")
    DuplicatePair.objects.create(first=made[0], second=made[1], score=0.9)
    client.get(reverse("organisations:duplicates"))
    DuplicatePair.objects.bulk_create(
        DuplicatePair(first=made[n], second=made[n + 1], score=0.9) for n in range(1, 30)
    )
    with django_assert_max_num_queries(12):
        client.get(reverse("organisations:duplicates"))
