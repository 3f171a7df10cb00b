"""Evidence and ties: a policymaker finds what nobody serves; a member is invited and confirms."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .conftest import LiveHub


def test_a_policymaker_finds_strong_clusters_that_nobody_serves(
    open_page: Callable[..., Page],
    check_accessibility: Callable[[Page], None],
    check_width: Callable[[Page], None],
) -> None:
    page = open_page("/observatory/")
    page.get_by_role("link", name="Strong clusters that nobody serves").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Strong clusters that nobody serves")
    page.get_by_label("Country").select_option("PL")
    page.get_by_label("Rated at least").select_option(label="one star")
    page.get_by_role("button", name="Show").click()
    table = page.get_by_role("region", name="Strong clusters that nobody serves")
    expect(table.locator("tbody tr").first).to_be_visible()
    shown = table.locator("tbody tr").count()
    check_accessibility(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) >= shown > 0
    assert {row["region"][:2] for row in rows} == {"PL"}
    sizes = [float(row["employment"]) for row in rows if row["employment"]]
    assert sizes == sorted(sizes, reverse=True)
    first = table.locator("tbody tr").first.get_by_role("link").first
    first.click()
    expect(page.locator("#served")).to_contain_text(
        "No cluster organisation of its ecosystems is registered here."
    )
    narrow = open_page("/observatory/unserved/", width=320, java_script_enabled=False)
    check_width(narrow)


@dataclass(frozen=True)
class Parties:
    """The manager's cluster and a company that a colleague looks after."""

    group: str
    group_name: str
    member: str
    member_name: str


@pytest.fixture
def parties(live_hub: LiveHub) -> Iterator[Parties]:
    """Give the demo analyst a seat in a listed company outside the manager's cluster."""
    with sqlite3.connect(live_hub.data_dir / "db.sqlite3", timeout=30) as database:
        number, key, name = database.execute(
            "SELECT o.id, o.key, o.name FROM organisations_seat s JOIN people_person p "
            "ON p.id = s.person_id JOIN organisations_organisation o ON o.id = s.organisation_id "
            "WHERE p.email = 'manager@demo.hanse' AND o.kind = 'cluster-organisation' "
            "AND o.state = 'published' ORDER BY o.id LIMIT 1"
        ).fetchone()
        member, member_key, member_name = database.execute(
            "SELECT id, key, name FROM organisations_organisation WHERE kind = 'company' AND "
            "state = 'published' AND id NOT IN (SELECT member_id FROM organisations_membership "
            "WHERE group_id = ?) ORDER BY id LIMIT 1",
            [number],
        ).fetchone()
        database.execute(
            "INSERT INTO organisations_seat (person_id, organisation_id, role, since) SELECT id, "
            "?, 'owner', '2026-01-01 00:00:00' FROM people_person WHERE email = ?",
            [member, "analyst@demo.hanse"],
        )
    yield Parties(key, name, member_key, member_name)
    with sqlite3.connect(live_hub.data_dir / "db.sqlite3", timeout=30) as database:
        database.execute(
            "DELETE FROM organisations_membership WHERE group_id = ? AND member_id = ?",
            [number, member],
        )
        database.execute("DELETE FROM organisations_seat WHERE organisation_id = ?", [member])


def test_a_manager_invites_a_member_and_the_member_confirms(
    open_page: Callable[..., Page],
    sign_in: Callable[[Page, str], None],
    check_accessibility: Callable[[Page], None],
    parties: Parties,
) -> None:
    manager = open_page("/")
    sign_in(manager, "manager")
    manager.goto(f"/organisations/{parties.group}/members/")
    manager.get_by_role("link", name="Invite a member").click()
    manager.locator("main").get_by_role("searchbox").fill(parties.member_name)
    manager.locator("main").get_by_role("button", name="Find").click()
    manager.get_by_role("radio").first.check()
    check_accessibility(manager)
    manager.get_by_role("button", name="Invite").click()
    expect(manager.get_by_text(f"{parties.member_name} is invited.")).to_be_visible()
    row = manager.get_by_role("row", name=parties.member_name)
    if row.count():  # on the first of several pages
        expect(row).to_contain_text("waits for the member")

    member = open_page("/", java_script_enabled=False)
    sign_in(member, "analyst")
    member.goto("/organisations/waiting/")
    expect(member.locator("main")).to_contain_text(
        f"{parties.group_name} says that {parties.member_name} is its member."
    )
    member.get_by_role("button", name=f"Confirm {parties.group_name}").click()
    expect(member.get_by_text("Nothing waits for an answer of yours.")).to_be_visible()

    visitor = open_page(f"/organisations/{parties.member}/groups/", width=360)
    expect(visitor.locator("main").get_by_role("row", name=parties.group_name)).to_be_visible()
    visitor.goto(f"/organisations/{parties.group}/network/")
    expect(visitor.get_by_role("img", name="the tables below say the same")).to_be_visible()
    check_accessibility(visitor)
