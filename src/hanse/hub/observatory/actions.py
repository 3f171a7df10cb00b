"""Everything the observatory writes: uploads, their check, runs and their publication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.hub.foundation.audit import describe_values, record
from hanse.hub.foundation.jobs import start_job
from hanse.hub.foundation.models import Job
from hanse.hub.foundation.permissions import require
from hanse.hub.foundation.uploads import keep_file
from hanse.hub.observatory.identifying import (
    Bundle,
    Progress,
    rate_panel,
    store_bundle,
    sweep_unfinished,
)
from hanse.hub.observatory.models import Run, Upload
from hanse.panel.files import find_safe_name
from hanse.vocabulary import HanseError, InputError

if TYPE_CHECKING:
    from hanse.observatory.identification.result import Identification
    from hanse.panel import Panel
    from hanse.sources.reading import Reading
    from hanse.vocabulary import Report

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".parquet", ".gz")
READING_OPTIONS = ("combine", "decimal")
"""What the owner may say besides the roles of the columns."""
_CHECK_AT_ONCE = 5_000_000
"""Bytes up to which a file is checked while the person waits."""


def upload_table(person: Any, file: UploadedFile) -> Upload:
    """Keep the file untouched under its checksum; raises InputError for size and type."""
    require("observatory.upload", person)
    name = find_safe_name(str(file.name))
    limit, size = settings.HANSE_UPLOAD_LIMIT, file.size or 0
    if not name.lower().endswith(SUFFIXES):
        raise InputError(
            _("A file of this type cannot be read."),
            file=name,
            mend=_("Choose one of: %(types)s.") % {"types": ", ".join(SUFFIXES)},
        )
    if size > limit:
        raise InputError(
            _("The file has %(size).1f MB; the limit is %(limit)d MB.")
            % {"size": size / 1e6, "limit": limit // 1_000_000},
            file=name,
            mend=_("Leave out columns that are not needed, or rate it with the command line."),
        )
    if not size:
        raise InputError(_("The file is empty."), file=name, mend=_("Choose another file."))
    sha256, path = keep_file(file, name)
    with transaction.atomic():
        upload = Upload.objects.create(
            owner=person, original_name=name, sha256=sha256, size=size, path=path
        )
        record(person, "observatory.upload_table", upload, after=describe_values(upload))
    return upload


def begin_check(upload: Upload, person: Any, *, choices: Mapping[str, str]) -> Job | None:
    """Check the file with these corrections: at once, or in the background where it is large."""
    require("observatory.read_upload", person, upload)
    upload.choices = {role: column for role, column in choices.items() if column}
    upload.save(update_fields=["choices"])
    if upload.size <= _CHECK_AT_ONCE:
        check_upload(upload)
        return None
    job = start_job(
        "observatory.check_upload",
        owner=person,
        next_page=upload.get_absolute_url(),
        upload=str(upload.pk),
    )
    Upload.objects.filter(pk=upload.pk).update(job_id=job.pk)
    return job


def check_upload(upload: Upload) -> Upload:
    """Read the file and keep the report, or the error that prevents reading it."""
    from hanse.hub.observatory.queries.reports import describe_reading

    try:
        reading = read_upload(upload)
    except HanseError as error:
        upload.state, upload.report = Upload.State.FAILED, {}
        upload.error = describe_error(error) | {"columns": _read_columns(upload)}
    else:
        described = describe_reading(reading)
        upload.roles, upload.report, upload.error = described.pop("roles"), described, {}
        upload.state = Upload.State.CHECKED if reading.report.ok else Upload.State.FAILED
    with transaction.atomic():
        upload.save(update_fields=["state", "roles", "report", "error"])
        record(upload.owner, "observatory.check_upload", upload, after={"state": upload.state})
    return upload


def _read_columns(upload: Upload) -> list[str]:
    """Names of the file's columns as far as they can be told, for the person to assign."""
    from hanse.sources.open import read_header

    try:
        return list(read_header(Path(settings.HANSE_DATA_DIR) / upload.path))[:300]
    except (HanseError, OSError):
        return []


