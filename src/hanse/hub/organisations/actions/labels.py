"""Labels that an organisation holds: given and taken on record, shown while they are valid."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hanse.hub.foundation.audit import describe_values, record
from hanse.hub.organisations.actions.changes import record_change
from hanse.hub.organisations.models import Label, Organisation
from hanse.vocabulary import InputError


@transaction.atomic
def give_label(
    organisation: Organisation,
    scheme: str,
    *,
    by: Any,
    awarded_by: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
    source: str = "moderator",
) -> Label:
    """Put a label into the profile; raises InputError where it ends before it begins."""
    if valid_from and valid_until and valid_until < valid_from:
        raise InputError(_("It ends before it begins."), field="valid_until")
    label = Label.objects.create(
        organisation=organisation,
        scheme=scheme,
        awarded_by=awarded_by,
        valid_from=valid_from,
        valid_until=valid_until,
        source=source,
    )
    record(by, "organisations.give_label", organisation, after=describe_values(label))
    _tell(organisation)
    return label


@transaction.atomic
def take_label(label: Label, *, by: Any) -> None:
    """Take a label out of the profile; the audit trail keeps it."""
    organisation = label.organisation
    record(by, "organisations.take_label", organisation, before=describe_values(label))
    label.delete()
    _tell(organisation)


def _tell(organisation: Organisation) -> None:
    fresh = Organisation.objects.get(pk=organisation.pk)
    if fresh.is_listed:
        record_change([fresh])
