"""Addresses: the observatory's published runs and their ratings."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from hanse.hub.api.queries.records import write_moment
from hanse.hub.api.queries.runs import find_run, list_runs, take_ratings
from hanse.hub.api.rest import paging, schemas
from hanse.hub.api.rest.answers import answer
from hanse.hub.observatory.models import Run

router = Router(tags=["Observatory"])
_LABEL = r"^[^\x00]{0,60}$"


@router.get("/runs", response=list[schemas.Run], summary="Rated results")
def list_all_runs(request: HttpRequest) -> HttpResponse:
    """Every published run: which figures, which method, which parameters."""
    return answer([_describe(request, run) for run in list_runs()])


@router.get("/runs/{id}", response=schemas.Run, summary="One rated result")
def get_one_run(request: HttpRequest, id: str) -> HttpResponse:
    """One run; its whole content is a Parquet file on its page."""
    return answer(_describe(request, _require_run(id)))


@router.get("/runs/{id}/ratings", response=schemas.RatingPage, summary="Statistical clusters")
def list_ratings(
    request: HttpRequest,
    id: str,
    region: str = Query("", pattern=_LABEL, description="code of the region"),
    group: str = Query("", pattern=_LABEL, description="id of the industry group"),
    period: str = Query("", pattern=_LABEL, description="period"),
    at_least: int = Query(0, ge=0, le=100, description="lowest rating, 0 for all"),
    limit: int = Query(paging.DEFAULT_LIMIT, ge=1, le=paging.MOST, description="how many at most"),
    cursor: str = Query("", max_length=2000, description="next_cursor of the page before"),
) -> HttpResponse:
    """Region x industry group x period with figures, rating, and how sure it is."""
    run = _require_run(id)
    (after,) = paging.read_cursor(cursor, int) if cursor else (-1,)
    items, total, last = take_ratings(
        run, region=region, group=group, period=period, at_least=at_least, after=after, limit=limit
    )
    following = None if last is None else paging.write_cursor(last)
    response = answer({"items": items, "total": total, "next_cursor": following})
    return paging.link_next(request, response, following)


def _require_run(id: str) -> Run:
    run = find_run(id)
    if run is None:
        raise Http404(_("There is no published result of this id."))
    return run


def _describe(request: HttpRequest, run: Run) -> dict[str, Any]:
    origin = (run.provenance or [{}])[0]
    return {
        "id": run.run_id,
        "title": run.title,
        "method": run.method,
        "method_version": run.method_version,
        "source": run.source_title,
        "licence": origin.get("licence") or "",
        "acknowledgement": origin.get("acknowledgement") or "",
        "region_classification": run.region_classification,
        "industry_classification": run.industry_classification,
        "grouping": run.grouping,
        "periods": run.periods,
        "regions": run.region_count,
        "groups": run.group_count,
        "published_at": write_moment(run.published_at),
        "page": request.build_absolute_uri(run.get_absolute_url()),
    }
