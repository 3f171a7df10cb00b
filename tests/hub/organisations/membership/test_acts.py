"""Proposing, confirming, declining, ending: what is written, what is refused, what is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from hanse.hub.foundation.models import AuditEntry
from hanse.hub.foundation.permissions import RefusedError
from hanse.hub.organisations.actions import cooperation as cooperating
from hanse.hub.organisations.actions import membership as acts
from hanse.hub.organisations.actions import people
from hanse.hub.organisations.models import Change, Cooperation, Membership, Organisation, Seat
from hanse.hub.organisations.queries.membership import find_state, list_waiting
from hanse.vocabulary import InputError

from .conftest import Make, join, tie

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(make_organisation: Make) -> Organisation:
    return make_organisation("cluster-organisation", "Photonics Valley")


@pytest.fixture
def member(make_organisation: Make) -> Organisation:
    return make_organisation("company", "Lens & Sons")


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_a_membership_counts_when_both_have_said_so(
    group: Organisation, member: Organisation, make_person: Callable[..., Any]
) -> None:
    manager, owner = make_person(), make_person()
    proposed = acts.propose_membership(group, member, side="group", by=manager)
    assert find_state(proposed) == "invited" and not proposed.is_confirmed
    assert not Change.objects.exists(), "a proposal is nobody else's business"
    assert acts.confirm_memberships([proposed], side="member", by=owner) == 1
    proposed.refresh_from_db()
    assert proposed.is_confirmed and find_state(proposed) == "confirmed"
    assert {change.organisation_id for change in Change.objects.all()} == {group.pk, member.pk}
    assert verbs() == ["organisations.propose_membership", "organisations.confirm_membership"]
    assert acts.confirm_memberships([proposed], side="member", by=owner) == 0


def test_a_claim_that_meets_an_invitation_is_a_confirmation(
    group: Organisation, member: Organisation
) -> None:
    invited = acts.propose_membership(group, member, side="group", by=None)
    claimed = acts.propose_membership(group, member, side="member", by=None)
    assert claimed.pk == invited.pk and claimed.is_confirmed
    with pytest.raises(InputError, match="already"):
        acts.propose_membership(group, member, side="member", by=None)


def test_the_group_names_a_member_without_a_profile_and_gets_no_seat_in_it(
    group: Organisation, make_person: Callable[..., Any]
) -> None:
    manager = make_person()
    named = acts.name_member(
        group, {"name": "Newcomer", "country": "FR"}, kind="company", by=manager, role="partner"
    )
    assert (named.member.state, named.role) == ("draft", "partner")
    assert find_state(named) == "invited"
    assert not Seat.objects.filter(organisation=named.member).exists()
    with pytest.raises(ValidationError):
        acts.name_member(group, {"name": "", "country": "FR"}, kind="company", by=manager)


def test_somebody_there_is_invited_to_own_the_named_profile_but_nobody_of_the_group(
    group: Organisation, make_person: Callable[..., Any], seat: Callable[..., None]
) -> None:
    manager, stranger = make_person(), make_person(email="boss@newcomer.example")
    seat(manager, group)
    values = {"name": "Newcomer", "country": "FR"}
    named = acts.name_member(group, values, kind="company", by=manager, email=stranger.email)
    invitation = named.member.invitations.get()
    assert (invitation.email, invitation.role) == (stranger.email, "owner")
    with pytest.raises(InputError, match="your own profile"):
        people.invite_first_owner(named.member, manager.email.upper(), group=group, by=manager)
    with pytest.raises(RefusedError):
        people.invite_first_owner(named.member, "x@y.example", group=group, by=stranger)
    people.accept_invitation(invitation, by=stranger)
    with pytest.raises(InputError, match="people of its own"):
        people.invite_first_owner(named.member, "x@y.example", group=group, by=manager)


def test_declined_and_ended_stay_in_the_history(group: Organisation, member: Organisation) -> None:
    invited = acts.propose_membership(group, member, side="group", by=None)
    with pytest.raises(InputError, match="confirmed by your side"):
        acts.decline_membership(invited, side="group", by=None)
    declined = acts.decline_membership(invited, side="member", by=None, reason="Not us")
    assert find_state(declined) == "declined" and not Change.objects.exists()
    again = acts.propose_membership(group, member, side="member", by=None)
    assert again.pk != declined.pk
    acts.confirm_memberships([again], side="group", by=None)
    ended = acts.end_membership(again, by=None)
    assert ended.until == timezone.localdate() and find_state(ended) == "ended"
    assert Membership.objects.count() == 2
    assert Change.objects.filter(organisation=group).count() == 2
    with pytest.raises(InputError, match="ended already"):
        acts.end_membership(again, by=None)
    assert acts.confirm_memberships([declined], side="member", by=None) == 0


def test_what_cannot_be_is_refused(
    group: Organisation, member: Organisation, make_organisation: Make
) -> None:
    with pytest.raises(InputError, match="no cluster"):
        acts.propose_membership(member, group, side="group", by=None)
    with pytest.raises(InputError, match="itself"):
        acts.propose_membership(group, group, side="group", by=None)
    gone = make_organisation("company", "Gone", state="archived")
    with pytest.raises(InputError, match="closed"):
        acts.propose_membership(group, gone, side="group", by=None)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(InputError) as fault:
        acts.propose_membership(group, member, side="group", by=None, since=tomorrow)
    assert fault.value.field == "since"
    row = acts.propose_membership(group, member, side="group", by=None, since=date(2020, 5, 1))
    for wrong in (tomorrow, date(2020, 4, 30)):
        with pytest.raises(InputError) as fault:
            acts.end_membership(row, by=None, until=wrong)
        assert fault.value.field == "until"
    assert verbs() == ["organisations.propose_membership"]


def test_many_are_confirmed_with_few_queries(
    group: Organisation, make_organisation: Make, django_assert_max_num_queries: Any
) -> None:
    rows = [
        acts.propose_membership(group, make_organisation(name=f"M{i}"), side="member", by=None)
        for i in range(12)
    ]
    assert acts.confirm_memberships(rows, side="group", by=None) == 12
    assert Change.objects.count() == 13, "the group once, each member once"


def test_correcting_role_and_beginning(group: Organisation, member: Organisation) -> None:
    row = join(group, member)
    acts.change_membership(row, by=None, role="lead", since=date(2019, 1, 1))
    row.refresh_from_db()
    assert (row.role, row.since) == ("lead", date(2019, 1, 1))
    entry = AuditEntry.objects.get()
    assert entry.before == {"role": "member", "since": None}


def test_cooperation_is_kept_once_and_confirmed_by_the_other(
    group: Organisation, member: Organisation, make_organisation: Make
) -> None:
    row = cooperating.propose_cooperation(member, group, subject="Lasers", by=None)
    assert (row.first_id, row.second_id) == (group.pk, member.pk)
    assert row.confirmed_by_second is not None and row.confirmed_by_first is None
    with pytest.raises(InputError, match="already"):
        cooperating.propose_cooperation(group, member, subject="Lasers", by=None)
    with pytest.raises(InputError, match="itself"):
        cooperating.propose_cooperation(group, group, subject="Lasers", by=None)
    stranger = make_organisation(name="Stranger")
    with pytest.raises(InputError, match="two others"):
        cooperating.confirm_cooperation(row, organisation=stranger, by=None)
    assert not Change.objects.exists()
    done = cooperating.confirm_cooperation(row, organisation=group, by=None)
    assert done.confirmed_by_first is not None and Change.objects.count() == 2
    cooperating.confirm_cooperation(done, organisation=group, by=None)
    ended = cooperating.end_cooperation(done, organisation=member, by=None)
    assert ended.until == timezone.localdate() and Change.objects.count() == 4
    with pytest.raises(InputError, match="ended already"):
        cooperating.end_cooperation(done, organisation=member, by=None)
    assert Cooperation.objects.count() == 1


def test_what_waits_for_me(
    group: Organisation,
    member: Organisation,
    make_organisation: Make,
    make_person: Callable[..., Any],
    seat: Callable[..., None],
) -> None:
    manager, reader = make_person(), make_person()
    seat(manager, group, "editor")
    seat(reader, group, "viewer")
    acts.propose_membership(group, member, side="member", by=None)
    acts.propose_membership(group, make_organisation(name="Asked"), side="group", by=None)
    cooperating.propose_cooperation(member, group, subject="Lasers", by=None)
    tie(group, member, "Mirrors")
    found = list_waiting(manager)
    assert [(side, own.pk, other.pk) for _row, side, own, other in found.memberships] == [
        ("group", group.pk, member.pk)
    ]
    assert [row.subject for row, _own, _other in found.cooperation] == ["Lasers"]
    assert found.count == 2
    assert list_waiting(reader).count == 0


def test_both_sides_are_told_by_letter(
    group: Organisation,
    member: Organisation,
    make_person: Callable[..., Any],
    seat: Callable[..., None],
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    manager, owner = make_person(), make_person()
    seat(manager, group, "editor")
    seat(owner, member, "owner")
    with django_capture_on_commit_callbacks(execute=True):
        row = acts.propose_membership(group, member, side="group", by=manager)
    assert [letter.to for letter in mailoutbox] == [[owner.email]]
    assert "Photonics Valley asks you to confirm" in mailoutbox[0].subject
    assert "Lens & Sons is its member" in mailoutbox[0].body
    assert "/organisations/waiting/" in mailoutbox[0].body
    with django_capture_on_commit_callbacks(execute=True):
        acts.confirm_memberships([row], side="member", by=owner)
    assert mailoutbox[1].to == [manager.email] and "has confirmed" in mailoutbox[1].subject
    with django_capture_on_commit_callbacks(execute=True):
        cooperating.propose_cooperation(member, group, subject="Lasers", by=owner)
    assert mailoutbox[2].to == [manager.email] and "works with" in mailoutbox[2].body
    acts.end_membership(row, by=None)
    again = acts.propose_membership(group, member, side="member", by=owner)
    with django_capture_on_commit_callbacks(execute=True):
        acts.decline_membership(again, side="group", by=manager, reason="Too far away.")
    assert mailoutbox[-1].to == [owner.email] and "Too far away." in mailoutbox[-1].body
