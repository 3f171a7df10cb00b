"""A manager makes a profile, saves it half done, slips, and puts it right from the history."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey
Open = Callable[..., Page]
SignIn = Callable[[Page, str], None]
Check = Callable[[Page], None]


@pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])
def test_made_saved_changed_and_restored(
    open_page: Open, sign_in: SignIn, java_script: bool
) -> None:
    name = f"Ilmgrund Netzwerk {time.time_ns()}"
    page = open_page("/account/login/", java_script_enabled=java_script)
    sign_in(page, "manager")
    page.goto("/organisations/new/")
    page.get_by_label("Cluster organisation: manages a cluster").check()
    page.get_by_label("Country").select_option(label="Germany")
    page.get_by_role("button", name="Go on").click()

    # Half done: a draft needs hardly anything.
    page.locator("[name=name]").fill(name)
    page.locator("[name=place]").fill("Jena")
    page.locator("[name=website]").fill("ilmgrund.example")
    page.get_by_role("button", name="Save the draft").first.click()
    expect(page.get_by_text("Saved as a draft.")).to_be_visible()
    expect(page.get_by_text("Found from the town: Thüringen (DEG0)")).to_be_visible()

    # A second language: one tab at a time, also without a script.
    page.locator("[name=summary__en]").fill("Glass and light.")
    page.get_by_label("Another language").select_option("de")
    page.get_by_role("button", name="Add this language").click()
    german = page.locator("[name=summary__de]")
    expect(german).to_be_hidden()
    page.get_by_role("radio", name="German").check()
    expect(page.locator("[name=summary__en]")).to_be_hidden()
    german.fill("Glas und Licht.")
    page.locator("[name=technologies][value=photonics]").check()
    page.get_by_role("button", name="Save and look at it").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.get_by_text("Glass and light.")).to_be_visible()
    expect(page.get_by_text("Photonics")).to_be_visible()

    # A slip of the hand, found in the history and undone.
    page.get_by_role("link", name="Edit", exact=True).click()
    page.locator("[name=summary__en]").fill("")
    page.locator("[name=technologies][value=photonics]").uncheck()
    page.get_by_role("button", name="Save the draft").first.click()
    page.get_by_role("link", name="History").click()
    latest = page.locator(".versions > li").first
    expect(latest.locator("del").first).to_be_visible()
    page.get_by_role("button", name=re.compile("Restore this version 2")).click()
    expect(page.get_by_text("The profile is as it was at version 2")).to_be_visible()
    page.get_by_role("link", name="Profile", exact=True).click()
    expect(page.get_by_text("Glass and light.")).to_be_visible()


def test_the_pages_are_open_to_everyone_on_any_screen(
    open_page: Open, sign_in: SignIn, check_accessibility: Check, check_width: Check
) -> None:
    page = open_page("/account/login/", width=320)
    sign_in(page, "manager")
    page.goto("/organisations/mine/")
    page.locator("main .card a").first.click()
    address = page.url
    for part in ("", "edit/", "history/", "logo/"):
        page.goto(address + part)
        check_accessibility(page)
        check_width(page)
    page.goto("/organisations/new/")
    check_accessibility(page)
    check_width(page)


def test_a_picture_beside_the_name(open_page: Open, sign_in: SignIn) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (300, 300), "teal").save(stream, "PNG")
    page = open_page("/account/login/")
    sign_in(page, "manager")
    page.goto("/organisations/mine/")
    page.locator("main .card a").first.click()
    page.get_by_role("link", name="Picture").click()
    page.get_by_label("Picture").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": stream.getvalue()}
    )
    page.get_by_role("button", name="Show this picture").click()
    expect(page.get_by_text("The picture is changed.")).to_be_visible()
    expect(page.locator("img.profile-logo")).to_have_js_property("naturalWidth", 300)
