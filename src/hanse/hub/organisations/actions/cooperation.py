"""Who works with whom: proposed by one side, confirmed by the other.

As with memberships, nothing is deleted: what ends, or is declined, gets its last day. Rights are
the caller's (`organisations.tie`, on the side for which somebody acts).
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.hub.foundation.audit import record
from hanse.hub.organisations.actions.ties import (
    ask_to_confirm,
    check_days,
    follow_listed,
    refuse_closed,
)
from hanse.hub.organisations.models import Cooperation, Organisation
from hanse.vocabulary import InputError


@transaction.atomic
def propose_cooperation(
    organisation: Organisation,
    other: Organisation,
    *,
    subject: str,
    by: Any,
    since: date | None = None,
    source: str = "",
) -> Cooperation:
    """`organisation` says that it works with `other` on a subject; the other confirms."""
    if organisation.pk == other.pk:
        raise InputError(_("Nobody cooperates with itself."), field="other")
    refuse_closed(organisation, other)
    check_days(since, None)
    first, second = sorted((organisation, other), key=lambda each: each.pk)
    known = Cooperation.objects.filter(
        first=first, second=second, subject=subject, until__isnull=True
    ).exists()
    if known:
        raise InputError(_("This cooperation is on the list already."), field="subject")
    place = "first" if first.pk == organisation.pk else "second"
    cooperation = Cooperation.objects.create(
        first=first,
        second=second,
        subject=subject,
        since=since,
        source=source[:150],
        **{f"confirmed_by_{place}": timezone.now()},
    )
    after = {"first": first.key, "second": second.key, "subject": subject, "side": place}
    record(by, "organisations.propose_cooperation", cooperation, after=after)
    ask_to_confirm(other, other=organisation, tie="cooperation", subject=subject)
    return cooperation


@transaction.atomic
def confirm_cooperation(
    cooperation: Cooperation, *, organisation: Organisation, by: Any
) -> Cooperation:
    """`organisation`, one of the two, confirms; nothing happens where it had."""
    locked = Cooperation.objects.select_for_update().get(pk=cooperation.pk)
    column = f"confirmed_by_{find_place(locked, organisation)}"
    if getattr(locked, column) is not None:
        return locked
    if locked.until is not None:
        raise InputError(_("This cooperation has ended already."))
    setattr(locked, column, timezone.now())
    locked.save(update_fields=[column])
    record(by, "organisations.confirm_cooperation", locked, after={"side": organisation.key})
    if locked.confirmed_by_first and locked.confirmed_by_second:
        follow_listed([locked.first, locked.second])
    return locked


@transaction.atomic
def end_cooperation(
    cooperation: Cooperation, *, organisation: Organisation, by: Any, until: date | None = None
) -> Cooperation:
    """Either side ends it; a proposal is withdrawn or declined in the same way."""
    locked = Cooperation.objects.select_for_update().get(pk=cooperation.pk)
    find_place(locked, organisation)
    if locked.until is not None:
        raise InputError(_("This cooperation has ended already."))
    day = until or timezone.localdate()
    check_days(locked.since, day)
    locked.until = day
    locked.save(update_fields=["until"])
    after = {"side": organisation.key, "until": day}
    record(by, "organisations.end_cooperation", locked, after=after)
    if locked.confirmed_by_first and locked.confirmed_by_second:
        follow_listed([locked.first, locked.second])
    return locked


def find_place(cooperation: Cooperation, organisation: Organisation) -> Literal["first", "second"]:
    """Which of the two the organisation is; raises InputError where it is neither."""
    if organisation.pk == cooperation.first_id:
        return "first"
    if organisation.pk == cooperation.second_id:
        return "second"
    raise InputError(_("This cooperation is between two others."))
