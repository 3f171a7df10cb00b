"""Pages of membership: who may do what, what a wrong one is told, what is never shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hanse.hub.foundation.sections import list_sections
from hanse.hub.organisations.models import Cooperation, Membership, Organisation

from .conftest import Make, join, tie

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(make_organisation: Make) -> Organisation:
    return make_organisation("cluster-organisation", "Photonics Valley", member_count=70)


@pytest.fixture
def member(make_organisation: Make) -> Organisation:
    return make_organisation("company", "=cmd|' /C calc'!A0")


@pytest.fixture
def manager(
    client: Client,
    group: Organisation,
    make_person: Callable[..., Any],
    seat: Callable[..., None],
) -> Client:
    """A client signed in as editor of the group."""
    person = make_person()
    seat(person, group, "editor")
    client.force_login(person)
    return client


def at(organisation: Organisation, rest: str) -> str:
    return f"/organisations/{organisation.key}/{rest}"


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


ADDRESSES = ("members/", "network/", "overlap/", "reach/", "groups/", "cooperation/")
ACTS = ("members/invite/", "groups/claim/", "cooperation/propose/")


@pytest.mark.parametrize("address", ADDRESSES)
def test_everyone_reads_the_pages_and_they_speak_three_languages(
    client: Client, group: Organisation, member: Organisation, address: str
) -> None:
    join(group, member)
    for language in ("en", "de", "fr"):
        answer = client.get(at(group, address), headers={"Accept-Language": language})
        assert text_of(answer).count("<h1") == 1
    draft = Organisation.objects.get(pk=group.pk)
    draft.state = "draft"
    draft.save()
    assert client.get(at(group, address)).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES[:4])
def test_who_has_no_members_has_no_such_pages(
    client: Client, member: Organisation, address: str
) -> None:
    assert client.get(at(member, address)).status_code == 404


@pytest.mark.parametrize("address", ACTS)
@pytest.mark.parametrize("role", ["none", "viewer", "editor", "owner", "stranger"])
def test_only_people_with_a_seat_to_write_tie(
    client: Client,
    group: Organisation,
    make_organisation: Make,
    make_person: Callable[..., Any],
    seat: Callable[..., None],
    address: str,
    role: str,
) -> None:
    if role == "none":
        assert client.get(at(group, address)).status_code == 302
        return
    person = make_person()
    seat(person, make_organisation(name="Own") if role == "stranger" else group,
         "owner" if role == "stranger" else role)  # fmt: skip
    client.force_login(person)
    wanted = 200 if role in ("editor", "owner") else 403
    assert client.get(at(group, address)).status_code == wanted


def test_a_manager_invites_one_that_has_a_profile(
    manager: Client, group: Organisation, make_organisation: Make
) -> None:
    other = make_organisation("company", "Łódź Optics")
    page = text_of(manager.get(at(group, "members/invite/?q=lodz")))
    assert "Łódź Optics" in page
    sent = {"organisation": other.key, "role": "partner", "since": "2024-02-01"}
    answer = manager.post(at(group, "members/invite/?q=lodz"), sent)
    assert answer.status_code == 302
    row = Membership.objects.get()
    assert (row.member, row.role, row.confirmed_by_member) == (other, "partner", None)
    again = manager.post(at(group, "members/invite/?q=lodz"), sent)
    assert again.status_code == 422 and "already" in again.content.decode()
    wrong = manager.post(at(group, "members/invite/?q=lodz"), sent | {"organisation": "nobody"})
    assert wrong.status_code == 422
    assert "Łódź Optics" in text_of(manager.get(at(group, "members/")))
    manager.logout()
    assert "Łódź Optics" not in text_of(manager.get(at(group, "members/")))


def test_a_manager_names_one_that_has_none(manager: Client, group: Organisation) -> None:
    sent = {"name": "New Optics", "kind": "company", "country": "DE", "role": "member"}
    answer = manager.post(at(group, "members/invite/"), sent | {"website": "optics.example"})
    assert answer.status_code == 302
    named = Organisation.objects.get(name="New Optics")
    assert named.state == "draft" and named.website == "https://optics.example"
    page = text_of(manager.get(at(group, "members/")))
    assert "New Optics" in page and f"/organisations/{named.key}/" not in page
    lacking = manager.post(at(group, "members/invite/"), sent | {"name": ""})
    assert lacking.status_code == 422


def test_many_are_confirmed_at_once_and_only_ones_own(
    manager: Client, group: Organisation, make_organisation: Make
) -> None:
    mine = [join(group, make_organisation(name=f"M{i}"), confirmed_by_group=None) for i in range(3)]
    foreign = join(
        make_organisation("cluster-organisation", "Other"),
        make_organisation(name="X"),
        confirmed_by_group=None,
    )
    keys = [row.pk for row in (*mine, foreign)]
    answer = manager.post(at(group, "members/confirm/"), {"membership": [*keys, "x"]}, follow=True)
    assert "3 memberships confirmed." in text_of(answer)
    foreign.refresh_from_db()
    assert foreign.confirmed_by_group is None
    assert Membership.objects.filter(confirmed_by_group__isnull=False).count() == 3


@pytest.mark.parametrize("act", ["confirm", "decline", "end"])
def test_answers_only_through_ones_own_organisation(
    manager: Client, group: Organisation, make_organisation: Make, act: str
) -> None:
    foreign = join(
        make_organisation("cluster-organisation", "Other"), make_organisation(name="X"),
        confirmed_by_group=None,
    )  # fmt: skip
    assert manager.post(at(group, f"members/{foreign.pk}/{act}/")).status_code == 404
    assert manager.post(at(foreign.group, f"members/{foreign.pk}/{act}/")).status_code == 403
    assert manager.post(at(foreign.member, f"groups/{foreign.pk}/{act}/")).status_code == 403
    assert manager.get(at(group, f"members/{foreign.pk}/{act}/")).status_code == 405
    own = join(group, make_organisation(name="Y"), confirmed_by_group=None)
    answer = manager.post(at(group, f"members/{own.pk}/{act}/"), follow=True)
    assert "It is on record." in text_of(answer)
    own.refresh_from_db()
    assert (own.until is None) == (act == "confirm")


def test_a_group_does_not_confirm_for_its_member(
    manager: Client, group: Organisation, member: Organisation
) -> None:
    row = join(group, member, confirmed_by_member=None)
    manager.post(at(group, f"members/{row.pk}/confirm/"))
    assert manager.post(at(member, f"groups/{row.pk}/confirm/")).status_code == 403
    row.refresh_from_db()
    assert row.confirmed_by_member is None


def test_the_member_claims_and_the_waiting_list_answers(
    manager: Client,
    group: Organisation,
    member: Organisation,
    make_person: Callable[..., Any],
    seat: Callable[..., None],
) -> None:
    owner, client = make_person(), Client()
    seat(owner, member, "owner")
    client.force_login(owner)
    sent = {"organisation": group.key, "role": "member"}
    assert client.post(at(member, "groups/claim/?q=photonics"), sent).status_code == 302
    page = text_of(manager.get("/organisations/waiting/"))
    assert "says that it is a member of Photonics Valley" in page
    row = Membership.objects.get()
    answer = manager.post(at(group, f"members/{row.pk}/confirm/"), {"next": "waiting"})
    assert answer["Location"] == "/organisations/waiting/"
    assert "Nothing waits" in text_of(manager.get("/organisations/waiting/"))


def test_cooperation_is_proposed_and_confirmed(
    manager: Client,
    group: Organisation,
    make_organisation: Make,
    make_person: Callable[..., Any],
    seat: Callable[..., None],
) -> None:
    other = make_organisation("research-organisation", "Institute")
    sent = {"organisation": other.key, "subject": "Lasers <b>"}
    page = at(group, "cooperation/propose/?q=institute")
    assert manager.post(page, sent).status_code == 302
    assert manager.post(page, sent).status_code == 422
    row = Cooperation.objects.get()
    answering = make_person()
    seat(answering, other, "owner")
    client = Client()
    client.force_login(answering)
    assert client.post(at(group, f"cooperation/{row.pk}/confirm/")).status_code == 403
    assert client.post(at(other, f"cooperation/{row.pk}/confirm/")).status_code == 302
    client.logout()
    assert "Lasers &lt;b&gt;" in text_of(client.get(at(group, "cooperation/")))
    assert "Lasers" not in text_of(client.get(at(make_organisation(name="Z"), "cooperation/")))


def test_the_file_of_members_is_safe_in_a_spreadsheet(
    client: Client, group: Organisation, member: Organisation
) -> None:
    join(group, member, since="2020-01-01")
    answer = client.get(at(group, "members/?format=csv"))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    (row,) = csv.DictReader(io.StringIO(lines))
    assert row["name"].startswith("'=cmd") and row["since"] == "2020-01-01"
    assert row["state"] == "confirmed"


def test_stated_and_confirmed_stand_side_by_side(
    client: Client, group: Organisation, member: Organisation
) -> None:
    join(group, member)
    page = text_of(client.get(at(group, "members/")))
    assert "members confirmed here by both sides" in page
    assert "members stated by the profile itself" in page and ">70<" in page


def test_sections_ask_equally_often_for_every_kind(
    rf: Any, group: Organisation, member: Organisation, django_assert_num_queries: Any,
    make_organisation: Make,
) -> None:  # fmt: skip
    others = [make_organisation(name=f"O{i}") for i in range(15)]
    join(group, member)
    tie(group, member)
    for other in others:
        join(group, other)
        tie(other, member)
    names = ["members", "network", "groups", "cooperation"]
    own = [section for section in list_sections("organisation") if section.id in names]
    assert [section.id for section in own] == names
    built = {}
    for organisation in (group, member, make_organisation("association", "Empty")):
        with django_assert_num_queries(9):
            built[organisation.name] = [s.build(rf.get("/"), organisation) for s in own]
    members, network, groups, cooperation = built["Photonics Valley"]
    assert members["more"] == 4 and network["ties"] == 15 and network["nodes"] == 16
    assert groups is None and len(cooperation["ties"]) == 1
    assert built[member.name][0] is None and built[member.name][1] is None
    page = text_of(Client().get(at(group, "")))
    for id in ("members", "network", "cooperation"):
        assert f'<section id="{id}"' in page
    assert "4 more members" in page


def test_pages_take_the_same_number_of_queries_for_1_and_30(
    client: Client, group: Organisation, make_organisation: Make, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(at(group, "network/"))  # the medians are kept from here on
    counts: list[list[int]] = []
    previous = make_organisation(name="First")
    for many in (0, 1, 30):
        for i in range(many):
            other = make_organisation(name=f"Other {many} {i}")
            join(group, other)
            tie(other, previous)
            tie(other, group)
            previous = other
        found = []
        for address in ADDRESSES:
            with CaptureQueriesContext(connection) as queries:
                text_of(client.get(at(group, address)))
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 8
