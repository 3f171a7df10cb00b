"""Who saw contact data by program."""

from __future__ import annotations

from collections.abc import Sequence

from hanse.hub.organisations.models import ContactAccess, Organisation
from hanse.hub.people.models import Person


def note_contact_access(
    organisation: Organisation, person: Person, fields: Sequence[str], *, through: str
) -> None:
    """Put on record that a person saw contact data that is not public."""
    ContactAccess.objects.create(
        organisation=organisation, person=person, fields=list(fields), through=through
    )
