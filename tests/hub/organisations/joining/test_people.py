from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from hanse.hub.foundation.audit import list_entries
from hanse.hub.foundation.permissions import RefusedError
from hanse.hub.organisations.actions import joining, people
from hanse.hub.organisations.models import Invitation, JoinRequest, Organisation, Seat
from hanse.hub.organisations.rules import forget_seats
from hanse.vocabulary import InputError

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]


@pytest.fixture
def owner(make_person: Make) -> Any:
    return make_person(email="owner@amber.example", name="Ona")


@pytest.fixture
def colleague(make_person: Make) -> Any:
    return make_person(email="jonas@amber.example", name="Jonas")


def invite(organisation: Any, by: Any, letters: Any, **options: Any) -> str:
    """Invite, and answer the path of the link in the letter."""
    with letters() as sent:
        people.invite_person(
            organisation, options.get("email", "Jonas@Amber.example"), role="editor", by=by
        )
    found = re.search(r"/organisations/invitations/[\w-]+/", sent[0].body)
    assert found
    return found[0]


def roles(organisation: Any) -> dict[str, str]:
    return dict(organisation.seats.values_list("person__email", "role"))


def test_a_colleague_is_invited_and_accepts(
    make_profile: Make, owner: Any, colleague: Any, letters: Any, sign_in: Any
) -> None:
    organisation = make_profile(owner=owner)
    link = invite(organisation, owner, letters)
    kept = Invitation.objects.get()
    assert kept.token_hash not in link
    assert len(kept.token_hash) == 64
    client = sign_in(colleague)
    assert "Accept" in client.get(link).content.decode()
    assert roles(organisation) == {"owner@amber.example": "owner"}  # looking is not accepting
    with letters() as told:
        answer = client.post(link)
    assert answer["Location"] == f"/organisations/{organisation.key}/people/"
    assert roles(organisation)["jonas@amber.example"] == "editor"
    assert told[0].to == ["owner@amber.example"]
    again = client.post(link, follow=True)
    assert "accepted already" in again.content.decode()


def test_someone_without_an_account_is_led_to_one(
    make_profile: Make, owner: Any, letters: Any, sign_in: Any
) -> None:
    link = invite(make_profile(owner=owner), owner, letters, email="new@amber.example")
    html = sign_in(None).get(link).content.decode()
    assert f"/account/signup/?next={link}" in html
    assert "n…@amber.example" in html
    assert "new@amber.example" not in html  # whoever finds the link learns no address


def test_the_wrong_person_is_told_and_gets_nothing(
    make_profile: Make, owner: Any, make_person: Make, letters: Any, sign_in: Any
) -> None:
    organisation = make_profile(owner=owner)
    link = invite(organisation, owner, letters)
    stranger = sign_in(make_person(email="stranger@else.example"))
    html = stranger.get(link).content.decode()
    assert "you are signed in as stranger@else.example" in html
    assert "another address" in stranger.post(link, follow=True).content.decode()
    assert sign_in(None).post(link).status_code == 200
    assert len(roles(organisation)) == 1
    assert stranger.get("/organisations/invitations/forged/").status_code == 404


def test_an_old_or_withdrawn_invitation_opens_nothing(
    make_profile: Make, owner: Any, colleague: Any, letters: Any
) -> None:
    organisation = make_profile(owner=owner)
    invite(organisation, owner, letters)
    invitation = Invitation.objects.get()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(InputError, match="has run out"):
        people.accept_invitation(invitation, by=colleague)
    invite(organisation, owner, letters)
    latest = Invitation.objects.order_by("-pk")[0]
    people.withdraw_invitation(latest, by=owner)
    with pytest.raises(InputError, match="was withdrawn"):
        people.accept_invitation(latest, by=colleague)
    assert roles(organisation) == {"owner@amber.example": "owner"}


def test_a_second_invitation_replaces_the_first(
    make_profile: Make, owner: Any, colleague: Any, letters: Any
) -> None:
    organisation = make_profile(owner=owner)
    invite(organisation, owner, letters)
    invite(organisation, owner, letters)
    first, second = Invitation.objects.order_by("pk")
    with pytest.raises(InputError, match="was withdrawn"):
        people.accept_invitation(first, by=colleague)
    people.accept_invitation(second, by=colleague)
    with pytest.raises(InputError, match="has a seat already"):
        people.invite_person(organisation, "jonas@amber.example", role="owner", by=owner)


def test_invitations_have_an_end(make_profile: Make, owner: Any) -> None:
    organisation = make_profile(owner=owner)
    for number in range(50):
        people.invite_person(organisation, f"p{number}@amber.example", role="viewer", by=owner)
    with pytest.raises(InputError, match="Too many"):
        people.invite_person(organisation, "one-more@amber.example", role="viewer", by=owner)


