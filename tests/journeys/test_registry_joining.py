"""Joining the registry: returned, mended, published; a colleague; the queue by keyboard."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import PASSWORDS, LiveHub

pytestmark = pytest.mark.journey
Open = Callable[..., Page]

FORM = {
    "kind": "cluster-organisation",
    "country": "EE",
    "place": "Tartu",
    "website": "https://light.example",
    "website_english": "https://light.example/en",
    "summary__en": "Companies that work with light.",
    "ecosystems": "textiles",
    "member_count": "20",
    "members_sme": "12",
    "members_public": "2",
    "staff_fte": "2",
    "founded": "2014",
    "languages_shown": "en",
}
DECISION = re.compile(r"/queue/\d+/(#decide)?$")
START = "/organisations/new/?kind=cluster-organisation&country=EE"


@pytest.fixture
def open_as(open_page: Open) -> Callable[[str, str], Page]:
    """`open_as("manager", path)`: a page of their own, signed in; not by way of the map."""

    def open_it(account: str, path: str, **options: Any) -> Page:
        page = open_page(f"/account/login/?{urlencode({'next': path})}", **options)
        page.get_by_label("Email").fill(f"{account}@demo.hanse")
        page.locator("input[name=password]").fill(PASSWORDS[account])
        page.locator("main").get_by_role("button", name="Sign In").click()
        page.get_by_text("Sign out").wait_for(state="attached")
        return page

    return open_it


def submit_profile(page: Page, name: str) -> str:
    """Make a profile and submit it, by requests with the page's session; answers its address."""

    def post(path: str, values: dict[str, str]) -> str:
        page.goto(path)
        token = page.locator("main input[name=csrfmiddlewaretoken]").first.input_value()
        target = page.url if "/new/" in path else path.replace("/joining/", "/submit/")
        form: dict[str, Any] = values | {"csrfmiddlewaretoken": token}
        answer = page.request.post(target, form=form, headers={"Referer": page.url})
        assert answer.ok, answer.text()[:2000]
        return answer.url

    edit = post(START, FORM | {"name": name})
    address = edit.removesuffix("edit/")
    assert address != edit, f"not saved: {edit}"
    post(f"{address}joining/", {"consent": "on"})
    return address


def test_a_manager_joins_is_returned_mends_and_is_published(
    open_as: Callable[..., Page],
    open_page: Open,
    check_accessibility: Callable[[Page], None],
) -> None:
    name = f"Light Valley {time.time_ns()}"
    manager = open_as("manager", START)
    manager.get_by_label("Name", exact=True).fill(name)
    criteria = manager.locator("#criteria-list")
    expect(criteria).to_contain_text("0 of 6 criteria")
    # The panel follows what is typed, before anything is saved.
    manager.locator("[name=member_count]").fill("12")
    expect(criteria).to_contain_text("Found: 12. At least 15 are needed")
    manager.locator("[name=programme]").fill("Estonian Clusters")
    manager.locator("[name=programme]").blur()
    expect(criteria).to_contain_text("cluster programme: Estonian Clusters.")
    for field in ("place", "website", "summary__en", "staff_fte", "founded"):
        manager.locator(f"[name={field}]").fill(FORM[field])
    manager.locator("[name=ecosystems][value=textiles]").check()
    manager.get_by_role("button", name="Save the draft").first.click()
    manager.get_by_role("link", name="Go on to submitting").click()
    check_accessibility(manager)
    manager.get_by_label("Message to the moderator").fill("We are new here.")
    manager.get_by_label("The public fields may be shown").check()
    manager.get_by_role("button", name="Submit").click()
    expect(manager.get_by_text("The profile is submitted.")).to_be_visible()

    moderator = open_as("admin", "/organisations/queue/")
    check_accessibility(moderator)
    moderator.get_by_role("link", name=name).click()
    check_accessibility(moderator)
    expect(moderator.get_by_text("We are new here.")).to_be_visible()
    reason = moderator.get_by_label("What has to be mended")
    expect(reason).to_have_value(re.compile("Link to a web site in English"))
    moderator.get_by_role("button", name="Return with this reason").click()
    expect(moderator.get_by_text(f"{name} is returned.")).to_be_visible()

    manager.reload()
    expect(manager.get_by_role("heading", name="What was asked")).to_be_visible()
    expect(manager.locator(".told").first).to_contain_text("Give the address of the English pages")
    manager.get_by_role("link", name="Edit").click()
    manager.locator("[name=website_english]").fill(FORM["website_english"])
    manager.get_by_role("button", name="Save the draft").first.click()
    expect(manager.locator("#criteria-list")).to_contain_text("6 of 6 criteria")
    manager.get_by_role("link", name="Go on to submitting").click()
    manager.get_by_label("The public fields may be shown").check()
    manager.get_by_role("button", name="Submit").click()

    moderator.goto("/organisations/queue/")
    moderator.get_by_role("link", name=name).click()
    changes = moderator.get_by_role("region", name="Changes", exact=True)
    expect(changes).to_contain_text("Web site in English")
    moderator.get_by_role("button", name="Publish").click()
    expect(moderator.get_by_text(f"{name} is listed.")).to_be_visible()
    manager.get_by_role("link", name="Profile", exact=True).click()
    visitor = open_page(manager.url)
    expect(visitor.get_by_role("heading", level=1)).to_contain_text(name)
    expect(visitor.get_by_text("Current", exact=True)).to_be_visible()


