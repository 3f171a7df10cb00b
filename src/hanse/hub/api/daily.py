"""What the room does once a day."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from hanse.hub.api.actions.exports import make_exports
from hanse.hub.foundation.daily import Step


def _make_exports() -> Mapping[str, int]:
    return {"files": make_exports(timezone.now())}


STEPS = (Step(id="api.exports", order=80, run=_make_exports),)
