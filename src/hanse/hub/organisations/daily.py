"""What the registry does once a day."""

from __future__ import annotations

from collections.abc import Mapping

from hanse.hub.foundation.daily import Step
from hanse.hub.foundation.statistics import refresh_statistics
from hanse.hub.organisations.actions.freshness import mark_stale, send_reminders
from hanse.hub.organisations.actions.retention import forget_old_data
from hanse.hub.organisations.actions.searches import send_alerts


def _keep_current() -> Mapping[str, int]:
    # First what is too old, so that nobody is reminded of what is already marked.
    return {"profiles marked as stale": mark_stale(), "reminders": send_reminders()}


STEPS = (
    Step(id="organisations.freshness", order=10, run=_keep_current),
    Step(id="organisations.alerts", order=20, run=send_alerts),
    Step(id="organisations.retention", order=90, run=forget_old_data),
    Step(id="organisations.statistics", order=95, run=refresh_statistics),
)
