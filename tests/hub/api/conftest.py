"""A small registry with all that may leak: drafts, members' fields, private fields, ties."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.utils import timezone

if TYPE_CHECKING:
    from django.test import Client

    from hanse.hub.organisations.models import Organisation
    from hanse.hub.people.models import Person


@pytest.fixture(autouse=True)
def fresh_allowance() -> Iterator[None]:
    """No test uses up another's requests."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def make_organisation(db: None) -> Callable[..., Organisation]:
    """`make_organisation("Alpha", country="AT", fields={...}, stamps={...})`, listed."""
    from hanse.hub.foundation.folding import fold_text
    from hanse.hub.organisations.actions.changes import record_change
    from hanse.hub.organisations.fields import find_field_set
    from hanse.hub.organisations.models import Organisation

    def make(name: str = "Alpha", **values: Any) -> Organisation:
        values.setdefault("kind", "cluster-organisation")
        values.setdefault("country", "AT")
        values.setdefault("state", "published")
        now = timezone.now()
        organisation = Organisation.objects.create(
            name=name,
            name_folded=fold_text(name),
            field_set=find_field_set(values["kind"], values["country"]).name,
            revision=values.pop("revision", 1),
            published_at=now,
            confirmed_at=now,
            **values,
        )
        record_change([organisation])
        return organisation

    return make


@pytest.fixture
def make_token(db: None) -> Callable[..., str]:
    """`make_token(person, "read-own", "write-own")` is a token of the person with these scopes."""
    from hanse.hub.api.actions.keys import make_key

    def make(person: Person, *scopes: str) -> str:
        return make_key(person, title="test", scopes=scopes, days=30).token

    return make


@pytest.fixture
def ask(client: Client) -> Callable[..., Any]:
    """`ask("/organisations", token=..., country="AT")` answers the API's answer."""

    def get(path: str, *, token: str | None = None, **parameters: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return client.get(f"/api/v1{path}", parameters, headers=headers)

    return get
