"""A kept search as an Atom feed (RFC 4287)."""

from __future__ import annotations

from django.urls import reverse
from django.utils import feedgenerator, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hanse.hub.organisations.models import SavedSearch
from hanse.hub.organisations.queries.facets import describe_query
from hanse.hub.organisations.queries.searches import list_feed
from hanse.hub.organisations.search.query import read_address


def write_feed(search: SavedSearch, *, root: str) -> bytes:
    """The feed; `root` is the address of the hub without a slash at its end.

    The id of an entry holds the moment of its change, so that readers show a changed profile
    again; the id of the feed is its secret key, which stays when the hub moves.
    """
    query = read_address(search.query)
    page = f"{root}{reverse('organisations:home')}?{search.query}"
    feed = feedgenerator.Atom1Feed(
        title=_("Hanse: %(title)s") % {"title": search.title},
        link=page,
        description=describe_query(query),
        subtitle=describe_query(query),
        language=get_language(),
        author_name="Hanse",
        feed_url=f"{root}{reverse('organisations:search_feed', args=[search.feed_key])}",
        feed_guid=f"urn:uuid:{search.feed_key}",
    )
    for entry in list_feed(search).entries:
        card = entry.card
        where = ", ".join(part for part in (card.place, card.country) if part)
        feed.add_item(
            title=card.name,
            link=f"{root}{card.address}",
            description=" · ".join(part for part in (card.kind, where, card.summary) if part),
            unique_id=f"{root}{card.address}#{entry.at:%Y%m%dT%H%M%S}",
            pubdate=entry.at,
            updateddate=entry.at,
            categories=list(card.ecosystems),
        )
    if not feed.items:
        # An empty feed still has to say when it was true.
        feed.latest_post_date = timezone.now  # type: ignore[method-assign]
    return feed.writeString("utf-8").encode()