def test_accepting_never_lowers_a_seat(
    make_profile: Make, owner: Any, colleague: Any, letters: Any
) -> None:
    organisation = make_profile(owner=owner)
    invite(organisation, owner, letters)
    Seat.objects.create(person=colleague, organisation=organisation, role="owner")
    people.accept_invitation(Invitation.objects.get(), by=colleague)
    assert roles(organisation)["jonas@amber.example"] == "owner"


@pytest.mark.parametrize("state", ["draft", "submitted", "published", "stale"])
def test_an_organisation_never_loses_its_last_owner(
    make_profile: Make, owner: Any, colleague: Any, state: str
) -> None:
    organisation = make_profile(state, owner=owner, editor=colleague)
    seat = organisation.seats.get(person=owner)
    for act in (
        lambda: people.leave_organisation(organisation, by=owner),
        lambda: people.remove_seat(seat, by=owner),
        lambda: people.change_seat(seat, role="editor", by=owner),
    ):
        with pytest.raises(InputError, match="without an owner"):
            act()
    assert roles(organisation)["owner@amber.example"] == "owner"


def test_an_owner_who_cannot_sign_in_does_not_count(
    make_profile: Make, owner: Any, colleague: Any
) -> None:
    organisation = make_profile(owner=[owner, colleague])
    colleague.is_active = False
    colleague.save()
    with pytest.raises(InputError, match="without an owner"):
        people.leave_organisation(organisation, by=owner)


def test_an_archived_profile_can_be_left_by_its_last_owner(make_profile: Make, owner: Any) -> None:
    organisation = make_profile("archived", owner=owner)
    people.leave_organisation(organisation, by=owner)
    assert roles(organisation) == {}


def test_the_owner_leaves_after_the_transfer(
    make_profile: Make, owner: Any, colleague: Any, letters: Any
) -> None:
    organisation = make_profile(owner=owner, viewer=colleague)
    with letters() as sent:
        people.transfer_ownership(
            organisation, to=organisation.seats.get(person=colleague), by=owner
        )
    assert roles(organisation) == {
        "owner@amber.example": "editor",
        "jonas@amber.example": "owner",
    }
    assert "is now: Owner" in sent[0].body
    with letters() as sent:
        people.leave_organisation(organisation, by=owner)
    assert sent[0].to == ["jonas@amber.example"]
    assert list(roles(organisation)) == ["jonas@amber.example"]
    verbs = [entry.verb for entry in list_entries(key=str(organisation.pk))]
    assert verbs[:3] == [
        "organisations.leave",
        "organisations.change_seat",
        "organisations.transfer_ownership",
    ]


def test_only_an_owner_transfers_and_only_to_a_colleague(
    make_profile: Make, owner: Any, colleague: Any, make_person: Make
) -> None:
    organisation, other = make_profile(owner=owner, editor=colleague), make_profile()
    foreign = Seat.objects.create(person=make_person(), organisation=other, role="viewer")
    own = organisation.seats.get(person=owner)
    with pytest.raises(RefusedError):
        people.transfer_ownership(organisation, to=own, by=colleague)
    for seat in (own, foreign):
        with pytest.raises(InputError, match="Choose a colleague"):
            people.transfer_ownership(organisation, to=seat, by=owner)


def test_asking_to_join_and_being_let_in(
    make_profile: Make, owner: Any, colleague: Any, letters: Any, sign_in: Any
) -> None:
    organisation = make_profile("published", owner=owner)
    page = f"/organisations/{organisation.key}/people/join/"
    client = sign_in(colleague)
    with letters() as sent:
        client.post(page, {"message": "I am the new manager."})
    assert sent[0].to == ["owner@amber.example"]
    assert "I am the new manager." in sent[0].body
    assert "You asked on" in client.get(page).content.decode()
    assert "asked already" in client.post(page, {"message": ""}, follow=True).content.decode()
    asked = JoinRequest.objects.get()
    answer = f"/organisations/{organisation.key}/people/requests/{asked.pk}/"
    assert client.post(answer, {"answer": "accept", "role": "owner"}).status_code == 403
    sign_in(owner).post(answer, {"answer": "accept", "role": "editor"})
    assert roles(organisation)["jonas@amber.example"] == "editor"
    late = sign_in(owner).post(answer, {"answer": "decline"}, follow=True)
    assert "answered already" in late.content.decode()


def test_being_declined_with_the_reason_and_asking_again(
    make_profile: Make, owner: Any, colleague: Any, letters: Any, sign_in: Any
) -> None:
    organisation = make_profile("published", owner=owner)
    asked = people.ask_to_join(organisation, by=colleague)
    answer = f"/organisations/{organisation.key}/people/requests/{asked.pk}/"
    with letters() as sent:
        sign_in(owner).post(answer, {"answer": "decline", "reason": "Write to the office."})
    assert "Write to the office." in sent[0].body
    client = sign_in(colleague)
    page = f"/organisations/{organisation.key}/people/join/"
    assert "Write to the office." in client.get(page).content.decode()
    client.post(page, {"message": "Once more"})
    client.post(f"{page}withdraw/")
    assert list(JoinRequest.objects.values_list("state", flat=True)) == ["withdrawn", "declined"]


