"""Runs: which there are, which one a page shows, and their results."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from hanse.hub.foundation.models import Job
from hanse.hub.foundation.permissions import Actor, may
from hanse.hub.observatory.models import Run, Upload
from hanse.hub.observatory.results import SHELF, Results


def list_published() -> list[Run]:
    """Published runs, those of the hub itself first, then the newest."""
    runs = list(Run.objects.filter(state=Run.State.PUBLISHED).select_related("owner"))
    return sorted(runs, key=lambda run: run.owner_id is not None)


def get_run(run_id: str, person: Actor) -> Run | None:
    """The run of this id that the person may read: the published one, else their own draft."""
    runs = Run.objects.filter(run_id=run_id).exclude(state=Run.State.DISCARDED)
    order = {Run.State.PUBLISHED: 0, Run.State.DRAFT: 1, Run.State.WITHDRAWN: 2}
    for run in sorted(runs, key=lambda run: order[Run.State(run.state)]):
        if may(person, "observatory.read_run", run):
            return run
    return None


def get_results(run: Run) -> Results:
    """The results of a run, ready for pages."""
    return SHELF.get(run.run_id, bundle_folder(run))


def bundle_folder(run: Run) -> Path:
    """Where the bundle of a run lies."""
    return Path(settings.HANSE_DATA_DIR) / run.folder


def list_uploads(person: Any) -> list[Upload]:
    """The person's uploads with their runs, newest first."""
    return list(Upload.objects.filter(owner_id=person.pk).select_related("run"))


@dataclass(frozen=True)
class Shelf:
    """The runs rated from one source, for a menu."""

    source: str
    runs: list[Run]


def group_by_source(runs: list[Run]) -> list[Shelf]:
    """The runs by the title of their source, in the order of the list."""
    by_source: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        by_source[run.source_title].append(run)
    return [Shelf(source, found) for source, found in by_source.items()]


def get_job(upload: Upload) -> Job | None:
    """The job that works on an upload, or did last."""
    return Job.objects.filter(pk=upload.job_id).first() if upload.job_id else None
