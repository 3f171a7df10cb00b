"""A moderator brings a list in, broken then mended, merges a duplicate, and takes it back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

BROKEN = """Cluster;Staat;Ort;Branche
Quarindelund Wood Alliance;DE;Köln;Holz
;DE;Köln;Holz
Quarindelund Holz Alliance e.V.;Elbonia;Cologne;Holz
"""
MENDED = BROKEN.replace("Elbonia", "Germany").replace("\n;DE", "\nBrilumbra Netzwerk;DE")


def give_file(page: Page, text: str) -> None:
    page.get_by_label("File of organisations").set_input_files(
        {"name": "list.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Upload").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_list_is_mended_imported_merged_and_parted(
    open_page: Callable[..., Page],
    sign_in: Callable[[Page, str], None],
    check_accessibility: Callable[[Page], None],
    check_width: Callable[[Page], None],
    scripts: bool,
) -> None:
    page = open_page("/organisations/", java_script_enabled=scripts)
    sign_in(page, "moderator")
    page.goto("/organisations/imports/")
    mark = "" if scripts else "Skeantia "
    give_file(page, BROKEN.replace("Quarindelund", f"{mark}Quarindelund"))
    expect(page.get_by_role("heading", name="list.csv")).to_be_visible()
    # Staat is a word that the hub does not know: it asks.
    page.get_by_role("button", name="Try it out").click()
    expect(page.get_by_role("alert")).to_contain_text("Country")
    page.get_by_label("Staat").select_option(label="Country")
    page.get_by_role("button", name="Try it out").click()
    expect(page.get_by_text("rows set aside")).to_be_visible()
    expect(page.get_by_role("button", name="Import 1 organisation")).to_be_visible()
    expect(page.get_by_text("The row has no country that is known.")).to_be_visible()
    if scripts:
        check_accessibility(page)
        check_width(page)

    page.goto("/organisations/imports/")
    give_file(page, MENDED.replace("Quarindelund", f"{mark}Quarindelund"))
    page.get_by_label("Staat").select_option(label="Country")
    page.get_by_label("New profiles become").select_option(label="listed at once")
    page.get_by_role("button", name="Try it out").click()
    rows = 3 if scripts else 2  # the network is known from the first time
    page.get_by_role("button", name=f"Import {rows} organisations").click()
    _wait_for(page, page.get_by_role("heading", name="What was imported"))

    page.get_by_role("button", name="Look for duplicates").click()
    _wait_for(page, page.get_by_role("heading", name="Duplicates", exact=True))
    page.get_by_role("link", name=re.compile(f"^{mark}Quarindelund")).first.click()
    expect(page.get_by_text("The place is the same")).to_be_visible()
    page.get_by_role("radio", name="e.V.").check()
    if scripts:
        check_accessibility(page)
        check_width(page)
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_text("the merge can be undone")).to_be_visible()
    expect(
        page.get_by_role("heading", name=f"{mark}Quarindelund Holz Alliance e.V.")
    ).to_be_visible()

    page.goto("/organisations/duplicates/?state=merged")
    page.get_by_role("button", name=re.compile(f"^Undo ?: {mark}Quarindelund")).first.click()
    expect(page.get_by_text("both profiles are as they were")).to_be_visible()
    expect(
        page.get_by_role("link", name=re.compile(f"^{mark}Quarindelund Wood Alliance"))
    ).to_be_visible()


def _wait_for(page: Page, shown: object) -> None:
    """Until the background work is done; without scripts the page is loaded again."""
    for _ in range(40):
        try:
            expect(shown).to_be_visible(timeout=1500)  # type: ignore[call-overload]
        except AssertionError:
            if not page.context.pages or "/jobs/" in page.url:
                page.reload()
        else:
            return
    expect(shown).to_be_visible()  # type: ignore[call-overload]
