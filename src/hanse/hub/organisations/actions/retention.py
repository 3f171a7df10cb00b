"""Data about people goes once it has served its purpose; the settings say when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.hub.foundation.audit import record
from hanse.hub.organisations.actions.joining import set_states
from hanse.hub.organisations.models import (
    Consent,
    ContactAccess,
    Invitation,
    JoinRequest,
    Organisation,
)

_BATCH = 200


def forget_old_data(*, now: datetime | None = None) -> Mapping[str, int]:
    """Delete what is older than its setting allows; answers how much of each."""
    now = now or timezone.now()
    return {
        "views of contact data forgotten": _forget(
            ContactAccess.objects.filter(at__lt=_before(now, "CONTACT_ACCESS"))
        ),
        "invitations forgotten": _forget(_list_done_invitations(_before(now, "INVITATIONS"))),
        "requests forgotten": _forget(
            JoinRequest.objects.filter(decided_at__lt=_before(now, "REQUESTS"))
        ),
        "consents forgotten": _forget(
            Consent.objects.filter(withdrawn_at__lt=_before(now, "CONSENTS"))
        ),
        "drafts archived": _archive_drafts(_before(now, "DRAFTS")),
    }


def _before(now: datetime, name: str) -> datetime:
    """The moment before which it goes; the beginning of time where it stays for ever."""
    days = getattr(settings, f"HANSE_KEEP_{name}_DAYS")
    return now - timedelta(days=days) if days else now - timedelta(days=365 * 1000)


def _list_done_invitations(before: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        Q(accepted_at__lt=before) | Q(withdrawn_at__lt=before) | Q(expires_at__lt=before)
    )


@transaction.atomic
def _forget(rows: QuerySet[Any]) -> int:
    count, _tables = rows.delete()
    if count:
        table = rows.model._meta.label_lower
        record(None, "organisations.forget", table, after={"rows": count})
    return count


def _archive_drafts(before: datetime) -> int:
    """Drafts that nobody ever submitted and nobody touched for long."""
    old = Organisation.objects.filter(
        state=Organisation.State.DRAFT, changed_at__lt=before, submissions__isnull=True
    ).order_by("pk")
    archived = 0
    while batch := list(old[:_BATCH]):
        set_states(batch, Organisation.State.ARCHIVED, by=None, reason=_("a forgotten draft"))
        archived += len(batch)
    return archived
