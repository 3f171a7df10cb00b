from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from hanse.hub.organisations.actions.profiles import create_organisation
from hanse.hub.organisations.models import Organisation, Seat
from hanse.hub.organisations.rules import forget_seats

VALUES: dict[str, Any] = {
    "name": "Amber Cluster",
    "country": "LT",
    "place": "Klaipėda",
    "website": "https://amber.example",
    "website_english": "https://amber.example/en",
    "summary": {"en": "Companies that work with amber and light."},
    "ecosystems": ["textiles"],
    "member_count": 40,
    "members_sme": 2,
    "members_public": 1,
    "staff_fte": 2,
    "founded": 2012,
}
Make = Callable[..., Organisation]


@pytest.fixture
def make_profile(db: None) -> Make:
    """`make_profile("draft", owner=person, values={...})`: a profile that meets all criteria."""

    def make(state: str = "draft", *, values: dict[str, Any] | None = None, **seats: Any) -> Any:
        organisation = create_organisation(
            VALUES | (values or {}), kind="cluster-organisation", by=None
        )
        Organisation.objects.filter(pk=organisation.pk).update(state=state)
        for role, people in seats.items():
            for person in people if isinstance(people, list) else [people]:
                Seat.objects.create(person=person, organisation=organisation, role=role)
                forget_seats(person)
        organisation.refresh_from_db()
        return organisation

    return make


@pytest.fixture
def sign_in() -> Callable[[Any], Client]:
    """`sign_in(person)`: a client of their own; None is a visitor."""

    def client_of(person: Any) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)
        return client

    return client_of


@pytest.fixture
def letters(django_capture_on_commit_callbacks: Any) -> Iterator[Callable[..., list[Any]]]:
    """`with letters() as sent:` runs an act to its commit; `sent` are the letters that left."""
    from contextlib import contextmanager

    @contextmanager
    def catch() -> Iterator[list[Any]]:
        before = len(mail.outbox)
        sent: list[Any] = []
        with django_capture_on_commit_callbacks(execute=True):
            yield sent
        sent.extend(mail.outbox[before:])

    return catch  # type: ignore[return-value]