def find_invitation(hub: LiveHub, organisation: str) -> str:
    """The path in the newest letter that invites to an organisation, as the console shows it."""
    for _ in range(40):
        letters = hub.log.read_text("utf-8", errors="replace")
        found = re.findall(
            rf"Subject: Hanse: Invitation to {re.escape(organisation)}"
            r"[\s\S]*?(/organisations/invitations/[\w-]+/)",
            letters,
        )
        if found:
            return str(found[-1])
        time.sleep(0.25)
    pytest.fail(f"no letter invites to {organisation}")


def test_a_colleague_is_invited_and_the_owner_leaves(
    open_as: Callable[..., Page], live_hub: LiveHub
) -> None:
    name = f"Beacon {time.time_ns()}"
    owner = open_as("manager", "/organisations/mine/")
    address = submit_profile(owner, name)
    owner.goto(f"{address}people/")
    owner.get_by_role("button", name="Leave this organisation").click()
    expect(owner.get_by_text("would be left without an owner")).to_be_visible()
    owner.get_by_label("E-mail address").fill("analyst@demo.hanse")
    owner.get_by_role("button", name="Invite").click()
    expect(owner.get_by_text("The invitation to analyst@demo.hanse is sent.")).to_be_visible()

    link = find_invitation(live_hub, name)
    owner.goto(link)
    expect(owner.get_by_text("you are signed in as manager@demo.hanse")).to_be_visible()
    colleague = open_as("analyst", link)
    colleague.get_by_role("button", name="Accept").click()
    expect(colleague.get_by_text(f"You belong to {name} now.")).to_be_visible()

    owner.goto(f"{address}people/")
    owner.get_by_role("button", name="Transfer").click()
    expect(owner.get_by_text("The ownership is transferred")).to_be_visible()
    owner.get_by_role("button", name="Leave this organisation").click()
    expect(owner.get_by_text(f"You have left {name}.")).to_be_visible()
    colleague.reload()
    row = colleague.get_by_role("row", name=re.compile("Alma Analyst"))
    expect(row).to_contain_text("Owner")


def press_until_focused(page: Page, target: Locator, *, key: str = "Tab", most: int = 60) -> None:
    """Press a key until the element has the focus."""
    for _ in range(most):
        page.keyboard.press(key)
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{most} times {key} do not reach {target}")


def test_a_moderator_empties_the_queue_with_the_keyboard_only(
    open_as: Callable[..., Page],
) -> None:
    names = [f"Lamp {number} {time.time_ns()}" for number in range(2)]
    manager = open_as("manager", "/organisations/mine/")
    for name in names:
        submit_profile(manager, name)
    page = open_as("admin", "/organisations/queue/?state=submitted", java_script_enabled=False)
    press_until_focused(page, page.locator("main tbody a").first)
    page.keyboard.press("Enter")
    page.wait_for_url(DECISION)
    decided: list[str] = []
    while DECISION.search(page.url):
        heading = page.get_by_role("heading", level=1)
        decided.append(heading.inner_text())
        press_until_focused(page, page.get_by_role("link", name="to the decision"))
        page.keyboard.press("Enter")
        if decided[-1] == names[0]:
            press_until_focused(page, page.get_by_label("What has to be mended"))
            page.keyboard.type("Please name your members.")
            page.keyboard.press("Tab")
        else:
            press_until_focused(page, page.get_by_role("button", name="Publish"))
        page.keyboard.press("Enter")
        expect(page.get_by_text(re.compile(r" is (listed|returned)\."))).to_contain_text(
            decided[-1]
        )
    assert set(names) <= set(decided)
    page.goto("/organisations/queue/?state=submitted")
    expect(page.get_by_text("Nothing waits for a decision.")).to_be_visible()
