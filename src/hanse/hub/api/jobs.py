"""Work in the background."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from hanse.hub.api.actions.exports import make_exports
from hanse.hub.foundation.jobs import Progress, job


@job("api.make_exports")
def make_files(progress: Progress) -> dict[str, Any]:
    """Write the files of the bulk download anew."""
    return {"files": make_exports(timezone.now(), tell=progress)}
