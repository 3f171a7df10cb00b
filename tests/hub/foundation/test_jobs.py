from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from hanse.hub.foundation import jobs
from hanse.hub.foundation.jobs import recover_jobs, run_job, start_job
from hanse.hub.foundation.models import Job
from hanse.vocabulary import InputError

pytestmark = pytest.mark.django_db


def add(progress: jobs.Progress, *, a: int, b: int) -> dict[str, Any]:
    progress(0.5, "half way")
    if b == 0:
        raise InputError("Nothing to add.", row=3)
    if b < 0:
        raise ZeroDivisionError("a secret of the machine")
    return {"sum": a + b}


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    jobs.job("sample.add")(add)
    yield
    del jobs._works["sample.add"]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids handed to the queue, instead of a worker."""
    ids: list[str] = []
    monkeypatch.setattr(jobs, "_enqueue", ids.append)
    return ids


def start(django_capture: Any, **arguments: int) -> Job:
    with django_capture(execute=True):
        job = start_job("sample.add", **arguments)
    job.refresh_from_db()
    return job


def test_a_job_runs_once_the_transaction_is_kept(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = start_job("sample.add", a=2, b=3)
        assert Job.objects.get().state == Job.State.QUEUED
    job.refresh_from_db()
    assert (job.state, job.result, job.progress) == (Job.State.DONE, {"sum": 5}, 1.0)
    assert job.finished
    assert job.attempts == 1


def test_a_refusal_is_told_an_accident_is_not(django_capture_on_commit_callbacks: Any) -> None:
    refused = start(django_capture_on_commit_callbacks, a=1, b=0)
    assert (refused.state, refused.error) == (Job.State.FAILED, "row 3: Nothing to add.")
    broken = start(django_capture_on_commit_callbacks, a=1, b=-1)
    assert broken.state == Job.State.FAILED
    assert str(broken.pk) in broken.message
    assert "secret" not in broken.message + broken.error


def test_an_unknown_kind_is_refused_at_once() -> None:
    with pytest.raises(KeyError):
        start_job("sample.unheard_of")


def test_a_job_is_not_run_twice(django_capture_on_commit_callbacks: Any) -> None:
    job = start(django_capture_on_commit_callbacks, a=1, b=1)
    run_job(str(job.pk))
    job.refresh_from_db()
    assert job.attempts == 1


def test_messages_are_in_the_language_of_whoever_started_it(
    django_capture_on_commit_callbacks: Any,
) -> None:
    from django.utils import translation

    with translation.override("de"):
        job = start(django_capture_on_commit_callbacks, a=1, b=1)
    assert (job.language, job.message) == ("de", "Fertig")


def leave_running(*, attempts: int, silent_for: timedelta) -> Job:
    return Job.objects.create(
        kind="sample.add",
        arguments={"a": 1, "b": 1},
        state=Job.State.RUNNING,
        progress=0.7,
        attempts=attempts,
        heartbeat=timezone.now() - silent_for,
    )


def test_what_a_killed_worker_left_starts_again(sent: list[str]) -> None:
    job = leave_running(attempts=1, silent_for=timedelta(seconds=1))
    assert recover_jobs(worker_is_alone=True) == 1
    job.refresh_from_db()
    assert (job.state, job.progress) == (Job.State.QUEUED, 0.0)
    assert sent == [str(job.pk)]


def test_what_another_worker_does_is_left_to_it(sent: list[str]) -> None:
    busy = leave_running(attempts=1, silent_for=timedelta(seconds=1))
    silent = leave_running(attempts=1, silent_for=timedelta(hours=1))
    recover_jobs(worker_is_alone=False)
    assert sent == [str(silent.pk)]
    busy.refresh_from_db()
    assert busy.state == Job.State.RUNNING


def test_what_kills_its_worker_again_and_again_is_given_up(sent: list[str]) -> None:
    job = leave_running(attempts=jobs.MAX_ATTEMPTS, silent_for=timedelta(seconds=1))
    recover_jobs(worker_is_alone=True)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert sent == []


def test_a_lost_message_costs_nothing(sent: list[str]) -> None:
    job = Job.objects.create(kind="sample.add", arguments={"a": 1, "b": 1})
    recover_jobs(worker_is_alone=True)
    assert sent == [str(job.pk)]


def test_only_its_owner_watches_a_job(client: Client, make_person: Callable[..., Any]) -> None:
    owner = make_person("analyst")
    job = Job.objects.create(kind="sample.add", owner=owner, message="half way", progress=0.5)
    client.force_login(make_person("analyst"))
    assert client.get(f"/jobs/{job.pk}/").status_code == 403
    client.force_login(owner)
    html = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "half way" in html
    assert 'value="0.500"' in html
    part = client.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'hx-trigger="every 1s"' in part


def test_a_job_that_is_done_leads_on(client: Client, make_person: Callable[..., Any]) -> None:
    owner = make_person("analyst")
    client.force_login(owner)
    job = Job.objects.create(
        kind="sample.add", owner=owner, state=Job.State.DONE, next_page="/components/"
    )
    assert client.get(f"/jobs/{job.pk}/")["Location"] == "/components/"
    part = client.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == "/components/"
