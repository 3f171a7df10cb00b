from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hanse.hub.organisations.actions.changes import record_change
from hanse.hub.organisations.models import Organisation

pytestmark = pytest.mark.django_db


def read_all(ask: Callable[..., Any], after: int = 0, limit: int = 2) -> tuple[list[Any], int]:
    items, more = [], True
    while more:
        page = ask("/changes", after=after, limit=limit).json()
        items += page["items"]
        after, more = page["last"], page["more"]
    return items, after


def test_a_follower_misses_nothing_and_reads_nothing_twice(
    ask: Callable[..., Any], make_organisation: Callable[..., Any]
) -> None:
    for name in ("Alpha", "Beta", "Gamma", "Delta", "Epsilon"):
        make_organisation(name)
    items, last = read_all(ask)
    assert len({item["change"] for item in items}) == len(items) == 5
    assert [item["change"] for item in items] == sorted(item["change"] for item in items)
    assert read_all(ask, last) == ([], last)
    gone = Organisation.objects.get(name="Beta")
    gone.state = "archived"
    gone.save()
    record_change([gone])
    [item], _last = read_all(ask, last)
    assert (item["verb"], item["key"], item["organisation"]) == ("unlisted", gone.key, None)


def test_a_draft_stays_out_of_the_feed(
    ask: Callable[..., Any], make_organisation: Callable[..., Any]
) -> None:
    draft = make_organisation("Secret plan", state="draft")
    record_change([draft])
    page = ask("/changes").json()
    assert page["items"] == []
    draft.state = "published"
    draft.save()
    record_change([draft])
    assert [item["key"] for item in ask("/changes").json()["items"]] == [draft.key]


def test_the_records_of_what_is_listed_travel_along(
    ask: Callable[..., Any], make_organisation: Callable[..., Any]
) -> None:
    kept, gone = make_organisation("Kept"), make_organisation("Gone")
    gone.state, gone.merged_into = "merged", kept
    gone.save()
    record_change([gone])
    items = ask("/changes", records="true").json()["items"]
    assert [item["organisation"] and item["organisation"]["name"] for item in items] == [
        "Kept",
        None,
        None,
    ]
    assert items[-1]["moved_to"] == kept.key
    assert all(item["organisation"] is None for item in ask("/changes").json()["items"])


def test_the_number_of_queries_does_not_grow(
    ask: Callable[..., Any],
    make_organisation: Callable[..., Any],
    django_assert_num_queries: Any,
) -> None:
    for number in range(12):
        make_organisation(f"Organisation {number}")
    for limit in (1, 12):
        with django_assert_num_queries(5):
            assert len(ask("/changes", limit=limit, records="true").json()["items"]) == limit
