"""Labels: given and taken on record, in the feed and in the search."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from hanse.hub.foundation.models import AuditEntry
from hanse.hub.organisations.actions.labels import give_label, take_label
from hanse.hub.organisations.actions.profiles import Row, write_many
from hanse.hub.organisations.models import Change, Label, Organisation, SearchEntry
from hanse.hub.people.models import Person
from hanse.vocabulary import InputError

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation() -> Organisation:
    row = Row(kind="cluster-organisation", values={"name": "Nordlicht", "country": "US"})
    return write_many([row], by=None, source="x", state="published")[0]


def test_a_label_is_shown_with_its_validity(organisation: Organisation, client: Client) -> None:
    give_label(organisation, "gold", by=None, valid_until=date(2999, 1, 1))
    give_label(organisation, "bronze", by=None, valid_until=date(2001, 1, 1))
    html = client.get(f"/organisations/{organisation.key}/").content.decode()
    assert "Label: Gold" in html
    assert "Label: Bronze" not in html, "it has expired"


def test_giving_and_taking_reach_the_feed(
    organisation: Organisation, make_person: Callable[..., Person]
) -> None:
    before = Change.objects.count()
    moderator = make_person("moderator")
    label = give_label(organisation, "silver", by=moderator)
    assert "silver" in str(SearchEntry.objects.get().facets)
    take_label(label, by=moderator)
    assert "silver" not in str(SearchEntry.objects.get().facets)
    assert Change.objects.count() == before + 2
    taken = AuditEntry.objects.get(verb="organisations.take_label")
    assert (taken.actor, taken.before["scheme"]) == (moderator, "silver")


def test_a_label_does_not_end_before_it_begins(organisation: Organisation) -> None:
    with pytest.raises(InputError, match="ends before it begins"):
        give_label(
            organisation,
            "gold",
            by=None,
            valid_from=date(2026, 2, 1),
            valid_until=date(2026, 1, 1),
        )
    assert not Label.objects.exists()


def test_administrators_give_labels_and_change_no_profile(
    organisation: Organisation, client: Client, make_person: Callable[..., Person]
) -> None:
    client.force_login(make_person("administrator"))
    address = "/admin/organisations"
    assert client.get(f"{address}/organisation/{organisation.pk}/change/").status_code == 200
    answer = client.post(f"{address}/organisation/{organisation.pk}/change/", {"name": "Taken"})
    assert answer.status_code == 403
    values = {"organisation": organisation.pk, "scheme": "gold", "awarded_by": "Office"}
    assert client.post(f"{address}/label/add/", values).status_code == 302
    label = Label.objects.get()
    assert AuditEntry.objects.filter(verb="organisations.give_label").count() == 1
    client.post(f"{address}/label/{label.pk}/delete/", {"post": "yes"})
    assert not Label.objects.exists()
