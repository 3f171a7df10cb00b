"""Erasing a person: everything about them goes, and the audit trail keeps that someone acted.

Entries of the trail cannot lose their actor, so the person's row stays, emptied: no name, an
address that reaches nobody, no way to sign in. Their name and address leave the trail's texts too.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from hanse.hub.foundation.audit import pseudonymise, record, replace_words
from hanse.hub.foundation.permissions import RefusedError, get_right, has_role
from hanse.hub.organisations.actions.profiles import write_profile
from hanse.hub.organisations.actions.scrubbing import scrub_texts
from hanse.hub.organisations.fields import list_fields
from hanse.hub.organisations.mail import send_letter
from hanse.hub.organisations.models import Invitation, Revision
from hanse.hub.organisations.queries.personal_data import (
    ERASED,
    list_addresses,
    list_containing,
    list_mentions,
    list_orphans,
    list_relations,
)
from hanse.hub.organisations.queries.values import get_given_values
from hanse.hub.organisations.rules import forget_seats
from hanse.hub.people.models import Person
from hanse.vocabulary import InputError

KEPT = frozenset({"organisations.import", "observatory.upload"})
"""Tables whose rows stay with the emptied person: they are the hub's, not about the person."""

ELLIPSIS = "…"
"""Stands where an address stood in a text of a profile."""


@transaction.atomic
def erase_person(person: Person, *, by: Any, ground: str = "") -> None:
    """Erase a person, by themselves or by an administrator, who says on what `ground`.

    Raises InputError where an organisation would be left without an owner.
    """
    if by.pk != person.pk and not has_role(by):
        raise RefusedError(get_right("people.give_roles"))
    person = Person.objects.select_for_update().get(pk=person.pk)
    _require_no_orphans(person)
    name, addresses, language = person.name, list_addresses(person), person.language
    farewell = Person(email=person.email, language=language)
    _clear_profiles(name, addresses)
    Invitation.objects.filter(email__in=addresses).delete()
    erased = _delete_rows(person)
    pseudonym = _empty_row(person)
    erased["texts"] = scrub_texts(person, addresses=addresses, name=name, pseudonym=pseudonym)
    after = erased | ({"ground": ground} if ground else {})
    record(person if by.pk == person.pk else by, "organisations.erase_person", person, after=after)
    pseudonymise(person, words=[*addresses, name], pseudonym=pseudonym)
    forget_seats(person)
    send_letter("erased", to=farewell)


def _require_no_orphans(person: Person) -> None:
    orphans = list_orphans(person)
    if orphans:
        raise InputError(
            _("You are the only owner of organisations."),
            field=", ".join(organisation.name for organisation in orphans),
            mend=_("Make a colleague the owner of each, or archive it, and come back."),
        )


def _clear_profiles(name: str, addresses: list[str]) -> None:
    """Take the person out of the fields of profiles that name people, and out of old versions."""
    personal = [field.id for field in list_fields().values() if field.personal]
    words = {*addresses, name.casefold()} - {""}
    for organisation in list_mentions(addresses):
        values = get_given_values(organisation)
        cleared = {
            id: None
            if str(value).casefold() in ({*words} if id in personal else {*addresses})
            else replace_words(value, addresses, ELLIPSIS)
            for id, value in values.items()
        }
        cleared = {id: value for id, value in cleared.items() if value != values[id]}
        if cleared:
            write_profile(organisation, cleared, by=None, source="erasure")
    for revision in list_containing(Revision.objects.all(), "values", addresses):
        kept = revision.values.get("values", {})
        cleared = {
            id: value
            for id, value in kept.items()
            if id not in personal or str(value).casefold() not in words
        }
        if len(cleared) < len(kept):
            revision.values["values"] = cleared
            revision.save(update_fields=["values"])


def _delete_rows(person: Person) -> dict[str, int]:
    """Delete what would go with the person if the row were deleted; answers how many by table."""
    erased: dict[str, int] = {}
    for relation in list_relations():
        table = relation.related_model._meta.label_lower
        if relation.on_delete is not models.CASCADE or table in KEPT:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: person})
        count = rows.count()
        if count:
            rows.delete()
            erased[table] = count
    return erased


def _empty_row(person: Person) -> str:
    """Leave nothing in the row that tells who it was; answers the pseudonym."""
    pseudonym = f"erased-{secrets.token_hex(6)}"
    person.name, person.email, person.language = "", f"{pseudonym}{ERASED}", ""
    person.is_active = person.is_staff = person.is_superuser = False
    person.last_login = None
    person.set_unusable_password()  # which also ends every session
    person.save()
    return pseudonym