def read_upload(upload: Upload) -> Reading:
    """The kept file, read with the owner's corrections; raises InputError."""
    from hanse.sources.open import read_file

    path = Path(settings.HANSE_DATA_DIR) / upload.path
    choices = dict(upload.choices)
    options = {name: choices.pop(name) for name in READING_OPTIONS if name in choices}
    limit = settings.HANSE_UPLOAD_LIMIT
    if not choices and not options:
        return read_file(path, max_bytes=limit)
    return read_file(path, source="own-table", roles=choices, max_bytes=limit, **options)


def describe_error(error: HanseError) -> dict[str, Any]:
    """An error as plain data."""
    parts = ("what", "file", "row", "field", "mend")
    return {part: getattr(error, part) for part in parts}


def start_identification(
    upload: Upload,
    person: Any,
    *,
    title: str,
    method: str,
    grouping: str,
    parameters: Mapping[str, float],
    origin: Mapping[str, str] | None = None,
) -> Job:
    """Rate a checked upload in the background."""
    require("observatory.read_upload", person, upload)
    if upload.state not in (Upload.State.CHECKED, Upload.State.IDENTIFIED):
        raise InputError(_("The file has not passed its check."), file=upload.original_name)
    with transaction.atomic():
        job = start_job(
            "observatory.identify_upload",
            owner=person,
            next_page=upload.get_absolute_url(),
            upload=str(upload.pk),
            title=title,
            method=method,
            grouping=grouping,
            parameters=dict(parameters),
            origin=dict(origin or {}),
        )
        upload.job_id, upload.state = job.pk, Upload.State.IDENTIFYING
        upload.save(update_fields=["job_id", "state"])
        record(person, "observatory.identify_upload", upload, after={"method": method})
    return job


def identify_upload(
    upload: Upload,
    progress: Progress,
    *,
    title: str,
    method: str,
    grouping: str,
    parameters: Mapping[str, float],
    origin: Mapping[str, str] | None = None,
) -> Run:
    """Rate the upload and keep the result as a draft of its owner.

    The bundle is complete before the record is written; killed at any moment, the hub serves what
    it served before. Raises InputError where the table cannot be rated so.
    """
    try:
        sweep_unfinished(Path(settings.HANSE_RUNS_DIR))
        progress(0.1, _("Reading the file"))
        reading = read_upload(upload)
        progress(0.4, _("Rating %(regions)d regions") % {"regions": len(reading.panel.regions)})
        panel = _name_origin(reading.tighten(), origin or {})
        identification = rate_panel(panel, method=method, grouping=grouping, parameters=parameters)
        progress(0.8, _("Writing the result"))
        bundle = store_bundle(Path(settings.HANSE_RUNS_DIR), identification, panel, reading.report)
    except HanseError as error:
        Upload.objects.filter(pk=upload.pk).update(
            state=Upload.State.CHECKED, error=describe_error(error)
        )
        raise
    with transaction.atomic():
        run = _record_run(bundle, title=title, grouping=grouping, owner=upload.owner)
        Upload.objects.filter(pk=upload.pk).update(run=run, state=Upload.State.IDENTIFIED, error={})
    return run


def _name_origin(panel: Panel, origin: Mapping[str, str]) -> Panel:
    """The panel with the title, publisher and licence that its owner states."""
    told: dict[str, Any] = {name: text for name, text in origin.items() if text}
    return replace(panel, provenance=tuple(replace(p, **told) for p in panel.provenance))


def _record_run(bundle: Bundle, *, title: str, grouping: str, owner: Any) -> Run:
    """The record of a complete bundle: the owner's own one of this id, or a new draft."""
    known = Run.objects.filter(run_id=bundle.run_id, owner=owner).exclude(
        state__in=(Run.State.DISCARDED, Run.State.WITHDRAWN)
    )
    run = known.order_by("-published_at").first()
    run = run or Run(run_id=bundle.run_id, owner=owner)
    if run.state == Run.State.DRAFT:
        described = {**_describe_bundle(bundle), "title": title, "grouping": grouping}
        for name, value in described.items():
            setattr(run, name, value)
        run.save()
        record(owner, "observatory.identify_run", run, after=describe_values(run))
    return run


