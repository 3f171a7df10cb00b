"""A developer: makes a key on its page, loads everything, and pulls what changes, by the client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Page, expect

from hanse.client import ApiError, Hanse
from tests.journeys.conftest import LiveHub


def test_a_developer_pulls_changes_with_the_client(
    open_page: Callable[..., Page],
    sign_in: Callable[[Page, str], None],
    check_accessibility: Callable[[Page], None],
    check_width: Callable[[Page], None],
    live_hub: LiveHub,
) -> None:
    page = open_page("/")
    page.get_by_role("contentinfo").get_by_role("link", name="Open data").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Open data")
    check_accessibility(page)
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_label("Answer")).to_contain_text('"items"')
    check_accessibility(page)
    page.goto("/api/reference/")
    page.locator("#list_changes summary").press("Enter")
    expect(page.locator("#list_changes")).to_contain_text("records")
    check_accessibility(page)

    sign_in(page, "manager")
    page.goto("/api/keys/")
    page.get_by_label("What is it for?").fill("Nightly load")
    page.get_by_label("Create organisations and change mine").check()
    page.get_by_role("button", name="Make the key").click()
    token = page.get_by_label("Key", exact=True).input_value()
    check_accessibility(page)

    with Hanse(live_hub.url, key=token) as hanse:
        everyone = list(hanse.organisations())
        assert len(everyone) == hanse.counts()["total"]
        seen = hanse.last_change()
        made = hanse.create(
            {"kind": "company", "values": {"name": "Firm of the journey", "country": "AT"}}
        )
        assert list(hanse.changes(after=seen)) == []  # a draft is nobody's business
        page.goto(f"/organisations/{made['key']}/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Firm of the journey")
        own = [seat["organisation"]["key"] for seat in hanse.me()["seats"]]
        assert made["key"] in own

    page.goto("/api/keys/")
    page.get_by_role("button", name="Revoke Nightly load").click()
    expect(page.get_by_role("status")).to_contain_text("opens nothing any more")
    with Hanse(live_hub.url, key=token) as hanse:
        try:
            hanse.me()
        except ApiError as error:
            assert error.status == 401
        else:
            raise AssertionError("a revoked key still opens the API")

    narrow = open_page("/api/", width=320, java_script_enabled=False)
    check_width(narrow)
    for address in ("/api/reference/", "/api/try/", "/api/data/organisations/"):
        narrow.goto(address)
        check_width(narrow)


def test_a_card_stands_in_a_page_of_another_host(
    open_page: Callable[..., Page],
    check_accessibility: Callable[[Page], None],
    live_hub: LiveHub,
    tmp_path: Path,
) -> None:
    with Hanse(live_hub.url) as hanse:
        found = next(iter(hanse.organisations()), None)
    page = open_page("/embed/map/")
    check_accessibility(page)
    if found is None:
        return
    page.goto(f"/embed/organisations/{found['key']}/")
    check_accessibility(page)
    address = page.url
    (tmp_path / "index.html").write_text(
        "<!doctype html><title>Elsewhere</title><link rel=icon href=data:,>"
        f'<iframe title="card" src="{address}" width="420" height="260"></iframe>'
    )
    with serve_folder(tmp_path) as elsewhere:
        page.goto(elsewhere)
        heading = page.frame_locator("iframe").get_by_role("heading", level=1)
        expect(heading).to_have_text(found["name"], timeout=30_000)
    assert page.context.cookies() == []


@contextmanager
def serve_folder(folder: Path) -> Iterator[str]:
    """Another host, as far as a browser is concerned."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/index.html"
        server.shutdown()
