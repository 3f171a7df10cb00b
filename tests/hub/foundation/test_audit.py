from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from hanse.hub.foundation.audit import describe_values, list_entries, record
from hanse.hub.foundation.models import AuditEntry, ImmutableError

pytestmark = pytest.mark.django_db


def test_an_entry_tells_who_did_what_and_only_what_changed(
    make_person: Callable[..., Any],
) -> None:
    person = make_person(name="Nora")
    before = describe_values(person)
    person.name = "Nora the elder"
    entry = record(person, "people.rename", person, before=before, after=describe_values(person))
    entry.refresh_from_db()
    assert (entry.actor, entry.verb, entry.kind) == (person, "people.rename", "people.person")
    assert (entry.key, entry.label) == (str(person.pk), "Nora the elder")
    assert (entry.before, entry.after) == ({"name": "Nora"}, {"name": "Nora the elder"})


def test_a_password_never_enters_the_trail(make_person: Callable[..., Any]) -> None:
    assert "password" not in describe_values(make_person())


def test_values_of_any_kind_become_plain() -> None:
    after = {"on": date(2026, 1, 2), "sum": Decimal("1.50"), "odd": object, "none": None}
    entry = record(None, "sample.act", "a thing without a table", after=after)
    entry.refresh_from_db()
    assert entry.after["on"] == "2026-01-02"
    assert entry.after["sum"] == "1.50"
    assert entry.after["none"] is None
    assert (entry.actor, entry.kind, entry.key) == (None, "", "")


def test_an_entry_is_written_once() -> None:
    entry = record(None, "sample.act", "a thing")
    entry.label = "another thing"
    with pytest.raises(ImmutableError):
        entry.save()
    with pytest.raises(ImmutableError):
        entry.delete()
    with pytest.raises(ImmutableError):
        AuditEntry.objects.update(label="another thing")
    with pytest.raises(ImmutableError):
        AuditEntry.objects.all().delete()


def test_an_act_that_is_undone_leaves_no_entry() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        record(None, "sample.act", "a thing")
        raise RuntimeError
    assert not list_entries().exists()


def test_the_page_filters_and_counts_no_query_an_entry(
    sign_in_as: Callable[[str], Client],
    make_person: Callable[..., Any],
    django_assert_num_queries: Any,
) -> None:
    client = sign_in_as("moderator")
    record(make_person(name="Nora"), "sample.one", "first thing", after={"x": "<b>"})
    html = client.get("/audit-trail/?verb=sample.one").content.decode()
    assert "first thing" in html
    assert "x: &lt;b&gt;" in html
    assert "people.give_role" not in html
    with django_assert_num_queries(5):
        client.get("/audit-trail/")
    for number in range(30):
        record(None, "sample.two", f"thing {number}")
    with django_assert_num_queries(5):
        client.get("/audit-trail/")


def test_an_entry_knows_its_request(client: Client, make_person: Callable[..., Any]) -> None:
    person = make_person()
    client.force_login(person)
    answer = client.post("/account/", {"name": "Nora", "language": "de"})
    entry = list_entries(verb="people.change_profile").get()
    assert entry.request_id == answer["X-Request-ID"]
    assert entry.after == {"language": "de", "name": "Nora"}
