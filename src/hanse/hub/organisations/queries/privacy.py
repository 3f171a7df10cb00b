"""What is kept about a person, what they agreed to, and who saw an organisation's contact data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from hanse.hub.organisations.models import Consent, ContactAccess, Organisation, Seat
from hanse.hub.organisations.purposes import Purpose, get_purpose, list_purposes
from hanse.hub.people.models import Person

NAMED_CONTACT = "named-contact"


@dataclass(frozen=True)
class Agreement:
    """A purpose and how the person stands to it."""

    purpose: Purpose
    given: Consent | None
    """What is in force, in whichever version."""
    is_current: bool
    history: tuple[Consent, ...]


def list_agreements(person: Any) -> list[Agreement]:
    """Every purpose with what the person said to it, and when."""
    rows = list(Consent.objects.filter(person=person).order_by("-given_at", "-pk"))
    found = []
    for purpose in list_purposes():
        history = tuple(row for row in rows if row.purpose == purpose.id)
        given = next((row for row in history if row.withdrawn_at is None), None)
        is_current = given is not None and given.version == purpose.version
        found.append(Agreement(purpose, given, is_current, history))
    return found


def has_agreed(person: Any, purpose_id: str) -> bool:
    """True where the person has agreed to the present version and not taken it back."""
    purpose = get_purpose(purpose_id)
    return Consent.objects.filter(
        person=person, purpose=purpose.id, version=purpose.version, withdrawn_at__isnull=True
    ).exists()


def list_named_contacts(organisation: Organisation) -> list[Person]:
    """Owners and editors who agreed to be named to people who signed in."""
    purpose = get_purpose(NAMED_CONTACT)
    return list(
        Person.objects.filter(
            is_active=True,
            seats__organisation=organisation,
            seats__role__in=(Seat.Role.OWNER, Seat.Role.EDITOR),
            consents__purpose=purpose.id,
            consents__version=purpose.version,
            consents__withdrawn_at__isnull=True,
        ).distinct()
    )


def list_contact_accesses(organisation: Organisation) -> QuerySet[ContactAccess]:
    """Who saw contact data of an organisation that is not public, latest first."""
    return organisation.contact_accesses.select_related("person")
