"""Searches that are kept: under a title, with e-mails of what is new, as a feed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hanse.hub.foundation.audit import record
from hanse.hub.foundation.permissions import require
from hanse.hub.organisations.mail import get_link, send_letter
from hanse.hub.organisations.models import Change, SavedSearch
from hanse.hub.organisations.queries.searches import list_news
from hanse.hub.organisations.search.query import read_address
from hanse.vocabulary import InputError

MOST = 50
"""Searches that a person keeps."""
IN_A_LETTER = 20
_EVERY = {
    SavedSearch.Alert.DAILY: timedelta(hours=20),
    SavedSearch.Alert.WEEKLY: timedelta(days=6, hours=20),
}
"""A little less than a day and a week: the daily job does not start to the minute."""
_CHUNK = 200


@transaction.atomic
def save_search(address: str, *, title: str, alert: str, by: Any) -> SavedSearch:
    """Keep a search under a title; what is there now counts as seen.

    `address` is the part of the page's address after the question mark. Raises InputError where
    the person keeps many already.
    """
    require("organisations.keep_search", by)
    if SavedSearch.objects.filter(owner=by).count() >= MOST:
        raise InputError(
            _("You keep %(n)d searches already.") % {"n": MOST}, mend=_("Delete one of them first.")
        )
    search = SavedSearch.objects.create(
        owner=by,
        title=title,
        query=read_address(address).to_address(),
        alert=alert,
        seen_change=_latest_change(),
        alerted_at=timezone.now(),
    )
    record(by, "organisations.save_search", search, after={"query": search.query, "alert": alert})
    return search


@transaction.atomic
def change_search(search: SavedSearch, *, title: str, alert: str, by: Any) -> None:
    """Another title, or e-mails more or less often; e-mails begin with what is new from now on."""
    require("organisations.keep_search", by, search)
    before = {"title": search.title, "alert": search.alert}
    if search.alert == SavedSearch.Alert.NONE != alert:
        search.seen_change, search.alerted_at = _latest_change(), timezone.now()
    search.title, search.alert = title, alert
    search.save()
    record(
        by,
        "organisations.change_search",
        search,
        before=before,
        after={"title": title, "alert": alert},
    )


@transaction.atomic
def renew_feed(search: SavedSearch, *, by: Any) -> None:
    """A new secret address for the feed; the old one is not found any more."""
    require("organisations.keep_search", by, search)
    search.feed_key = uuid.uuid4()
    search.save(update_fields=["feed_key"])
    record(by, "organisations.renew_feed", search)


@transaction.atomic
def delete_search(search: SavedSearch, *, by: Any) -> None:
    """Forget a search, its e-mails and its feed."""
    require("organisations.keep_search", by, search)
    record(by, "organisations.delete_search", search, before={"query": search.query})
    search.delete()


def send_alerts(now: datetime | None = None) -> Mapping[str, int]:
    """One e-mail for each search that is due and has news; run once a day.

    Each search is one transaction: what was sent is marked as seen, whatever happens to the next.
    """
    moment = now or timezone.now()
    sent = sum(_send_alert(search, moment) for search in list(_list_due(moment)))
    return {"searches with news": sent}


def _list_due(now: datetime) -> Iterator[int]:
    due = SavedSearch.objects.exclude(alert=SavedSearch.Alert.NONE).filter(owner__is_active=True)
    rows = due.values_list("pk", "alert", "alerted_at").order_by("pk")
    for search, alert, alerted_at in rows.iterator(chunk_size=_CHUNK):
        if alerted_at is None or now - alerted_at >= _EVERY[SavedSearch.Alert(alert)]:
            yield search


@transaction.atomic
def _send_alert(key: int, now: datetime) -> int:
    search = (
        SavedSearch.objects.select_for_update(of=("self",))
        .select_related("owner")
        .filter(pk=key)
        .first()
    )
    if search is None:
        return 0
    latest = _latest_change()
    with translation.override(search.owner.language or settings.LANGUAGE_CODE):
        news = list_news(search, most=IN_A_LETTER)
    if news.total:
        send_letter(
            "search_news",
            to=search.owner,
            search=search,
            news=news,
            rest=news.total - len(news.entries),
            link=get_link(f"{reverse('organisations:home')}?{search.query}"),
            searches=get_link(reverse("organisations:searches")),
            base=get_link(""),
        )
    search.seen_change, search.alerted_at = latest, now
    search.save(update_fields=["seen_change", "alerted_at"])
    return 1 if news.total else 0


def _latest_change() -> int:
    return Change.objects.aggregate(Max("pk"))["pk__max"] or 0
