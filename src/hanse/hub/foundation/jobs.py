"""Work in the background that shows its progress and survives being killed.

A room writes a function and registers it::

    @job("observatory.identify")
    def identify_upload(progress: Progress, *, upload: str) -> dict[str, object]:
        progress(0.2, _("Reading the file"))
        ...

and its action starts it with `start_job("observatory.identify", owner=person, upload=key)`, which
answers a `Job`; `{% url "foundation:job" job.id %}` is its page. The function must be safe to run
again from its start: a worker that is killed leaves its job to the next one.

The `Job` row is the truth; huey only carries its id to a worker, so a lost message costs nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import structlog
from django.conf import settings
from django.db import connections, models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from huey import SqliteHuey

from hanse.hub.foundation.models import Job
from hanse.hub.foundation.rooms import list_apps
from hanse.vocabulary import HanseError

log = structlog.get_logger("hanse.hub.jobs")
Progress = Callable[[float, str], None]
Work = Callable[..., dict[str, Any] | None]

MAX_ATTEMPTS = 2
STALE_AFTER = timedelta(minutes=5)
"""A running job that has said nothing for so long has lost its worker."""

_works: dict[str, Work] = {}


def job(kind: str) -> Callable[[Work], Work]:
    """Register a function `(progress, **arguments) -> result | None` as a kind of job."""

    def register(work: Work) -> Work:
        _works[kind] = work
        return work

    return register


@cache
def _find_works() -> None:
    for app in list_apps():
        if find_spec(f"{app}.jobs") is not None:
            import_module(f"{app}.jobs")


@cache
def get_queue() -> tuple[SqliteHuey, Callable[[str], object]]:
    """The queue in the data folder, and what puts a job's id into it."""
    queue = SqliteHuey("hanse", filename=str(settings.HANSE_DATA_DIR / "queue.sqlite3"))
    return queue, queue.task(name="run_job")(run_job)


def _enqueue(job_id: str) -> None:
    _queue, put = get_queue()
    put(job_id)


def start_job(kind: str, *, owner: Any = None, next_page: str = "", **arguments: Any) -> Job:
    """Write the job down and hand it to a worker once the transaction is kept.

    Raises KeyError where no job of this kind is registered.
    """
    _find_works()
    _works[kind]
    row = Job.objects.create(
        kind=kind,
        owner=owner,
        arguments=arguments,
        next_page=next_page,
        language=translation.get_language() or "",
    )
    transaction.on_commit(lambda: _dispatch(str(row.pk)))
    return row


def _dispatch(job_id: str) -> None:
    if settings.HANSE_JOBS == "immediate":
        run_job(job_id)
    elif settings.HANSE_JOBS == "thread":
        threading.Thread(target=_run_in_thread, args=(job_id,), daemon=True).start()
    else:
        _enqueue(job_id)


def _run_in_thread(job_id: str) -> None:
    try:
        run_job(job_id)
    finally:
        connections.close_all()


def run_job(job_id: str) -> None:
    """Run a job once, keeping its progress; an error is kept with it and does not travel on."""
    _find_works()
    taken = Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING,
        attempts=models.F("attempts") + 1,
        heartbeat=timezone.now(),
    )
    if not taken:
        return
    row = Job.objects.get(pk=job_id)
    with (
        structlog.contextvars.bound_contextvars(job=job_id, kind=row.kind),
        translation.override(row.language or None),
    ):
        log.info("job started", attempt=row.attempts)
        try:
            result = _works[row.kind](_build_progress(row), **row.arguments)
        except HanseError as error:
            log.info("job refused", reason=str(error))
            _finish(row, Job.State.FAILED, message=_("This did not work."), error=str(error))
        except Exception:
            log.exception("job failed")
            text = _("Something went wrong on our side; it is in the log under %(id)s.")
            _finish(row, Job.State.FAILED, message=text % {"id": job_id})
        else:
            log.info("job done")
            _finish(row, Job.State.DONE, message=_("Done"), result=result, progress=1.0)


def _finish(row: Job, state: Job.State, **values: Any) -> None:
    values["message"] = str(values["message"])[:300]
    Job.objects.filter(pk=row.pk).update(state=state, finished=timezone.now(), **values)


def _build_progress(row: Job) -> Progress:
    def progress(share: float, message: str) -> None:
        Job.objects.filter(pk=row.pk).update(
            progress=min(max(share, 0.0), 1.0), message=message[:300], heartbeat=timezone.now()
        )

    return progress


def recover_jobs(*, worker_is_alone: bool) -> int:
    """Queue again what a killed worker left, and what waits but was lost; answers how many.

    `worker_is_alone`: no other worker lives (its lock was free), so every running job is an
    orphan; otherwise only those that have been silent for `STALE_AFTER`. A job that has been
    tried `MAX_ATTEMPTS` times fails for good: it may be what kills the worker.
    """
    orphans = Job.objects.filter(state=Job.State.RUNNING)
    if not worker_is_alone:
        orphans = orphans.filter(heartbeat__lt=timezone.now() - STALE_AFTER)
    orphans.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=Job.State.FAILED,
        finished=timezone.now(),
        message=_("This was interrupted several times and is given up. Please start it again."),
    )
    orphans.update(state=Job.State.QUEUED, progress=0.0, message=_("Starting again"))
    waiting = Job.objects.filter(state=Job.State.QUEUED).order_by("created")
    ids = [str(key) for key in waiting.values_list("pk", flat=True)]
    for job_id in ids:
        _enqueue(job_id)
    return len(ids)
