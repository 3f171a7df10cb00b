"""Imports in the background."""

from __future__ import annotations

from typing import Any

from hanse.hub.foundation.jobs import Progress, job
from hanse.hub.organisations.actions import imports
from hanse.hub.organisations.models import Import


@job("organisations.try_import")
def try_import(progress: Progress, *, key: str) -> dict[str, Any]:
    """Make the dry run of a larger file."""
    plan = imports.try_import(Import.objects.select_related("owner").get(key=key), progress)
    return {"rows": plan.rows if plan else 0}


@job("organisations.import_file")
def import_file(progress: Progress, *, key: str) -> dict[str, Any]:
    """Bring a file in."""
    plan = imports.import_file(Import.objects.select_related("owner").get(key=key), progress)
    return {"new": len(plan.new), "changed": len(plan.changed)}
