"""Searches that a person keeps, and what is new in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from hanse.hub.organisations.models import SavedSearch, SearchEntry
from hanse.hub.organisations.queries.facets import describe_query
from hanse.hub.organisations.queries.finding import Card, list_cards
from hanse.hub.organisations.search.finding import find
from hanse.hub.organisations.search.query import Query, read_address

FEED_LENGTH = 50


@dataclass(frozen=True)
class NewsEntry:
    """An organisation that joined the result, or changed in it."""

    card: Card
    is_new: bool
    at: datetime


@dataclass(frozen=True)
class News:
    """What is new in a search, the latest first; `total` counts also what is not listed."""

    entries: Sequence[NewsEntry]
    total: int


@dataclass(frozen=True)
class KeptSearch:
    """A search as the page of searches shows it."""

    search: SavedSearch
    words: str
    total: int


def list_searches(person: Any) -> list[KeptSearch]:
    """A person's searches by title, with how many organisations fit now."""
    rows = SavedSearch.objects.filter(owner_id=person.pk)
    queries = [(row, read_address(row.query)) for row in rows]
    return [KeptSearch(row, describe_query(query), find(query).total) for row, query in queries]


def list_news(search: SavedSearch, *, most: int) -> News:
    """What fits and was listed or changed since the search was last looked through."""
    return _list_changed(search, since=search.seen_change, most=most)


def list_feed(search: SavedSearch) -> News:
    """What fits, the latest change first, seen or not: a feed remembers by itself."""
    return _list_changed(search, since=0, most=FEED_LENGTH)


def _list_changed(search: SavedSearch, *, since: int, most: int) -> News:
    query = read_address(search.query)
    fitting = find(Query(query.text, query.chosen, query.box))
    changed = SearchEntry.objects.filter(change__gt=since).order_by("-change")
    row_of = dict(zip(fitting.ids.tolist(), fitting.rows.tolist(), strict=True))
    rows = changed.values_list(
        "pk", "organisation__published_at", "organisation__changed_at", named=True
    )
    found = [row for row in rows.iterator(chunk_size=2000) if row.pk in row_of]
    chosen = [row_of[row.pk] for row in found[:most]]
    cards = {card.id: card for card in list_cards(fitting.index, chosen)}
    known = search.alerted_at or search.created_at
    entries = []
    for row in found[:most]:
        card = cards.get(row.pk)
        if card is None:
            continue
        published = row.organisation__published_at
        entries.append(
            NewsEntry(
                card,
                is_new=published is not None and published >= known,
                at=row.organisation__changed_at or published or timezone.now(),
            )
        )
    return News(entries, len(found))
