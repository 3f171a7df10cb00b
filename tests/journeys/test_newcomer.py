"""A newcomer explores: from the coloured map to the numbers, the method, the source, a file."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.journey

_COUNT_COLOURS = """async (encoded) => {
  const picture = new Image();
  picture.src = `data:image/png;base64,${encoded}`;
  await picture.decode();
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0);
  const { data } = pen.getImageData(0, 0, picture.width, picture.height);
  const counts = {};
  for (let i = 0; i < data.length; i += 4) {
    const colour = `${data[i]},${data[i + 1]},${data[i + 2]}`;
    counts[colour] = (counts[colour] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 60));
}"""


def count_colours(page: Page, element: Locator) -> dict[str, int]:
    """Colour -> pixels of what is really on the screen there."""
    box = element.bounding_box()
    assert box is not None
    clip = {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}
    picture = base64.b64encode(page.screenshot(clip=clip, full_page=True)).decode()  # type: ignore[arg-type]
    counts: dict[str, int] = page.evaluate(_COUNT_COLOURS, picture)
    return counts


def count_seen(page: Page, element: Locator) -> int:
    """How many of the colours of the legend are seen in the map, within a hair."""
    seen = [tuple(map(int, colour.split(","))) for colour in count_colours(page, element)]
    wanted = page.evaluate(
        """() => [...document.querySelectorAll(".map-legend li[data-class]")]
        .filter((line) => /^[qrdg]\\d$/.test(line.dataset.class)).map((line) => {
          const pen = new OffscreenCanvas(1, 1).getContext("2d");
          pen.fillStyle = getComputedStyle(line.querySelector(".region")).fill;
          pen.fillRect(0, 0, 1, 1);
          return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
        })"""
    )
    return sum(
        any(max(abs(a - b) for a, b in zip(colour, other, strict=True)) <= 3 for other in seen)
        for colour in wanted
    )


def test_from_the_map_to_numbers_method_source_and_file(page: Page, tmp_path: Path) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Statistical clusters")
    frame = page.locator(".map-frame")
    assert count_seen(page, frame) >= 5

    page.get_by_label("Industry", exact=True).select_option(
        label="Manufacture of transport equipment"
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("Manufacture of transport equipment")
    assert "group=CL" in page.url
    assert count_seen(page, frame) >= 4

    page.locator('a.region[data-region="DE21"] path').click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Oberbayern")
    expect(page.locator(".verdict-banner")).to_contain_text("three stars")
    expect(page.locator(".tests tbody tr")).to_have_count(4)
    figure = page.locator(".figures .value").first.inner_text().replace(",", "")

    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    waiting.value.save_as(tmp_path / "cluster.csv")
    text = (tmp_path / "cluster.csv").read_text("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["region"], row["group"], row["period"]) == ("DE21", "CL", "2015")
    assert int(float(row["employment"])) == int(figure)

    page.get_by_role("link", name="How is this computed?").click()
    expect(page.locator(".formula")).to_contain_text("LQ")
    expect(page.get_by_text("not verified", exact=True).first).to_be_visible()
    page.get_by_role("link", name="Europe 2015: European Cluster Observatory, three stars").click()
    expect(page.get_by_text("Eurostat", exact=True).first).to_be_visible()
    expect(page.get_by_text("Reuse with acknowledgement").first).to_be_visible()


def test_the_live_map_shows_the_colours_of_the_legend(open_page: Callable[..., Page]) -> None:
    page = open_page("/observatory/?group=CL", live_map=True)
    element = page.locator("hanse-map")
    expect(element).to_have_attribute("data-kind", "interactive", timeout=90_000)
    assert count_seen(page, page.locator(".map-live")) >= 4
    munich = page.evaluate(
        """() => {
          const { map, box } = document.querySelector("hanse-map").live;
          const { x, y } = map.project([11.57, 48.14]);
          const { left, top } = box.getBoundingClientRect();
          return [left + x, top + y];
        }"""
    )
    page.mouse.click(*munich)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Oberbayern")


def test_search_finds_without_accents_by_keyboard(page: Page) -> None:
    box = page.get_by_role("combobox", name="Find a region or an industry")
    box.press_sequentially("dolnosl")
    expect(page.get_by_role("option").first).to_contain_text("Dolnośląskie")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dolnośląskie")


def test_regions_side_by_side(open_page: Callable[..., Page]) -> None:
    page = open_page("/observatory/regions/DE21/")
    page.get_by_role("link", name="All figures side by side").click()
    expect(page.locator("table.compare").first.locator("thead th")).to_have_count(3)
    page.get_by_label("Region 4").fill("ES51")
    page.locator("main").get_by_role("button", name="Compare").click()
    expect(page.locator("table.compare").first.locator("thead th")).to_have_count(4)
