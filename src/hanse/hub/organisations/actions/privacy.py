"""What people agree to, and who looked at contact data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Literal

from django.db import transaction
from django.utils import timezone

from hanse.hub.foundation.audit import record
from hanse.hub.foundation.permissions import require
from hanse.hub.organisations.models import Consent, ContactAccess, Organisation
from hanse.hub.organisations.purposes import get_purpose
from hanse.hub.organisations.rules import seats_of

Through = Literal["page", "api", "export"]
_ONCE_IN = timedelta(hours=1)
"""Loading a page again is not a second look."""


@transaction.atomic
def give_consent(person: Any, purpose_id: str) -> Consent:
    """Agree to a purpose in its present version; agreeing twice changes nothing."""
    require("people.change_own_profile", person)
    purpose = get_purpose(purpose_id)
    given = Consent.objects.filter(
        person=person, purpose=purpose.id, version=purpose.version, withdrawn_at__isnull=True
    ).first()
    if given is None:
        withdraw_consent(person, purpose_id)
        given = Consent.objects.create(person=person, purpose=purpose.id, version=purpose.version)
        record(person, "organisations.give_consent", given, after=_describe(given))
    return given


@transaction.atomic
def withdraw_consent(person: Any, purpose_id: str) -> None:
    """Take an agreement back, in whichever version it was given; it stays on record."""
    require("people.change_own_profile", person)
    purpose = get_purpose(purpose_id)
    for given in Consent.objects.select_for_update().filter(
        person=person, purpose=purpose.id, withdrawn_at__isnull=True
    ):
        given.withdrawn_at = timezone.now()
        given.save(update_fields=["withdrawn_at"])
        record(person, "organisations.withdraw_consent", given, before=_describe(given))


def _describe(given: Consent) -> dict[str, str]:
    return {"purpose": given.purpose, "version": given.version}


@transaction.atomic
def note_export(person: Any, *, by: Any) -> None:
    """Keep on record that an administrator took a copy of somebody's data, to send it to them."""
    require("people.give_roles", by)
    record(by, "organisations.export_person", person)


def note_contact_access(
    organisation: Organisation, person: Any, fields: Sequence[str], *, through: Through = "page"
) -> None:
    """Keep on record that someone was shown contact data that is not public.

    `fields` are the ids of those fields; nothing is kept where it is empty. An organisation's own
    people are not noted. Call it where the data is shown, outside of any longer transaction.
    """
    if fields:
        note_contact_accesses([(organisation, fields)], person, through=through)


def note_contact_accesses(
    shown: Iterable[tuple[Organisation, Sequence[str]]], person: Any, *, through: Through
) -> None:
    """As `note_contact_access`, for many organisations with two queries."""
    own = seats_of(person)
    wanted = {
        organisation.pk: sorted(fields)
        for organisation, fields in shown
        if fields and organisation.pk not in own
    }
    person_id = person.pk if person.is_authenticated else None
    recent = ContactAccess.objects.filter(
        person=person_id,
        organisation__in=wanted,
        through=through,
        at__gt=timezone.now() - _ONCE_IN,
    )
    for organisation_id, fields in recent.values_list("organisation_id", "fields"):
        if set(wanted.get(organisation_id, ())) <= set(fields):
            wanted.pop(organisation_id, None)
    ContactAccess.objects.bulk_create(
        ContactAccess(
            organisation_id=organisation_id, person_id=person_id, fields=fields, through=through
        )
        for organisation_id, fields in wanted.items()
    )
