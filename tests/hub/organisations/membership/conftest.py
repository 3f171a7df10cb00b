"""A few organisations, their members and who works with whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from hanse.hub.foundation.folding import fold_text
from hanse.hub.organisations.fields import find_field_set
from hanse.hub.organisations.models import Cooperation, Membership, Organisation, Seat

Make = Callable[..., Organisation]


@pytest.fixture(autouse=True)
def _forget_medians() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def make_organisation(db: None) -> Make:
    """`make_organisation("company", "Acme")` is a listed one."""

    def make(kind: str = "company", name: str = "Acme", **columns: Any) -> Organisation:
        columns.setdefault("country", "DE")
        columns.setdefault("state", "published")
        return Organisation.objects.create(
            kind=kind,
            name=name,
            name_folded=fold_text(name),
            field_set=find_field_set(kind, columns["country"]).name,
            **columns,
        )

    return make


@pytest.fixture
def seat() -> Callable[..., None]:
    """`seat(person, organisation, "owner")` gives a seat."""

    def give(person: Any, organisation: Organisation, role: str = "owner") -> None:
        Seat.objects.create(person=person, organisation=organisation, role=role)

    return give


def join(group: Organisation, member: Organisation, **columns: Any) -> Membership:
    """A membership that both have confirmed."""
    now = timezone.now()
    columns.setdefault("confirmed_by_group", now)
    columns.setdefault("confirmed_by_member", now)
    return Membership.objects.create(group=group, member=member, **columns)


def tie(a: Organisation, b: Organisation, subject: str = "Testing", **columns: Any) -> Cooperation:
    """A cooperation that both have confirmed."""
    first, second = sorted((a, b), key=lambda each: each.pk)
    now = timezone.now()
    columns.setdefault("confirmed_by_first", now)
    columns.setdefault("confirmed_by_second", now)
    return Cooperation.objects.create(first=first, second=second, subject=subject, **columns)
