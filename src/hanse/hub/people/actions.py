"""What changes people and their roles; each act leaves an entry in the audit trail."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from hanse.hub.foundation.audit import describe_values, record
from hanse.hub.foundation.permissions import GIVEN_ROLES
from hanse.hub.people.models import Person, RoleGrant
from hanse.vocabulary import ConfigurationError, InputError


@dataclass(frozen=True)
class DemoAccount:
    """An account whose password everybody knows."""

    email: str
    password: str
    name: str
    roles: tuple[str, ...]


DEMO_ACCOUNTS = (
    DemoAccount("analyst@demo.hanse", "hanse-demo-analyst", "Alma Analyst", ("analyst",)),
    DemoAccount("manager@demo.hanse", "hanse-demo-manager", "Miro Manager", ()),
    DemoAccount("moderator@demo.hanse", "hanse-demo-moderator", "Mona Moderator", ("moderator",)),
    DemoAccount("admin@demo.hanse", "hanse-demo-admin", "Ada Administrator", ("administrator",)),
)


@transaction.atomic
def give_role(person: Person, role: str, *, by: Person | None) -> RoleGrant:
    """Give a role; giving it twice changes nothing. Raises InputError for an unknown role."""
    if role not in GIVEN_ROLES:
        raise InputError(f"There is no role called {role}.", mend=f"Choose of {GIVEN_ROLES}.")
    grant, is_new = RoleGrant.objects.get_or_create(
        person=person, role=role, defaults={"given_by": by}
    )
    if is_new:
        if role == "administrator":
            Person.objects.filter(pk=person.pk).update(is_staff=True, is_superuser=True)
        person.refresh_from_db()
        record(by, "people.give_role", person, after={"role": role})
    return grant


@transaction.atomic
def take_role(person: Person, role: str, *, by: Person | None) -> None:
    """Take a role away; nothing happens where the person has it not."""
    taken, _ = RoleGrant.objects.filter(person=person, role=role).delete()
    if taken:
        if role == "administrator":
            Person.objects.filter(pk=person.pk).update(is_staff=False, is_superuser=False)
        person.refresh_from_db()
        record(by, "people.take_role", person, before={"role": role})


@transaction.atomic
def change_profile(person: Person, *, name: str, language: str) -> Person:
    """Keep what a person says of themselves."""
    before = describe_values(person)
    person.name, person.language = name, language
    person.save(update_fields=["name", "language"])
    record(person, "people.change_profile", person, before=before, after=describe_values(person))
    return person


@transaction.atomic
def create_demo_accounts() -> tuple[DemoAccount, ...]:
    """Create the documented accounts where they are missing; only in a demonstration.

    Raises ConfigurationError where HANSE_DEMO is off: their passwords are public.
    """
    if not settings.HANSE_DEMO:
        raise ConfigurationError(
            "Demo accounts have public passwords and exist in demonstrations only.",
            mend="Start the hub with `hanse demo`.",
        )
    for account in DEMO_ACCOUNTS:
        person = Person.objects.filter(email=account.email).first()
        if person is None:
            person = Person.objects.create_user(account.email, account.password, name=account.name)
            EmailAddress.objects.create(
                user=person, email=account.email, verified=True, primary=True
            )
            record(None, "people.create_demo_account", person)
        for role in account.roles:
            give_role(person, role, by=None)
    return DEMO_ACCOUNTS
