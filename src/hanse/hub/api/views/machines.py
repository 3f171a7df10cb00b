"""What machines look for: sitemap, robots, Atom feeds, linked data, the catalogue."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import override

from hanse.hub.api.queries.catalogue import describe_catalogue
from hanse.hub.api.queries.feeds import list_news
from hanse.hub.api.queries.linked import get_node, write_turtle
from hanse.hub.api.queries.records import write_moment
from hanse.hub.api.queries.sitemap import Entry, count_parts, list_pages, stream_part
from hanse.hub.api.rest.answers import page_address

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML has not."""


def robots(request: HttpRequest) -> HttpResponse:
    """Where the sitemap is, and what is no page."""
    lines = [
        "User-agent: *",
        "Disallow: /account/",
        "Disallow: /admin/",
        "Disallow: /embed/",
        "Disallow: /api/v1/",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def sitemap(request: HttpRequest) -> HttpResponse:
    """The index of the parts: pages first, then organisations by number."""
    parts = ["pages", *(str(number) for number in range(1, count_parts() + 1))]
    addresses = [request.build_absolute_uri(reverse("sitemap_part", args=[p])) for p in parts]
    entries = "".join(f"<sitemap><loc>{escape(a)}</loc></sitemap>" for a in addresses)
    content = f'{_XML}<sitemapindex xmlns="{_SITEMAP}">{entries}</sitemapindex>\n'
    return HttpResponse(content, content_type="application/xml; charset=utf-8")


def sitemap_part(request: HttpRequest, part: str) -> StreamingHttpResponse:
    """One part, sent while it is read."""
    if part != "pages" and not 1 <= int(part) <= max(count_parts(), 1):
        raise Http404(_("The sitemap has no such part."))
    entries: Iterable[Entry] = list_pages() if part == "pages" else stream_part(int(part))
    return StreamingHttpResponse(
        _write_part(request, entries), content_type="application/xml; charset=utf-8"
    )


def _write_part(request: HttpRequest, entries: Iterable[Entry]) -> Iterator[str]:
    yield f'{_XML}<urlset xmlns="{_SITEMAP}">'
    home = request.build_absolute_uri("/").rstrip("/")
    for entry in entries:
        changed = f"<lastmod>{write_moment(entry.changed)}</lastmod>" if entry.changed else ""
        yield f"<url><loc>{escape(home + entry.path)}</loc>{changed}</url>\n"
    yield "</urlset>\n"


def feed(request: HttpRequest, order: str) -> HttpResponse:
    """The newest or the latest changed organisations as Atom."""
    with override("en"):
        news = list_news("new" if order == "new" else "changed")
        atom = Atom1Feed(
            title="Hanse: new organisations" if order == "new" else "Hanse: changed organisations",
            link=request.build_absolute_uri(reverse("organisations:home")),
            description=None,
            language="en",
            feed_url=request.build_absolute_uri(),
            feed_guid=request.build_absolute_uri(request.path),
            author_name="Hanse",
        )
        for organisation, told in news:
            place = ", ".join(part for part in (told["place"], told["country"]) if part)
            address = request.build_absolute_uri(organisation.get_absolute_url())
            when = organisation.published_at if order == "new" else organisation.changed_at
            kind = organisation.get_kind_display()
            atom.add_item(
                title=_CONTROL.sub("", organisation.name),
                link=address,
                unique_id=address,
                description=_CONTROL.sub("", f"{kind}, {place}"),
                pubdate=organisation.published_at,
                updateddate=when,
            )
    return HttpResponse(
        atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


def linked(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """An organisation as JSON-LD or Turtle."""
    node = get_node(key, address=page_address(request))
    if node is None:
        raise Http404(_("There is no listed organisation of this key."))
    return _answer_linked(node, form)


def catalogue(request: HttpRequest, form: str) -> HttpResponse:
    """All open data of the hub as DCAT-AP, in JSON-LD or Turtle."""
    return _answer_linked(describe_catalogue(request.build_absolute_uri), form)


def _answer_linked(document: dict[str, object], form: str) -> HttpResponse:
    if form == "ttl":
        response = HttpResponse(write_turtle(document), content_type="text/turtle; charset=utf-8")
    else:
        text = json.dumps(document, ensure_ascii=False, indent=1)
        response = HttpResponse(text, content_type="application/ld+json")
    response["Access-Control-Allow-Origin"] = "*"
    return response
