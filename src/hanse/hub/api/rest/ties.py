"""Addresses: who belongs to what, and who works with whom."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from hanse.hub.api.queries.records import find_readable
from hanse.hub.api.queries.ties import (
    build_cooperation,
    build_membership,
    list_public_cooperation,
    list_public_memberships,
    take_page,
)
from hanse.hub.api.rest import paging, schemas
from hanse.hub.api.rest.answers import answer

router = Router(tags=["Memberships and cooperation"])
_LIMIT = Query(paging.DEFAULT_LIMIT, ge=1, le=paging.MOST, description="how many at most")
_CURSOR = Query("", max_length=2000, description="next_cursor of the page before")
_KEY = r"^[a-z0-9]{0,12}$"
_GROUP = Query("", pattern=_KEY, description="key of the group")
_MEMBER = Query("", pattern=_KEY, description="key of the member")
_EITHER = Query("", pattern=_KEY, description="key of one of the two")


def _answer_memberships(
    request: HttpRequest, *, group: str = "", member: str = "", limit: int, cursor: str
) -> HttpResponse:
    (after,) = paging.read_cursor(cursor, int) if cursor else (0,)
    rows = list_public_memberships(group=group, member=member)
    shown, last = take_page(rows, after=after, limit=limit)
    following = None if last is None else paging.write_cursor(last)
    response = answer({"items": [build_membership(row) for row in shown], "next_cursor": following})
    return paging.link_next(request, response, following)


@router.get("/memberships", response=schemas.MembershipPage, summary="Memberships")
def list_memberships(
    request: HttpRequest,
    group: str = _GROUP,
    member: str = _MEMBER,
    limit: int = _LIMIT,
    cursor: str = _CURSOR,
) -> HttpResponse:
    """Present memberships that both sides have confirmed, of organisations that are listed."""
    return _answer_memberships(request, group=group, member=member, limit=limit, cursor=cursor)


@router.get(
    "/organisations/{key}/members", response=schemas.MembershipPage, summary="Members of a group"
)
def list_members(
    request: HttpRequest, key: str, limit: int = _LIMIT, cursor: str = _CURSOR
) -> HttpResponse:
    """The memberships of one group."""
    _require_listed(key)
    return _answer_memberships(request, group=key, limit=limit, cursor=cursor)


@router.get(
    "/organisations/{key}/groups",
    response=schemas.MembershipPage,
    summary="Groups of an organisation",
)
def list_groups(
    request: HttpRequest, key: str, limit: int = _LIMIT, cursor: str = _CURSOR
) -> HttpResponse:
    """The clusters, partnerships and associations that an organisation belongs to."""
    _require_listed(key)
    return _answer_memberships(request, member=key, limit=limit, cursor=cursor)


@router.get("/cooperation", response=schemas.CooperationPage, summary="Cooperation")
def list_cooperation(
    request: HttpRequest, organisation: str = _EITHER, limit: int = _LIMIT, cursor: str = _CURSOR
) -> HttpResponse:
    """Present cooperation that both sides have confirmed."""
    (after,) = paging.read_cursor(cursor, int) if cursor else (0,)
    rows = list_public_cooperation(organisation=organisation)
    shown, last = take_page(rows, after=after, limit=limit)
    following = None if last is None else paging.write_cursor(last)
    response = answer(
        {"items": [build_cooperation(row) for row in shown], "next_cursor": following}
    )
    return paging.link_next(request, response, following)


def _require_listed(key: str) -> None:
    if find_readable(key, None) is None:
        raise Http404(_("There is no listed organisation of this key."))
