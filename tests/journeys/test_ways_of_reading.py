"""The same pages with the keyboard only, at 320 px, without scripts, in dark, and for axe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

PAGES = (
    "/observatory/",
    "/observatory/?group=CL&show=lq&layout=tiles",
    "/observatory/regions/DE21/",
    "/observatory/industries/CL/",
    "/observatory/clusters/DE21/CL/",
    "/observatory/compare/?region=DE21&region=ES51&region=PL22",
    "/observatory/search/?q=bav",
    "/observatory/data/",
    "/observatory/methods/",
    "/observatory/methods/european-stars/",
    "/observatory/indicators/location-quotient/",
    "/observatory/sources/",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    open_page: Callable[..., Page], check_accessibility: Callable[[Page], None], scheme: str
) -> None:
    page = open_page(PAGES[0], color_scheme=scheme)
    for address in PAGES:
        page.goto(address)
        check_accessibility(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_an_analyst(
    open_page: Callable[..., Page],
    sign_in: Callable[[Page, str], None],
    check_accessibility: Callable[[Page], None],
    check_width: Callable[[Page], None],
    scheme: str,
) -> None:
    width = 320 if scheme == "dark" else 1280
    page = open_page("/", color_scheme=scheme, width=width)
    sign_in(page, "analyst")
    page.goto("/observatory/tables/")
    check_accessibility(page)
    check_width(page)
    text = "region,industry,period,employment\nDE21,29,2015,118000\nES51,29,2015,c\n"
    page.get_by_label("Your table").set_input_files(
        {"name": "two.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_role("button", name="Identify the clusters")).to_be_visible()
    for summary in page.locator("details.more > summary").all():
        summary.click()
    check_accessibility(page)
    check_width(page)


def test_nothing_scrolls_sideways_at_320_pixels(
    open_page: Callable[..., Page], check_width: Callable[[Page], None]
) -> None:
    page = open_page(PAGES[0], width=320, height=640)
    for address in PAGES:
        page.goto(address)
        check_width(page)


def test_reading_needs_no_script(open_page: Callable[..., Page]) -> None:
    page = open_page("/observatory/", java_script_enabled=False)
    expect(page.locator(".map-picture a.region").first).to_be_visible()
    page.get_by_label("Industry", exact=True).select_option("CL")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Manufacture of transport equipment")
    page.locator('a.region[data-region="DE21"] path').click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Oberbayern")
    page.get_by_role("link", name="Observatory").first.click()
    page.get_by_label("Find a region or an industry").fill("dolnosl")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Dolnośląskie").click()
    expect(page.locator(".bubbles circle").first).to_be_visible()
    for address in PAGES:
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)


def test_everything_is_reached_by_keyboard(open_page: Callable[..., Page]) -> None:
    page = open_page("/observatory/?group=CL&layout=tiles")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    seen: list[str] = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "(document.activeElement.id || document.activeElement.dataset.region"
                " || document.activeElement.textContent).trim()"
            )
        )
        if "How is this computed?" in seen:
            break
    assert {"id_q", "id_group", "id_show", "id_run", "How is this computed?"} <= set(seen)
    region = page.locator('.map-picture a.region[tabindex="0"]')
    region.focus()
    first = region.get_attribute("data-region")
    page.keyboard.press("ArrowRight")
    focused = page.evaluate("document.activeElement.dataset.region")
    assert focused
    assert focused != first
    page.keyboard.press("Enter")
    expect(page.locator(".verdict-banner")).to_be_visible()


def test_a_choice_keeps_the_focus_and_the_address(open_page: Callable[..., Page]) -> None:
    page = open_page("/observatory/")
    group = page.get_by_label("Industry", exact=True)
    group.focus()
    group.select_option("CL")
    expect(page.get_by_role("heading", level=1)).to_have_text("Manufacture of transport equipment")
    expect(page.get_by_label("Industry", exact=True)).to_be_focused()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Statistical clusters")