def _describe_bundle(bundle: Bundle) -> dict[str, Any]:
    facts = bundle.facts
    method, origin = facts["method"], facts["provenance"]
    return {
        "method": method["id"],
        "method_title": method["title"],
        "method_version": method["version"],
        "parameters": facts["parameters"],
        "source_title": "; ".join(dict.fromkeys(entry["title"] for entry in origin))[:300],
        "provenance": origin,
        "region_classification": facts["region_classification"],
        "industry_classification": facts["group_classification"],
        "periods": facts["periods"],
        "region_count": facts["regions"],
        "group_count": len(facts["groups"]),
        "row_count": bundle.rows,
        "folder": str(bundle.folder.relative_to(settings.HANSE_DATA_DIR)),
    }


def publish_run(run: Run, person: Any) -> Run:
    """Show a draft to everyone; raises InputError where the same result is published already."""
    require("observatory.publish_run", person, run)
    return _publish(run, person)


def _publish(run: Run, person: Any) -> Run:
    with transaction.atomic():
        locked = Run.objects.select_for_update().get(pk=run.pk)
        if locked.state != Run.State.DRAFT:
            raise InputError(_("Only a draft can be published."))
        same = Run.objects.filter(run_id=locked.run_id, state=Run.State.PUBLISHED)
        if same.exists():
            raise InputError(
                _("The same figures are already published, rated by the same method."),
                mend=_("Discard this draft."),
            )
        before = describe_values(locked)
        locked.state, locked.published_at = Run.State.PUBLISHED, timezone.now()
        locked.save(update_fields=["state", "published_at"])
        record(
            person, "observatory.publish_run", locked, before=before, after=describe_values(locked)
        )
    return locked


def discard_run(run: Run, person: Any) -> Run:
    """Put a draft away; the uploaded file stays for another try."""
    require("observatory.publish_run", person, run)
    if run.state != Run.State.DRAFT:
        raise InputError(_("Only a draft can be discarded."))
    with transaction.atomic():
        before = describe_values(run)
        run.state = Run.State.DISCARDED
        run.save(update_fields=["state"])
        run.uploads.update(state=Upload.State.CHECKED, run=None)
        record(person, "observatory.discard_run", run, before=before, after=describe_values(run))
    return run


def withdraw_run(run: Run, person: Any) -> Run:
    """Take a published result back; its record and bundle stay, no page shows it."""
    require("observatory.withdraw_run", person, run)
    if run.state != Run.State.PUBLISHED:
        raise InputError(_("Only a published result can be withdrawn."))
    with transaction.atomic():
        before = describe_values(run)
        run.state = Run.State.WITHDRAWN
        run.save(update_fields=["state"])
        record(person, "observatory.withdraw_run", run, before=before, after=describe_values(run))
    return run


def publish_demo() -> list[Run]:
    """Rate the carried table by every method that it has the measures for, and publish.

    Safe to call again: what is published already stays as it is. The European three stars come
    last, so that they are the newest result and with that the one shown first.
    """
    from hanse.hub.observatory.queries.methods import list_methods
    from hanse.sources.demo import read_demo

    reading = read_demo()
    fitting = [
        card for card in list_methods().values() if set(card.needs) <= {*reading.panel.measures}
    ]
    fitting.sort(key=lambda card: card.id == "european-stars")
    runs = []
    for card in fitting:
        identification = rate_panel(reading.panel, method=card.id, grouping="", parameters={})
        runs.append(
            publish_identification(
                identification, reading.panel, reading.report, title=f"Europe 2015: {card.title}"
            )
        )
    return runs


def publish_identification(
    identification: Identification, panel: Panel, report: Report, *, title: str
) -> Run:
    """Publish a result in the hub's own name; the run that is published already, where it is."""
    bundle = store_bundle(Path(settings.HANSE_RUNS_DIR), identification, panel, report)
    with transaction.atomic():
        known = Run.objects.filter(run_id=bundle.run_id, state=Run.State.PUBLISHED).first()
        if known is not None:
            return known
        run = _record_run(bundle, title=title, grouping="", owner=None)
        return _publish(run, None)
