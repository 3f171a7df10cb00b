"""A policymaker looks for whom to talk to: with typing errors, filters, a map, side by side."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey


def count_found(page: Page) -> int:
    """The number in the head of the result."""
    text = page.locator("#found-title").inner_text()
    return int(re.sub(r"\D", "", text))


def tick(page: Page, facet: str) -> None:
    """Choose the first value of a facet that is not chosen yet, and wait for the new result."""
    value = page.locator(f"input[name={facet}]:not(:checked)").first.get_attribute("value")
    # By its value: a tick may bring the new page while the browser still looks at the old box, and
    # whoever then asks again for the first box without a tick finds the next one.
    page.locator(f"input[name={facet}][value='{value}']").check()
    page.wait_for_url(re.compile(rf"[?&]{facet}={value}"))
    expect(page.locator(".chips")).to_be_visible()


def test_a_policymaker_finds_whom_to_talk_to(
    open_page: Callable[..., Page],
    sign_in: Callable[[Page, str], None],
    check_accessibility: Callable[[Page], None],
) -> None:
    page = open_page("/organisations/")
    everyone = count_found(page)
    assert everyone >= 200
    check_accessibility(page)

    # Two letters in the wrong order, and still the first of the list.
    names = page.locator(".found h3 a").all_inner_texts()
    meant = next(name for name in names if re.fullmatch(r"[A-Za-z]{7,}", name.split()[0]))
    word = meant.split()[0]
    wrong = word[:3] + word[4] + word[3] + word[5:]
    page.get_by_role("searchbox").fill(" ".join([wrong, *meant.split()[1:]]))
    page.get_by_role("button", name="Find").click()
    page.wait_for_url(re.compile("q="))
    expect(page.locator(".found h3 a").first).to_have_text(meant)

    # Filters narrow, one after the other; every way of looking holds the same result.
    page.get_by_role("link", name="Clear all").click()
    expect(page.locator("#found-title")).to_contain_text(f"{everyone:,}")
    tick(page, "country")
    in_country = count_found(page)
    assert 0 < in_country < everyone
    tick(page, "ecosystem")
    narrowed = count_found(page)
    assert 0 < narrowed <= in_country
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(text)))) == narrowed
    for view in ("Table", "Map", "List"):
        page.locator(".views").get_by_role("link", name=view).click()
        expect(page.locator(".views [aria-current]")).to_have_text(view)
        assert count_found(page) == narrowed
        check_accessibility(page)

    # Kept for later.
    page.get_by_role("link", name="Clear all").click()
    tick(page, "kind")
    sign_in(page, "manager")
    page.goto("/organisations/?kind=cluster-organisation")
    page.get_by_role("link", name="Keep this search").click()
    page.get_by_label("Title").fill("Clusters of ours")
    page.get_by_label("E-mail about what is new").select_option("weekly")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", name="Clusters of ours")).to_be_visible()
    check_accessibility(page)
    page.get_by_role("link", name="Clusters of ours").click()

    # Three side by side.
    chosen = page.locator(".found h3 a").all_inner_texts()[:3]
    for name in chosen:
        page.get_by_label(f"{name}: compare").check()
    page.get_by_role("button", name="Compare the ticked ones").click()
    expect(page.locator(".compared thead th")).to_have_text(chosen)
    check_accessibility(page)


def test_the_map_leads_closer_and_fits_a_phone_without_scripts(
    open_page: Callable[..., Page], check_width: Callable[[Page], None]
) -> None:
    page = open_page("/organisations/?view=map", width=320, java_script_enabled=False)
    check_width(page)
    before = count_found(page)
    mark = page.locator(".points .mark.many").first
    count = int(re.sub(r"\D", "", mark.locator("text").text_content() or ""))
    address = mark.get_attribute("href")
    assert address is not None
    page.goto(address)
    check_width(page)
    assert count <= count_found(page) < before
    page.goto("/organisations/?view=table&q=cluster")
    check_width(page)
    page.goto("/organisations/")
    check_width(page)
    page.get_by_role("searchbox").fill("network")
    page.get_by_role("button", name="Find").click()
    page.wait_for_url(re.compile("q=network"))
