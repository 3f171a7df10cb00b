"""Who may do what: the whole table by hand, and every act tried with every wrong role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from hanse.hub.foundation.permissions import list_rights, may
from hanse.hub.organisations.actions import people
from hanse.hub.organisations.models import Membership, Organisation, Seat, Submission

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]

ROLES = (
    "visitor",
    "member",
    "member-of-member",
    "viewer",
    "editor",
    "owner",
    "moderator",
    "programme-officer",
    "administrator",
)
STATES = tuple(Organisation.State.values)
LISTED = {"published", "stale"}
ALL = set(STATES)
LIVING = ALL - {"merged"}

# For each right, whom it belongs to, and in which states of the profile. Nobody else holds it.
_SIGNED_IN = set(ROLES) - {"visitor"}
_SEATED = {"viewer", "editor", "owner"}
_STAFF = {"moderator", "administrator"}
TABLE: dict[str, list[tuple[set[str], set[str]]]] = {
    "organisations.create": [(_SIGNED_IN, ALL)],
    "organisations.read": [(set(ROLES), LISTED), (_SEATED | _STAFF, ALL)],
    "organisations.read_members_fields": [({"member-of-member"} | _SEATED | _STAFF, ALL)],
    "organisations.read_private_fields": [(_SEATED | _STAFF, ALL)],
    "organisations.edit": [({"editor", "owner"} | _STAFF, LIVING)],
    "organisations.submit": [({"editor", "owner", "administrator"}, LIVING)],
    "organisations.confirm": [({"editor", "owner", "administrator"}, LIVING)],
    "organisations.tie": [({"editor", "owner", "administrator"}, LIVING)],
    "organisations.seat_people": [({"owner"} | _STAFF, LIVING)],
    "organisations.archive": [({"owner"} | _STAFF, LIVING)],
    "organisations.moderate": [(_STAFF, ALL)],
    "organisations.merge": [(_STAFF, ALL)],
    "organisations.import": [(_STAFF | {"programme-officer"}, ALL)],
}


@pytest.fixture
def cast(make_profile: Make, make_person: Make) -> tuple[Any, dict[str, Any]]:
    """One organisation, and a person of every role towards it."""
    seated = {role: make_person(email=f"{role}@amber.example") for role in _SEATED}
    organisation = make_profile(**seated)
    member = make_profile(values={"name": "Amber Works"})
    insider = make_person(email="insider@works.example")
    Seat.objects.create(person=insider, organisation=member, role="viewer")
    now = timezone.now()
    Membership.objects.create(
        group=organisation, member=member, confirmed_by_group=now, confirmed_by_member=now
    )
    staff = {role: make_person(role) for role in ("moderator", "programme-officer")}
    return organisation, {
        "visitor": AnonymousUser(),
        "member": make_person(email="someone@else.example"),
        "member-of-member": insider,
        **seated,
        **staff,
        "administrator": make_person("administrator"),
    }


def test_the_table_names_every_right_of_the_registry() -> None:
    known = {right.id for right in list_rights() if right.id.startswith("organisations.")}
    # Keeping a search is about no organisation: it is tested with the searches.
    assert set(TABLE) == known - {"organisations.keep_search"}


@pytest.mark.parametrize("state", STATES)
def test_each_cell_of_the_table(cast: Any, state: str) -> None:
    organisation, people = cast
    organisation.state = state
    wrong = []
    for right, grants in TABLE.items():
        for role in ROLES:
            expected = any(role in roles and state in states for roles, states in grants)
            if may(people[role], right, organisation) is not expected:
                wrong.append((right, role, state, f"expected {expected}"))
    assert not wrong


@pytest.mark.parametrize("unconfirmed", ["confirmed_by_group", "confirmed_by_member", "until"])
def test_a_membership_opens_members_fields_only_while_both_sides_stand_to_it(
    cast: Any, unconfirmed: str
) -> None:
    organisation, everyone = cast
    insider = everyone["member-of-member"]
    assert may(insider, "organisations.read_members_fields", organisation)
    value = timezone.now().date() if unconfirmed == "until" else None
    Membership.objects.update(**{unconfirmed: value})
    assert not may(insider, "organisations.read_members_fields", organisation)


@pytest.mark.parametrize("role", sorted(_SEATED))
@pytest.mark.parametrize("staff", ["moderator", "administrator"])
def test_with_a_seat_staff_have_the_rights_of_the_seat_where_they_would_judge_themselves(
    make_profile: Make, make_person: Make, role: str, staff: str
) -> None:
    person = make_person(staff)
    organisation = make_profile(**{role: person})
    owns = role == "owner"
    assert not may(person, "organisations.moderate", organisation)
    assert may(person, "organisations.seat_people", organisation) is owns
    assert may(person, "organisations.archive", organisation) is owns


# ------------------------------------------------------------------ every act, every wrong role

_WRITERS = {"editor", "owner", "administrator"}
_OWNERS = {"owner", "moderator", "administrator"}
# Address below the organisation, what is posted, the state in which it makes sense, who may.
ACTS: list[tuple[str, dict[str, str], str, set[str]]] = [
    ("submit/", {"consent": "on"}, "draft", _WRITERS),
    ("withdraw/", {}, "submitted", _WRITERS),
    ("answer/", {"answer": "Yes."}, "in-review", _WRITERS),
    ("confirm/", {}, "published", _WRITERS),
    ("archive/", {"archive-reason": "Over."}, "published", _OWNERS),
    ("bring-back/", {}, "archived", _OWNERS),
    ("criteria/", {"member_count": "3"}, "draft", _WRITERS | _OWNERS),
    (
        "people/invite/",
        {"invite-email": "new@x.example", "invite-role": "viewer"},
        "published",
        _OWNERS,
    ),
    ("people/invitations/{invitation}/withdraw/", {}, "published", _OWNERS),
    ("people/requests/{request}/", {"answer": "accept", "role": "viewer"}, "published", _OWNERS),
    ("people/requests/{request}/", {"answer": "decline"}, "published", _OWNERS),
    ("people/seats/{seat}/", {"role": "owner"}, "published", _OWNERS),
    ("people/seats/{seat}/remove/", {}, "published", _OWNERS),
    ("people/transfer/", {"to": "{seat}"}, "published", {"owner"}),
    (
        "people/owner/",
        {"owner-email": "new@x.example", "owner-evidence": "A letter."},
        "published",
        {"moderator", "administrator"},
    ),
    ("people/leave/", {}, "published", _SEATED),
]
PAGES: list[tuple[str, set[str]]] = [
    ("joining/", _SEATED | _STAFF),
    ("criteria/", {"editor", "owner"} | _STAFF),
    ("people/", _SEATED | _STAFF),
    ("people/contact-accesses/", _SEATED | _STAFF),
]


@pytest.fixture
def stage(cast: Any, make_person: Make) -> tuple[Any, dict[str, Any], dict[str, int]]:
    """The cast, with an invitation, a request and a colleague's seat to act on."""
    organisation, everyone = cast
    Organisation.objects.filter(pk=organisation.pk).update(state="published")
    organisation.refresh_from_db()
    owner = everyone["owner"]
    invitation = people.invite_person(organisation, "i@x.example", role="viewer", by=owner)
    asked = people.ask_to_join(organisation, by=make_person())
    seat = Seat.objects.create(person=make_person(), organisation=organisation, role="viewer")
    Seat.objects.create(person=make_person(), organisation=organisation, role="owner")
    return (
        organisation,
        everyone,
        {
            "invitation": invitation.pk,
            "request": asked.pk,
            "seat": seat.pk,
        },
    )


