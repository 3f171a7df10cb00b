"""How current a profile is."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.utils import timezone

from hanse.hub.organisations.models import Organisation


@dataclass(frozen=True)
class Freshness:
    """Since when a profile counts as current, and what follows from its age."""

    confirmed_at: datetime
    months: int
    """Full months since then."""
    state: Literal["fresh", "due", "stale"]
    stale_at: datetime
    """When it becomes stale without confirmation."""


def describe_freshness(
    organisation: Organisation, *, now: datetime | None = None
) -> Freshness | None:
    """None for a profile that is not listed: nobody relies on it yet."""
    if not organisation.is_listed:
        return None
    now = now or timezone.now()
    since = find_confirmed(organisation)
    months = count_months(since, now)
    if organisation.state == Organisation.State.STALE or months >= settings.HANSE_STALE_MONTHS:
        state: Literal["fresh", "due", "stale"] = "stale"
    else:
        state = "due" if months >= min(settings.HANSE_REMINDER_MONTHS, default=99) else "fresh"
    return Freshness(since, months, state, add_months(since, settings.HANSE_STALE_MONTHS))


def find_confirmed(organisation: Organisation) -> datetime:
    """Where its age is counted from."""
    return organisation.confirmed_at or organisation.published_at or organisation.created_at


def count_months(since: datetime, now: datetime) -> int:
    """Full calendar months between two moments."""
    months = (now.year - since.year) * 12 + now.month - since.month
    return max(months if add_months(since, months) <= now else months - 1, 0)


def add_months(moment: datetime, months: int) -> datetime:
    """So many calendar months later, or earlier; the 31st becomes the month's last day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
