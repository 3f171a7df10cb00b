"""Sitemap, robots, feeds, frames, oEmbed and the pages that explain them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import pytest
from django.test import Client

from hanse.hub.api.queries import sitemap

pytestmark = pytest.mark.django_db
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"
RFC3339 = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
EVIL = "A & B <script>alert(1)</script> ]]> \x0b \"'"


def read(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer["Content-Type"].split(";")[0].endswith("xml")
    content = b"".join(answer) if answer.streaming else answer.content
    return ElementTree.fromstring(content)  # noqa: S314  our own text


def test_the_sitemap_leads_to_every_listed_organisation_once(
    client: Client, make_organisation: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "MOST", 3)
    made = [make_organisation(f"Organisation {n}") for n in range(7)]
    hidden = make_organisation("Draft", state="draft")
    index = read(client, "/sitemap.xml")
    assert index.tag == f"{SITEMAP}sitemapindex"
    parts = [loc.text for loc in index.iter(f"{SITEMAP}loc")]
    assert len(parts) >= 4
    found = []
    for part in parts:
        urls = read(client, urlsplit(part).path)
        assert urls.tag == f"{SITEMAP}urlset"
        locations = [url.find(f"{SITEMAP}loc").text for url in urls]
        assert all(address.startswith("http://testserver/") for address in locations)
        found += locations
        for url in urls.iter(f"{SITEMAP}lastmod"):
            assert re.fullmatch(RFC3339, url.text)
        if "pages" not in part:
            assert len(locations) <= 3
    assert len(found) == len(set(found))
    for each in made:
        assert f"http://testserver/organisations/{each.key}/" in found
    assert hidden.key not in " ".join(found)
    # Numbers of organisations go on from test to test where the database is not SQLite.
    assert client.get(f"/sitemap-{len(parts) + 999}.xml").status_code == 404


def test_robots_are_told_where_the_sitemap_is(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /account/" in text


@pytest.mark.parametrize("order", ["new", "changed"])
def test_the_feed_is_valid_atom(
    order: str, client: Client, make_organisation: Callable[..., Any]
) -> None:
    make_organisation(EVIL, place="Graz")
    second = make_organisation("Second")
    make_organisation("Draft", state="draft")
    feed = read(client, f"/feeds/{order}.atom")
    assert feed.tag == f"{ATOM}feed"
    assert {link.get("rel") for link in feed.findall(f"{ATOM}link")} >= {"self"}
    for node in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"{ATOM}{name}")) == 1, name
        assert re.fullmatch(RFC3339, node.find(f"{ATOM}updated").text)
        assert node.find(f"{ATOM}id").text.startswith("http://testserver/")
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    parsed = feedparser.parse(client.get(f"/feeds/{order}.atom").content)
    assert not parsed.bozo
    assert parsed.entries[0].title == "Second"
    assert len({entry.id for entry in parsed.entries}) == 2
    assert parsed.entries[0].link.endswith(f"/organisations/{second.key}/")


def test_an_empty_registry_has_valid_feeds_too(client: Client) -> None:
    assert not feedparser.parse(client.get("/feeds/new.atom").content).bozo


@pytest.mark.parametrize("signed_in", [False, True])
def test_frames_may_stand_anywhere_and_set_no_cookie(
    signed_in: bool,
    sign_in_as: Callable[[str], Client],
    make_organisation: Callable[..., Any],
) -> None:
    client = sign_in_as("analyst" if signed_in else "visitor")
    made = make_organisation(
        EVIL, fields={"summary": {"en": EVIL}}, latitude=47.1, longitude=15.4,
        position_source="given", website="https://a.example",
    )  # fmt: skip
    for path in (f"/embed/organisations/{made.key}/", "/embed/map/?country=AT"):
        answer = client.get(path)
        page = answer.content.decode()
        assert "frame-ancestors *" in answer["Content-Security-Policy"]
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer
        assert not answer.cookies
        assert "<script" not in page
        assert "Sign out" not in page
        assert page.count("<h1") == page.count("<main") == 1
    page = client.get(f"/organisations/{made.key}/")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    draft = make_organisation("Draft", state="draft")
    assert client.get(f"/embed/organisations/{draft.key}/").status_code == 404


def test_oembed_answers_for_profiles_and_searches(
    client: Client, make_organisation: Callable[..., Any]
) -> None:
    made = make_organisation('Quote " <b>')
    address = f"http://testserver/organisations/{made.key}/"
    answer = client.get("/oembed", {"url": address, "maxwidth": "300"}).json()
    assert (answer["type"], answer["version"], answer["width"]) == ("rich", "1.0", 300)
    assert f'src="http://testserver/embed/organisations/{made.key}/"' in answer["html"]
    assert "<b>" not in answer["html"]
    found = client.get("/oembed", {"url": "http://testserver/organisations/?country=AT&q=x"})
    assert "/embed/map/?q=x&amp;country=AT" in found.json()["html"]
    for wrong in ("", "http://evil.example/organisations/x/", "http://testserver/nothing",
                  "http://testserver/account/", "http://[", "javascript:alert(1)"):  # fmt: skip
        assert client.get("/oembed", {"url": wrong}).status_code == 404, wrong
    assert client.get("/oembed", {"url": address, "format": "xml"}).status_code == 501


def test_a_call_is_tried_as_a_visitor(
    sign_in_as: Callable[[str], Client], make_organisation: Callable[..., Any]
) -> None:
    make_organisation("Alpha <b>")
    client = sign_in_as("administrator")
    page = client.get("/api/try/", {"call": "organisations?country=AT"}).content.decode()
    assert "Alpha &lt;b&gt;" in page
    assert "RateLimit-Remaining" in page
    assert "401" in client.get("/api/try/", {"call": "me"}).content.decode()
    for wrong in ("../../admin/", "%2e%2e/", "/account/", "nothing", "http://x/"):
        page = client.get("/api/try/", {"call": wrong}).content.decode()
        assert "That is no address of the API" in page or ">404<" in page, wrong


def test_the_reference_names_every_address(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    page = client.get("/api/reference/").content.decode()
    for path, methods in document["paths"].items():
        assert path in page
        for method, operation in methods.items():
            assert operation["operationId"] in page
            assert {"401", "422", "429"} <= set(operation["responses"])
            assert ("304" in operation["responses"]) == (method == "get")


def test_the_first_page_leads_everywhere(client: Client) -> None:
    page = client.get("/api/").content.decode()
    for path in ("/api/reference/", "/api/keys/", "/feeds/new.atom", "/api/catalogue.ttl",
                 "/sitemap.xml", "/api/v1/openapi.json", "/api/files/chosen.csv"):  # fmt: skip
        assert f'"{path}"' in page, path
    for dataset in ("organisations", "memberships"):
        assert client.get(f"/api/data/{dataset}/").status_code == 200
