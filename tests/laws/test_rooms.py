"""Laws of the hub: over every room and every address that is found.

A person walks from the rooms' first pages along their links, with the demonstration published, and
each page that they come to is read: it answers, holds well-formed content, and asks the database
as often for a large thing as for a small one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from hanse.hub.foundation.permissions import ROLES, get_right, may
from hanse.hub.foundation.rooms import Room, list_rooms

pytestmark = pytest.mark.django_db
ROOMS = list_rooms()
PAGES_A_NAME = 3
"""How many pages of one kind (one name of an address) are read."""
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
        "circle",
        "path",
        "rect",
    ]
)


def list_patterns(
    resolver: URLResolver, prefix: str = "/"
) -> Iterator[tuple[str, URLPattern, tuple[str, ...]]]:
    """(address, pattern, namespaces) of every address below the resolver."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            for address, pattern, names in list_patterns(entry, prefix + str(entry.pattern)):
                own = (str(entry.namespace),) if entry.namespace else ()
                yield address, pattern, (*own, *names)
        else:
            yield prefix + str(entry.pattern), entry, ()


def list_plain_addresses(room: Room) -> list[tuple[str, Any]]:
    """(address, view) of the room's addresses without parameters."""
    found = list_patterns(get_resolver())
    return [
        (address, pattern.callback)
        for address, pattern, names in found
        if names[:1] == (room.id,) and "<" not in address
    ]


PLAIN = [
    pytest.param(room, address, view, id=address)
    for room in ROOMS
    for address, view in list_plain_addresses(room)
]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.id)
def test_the_card_is_complete(room: Room) -> None:
    assert str(room.title).strip()
    assert str(room.description).strip().endswith(".")
    assert re.fullmatch(r"([a-z-]+/)?", room.prefix)
    assert room.right is None or get_right(room.right)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("room", "address", "view"), PLAIN)
def test_a_page_lets_in_whoever_holds_its_right_and_nobody_else(
    room: Room,
    address: str,
    view: Any,
    role: str,
    sign_in_as: Callable[[str], Client],
) -> None:
    client = sign_in_as(role)
    answer = client.get(address)
    if answer.status_code == 405:
        return  # an act, not a page: the room's own tests try it
    rights = [right for right in (room.right, getattr(view, "right", None)) if right]
    person = answer.wsgi_request.user
    if all(may(person, right) for right in rights):
        assert answer.status_code in (200, 204), f"{address} answers {answer.status_code} to {role}"
    elif role == "visitor":
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/")
    else:
        assert answer.status_code == 403