def prepare(organisation: Any, state: str, submitter: Any) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(state=state)
    if state in ("submitted", "in-review"):
        Submission.objects.create(
            organisation=organisation,
            state=state,
            submitted_by=submitter,
            rule_set="eccp-eu-cosme@2022",
            revision=1,
            reason="Well?",
        )


def describe_tables() -> list[Any]:
    """What an act could have changed."""
    return [
        list(Organisation.objects.values_list("pk", "state", "confirmed_at").order_by("pk")),
        list(Seat.objects.values_list("person", "organisation", "role").order_by("pk")),
        list(Submission.objects.values_list("pk", "state", "message").order_by("pk")),
        list(
            people.Invitation.objects.values_list("email", "withdrawn_at", "accepted_at").order_by(
                "pk"
            )
        ),
        list(people.JoinRequest.objects.values_list("person", "state").order_by("pk")),
    ]


@pytest.mark.parametrize(
    ("path", "posted", "state", "allowed"), ACTS, ids=[f"{a[0]} {a[2]}" for a in ACTS]
)
def test_an_act_is_refused_to_every_wrong_role_and_done_for_every_right_one(
    stage: Any, path: str, posted: dict[str, str], state: str, allowed: set[str], db: None
) -> None:
    from django.db import transaction

    organisation, everyone, keys = stage
    prepare(organisation, state, everyone["owner"])
    address = f"/organisations/{organisation.key}/{path.format(**keys)}"
    posted = {name: value.format(**keys) for name, value in posted.items()}
    for role in ROLES:
        client = sign_in(everyone[role])
        before = describe_tables()
        point = transaction.savepoint()
        answer = client.post(address, posted)
        after = describe_tables()
        transaction.savepoint_rollback(point)
        told = f"{role}: {answer.status_code}"
        if role not in allowed:
            assert after == before, told
            if role == "visitor":
                assert answer["Location"].startswith("/account/login/"), told
            else:
                assert answer.status_code == 403, told
        else:
            assert answer.status_code in (200, 302), told
            assert "/account/login/" not in answer.headers.get("Location", ""), told
            assert after != before or path == "criteria/", told


