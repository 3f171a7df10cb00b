"""Keeping profiles current: confirming, reminding, and marking what nobody confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThanOrEqual
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.hub.foundation.audit import record
from hanse.hub.foundation.permissions import require
from hanse.hub.organisations.actions.changes import record_change
from hanse.hub.organisations.actions.joining import set_state, set_states
from hanse.hub.organisations.mail import (
    describe_context,
    get_link,
    list_writers,
    send_letter,
)
from hanse.hub.organisations.models import Organisation, Reminder, Seat
from hanse.hub.organisations.queries.freshness import add_months, count_months, find_confirmed
from hanse.hub.people.models import Person
from hanse.vocabulary import InputError

_SALT = "organisations.confirm"
_LINK_HOLDS = 90 * 24 * 3600
_BATCH = 200


@transaction.atomic
def confirm_profile(organisation: Organisation, *, by: Any, through: str = "page") -> None:
    """Its people say that it is still correct; a stale profile is current again."""
    require("organisations.confirm", by, organisation)
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not locked.is_listed:
        raise InputError(
            _("Only a listed profile can be confirmed."), mend=_("Submit it for listing first.")
        )
    before, now = locked.confirmed_at, timezone.now()
    Organisation.objects.filter(pk=locked.pk).update(confirmed_at=now)
    organisation.confirmed_at = locked.confirmed_at = now
    record(
        by,
        "organisations.confirm",
        locked,
        before={"confirmed_at": before},
        after={"confirmed_at": now, "through": through},
    )
    if locked.state == Organisation.State.STALE:
        set_state(locked, Organisation.State.PUBLISHED, by=by)
        organisation.state = locked.state
    else:
        record_change([locked])


@dataclass(frozen=True)
class Letter:
    """What the link in a reminder says."""

    organisation: Organisation
    person: Person
    is_used: bool
    """The profile was confirmed after the letter was written."""


def write_token(organisation: Organisation, person: Person) -> str:
    """The signed part of the link in a reminder."""
    content = [organisation.key, person.pk, find_confirmed(organisation).isoformat()]
    return signing.dumps(content, salt=_SALT)


def read_token(token: str) -> Letter | None:
    """What the link means; None where it is forged, too old, or the person has left."""
    try:
        key, person_id, since = signing.loads(token, salt=_SALT, max_age=_LINK_HOLDS)
    except signing.BadSignature:
        return None
    organisation = Organisation.objects.filter(key=key).first()
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if organisation is None or person is None:
        return None
    if person not in list_writers(organisation):
        return None
    return Letter(organisation, person, find_confirmed(organisation).isoformat() != since)


def send_reminders(*, now: datetime | None = None) -> int:
    """Ask the people of listed profiles that grew old; each age is asked about once."""
    now = now or timezone.now()
    ages = sorted(settings.HANSE_REMINDER_MONTHS)
    if not ages:
        return 0
    sent = 0
    oldest = add_months(now, -settings.HANSE_STALE_MONTHS)
    due = _select_aged(before=add_months(now, -ages[0]), after=oldest)
    writers = Seat.objects.filter(
        organisation=OuterRef("pk"), role__in=(Seat.Role.EDITOR, Seat.Role.OWNER)
    )
    for organisation in due.filter(Exists(writers)).iterator(chunk_size=_BATCH):
        months = count_months(find_confirmed(organisation), now)
        sent += _remind(organisation, max(age for age in ages if age <= months))
    return sent


@transaction.atomic
def _remind(organisation: Organisation, age: int) -> int:
    """One reminder to each of its people; 0 where it was sent already."""
    since = find_confirmed(organisation)
    if organisation.reminders.filter(confirmed_at=since, months__gte=age).exists():
        return 0
    Reminder.objects.create(organisation=organisation, months=age, confirmed_at=since)
    people = list_writers(organisation)
    for person in people:
        address = reverse(
            "organisations:confirm_by_letter", args=[write_token(organisation, person)]
        )
        send_letter(
            "reminder",
            to=person,
            **describe_context(
                organisation,
                months=age,
                confirm_link=get_link(address),
                stale_at=add_months(since, settings.HANSE_STALE_MONTHS),
            ),
        )
    record(
        None,
        "organisations.remind",
        organisation,
        after={"months": age, "people": len(people)},
    )
    return 1


def mark_stale(*, now: datetime | None = None) -> int:
    """Mark the profiles that nobody confirmed for too long, and tell their people."""
    now = now or timezone.now()
    aged = _select_aged(before=add_months(now, -settings.HANSE_STALE_MONTHS))
    waiting = aged.filter(state=Organisation.State.PUBLISHED).order_by("pk")
    marked = 0
    while batch := list(waiting[:_BATCH]):
        with transaction.atomic():
            set_states(batch, Organisation.State.STALE, by=None, reason=_("not confirmed"))
            for organisation in batch:
                _tell_stale(organisation)
        marked += len(batch)
    return marked


def _tell_stale(organisation: Organisation) -> None:
    for person in list_writers(organisation):
        address = reverse(
            "organisations:confirm_by_letter", args=[write_token(organisation, person)]
        )
        send_letter(
            "stale", to=person, **describe_context(organisation, confirm_link=get_link(address))
        )


def _select_aged(*, before: datetime, after: datetime | None = None) -> QuerySet[Organisation]:
    """Listed profiles whose age is counted from a moment up to `before`, and after `after`."""
    since = Coalesce("confirmed_at", "published_at", "created_at")
    aged = Organisation.objects.filter(state__in=Organisation.LISTED)
    aged = aged.annotate(since=since).filter(LessThanOrEqual(F("since"), before))
    return aged if after is None else aged.filter(GreaterThan(F("since"), after))
