"""What people type finds whom they mean: recall among the first five, on either database."""

from __future__ import annotations

import pytest
from django.db.models import Q

from hanse.hub.organisations.models import Organisation
from hanse.hub.organisations.search.finding import find
from hanse.hub.organisations.search.query import Query
from tests.hub.organisations.search.quality.measuring import (
    AT,
    fill_registry,
    list_queries,
    measure_recall,
)

pytestmark = pytest.mark.django_db
NEEDED = 0.95


def search(text: str) -> list[str]:
    ids = [int(id) for id in find(Query(text)).ids[:AT]]
    names = Organisation.objects.in_bulk(ids)
    return [names[id].name for id in ids]


def search_plainly(text: str) -> list[str]:
    fields = ("name", "acronym", "place")
    fits = Q()
    for field in fields:
        fits |= Q(**{f"{field}__icontains": text})
    return list(Organisation.objects.filter(fits).values_list("name", flat=True)[:AT])


def test_the_test_set_is_large_and_varied() -> None:
    queries = list_queries()
    assert len(queries) >= 120
    assert len({typed.text for typed in queries}) == len(queries)
    assert len({typed.kind for typed in queries}) == 8


def test_recall_among_the_first_five() -> None:
    fill_registry()
    recall = measure_recall(search)
    plain = measure_recall(search_plainly)
    assert recall.share >= NEEDED, recall.missed
    assert min(recall.by_kind.values()) >= 0.9, (recall.by_kind, recall.missed)
    assert plain.share < recall.share - 0.3
