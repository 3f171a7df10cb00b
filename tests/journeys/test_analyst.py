"""An analyst brings a table: broken, mended, rated, published, seen on the map by everyone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

REGIONS = ("DE11", "DE21", "DE60", "ES51", "FR10", "FR71", "ITC4", "PL22", "SE11", "AT13")
TABLE = "region,industry,period,employment\n" + "".join(
    f"{region},{industry},{year},{1000 + 137 * i + 911 * j + 53 * (year - 2014)}\n"
    for i, region in enumerate(REGIONS)
    for j, industry in enumerate(("26", "29", "30", "62"))
    for year in (2014, 2015)
)


def give_file(page: Page, text: str) -> None:
    page.get_by_label("Your table").set_input_files(
        {"name": "regions.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Upload and check").click()


def test_broken_then_mended_then_published(
    open_page: Callable[..., Page], sign_in: Callable[[Page, str], None]
) -> None:
    page = open_page("/observatory/tables/")
    sign_in(page, "analyst")
    page.goto("/observatory/tables/")
    give_file(page, TABLE + "AT13,62,2015,77\n")
    expect(page.get_by_role("alert")).to_contain_text("AT13, 62, 2015")
    expect(page.get_by_role("alert")).to_contain_text("Row 82")
    expect(page.get_by_role("button", name="Identify the clusters")).to_have_count(0)

    page.get_by_role("link", name="Upload the mended file").click()
    give_file(page, re.sub("DE60,62,2015,.*", "DE60,62,2015,c", TABLE))
    expect(page.get_by_text("Read: 10 regions")).to_be_visible()
    page.get_by_label("Title of the result").fill("Ten regions by Alma")
    page.get_by_label("Licence of the figures").fill("CC BY 4.0")
    page.get_by_role("button", name="Identify the clusters").click()
    expect(page.get_by_role("heading", name="The result: Ten regions by Alma")).to_be_visible(
        timeout=60_000
    )
    page.get_by_role("link", name="Preview it on the map").click()
    expect(page.get_by_text("draft, only you see it")).to_be_visible()
    draft = page.url
    visitor = open_page("/observatory/")
    assert "Ten regions" not in visitor.content()

    page.go_back()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Everyone sees it from now on")).to_be_visible()
    visitor.goto(draft)
    expect(visitor.locator(".map-picture a.region")).to_have_count(10)
    visitor.get_by_role("radio", name="2014").check(force=True)
    expect(visitor.locator(".sub")).to_contain_text("2014")

    page.goto(draft)
    page.locator(".runbar a").click()
    page.get_by_role("button", name="Withdraw this result").click()
    expect(page.get_by_text("Withdrawn.")).to_be_visible()
