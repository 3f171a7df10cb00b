"""The map in a real browser: never blank (pixels), and a picture wherever it cannot be live."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.journeys.conftest import FLAGS, find_browser

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SLOW = 90_000  # milliseconds: WebGL without a graphics card on a busy machine
COUNT = """async (url) => {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const pixels = new Uint32Array(pen.getImageData(0, 0, image.width, image.height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  return [...counts.values()].map((count) => count / pixels.length).sort((a, b) => b - a);
}"""


@pytest.fixture(scope="module")
def launch(playwright: Playwright) -> Iterator[Callable[..., Browser]]:
    program = find_browser()
    if program is None:
        pytest.skip("no Chromium: set HANSE_CHROMIUM")
    started: dict[tuple[str, ...], Browser] = {}

    def start(*flags: str) -> Browser:
        if flags not in started:
            arguments = [*FLAGS, *flags]
            started[flags] = playwright.chromium.launch(executable_path=program, args=arguments)
        return started[flags]

    yield start
    for browser in started.values():
        browser.close()


def open_page(browser: Browser, url: str, **options: Any) -> Page:
    page = browser.new_context(**options).new_page()
    page.set_default_timeout(SLOW)
    page.complaints = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]
    page.on(
        "console",
        lambda m: page.complaints.append(m.text) if m.type == "error" else None,  # type: ignore[attr-defined]
    )
    page.goto(url)
    return page


def count_colours(page: Page, selector: str) -> list[float]:
    """Shares of the picture that each colour covers, the largest first."""
    picture = page.locator(selector).screenshot()
    url = "data:image/png;base64," + base64.b64encode(picture).decode()
    shares: list[float] = page.evaluate(COUNT, url)
    return shares


def wait_until_drawn(page: Page) -> None:
    page.wait_for_selector('hanse-map[data-kind="interactive"]')
    page.wait_for_function(
        """() => {
          const map = document.querySelector("hanse-map").live?.map;
          return map && map.getLayer("hover") && map.loaded() && map.areTilesLoaded()
            && map.querySourceFeatures("regions").length > 100;
        }"""
    )
    page.wait_for_timeout(500)


@pytest.mark.parametrize(("width", "height", "scheme"), [(900, 700, "light"), (320, 720, "dark")])
def test_the_live_map_is_not_blank(
    launch: Callable[..., Browser], live_server: Any, width: int, height: int, scheme: Any
) -> None:
    page = open_page(
        launch(),
        live_server.url + "/places/?show=nuts-2013",
        viewport={"width": width, "height": height},
        color_scheme=scheme,
    )
    wait_until_drawn(page)
    shares = count_colours(page, ".map-live")
    assert len(shares) > 50, "borders and letters are smoothed into many colours"
    assert sum(share > 0.02 for share in shares) >= 3, "sea, land and regions"
    assert shares[0] < 0.8
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Equal-area map").click()
    assert page.locator("svg.map-picture").is_visible()
    assert not page.locator(".map-live").is_visible()
    assert sum(share > 0.02 for share in count_colours(page, "svg.map-picture")) >= 3
    assert page.complaints == []  # type: ignore[attr-defined]
    page.context.close()


def test_a_region_tells_its_name(launch: Callable[..., Browser], live_server: Any) -> None:
    page = open_page(launch(), live_server.url + "/places/?show=nuts-2013")
    wait_until_drawn(page)
    place = page.evaluate(
        "(() => { const p = document.querySelector('hanse-map').live.map.project([10.9, 48.4]);"
        " return [p.x, p.y]; })()"
    )
    page.locator(".map-live canvas").hover(position={"x": place[0], "y": place[1]})
    tip = page.locator(".map-tip")
    tip.wait_for(state="visible")
    assert "DE27" in tip.inner_text()
    page.evaluate(
        "document.querySelector('hanse-map').dispatchEvent(new CustomEvent('hanse-map:values',"
        " {detail: {classes: {DE27: 'missing'}, texts: {DE27: 'Schwaben: no figure'}}}))"
    )
    mark = page.locator('svg.map-picture [data-region="DE27"]')
    assert mark.get_attribute("class") == "region missing"
    assert mark.get_attribute("fill") == "url(#map-missing)"
    page.context.close()


def test_without_webgl_the_picture_stays(launch: Callable[..., Browser], live_server: Any) -> None:
    page = open_page(launch("--disable-3d-apis"), live_server.url + "/places/?show=nuts-2013")
    page.wait_for_selector('hanse-map[data-kind="picture"]')
    assert page.locator("svg.map-picture").is_visible()
    assert sum(share > 0.02 for share in count_colours(page, "svg.map-picture")) >= 3
    page.context.close()


def test_without_scripts_the_picture_is_there(
    launch: Callable[..., Browser], live_server: Any
) -> None:
    url = live_server.url + "/places/?show=nuts-2013"
    page = open_page(launch(), url, java_script_enabled=False)
    assert page.locator("svg.map-picture").is_visible()
    assert page.locator("svg.map-picture [data-region]").count() == 320
    page.goto(url + "&layout=tiles")
    assert page.locator("svg.map-tiles [data-region]").count() == 320
    page.context.close()
