"""Work of the observatory in the background."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hanse.hub.foundation.jobs import Progress, job
from hanse.hub.observatory import actions
from hanse.hub.observatory.models import Upload


@job("observatory.check_upload")
def check_upload(progress: Progress, *, upload: str) -> dict[str, Any]:
    """Read a large upload and keep its report."""
    progress(0.1, _("Reading the file"))
    found = actions.check_upload(Upload.objects.select_related("owner").get(pk=upload))
    return {"state": found.state}


@job("observatory.identify_upload")
def identify_upload(
    progress: Progress,
    *,
    upload: str,
    title: str,
    method: str,
    grouping: str,
    parameters: dict[str, float],
    origin: dict[str, str],
) -> dict[str, Any]:
    """Rate a checked upload and keep the result as a draft."""
    run = actions.identify_upload(
        Upload.objects.select_related("owner").get(pk=upload),
        progress,
        title=title,
        method=method,
        grouping=grouping,
        parameters=parameters,
        origin=origin,
    )
    return {"run": run.run_id}
