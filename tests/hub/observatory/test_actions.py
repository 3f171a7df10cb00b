from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from hanse.hub.foundation.audit import list_entries
from hanse.hub.foundation.models import Job
from hanse.hub.foundation.permissions import RefusedError
from hanse.hub.observatory import actions
from hanse.hub.observatory.models import Run, Upload
from hanse.hub.observatory.queries.runs import get_results, get_run, list_published
from hanse.vocabulary import InputError

from .conftest import BROKEN_TABLE, GOOD_TABLE

pytestmark = pytest.mark.django_db(transaction=True)
Make = Callable[..., Any]


@pytest.fixture
def analyst(make_person: Make) -> Any:
    return make_person("analyst")


@pytest.fixture
def draft(analyst: Any, make_upload: Make) -> Run:
    return identify(make_upload(analyst, GOOD_TABLE))


def identify(upload: Upload, **changes: Any) -> Run:
    wanted = {
        "title": "My regions",
        "method": "european-stars",
        "grouping": "",
        "parameters": {"employment_floor": 500},
        "origin": {"publisher": "My office", "licence": "CC0"},
    }
    job = actions.start_identification(upload, upload.owner, **(wanted | changes))
    job.refresh_from_db()
    upload.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    assert upload.run is not None
    return upload.run


def test_the_file_is_kept_untouched_under_its_checksum(analyst: Any, make_upload: Make) -> None:
    upload = make_upload(analyst, GOOD_TABLE, name="my table.csv")
    assert (Path(settings.HANSE_DATA_DIR) / upload.path).read_text() == GOOD_TABLE
    assert upload.sha256 in upload.path
    assert (upload.state, upload.size) == (Upload.State.CHECKED, len(GOOD_TABLE))
    assert upload.roles["region"] == "region"
    assert (upload.report["regions"], upload.report["industries"]) == (4, 2)
    assert upload.report["counts"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.csv", "..\\..\\boot.csv", "/root/.ssh/x.csv", "a\x00b;rm -rf.csv"]
)
def test_a_name_never_leaves_the_folder_of_uploads(
    analyst: Any, make_upload: Make, name: str
) -> None:
    upload = make_upload(analyst, GOOD_TABLE, name=name)
    path = (Path(settings.HANSE_DATA_DIR) / upload.path).resolve()
    assert path.is_relative_to(Path(settings.HANSE_UPLOADS_DIR).resolve())
    assert path.is_file()


def test_a_file_over_the_limit_is_refused(analyst: Any, settings: Any) -> None:
    settings.HANSE_UPLOAD_LIMIT = 1_000_000
    file = SimpleUploadedFile("big.csv", b"x" * 1_500_000)
    with pytest.raises(InputError, match=r"big.csv: The file has 1.5 MB; the limit is 1 MB."):
        actions.upload_table(analyst, file)
    assert not Upload.objects.exists()


def test_another_type_and_an_empty_file_are_refused(analyst: Any) -> None:
    with pytest.raises(InputError, match=r"cannot be read.*csv"):
        actions.upload_table(analyst, SimpleUploadedFile("virus.exe", b"MZ"))
    with pytest.raises(InputError, match="is empty"):
        actions.upload_table(analyst, SimpleUploadedFile("a.csv", b""))


def test_a_broken_file_shows_the_library_message(analyst: Any, make_upload: Make) -> None:
    upload = make_upload(analyst, BROKEN_TABLE)
    assert upload.state == Upload.State.FAILED
    assert "FR10, 30, 2015" in upload.error["what"]
    assert upload.error["row"] == 10
    assert upload.error["columns"] == ["region", "industry", "period", "employment"]
    with pytest.raises(InputError, match="has not passed its check"):
        identify(upload)


def test_what_the_owner_corrects_is_used(analyst: Any, make_upload: Make) -> None:
    upload = make_upload(analyst, BROKEN_TABLE, combine="last")
    assert upload.state == Upload.State.CHECKED
    text = "a,b,c,d\nDE21,29,2015,5\nFR10,29,2015,7\n"
    named = make_upload(analyst, text, region="a", industry="b", period="c", employment="d")
    assert (named.state, named.roles["region"]) == (Upload.State.CHECKED, "a")


