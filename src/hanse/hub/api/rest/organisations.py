"""Addresses: organisations, found as on the pages, read and written one by one."""

from __future__ import annotations

from typing import Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Query, Router

from hanse.hub.api.models import ApiKey
from hanse.hub.api.queries.finding import sort_of, take_slice
from hanse.hub.api.queries.records import (
    build_record,
    build_stamps,
    fetch_records,
    find_readable,
    find_tier,
    list_personal_fields,
)
from hanse.hub.api.rest import paging, schemas
from hanse.hub.api.rest.access import get_reader
from hanse.hub.api.rest.answers import answer, page_address
from hanse.hub.api.rest.filters import Filters, read_filters
from hanse.hub.organisations.actions.privacy import note_contact_access
from hanse.hub.organisations.models import Organisation
from hanse.hub.organisations.queries.facets import name_value
from hanse.hub.organisations.search.facets import FACETS
from hanse.hub.organisations.search.finding import find

router = Router(tags=["Organisations"])
Sort = Literal["", "relevance", "name", "new", "current", "members"]
_SORT = Query("", description="relevance with `q`, else name, where nothing is said")
_LIMIT = Query(paging.DEFAULT_LIMIT, ge=1, le=paging.MOST, description="how many at most")
_CURSOR = Query("", max_length=2000, description="next_cursor of the page before")


@router.get("/organisations", response=schemas.OrganisationPage, summary="Find organisations")
def list_organisations(
    request: HttpRequest,
    filters: Filters = Query(...),  # noqa: B008  as ninja wants it
    sort: Sort = _SORT,
    limit: int = _LIMIT,
    cursor: str = _CURSOR,
) -> HttpResponse:
    """Listed organisations with their public fields; filters and order are those of the pages.

    Pages by name, new, current and members are stable while the registry changes: what stays
    where it is comes exactly once. The order by relevance may shift with a change.
    """
    found = find(read_filters(request))
    by_name = sort_of(found) == "name"
    kind = str if by_name else float
    after = paging.read_cursor(cursor, kind, int) if cursor else None
    part = take_slice(found, after=after, limit=limit)  # type: ignore[arg-type]
    following = None if part.place is None else paging.write_cursor(*part.place)
    items = fetch_records(part.ids, address=page_address(request))
    response = answer({"items": items, "total": found.total, "next_cursor": following})
    return paging.link_next(request, response, following)


@router.get("/counts", response=schemas.Counts, summary="Count organisations")
def count_organisations(
    request: HttpRequest,
    filters: Filters = Query(...),  # noqa: B008
) -> HttpResponse:
    """How many organisations fit, and how many have each value of each facet.

    A facet counts what the other filters leave: what one would get by choosing the value.
    """
    found = find(read_filters(request))
    facets = {
        facet: [
            {
                "value": value,
                "title": name_value(facet, value, get_language() or "en"),
                "count": count,
            }
            for value, count in sorted(found.counts[facet].items(), key=lambda c: (-c[1], c[0]))
        ]
        for facet in FACETS
    }
    return answer({"total": found.total, "facets": facets})


@router.get("/organisations/{key}", response=schemas.OrganisationDetail, summary="One organisation")
def get_organisation(request: HttpRequest, key: str) -> HttpResponse:
    """One profile with the origin of each value.

    With a key of the scope `read-own` it holds what its owner's seat opens, and drafts of their
    own organisations too. The ETag is what a change names in `If-Match`.
    """
    person = get_reader(request)
    organisation = find_readable(key, person)
    if organisation is None:
        raise Http404(_("There is no organisation of this key that is listed or yours."))
    return answer_organisation(request, organisation)


def answer_organisation(
    request: HttpRequest, organisation: Organisation, *, status: int = 200
) -> HttpResponse:
    """The profile as the key's owner may see it; who sees contact data is put on record."""
    key: ApiKey | None = getattr(request, "api_key", None)
    person = get_reader(request)
    tier = find_tier(person, organisation)
    page = page_address(request).format(key=organisation.key)
    record = build_record(organisation, tier=tier, page=page)
    stamps = build_stamps(organisation, tier=tier)
    personal = list_personal_fields(organisation, tier=tier)
    if personal and key is not None:
        note_contact_access(organisation, key.owner, personal, through="api")
    response = answer({**record, "stamps": stamps}, revision=organisation.revision)
    response.status_code = status
    return response