class Page(HTMLParser):
    """What the laws ask of a page's text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.faults: list[str] = []
        self.language = ""
        self.title = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags[tag] += 1
        if values.get("id"):
            self.ids[str(values["id"])] += 1
        self._look(tag, values)
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        while self._open and self._open[-1] in ("li", "p", "dd", "dt", "option", "td", "th", "tr"):
            if self._open[-1] == tag:
                break
            self._open.pop()
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["title"] and "svg" not in self._open:
            self.title += data

    def _look(self, tag: str, values: dict[str, str | None]) -> None:
        if tag == "html":
            self.language = values.get("lang") or ""
        if tag == "a" and values.get("href"):
            self.links.append(str(values["href"]))
        if tag == "label" and values.get("for"):
            self.labelled.add(str(values["for"]))
        if tag == "img" and "alt" not in values:
            self.faults.append(f"an image without alternative: {values.get('src')}")
        if tag in ("input", "select", "textarea") and values.get("type") != "hidden":
            self.fields.append({**values, "_in_label": "yes" if "label" in self._open else None})
        if "style" in values or tag == "style" or (tag == "script" and not values.get("src")):
            plain_data = values.get("type") in ("application/json", "application/ld+json")
            if not plain_data:
                self.faults.append(f"inline <{tag}> that the content security policy refuses")
        self.faults += [f"<{tag} {name}>" for name in values if name.startswith("on")]

    def list_faults(self) -> list[str]:
        """Everything that is wrong with the page."""
        faults = list(self.faults)
        if self.tags["h1"] != 1:
            faults.append(f"{self.tags['h1']} main headings")
        if self.tags["main"] != 1:
            faults.append(f"{self.tags['main']} main parts")
        if not self.language:
            faults.append("no language")
        if len(self.title.replace("· Hanse", "").strip()) < 3:
            faults.append(f"the title is {self.title.strip()!r}")
        faults += [f"the id {name} stands {n} times" for name, n in self.ids.items() if n > 1]
        for field in self.fields:
            named = {"aria-label", "aria-labelledby", "_in_label"} & {
                name for name, value in field.items() if value
            }
            is_button = field.get("type") in ("submit", "button", "image")
            if not named and field.get("id") not in self.labelled and not is_button:
                faults.append(f"the field {field.get('name')} has no label")
        return faults


def test_the_reader_of_pages_sees_what_is_wrong() -> None:
    broken = Page(
        "<html><title>x</title><main><h1>A</h1><h1>B</h1><p id=a><p id=a><input name=q>"
        "<img src=m.png><script>run()</script><b onclick=run()></div></main>"
    )
    faults = " / ".join(broken.list_faults())
    for word in ("2 main headings", "no language", "the title is", "id a stands 2", "field q has"):
        assert word in faults
    for word in ("without alternative", "inline <script>", "<b onclick>", "</div> closes nothing"):
        assert word in faults
    sound = Page(
        "<!doctype html><html lang=en><title>A page · Hanse</title><main><h1>A</h1>"
        "<label>Q <input name=q></label><ul><li>one<li>two</ul><br></main></html>"
    )
    assert sound.list_faults() == []


@pytest.fixture
def demonstration(db: None, settings: Any) -> None:
    """The demonstration's organisations and results, published."""
    from hanse.hub.observatory.actions import publish_demo
    from hanse.hub.organisations.actions.demonstration import create_demonstration

    settings.HANSE_DEMO = True
    settings.HANSE_API_RATE = 100_000  # the walk is faster than any visitor
    create_demonstration()
    publish_demo()


def walk(client: Client) -> dict[str, dict[str, Page]]:
    """The pages that links lead to, by name and address: at most PAGES_A_NAME of each name."""
    found: dict[str, dict[str, Page]] = defaultdict(dict)
    waiting = [f"/{room.prefix}" for room in ROOMS]
    seen: set[str] = set()
    while waiting:
        address = waiting.pop(0)
        parts = urlsplit(address)
        target = address.split("#")[0]
        if (
            parts.scheme
            or parts.netloc
            or parts.path.startswith(("/account/", "/static/", "/admin/"))
        ):
            continue
        name = resolve(parts.path).view_name  # a link to nowhere raises here
        if target in seen or len(found[name]) >= PAGES_A_NAME:
            continue
        seen.add(target)
        answer = client.get(target, follow=True)
        assert answer.status_code == 200, f"{target} answers {answer.status_code}"
        if not answer["Content-Type"].startswith("text/html"):
            if answer.streaming:
                list(answer.streaming_content)  # to the end, which closes the file
            continue
        page = found[name][target] = Page(answer.content.decode())
        waiting += [urljoin(parts.path, link) for link in page.links]
    return {name: pages for name, pages in found.items() if pages}


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("role", ["visitor", "analyst"])
def test_every_page_that_links_lead_to_answers_and_is_well_formed(
    role: str,
    sign_in_as: Callable[[str], Client],
) -> None:
    pages = walk(sign_in_as(role))
    wrong = {
        address: page.list_faults() for each in pages.values() for address, page in each.items()
    }
    assert not {address: faults for address, faults in wrong.items() if faults}
    assert len(pages) >= len(ROOMS)


@pytest.mark.usefixtures("demonstration")
def test_a_large_thing_takes_no_more_queries_than_a_small_one(client: Client) -> None:
    for name, pages in walk(client).items():
        counts = {}
        for address in pages:
            with CaptureQueriesContext(connection) as queries:
                client.get(address, follow=True)
            counts[address] = len(queries)
        assert max(counts.values()) <= 15, f"{name}: {counts}"
        plain = {n for address, n in counts.items() if "?" not in address}
        assert len(plain) <= 1, f"{name}: {counts}"
