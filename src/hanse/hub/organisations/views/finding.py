"""Finding organisations: as list, table and map of one and the same result; side by side; kept."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from hanse.hub.foundation.csv_lines import write_lines
from hanse.hub.organisations.queries.facets import describe_query, list_chips, list_panels
from hanse.hub.organisations.queries.finding import (
    COLUMNS,
    KEPT_CARDS,
    MOST_COMPARED,
    Card,
    compare_organisations,
    list_cards,
    list_rows,
)
from hanse.hub.organisations.queries.mapping import base_digest, draw_base, draw_points
from hanse.hub.organisations.search.finding import Found, find
from hanse.hub.organisations.search.query import Query, read_query
from hanse.vocabulary import InputError

PAGE_SIZES = {"list": 20, "map": 20, "table": 50}
VIEWS = {"list": _("List"), "table": _("Table"), "map": _("Map")}
SORTS = {
    "relevance": _("Best match"),
    "name": _("Name"),
    "new": _("Newest"),
    "current": _("Most recently confirmed"),
    "members": _("Most members"),
}
SUGGESTED = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The search: what fits, how it divides, and the same as list, table, map or file."""
    found = find(read_query(request.GET))
    if request.GET.get("format") == "csv":
        return _send_file(found)
    view = request.GET.get("view", "")
    view = view if view in VIEWS else "list"
    response = render(request, "organisations/finding.html", _build_context(request, found, view))
    if request.htmx:  # type: ignore[attr-defined]
        response["HX-Push-Url"] = _address(found.query, view)
    return response


def _build_context(request: HttpRequest, found: Found, view: str) -> dict[str, Any]:
    page = Paginator(range(found.total), PAGE_SIZES[view]).get_page(request.GET.get("page"))
    rows = found.rows[page.start_index() - 1 : page.end_index()].tolist() if found.total else []
    cards = list_cards(found.index, rows)
    path = _address(Query(), view)
    return {
        "found": found,
        "query": found.query,
        "pairs": [pair for pair in found.query.list_pairs() if pair[0] in ("box",)],
        "view": view,
        "views": [(id, title, _address(found.query, id)) for id, title in VIEWS.items()],
        "sorts": [pair for pair in SORTS.items() if found.query.text or pair[0] != "relevance"],
        "sort": found.query.sort or ("relevance" if found.query.text else "name"),
        "page": page,
        "cards": cards,
        "lines": [_draw_line(card, get_language()) for card in cards] if view == "list" else [],
        "map": draw_points(found, f"{request.path}?view=map") if view == "map" else None,
        "panels": list_panels(found),
        "chips": list_chips(found, path),
        "download": _address(found.query, "", ("format", "csv")),
        "description": describe_query(found.query),
    }


@lru_cache(maxsize=KEPT_CARDS)
def _draw_line(card: Card, language: str) -> str:
    """A card of the list in the active language, drawn once."""
    return render_to_string("organisations/finding_line.html", {"card": card})


def _address(query: Query, view: str, *more: tuple[str, str]) -> str:
    pairs = (("view", view), *more) if view not in ("", "list") else more
    text = query.to_address(*pairs)
    home_address = reverse("organisations:home")
    return f"{home_address}?{text}" if text else home_address


def _send_file(found: Found) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        write_lines(COLUMNS, list_rows(found)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="organisations.csv"'},
    )


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """The first names that fit while one types."""
    query = read_query(request.GET)
    found = find(Query(query.text, query.chosen)) if query.text else None
    cards = list_cards(found.index, found.rows[:SUGGESTED].tolist()) if found else []
    context = {"cards": cards, "found": found, "query": query}
    return render(request, "organisations/finding_suggestions.html", context)


@require_safe
def map_base(request: HttpRequest) -> HttpResponse:
    """The drawing below the points; its address changes when it does."""
    digest = base_digest()
    response = HttpResponse(draw_base(digest), content_type="image/svg+xml")
    response["Content-Encoding"] = "gzip"
    response["ETag"] = f'"{digest}"'
    if request.GET.get("v") == digest:
        patch_cache_control(response, public=True, max_age=365 * 24 * 3600, immutable=True)
    return response


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to five organisations side by side."""
    keys = [key for key in request.GET.getlist("with") if key]
    context: dict[str, Any] = {"keys": keys, "most": MOST_COMPARED}
    try:
        context["comparison"] = compare_organisations(keys)
    except InputError as error:
        context["error"] = error
    return render(request, "organisations/finding_compare.html", context)
