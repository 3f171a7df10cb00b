"""The scan for duplicates in the background."""

from __future__ import annotations

from typing import Any

from hanse.hub.foundation.jobs import Progress, job
from hanse.hub.organisations.actions import duplicates
from hanse.hub.people.models import Person


@job("organisations.find_duplicates")
def find_duplicates(progress: Progress, *, person: int | None) -> dict[str, Any]:
    """Compare all profiles and keep the pairs that a person should see."""
    by = None if person is None else Person.objects.filter(pk=person).first()
    return {"open": duplicates.scan_profiles(by=by, progress=progress)}