def sign_in(person: Any) -> Client:
    client = Client()
    if person.is_authenticated:
        person.__dict__.pop("_seats", None)
        client.force_login(person)
    return client


@pytest.mark.parametrize(("path", "allowed"), PAGES)
def test_a_page_is_shown_to_the_right_roles(stage: Any, path: str, allowed: set[str]) -> None:
    organisation, everyone, _keys = stage
    address = f"/organisations/{organisation.key}/{path}"
    for role in ROLES:
        status = sign_in(everyone[role]).get(address).status_code
        expected = 200 if role in allowed else 302 if role == "visitor" else 403
        assert status == expected, role


@pytest.mark.parametrize(
    "decision",
    [
        {"decision": "publish", "publish-revision": "1"},
        {"decision": "return", "return-reason": "Mend."},
        {"decision": "ask", "ask-question": "Well?"},
    ],
    ids=lambda decision: decision["decision"],
)
def test_only_moderators_decide(stage: Any, decision: dict[str, str]) -> None:
    from django.db import transaction

    organisation, everyone, _keys = stage
    prepare(organisation, "submitted", everyone["owner"])
    address = f"/organisations/queue/{Submission.objects.get().pk}/"
    for role in ROLES:
        before, point = describe_tables(), transaction.savepoint()
        sign_in(everyone[role]).post(address, decision)
        after = describe_tables()
        transaction.savepoint_rollback(point)
        assert (after != before) is (role in _STAFF), role


def test_keys_of_another_organisation_reach_nothing(
    stage: Any, make_profile: Make, make_person: Make
) -> None:
    _organisation, _everyone, keys = stage
    thief = make_person()
    own = make_profile("published", owner=thief)
    before = describe_tables()
    for path in (
        f"people/invitations/{keys['invitation']}/withdraw/",
        f"people/requests/{keys['request']}/",
        f"people/seats/{keys['seat']}/",
        f"people/seats/{keys['seat']}/remove/",
    ):
        answer = sign_in(thief).post(
            f"/organisations/{own.key}/{path}", {"role": "owner", "answer": "accept"}
        )
        assert answer.status_code == 404
    answer = sign_in(thief).post(
        f"/organisations/{own.key}/people/transfer/", {"to": str(keys["seat"])}
    )
    assert answer.status_code == 404
    assert describe_tables() == before


@pytest.mark.parametrize("path", [act[0] for act in ACTS if act[0] != "criteria/"])
def test_acts_need_a_post_and_a_token(stage: Any, path: str) -> None:
    organisation, everyone, keys = stage
    address = f"/organisations/{organisation.key}/{path.format(**keys)}"
    assert sign_in(everyone["administrator"]).get(address).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(everyone["administrator"])
    assert strict.post(address, {}).status_code == 403
