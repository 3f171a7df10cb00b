"""The real cluster organisations, as people wrote them: imported, found, mapped and compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import LiveHub
from .test_registry_finding import count_found

pytestmark = [pytest.mark.journey, pytest.mark.shared]


@pytest.fixture
def real_page(
    shared_data: Path, start_hub: Callable[..., LiveHub], browser: Browser
) -> Iterator[Page]:
    """A page on a hub of its own: the list would change what the other journeys count."""
    context = browser.new_context(
        base_url=start_hub().url, viewport={"width": 1280, "height": 900}, locale="en-GB"
    )
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def test_the_real_list_is_imported_found_and_linked(
    shared_data: Path,
    real_page: Page,
    sign_in: Callable[[Page, str], None],
    check_accessibility: Callable[[Page], None],
    check_width: Callable[[Page], None],
) -> None:
    page = real_page
    sign_in(page, "moderator")
    page.goto("/organisations/")
    invented = count_found(page)
    _import_list(page, shared_data / "organisations" / "eccp_cluster_organisations.csv")
    page.goto("/organisations/")
    assert count_found(page) == invented + 1445

    # Typed without the signs of the language, and still among the first.
    page.goto("/organisations/?kind=cluster-organisation&q=muenchen")
    assert count_found(page) >= 3
    expect(page.locator(".found").first).to_contain_text("München")

    # List, table and map hold the same, and every mark of the map leads to its organisations.
    found = set()
    for view in ("list", "table", "map"):
        page.goto(f"/organisations/?kind=cluster-organisation&country=PL&view={view}")
        found.add(count_found(page))
        check_accessibility(page)
        check_width(page)
    assert len(found) == 1
    mark = page.locator(".points a.many").first
    several = int(re.sub(r"\D", "", mark.locator("text").text_content() or ""))
    page.goto(mark.get_attribute("href") or "")
    assert count_found(page) >= several  # the area is a rectangle

    # The observatory judges them too: what nobody serves, and who has no base in the figures.
    page.goto("/observatory/unserved/")
    check_accessibility(page)
    page.goto("/observatory/without-base/")
    check_accessibility(page)

    page.goto("/organisations/duplicates/")
    page.get_by_role("button", name="Compare all profiles now").click()
    page.wait_for_url(re.compile("/duplicates/|/jobs/"))
    expect(page.locator("main a[href*='/duplicates/']").first).to_be_visible(timeout=90_000)


def _import_list(page: Page, path: Path) -> None:
    """Tried out first: what it would do is told, and nothing is written."""
    page.goto("/organisations/imports/")
    page.get_by_label("File of organisations").set_input_files(path)
    page.get_by_role("button", name="Upload").click()
    page.get_by_label("New profiles become").select_option(label="listed at once")
    page.get_by_role("button", name="Try it out").click()
    bring_in = page.get_by_role("button", name=re.compile("^Import 1,445 organisations"))
    expect(bring_in).to_be_visible(timeout=90_000)
    expect(page.locator("main")).to_contain_text("1,445")
    bring_in.click()
    done = page.get_by_role("heading", name="What was imported")
    expect(done).to_be_visible(timeout=120_000)