def test_moderators_are_asked_where_there_is_no_owner(
    make_profile: Make, colleague: Any, make_person: Make, letters: Any
) -> None:
    moderator = make_person("moderator")
    organisation = make_profile("published")
    with letters() as sent:
        asked = people.ask_to_join(organisation, by=colleague)
    assert sent[0].to == [moderator.email]
    people.accept_request(asked, role="owner", by=moderator)
    assert roles(organisation) == {"jonas@amber.example": "owner"}


def test_a_moderator_ends_a_lock_out_on_evidence(
    make_profile: Make, owner: Any, colleague: Any, make_person: Make, letters: Any
) -> None:
    moderator, organisation = make_person("moderator"), make_profile("published", owner=owner)
    with pytest.raises(InputError, match="Evidence is needed"):
        people.seat_owner(organisation, colleague.email, evidence=" ", by=moderator)
    with letters() as sent:
        people.seat_owner(
            organisation, colleague.email, evidence="Extract of the register.", by=moderator
        )
    assert roles(organisation)["jonas@amber.example"] == "owner"
    told = {letter.to[0]: letter.body for letter in sent}
    assert "Extract of the register." in told["owner@amber.example"]
    entry = list_entries(verb="organisations.seat_owner").get()
    assert entry.after is not None
    assert entry.after["evidence"] == "Extract of the register."
    people.remove_seat(organisation.seats.get(person=owner), by=colleague)
    assert roles(organisation) == {"jonas@amber.example": "owner"}


def test_an_owner_without_an_account_is_invited(
    make_profile: Make, make_person: Make, letters: Any
) -> None:
    moderator, organisation = make_person("moderator"), make_profile("published")
    with letters() as sent:
        people.seat_owner(organisation, "new@amber.example", evidence="A call.", by=moderator)
    assert sent[0].to == ["new@amber.example"]
    assert Invitation.objects.get().role == "owner"


def test_nobody_seats_themselves(make_profile: Make, make_person: Make, owner: Any) -> None:
    moderator, organisation = make_person("moderator"), make_profile("published", owner=owner)
    with pytest.raises(InputError, match="Nobody seats themselves"):
        people.seat_owner(organisation, moderator.email, evidence="x", by=moderator)
    Seat.objects.create(person=moderator, organisation=organisation, role="viewer")
    forget_seats(moderator)
    for act in (
        lambda: people.seat_owner(organisation, "a@b.example", evidence="x", by=moderator),
        lambda: people.invite_person(organisation, "a@b.example", role="owner", by=moderator),
        lambda: people.change_seat(
            organisation.seats.get(person=moderator), role="owner", by=moderator
        ),
    ):
        with pytest.raises(RefusedError):
            act()


def test_the_pages_show_what_each_may_do(
    make_profile: Make, owner: Any, colleague: Any, make_person: Make, sign_in: Any
) -> None:
    organisation = make_profile("published", owner=owner, viewer=colleague)
    page = f"/organisations/{organisation.key}/people/"
    as_owner = sign_in(owner).get(page).content.decode()
    as_viewer = sign_in(colleague).get(page).content.decode()
    as_moderator = sign_in(make_person("moderator")).get(page).content.decode()
    assert "Invite a colleague" in as_owner
    assert "Name an owner" not in as_owner
    assert "Invite a colleague" not in as_viewer
    assert "Leave this organisation" in as_viewer
    assert "Name an owner" in as_moderator
    assert "Leave this organisation" not in as_moderator
    assert "Amber Cluster" in sign_in(colleague).get("/organisations/mine/").content.decode()


def test_bad_input_is_told_beside_the_field(make_profile: Make, owner: Any, sign_in: Any) -> None:
    organisation = make_profile(owner=owner)
    page = f"/organisations/{organisation.key}/people/invite/"
    html = sign_in(owner).post(page, {"invite-email": "no address", "invite-role": "king"})
    assert "valid email address" in html.content.decode()
    assert "not one of the available choices" in html.content.decode()
    for role in ("king", ""):
        with pytest.raises(InputError, match="no such role"):
            people.invite_person(organisation, "a@b.example", role=role, by=owner)


def test_a_merged_profile_takes_nobody_in(
    make_profile: Make, owner: Any, colleague: Any, letters: Any
) -> None:
    organisation = make_profile("published", owner=owner)
    invite(organisation, owner, letters)
    joining.set_state(organisation, Organisation.State.MERGED, by=None)
    with pytest.raises(InputError, match="merged"):
        people.accept_invitation(Invitation.objects.get(), by=colleague)
    with pytest.raises(RefusedError):
        people.invite_person(organisation, "a@b.example", role="viewer", by=owner)
