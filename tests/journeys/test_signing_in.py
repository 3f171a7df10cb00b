from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey
Open = Callable[..., Page]


@pytest.mark.parametrize(
    "path", ["/account/login/", "/account/signup/", "/account/password/reset/"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_the_account_are_accessible(
    open_page: Open,
    check_accessibility: Callable[[Page], None],
    check_width: Callable[[Page], None],
    path: str,
    scheme: str,
) -> None:
    page = open_page(path, width=320, color_scheme=scheme)
    check_width(page)
    check_accessibility(page)


def test_an_analyst_signs_in_changes_the_profile_and_signs_out(
    open_page: Open,
    sign_in: Callable[[Page, str], None],
    check_accessibility: Callable[[Page], None],
) -> None:
    page = open_page("/account/login/")
    sign_in(page, "analyst")
    page.goto("/account/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your profile")
    check_accessibility(page)
    page.get_by_label("Name").fill("Alma Analyst of the north")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your profile is saved.")).to_be_visible()
    page.locator("summary", has_text="Alma Analyst of the north").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def test_the_wrong_password_is_refused_beside_the_form(open_page: Open) -> None:
    page = open_page("/account/login/")
    page.get_by_label("Email").fill("analyst@demo.hanse")
    page.locator("input[name=password]").fill("not the password")
    page.locator("main").get_by_role("button", name="Sign In").click()
    expect(page.locator(".errorlist")).to_contain_text("not correct")


@pytest.mark.parametrize("scripts", [True, False])
def test_language_and_appearance_are_kept_with_and_without_scripts(
    open_page: Open, scripts: bool
) -> None:
    page = open_page("/account/login/", java_script_enabled=scripts)
    page.locator("summary", has_text="Language and appearance").click()
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.locator("summary", has_text="Sprache und Darstellung").click()
    page.locator("button[value=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page).to_have_url(f"{page.url.split('/account')[0]}/account/login/")


def test_the_frame_works_by_keyboard(open_page: Open) -> None:
    page = open_page("/account/login/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_component_is_accessible_at_every_width(
    open_page: Open,
    check_accessibility: Callable[[Page], None],
    check_width: Callable[[Page], None],
    scheme: str,
    width: int,
) -> None:
    page = open_page("/components/?amount=-3", width=width, color_scheme=scheme)
    check_width(page)
    check_accessibility(page)
    page.locator("summary", has_text="Language and appearance").click()
    check_accessibility(page)


def test_a_tooltip_opens_by_keyboard_without_scripts(open_page: Open) -> None:
    page = open_page("/components/", java_script_enabled=False)
    tip = page.locator(".tip")
    expect(tip.get_by_role("tooltip", include_hidden=True)).to_be_hidden()
    tip.focus()
    expect(tip.get_by_role("tooltip")).to_be_visible()


def test_letters_of_all_european_scripts_have_the_same_face(open_page: Open) -> None:
    page = open_page("/components/")
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.unicodeRange).length"
    )
    assert loaded == 4  # Latin, extended Latin, Greek and Cyrillic stand on the page