def test_totals_in_the_table_limit_what_is_missing(analyst: Any, make_upload: Make) -> None:
    head = "region,industry,period,employment\n"
    parts = "AT11,10,2015,900\nAT11,29,2015,100\nAT12,10,2015,400\nAT12,29,2015,\n"
    parts += "AT13,10,2015,500\nAT13,29,2015,300\n"
    highest = []
    for totals in ("", "AT1,10,2015,1800\nAT1,29,2015,450\n"):
        run = identify(make_upload(analyst, head + parts + totals))
        quotients = get_results(run).column("lq_possible_high")
        highest.append(float(quotients[0, 0, 0]))
    assert highest[0] == float("inf")
    assert highest[1] < 2


def test_a_draft_is_seen_by_its_owner_only(draft: Run, make_person: Make) -> None:
    assert draft.state == Run.State.DRAFT
    assert get_run(draft.run_id, draft.owner) == draft
    assert get_run(draft.run_id, make_person("analyst")) is None
    assert list_published() == []
    results = get_results(draft)
    assert "DE21" in results.regions
    assert draft.provenance[0]["publisher"] == "My office"
    assert {p["id"]: p["value"] for p in draft.parameters}["employment_floor"] == 500


def test_publish_then_withdraw(draft: Run) -> None:
    run = actions.publish_run(draft, draft.owner)
    assert list_published() == [run]
    assert run.published_at is not None
    actions.withdraw_run(run, draft.owner)
    assert list_published() == []
    verbs = [entry.verb for entry in list_entries(kind="observatory.run", key=str(run.pk))]
    assert verbs == [
        "observatory.withdraw_run",
        "observatory.publish_run",
        "observatory.identify_run",
    ]
    with pytest.raises(InputError, match="Only a draft"):
        actions.publish_run(run, draft.owner)


def test_discard_keeps_the_file(draft: Run) -> None:
    upload = draft.uploads.get()
    actions.discard_run(draft, draft.owner)
    upload.refresh_from_db()
    assert (upload.state, upload.run) == (Upload.State.CHECKED, None)
    assert get_run(draft.run_id, draft.owner) is None
    again = identify(upload)
    assert (again.run_id, again.state) == (draft.run_id, Run.State.DRAFT)


def test_the_same_result_is_published_once(
    draft: Run, make_person: Make, make_upload: Make
) -> None:
    actions.publish_run(draft, draft.owner)
    other = identify(make_upload(make_person("analyst"), GOOD_TABLE))
    assert other.run_id == draft.run_id
    with pytest.raises(InputError, match="already published"):
        actions.publish_run(other, other.owner)


def test_nobody_publishes_or_withdraws_for_another(draft: Run, make_person: Make) -> None:
    stranger = make_person("analyst")
    for act in (actions.publish_run, actions.discard_run, actions.withdraw_run):
        with pytest.raises(RefusedError):
            act(draft, stranger)
    with pytest.raises(RefusedError):
        actions.begin_check(draft.uploads.get(), stranger, choices={})


def test_a_member_cannot_upload(make_person: Make) -> None:
    with pytest.raises(RefusedError):
        actions.upload_table(make_person("member"), SimpleUploadedFile("a.csv", b"x"))


def test_a_rating_that_cannot_be_leaves_no_run(analyst: Any, make_upload: Make) -> None:
    upload = make_upload(analyst, GOOD_TABLE)
    job = actions.start_identification(
        upload, analyst, title="x", method="us-cluster-mapping", grouping="", parameters={}
    )
    job.refresh_from_db()
    upload.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "establishments" in job.error
    assert (upload.state, upload.run) == (Upload.State.CHECKED, None)
    assert not Run.objects.exists()


def test_the_demonstration_is_published_once() -> None:
    runs = actions.publish_demo()
    assert actions.publish_demo() == runs
    assert [run.method for run in list_published()] == ["european-stars", "panorama"]
    run = list_published()[0]
    assert (run.region_count, run.group_count, run.row_count) == (319, 28, 319 * 28)
    assert "Eurostat" in run.provenance[0]["acknowledgement"]
