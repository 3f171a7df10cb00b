"""The embedded card of a profile, the embedded map of a search, and oEmbed."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hanse.hub.api.embedding import framed
from hanse.hub.api.queries.cards import Card, get_card
from hanse.hub.api.rest.problems import answer_problem
from hanse.hub.organisations.queries.facets import describe_query
from hanse.hub.organisations.queries.mapping import draw_points
from hanse.hub.organisations.search.finding import find
from hanse.hub.organisations.search.query import read_query

WIDTH, HEIGHT = 420, 260
MAP_WIDTH, MAP_HEIGHT = 640, 560
SMALLEST = 200


@framed
def card(request: HttpRequest, key: str) -> HttpResponse:
    """The card of one profile."""
    found = get_card(key, language=get_language() or "en")
    if found is None:
        raise Http404(_("There is no listed organisation of this key."))
    return render(request, "api/embed_card.html", {"card": found})


@framed
def points(request: HttpRequest) -> HttpResponse:
    """The map of a search; its filters are those of the search page."""
    query = read_query(request.GET)
    found = find(query)
    search = f"{reverse('organisations:home')}?{query.to_address()}"
    context = {
        "map": draw_points(found, f"{reverse('organisations:home')}?view=map"),
        "total": found.total,
        "title": describe_query(query),
        "search": search,
    }
    return render(request, "api/embed_map.html", context)


def oembed(request: HttpRequest) -> HttpResponse:
    """oEmbed: the card for the address of a profile, the map for that of a search."""
    if request.GET.get("format", "json") != "json":
        return answer_problem(501, _("This hub speaks oEmbed in JSON only."))
    try:
        parts = urlsplit(request.GET.get("url", "")[:2000])
        match = resolve(parts.path)
    except (ValueError, Resolver404) as error:
        raise Http404(_("That is no page of this hub.")) from error
    if parts.netloc != request.get_host():
        raise Http404(_("That is no page of this hub."))
    if match.view_name == "organisations:profile":
        shown = get_card(match.kwargs["key"], language=get_language() or "en")
        if shown is None:
            raise Http404(_("There is no listed organisation of this key."))
        return _answer(request, shown.name, _frame_of(shown), WIDTH, HEIGHT)
    if match.view_name == "organisations:home":
        query = read_query(QueryDict(parts.query))
        address = f"{reverse('embed_map')}?{query.to_address()}"
        return _answer(request, describe_query(query), address, MAP_WIDTH, MAP_HEIGHT)
    raise Http404(_("That page cannot be embedded."))


def _frame_of(shown: Card) -> str:
    return reverse("embed_card", args=[shown.key])


def _answer(request: HttpRequest, title: str, path: str, width: int, height: int) -> HttpResponse:
    width = min(width, _read_size(request, "maxwidth"))
    height = min(height, _read_size(request, "maxheight"))
    response = JsonResponse(
        {
            "type": "rich",
            "version": "1.0",
            "title": title,
            "provider_name": "Hanse",
            "provider_url": request.build_absolute_uri("/"),
            "width": width,
            "height": height,
            "html": write_snippet(request.build_absolute_uri(path), title, width, height),
        },
        json_dumps_params={"ensure_ascii": False},
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response


def write_snippet(address: str, title: str, width: int, height: int) -> str:
    """The text that a page of another host holds."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"></iframe>',
        address,
        title,
        width,
        height,
    )


def _read_size(request: HttpRequest, name: str) -> int:
    given = request.GET.get(name, "")
    return (
        max(int(given), SMALLEST)
        if given.isascii() and given.isdigit() and len(given) < 6
        else 10_000
    )
