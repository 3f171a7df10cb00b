"""Addresses: the feed of changes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from hanse.hub.api.queries.changes import fetch_present, read_changes
from hanse.hub.api.queries.records import Record, write_moment
from hanse.hub.api.rest import paging, schemas
from hanse.hub.api.rest.answers import answer, page_address
from hanse.hub.organisations.models import Change

router = Router(tags=["Changes"])
_AFTER = Query(0, ge=0, lt=2**63, description="`last` of the page before; 0 begins at the start")
_LIMIT = Query(paging.DEFAULT_LIMIT, ge=1, le=paging.MOST, description="how many at most")
_RECORDS = Query(False, description="with the present public profile of each")


@router.get("/changes", response=schemas.ChangePage, summary="What changed, in order")
def list_changes(
    request: HttpRequest, after: int = _AFTER, limit: int = _LIMIT, records: bool = _RECORDS
) -> HttpResponse:
    """Follow the registry: keep `last` and ask for what is `after` it, as often as you like.

    Numbers grow in the order in which changes became visible; who has read up to a number has
    missed nothing. The feed says that a profile changed, not how: read it, or ask for `records`.
    """
    feed = read_changes(after=after, limit=limit)
    present = fetch_present(feed.changes, address=page_address(request)) if records else {}
    items = [_build_change(change, present.get(change.organisation_id)) for change in feed.changes]
    return answer({"items": items, "last": feed.last, "more": feed.more})


def _build_change(change: Change, record: Record | None) -> Record:
    organisation = change.organisation
    merged = organisation.merged_into
    return {
        "change": change.pk,
        "verb": change.verb,
        "key": organisation.key,
        "at": write_moment(change.at),
        "moved_to": merged.key if merged and merged.is_listed else None,
        "organisation": record,
    }
