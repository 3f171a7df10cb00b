from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.test import Client

from hanse.hub.foundation.audit import list_entries
from hanse.hub.people.actions import (
    DEMO_ACCOUNTS,
    create_demo_accounts,
    give_role,
    take_role,
)
from hanse.hub.people.models import Person, RoleGrant
from hanse.vocabulary import ConfigurationError, InputError

pytestmark = pytest.mark.django_db
SIGN_UP = {"password1": "a long password 7", "password2": "a long password 7"}


def test_addresses_differ_by_more_than_case() -> None:
    person = Person.objects.create_user("Nora@Example.org", "a long password")
    assert person.email == "nora@example.org"
    with pytest.raises(ValidationError, match="already exists"):
        Person(email="NORA@example.org", password="x").full_clean()


def test_a_person_needs_an_address() -> None:
    with pytest.raises(ValueError, match="e-mail"):
        Person.objects.create_user("")


def test_a_role_is_given_and_taken_with_an_entry_each(make_person: Callable[..., Any]) -> None:
    administrator, person = make_person("administrator"), make_person()
    assert person.roles == frozenset()
    give_role(person, "analyst", by=administrator)
    give_role(person, "analyst", by=administrator)
    assert person.roles == {"analyst"}
    take_role(person, "analyst", by=administrator)
    take_role(person, "analyst", by=administrator)
    assert person.roles == frozenset()
    given = list_entries(verb="people.give_role", key=str(person.pk)).get()
    taken = list_entries(verb="people.take_role", key=str(person.pk)).get()
    assert (given.actor, given.after) == (administrator, {"role": "analyst"})
    assert (taken.actor, taken.before) == (administrator, {"role": "analyst"})


@pytest.mark.parametrize("role", ["visitor", "member", "king"])
def test_only_roles_that_are_given_can_be_given(make_person: Callable[..., Any], role: str) -> None:
    with pytest.raises(InputError, match=f"no role called {role}"):
        give_role(make_person(), role, by=None)


def test_an_administrator_enters_the_administration_only_as_long_as_they_are_one(
    make_person: Callable[..., Any], client: Client
) -> None:
    person = make_person("administrator")
    client.force_login(person)
    assert client.get("/admin/").status_code == 200
    take_role(person, "administrator", by=None)
    assert client.get("/admin/").status_code == 302


def test_roles_change_in_the_administration_by_the_action(
    sign_in_as: Callable[[str], Client], make_person: Callable[..., Any]
) -> None:
    client, person = sign_in_as("administrator"), make_person()
    client.post("/admin/people/rolegrant/add/", {"person": person.pk, "role": "assessor"})
    grant = RoleGrant.objects.get(person=person)
    assert grant.role == "assessor"
    assert list_entries(verb="people.give_role", key=str(person.pk)).get().actor is not None
    client.post(f"/admin/people/rolegrant/{grant.pk}/delete/", {"post": "yes"})
    assert not RoleGrant.objects.filter(person=person).exists()
    assert list_entries(verb="people.take_role", key=str(person.pk)).exists()


def test_demo_accounts_exist_in_demonstrations_only(settings: Any) -> None:
    with pytest.raises(ConfigurationError, match="public passwords"):
        create_demo_accounts()
    assert not Person.objects.exists()
    settings.HANSE_DEMO = True
    create_demo_accounts()
    create_demo_accounts()
    assert Person.objects.count() == len(DEMO_ACCOUNTS)
    for account in DEMO_ACCOUNTS:
        person = authenticate(username=account.email, password=account.password)
        assert person is not None
        assert person.roles == set(account.roles)


def test_the_profile_is_kept_and_the_language_follows(
    client: Client, make_person: Callable[..., Any]
) -> None:
    person = make_person()
    client.force_login(person)
    answer = client.post("/account/", {"name": "Nora", "language": "fr"})
    assert answer["Location"] == "/account/"
    person.refresh_from_db()
    assert (person.name, person.language) == ("Nora", "fr")
    assert '<html lang="fr"' in client.get("/account/").content.decode()


def test_a_wrong_profile_is_told_beside_the_field(sign_in_as: Callable[[str], Client]) -> None:
    html = sign_in_as("member").post("/account/", {"language": "xx"}).content.decode()
    field = html[html.index('for="id_language"') :]
    assert "not one of the available choices" in field


def test_the_profile_needs_a_sign_in(client: Client) -> None:
    assert client.get("/account/")["Location"] == "/account/login/?next=/account/"


def test_signing_up_and_in(client: Client, settings: Any) -> None:
    client.post("/account/signup/", {"email": "new@example.org", **SIGN_UP})
    person = Person.objects.get(email="new@example.org")
    assert person.roles == frozenset()
    client.post("/account/logout/")
    person.language = "de"
    person.save()
    answer = client.post(
        "/account/login/", {"login": "NEW@example.org", "password": SIGN_UP["password1"]}
    )
    assert answer.status_code == 302
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "de"


def test_signing_up_can_be_closed(client: Client, settings: Any) -> None:
    settings.HANSE_SIGN_UP = False
    answer = client.post("/account/signup/", {"email": "new@example.org", **SIGN_UP})
    assert not Person.objects.exists()
    assert "new@example.org" not in answer.content.decode()


def test_a_weak_password_is_refused(client: Client) -> None:
    fields = {"email": "new@example.org", "password1": "password", "password2": "password"}
    html = client.post("/account/signup/", fields).content.decode()
    assert "too short" in html
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("role", "led"),
    [("member", False), ("analyst", False), ("moderator", True), ("administrator", True)],
)
def test_staff_set_up_a_second_factor_before_anything_else(
    sign_in_as: Callable[[str], Client], settings: Any, role: str, led: bool
) -> None:
    settings.HANSE_MFA_REQUIRED = True
    client = sign_in_as(role)
    answer = client.get("/components/")
    assert (answer.status_code == 302) is led
    if led:
        assert answer["Location"] == "/account/2fa/totp/activate/"
        assert client.get("/health/").status_code == 200


def test_with_a_second_factor_staff_go_on(
    client: Client, make_person: Callable[..., Any], settings: Any
) -> None:
    settings.HANSE_MFA_REQUIRED = True
    person = make_person("moderator")
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    client.force_login(person)
    assert client.get("/components/").status_code == 200
