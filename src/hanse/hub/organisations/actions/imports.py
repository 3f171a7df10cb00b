"""Files of organisations: kept, mapped, tried out, then brought in whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from hanse.hub.foundation.audit import record
from hanse.hub.foundation.jobs import start_job
from hanse.hub.foundation.models import Job
from hanse.hub.foundation.permissions import require
from hanse.hub.foundation.uploads import keep_file
from hanse.hub.organisations.actions.import_plans import Choices, Plan, build_plan
from hanse.hub.organisations.actions.profiles import Row, write_many, write_profile
from hanse.hub.organisations.importing import (
    MAX_BYTES,
    SUFFIXES,
    Oddities,
    check_mapping,
    read_table,
    suggest_mapping,
)
from hanse.hub.organisations.models import Import, Organisation
from hanse.hub.organisations.queries.imports import get_job, is_open
from hanse.panel.files import find_safe_name
from hanse.sources.text_tables import TextTable
from hanse.vocabulary import HanseError, InputError

Progress = Callable[[float, str], None]
SOURCE = "import:{}"
"""What is stamped on values that a file brought."""
STATES = (Organisation.State.DRAFT, Organisation.State.PUBLISHED)
_TRIED_AT_ONCE = 30_000
"""Bytes up to which a file is tried out while the person waits."""
_SHOWN_KEYS = 200


def upload_import(person: Any, file: UploadedFile) -> Import:
    """Keep the file untouched, with a mapping that its column names suggest; raises InputError."""
    require("organisations.import", person)
    name = find_safe_name(str(file.name))
    if not name.lower().endswith(SUFFIXES):
        raise InputError(
            _("A file of this type cannot be imported."),
            file=name,
            mend=_("Choose one of: %(types)s.") % {"types": ", ".join(SUFFIXES)},
        )
    if (file.size or 0) > MAX_BYTES:
        raise InputError(
            _("The file has more than %(limit)d MB.") % {"limit": MAX_BYTES // 1_000_000},
            file=name,
            mend=_("Divide it into several files."),
        )
    sha256, path = keep_file(file, name)
    table, _report = read_table(Path(settings.HANSE_DATA_DIR) / path)
    with transaction.atomic():
        kept = Import.objects.create(
            owner=person,
            original_name=name,
            sha256=sha256,
            path=path,
            mapping=suggest_mapping(table.header),
            choices=asdict(Choices()),
            report=_describe_table(table),
        )
        record(person, "organisations.upload_import", kept, after={"sha256": sha256})
    return kept


def _describe_table(table: TextTable) -> dict[str, Any]:
    # Pairs, since PostgreSQL does not keep the order of an object's keys.
    samples = [
        [name, list(dict.fromkeys(text for text in map(str, column[:50]) if text))[:3]]
        for name, column in zip(table.header, table.columns, strict=True)
        if name
    ]
    return {"columns": samples, "length": len(table)}


def try_out(
    kept: Import, person: Any, *, mapping: Mapping[str, str], choices: Choices
) -> Job | None:
    """Take over what the person chose and make the dry run: at once, or in the background."""
    require("organisations.import", person)
    _require_open(kept)
    columns = dict(kept.report.get("columns", []))
    wanted = {target: column for target, column in mapping.items() if column}
    check_mapping(wanted, list(columns), file=kept.original_name)
    if choices.state not in STATES:
        raise InputError(_("A file brings drafts or listed profiles."), field="state")
    kept.mapping, kept.choices = wanted, asdict(choices)
    kept.save(update_fields=["mapping", "choices"])
    if (Path(settings.HANSE_DATA_DIR) / kept.path).stat().st_size <= _TRIED_AT_ONCE:
        try_import(kept)
        return None
    return _start("organisations.try_import", kept, person)


def _require_open(kept: Import) -> None:
    if not is_open(kept, get_job(kept)):
        raise InputError(
            _("This file is already imported, or on its way."),
            file=kept.original_name,
            mend=_("Upload it again to bring it up to date."),
        )


def _start(kind: str, kept: Import, person: Any) -> Job:
    address = reverse("organisations:import", args=[kept.key])
    job = start_job(kind, owner=person, next_page=address, key=kept.key)
    Import.objects.filter(pk=kept.pk).update(job_id=job.pk)
    return job


def try_import(kept: Import, progress: Progress = lambda share, text: None) -> Plan | None:
    """The dry run: keep what the import would do; None where the file cannot be read."""
    try:
        plan = _plan(kept, progress)
    except HanseError as error:
        kept.state, described = Import.State.FAILED, {"error": _describe_error(error)}
    else:
        kept.state, described = Import.State.TRIED, _describe_plan(plan)
    kept.report = {**_keep_columns(kept.report), **described}
    kept.save(update_fields=["state", "report"])
    return plan if kept.state == Import.State.TRIED else None


def _keep_columns(report: Mapping[str, Any]) -> dict[str, Any]:
    return {name: report[name] for name in ("columns", "length") if name in report}


def _plan(kept: Import, progress: Progress) -> Plan:
    choices = Choices(**kept.choices)
    path = Path(settings.HANSE_DATA_DIR) / kept.path
    table, report = read_table(path, sheet=choices.sheet)
    oddities = Oddities()
    oddities.add_report(report)
    return build_plan(
        table,
        kept.mapping,
        choices,
        oddities=oddities,
        progress=lambda share: progress(0.8 * share, _("Reading the rows")),
    )


def _describe_plan(plan: Plan) -> dict[str, Any]:
    odd = plan.oddities
    return {
        "rows": plan.rows,
        "new": len(plan.new),
        "changed": len(plan.changed),
        "same": plan.same,
        "placed": plan.placed,
        "counts": dict(odd.counts.most_common()),
        "oddities": [[o.kind, o.row, o.field, o.value, o.result] for o in odd.kept],
    }


def _describe_error(error: HanseError) -> dict[str, Any]:
    return {part: getattr(error, part) for part in ("what", "file", "row", "field", "mend")}


def start_import(kept: Import, person: Any) -> Job:
    """Bring a file in, in the background, after its dry run; raises InputError before that."""
    require("organisations.import", person)
    with transaction.atomic():
        locked = Import.objects.select_for_update().get(pk=kept.pk)
        if locked.state != Import.State.TRIED:
            raise InputError(_("The file has not been tried out."), file=kept.original_name)
        Import.objects.filter(pk=kept.pk).update(state=Import.State.IMPORTING)
        record(person, "organisations.start_import", kept, after={"file": kept.original_name})
        return _start("organisations.import_file", kept, person)


def import_file(kept: Import, progress: Progress = lambda share, text: None) -> Plan:
    """Bring the file in: all of it in one transaction, or nothing. Safe to run again."""
    if kept.state == Import.State.IMPORTED:
        return Plan((), (), 0, 0, 0)
    try:
        plan = _plan(kept, progress)
        progress(0.85, _("Writing the profiles"))
        with transaction.atomic():
            created = carry_out(
                plan, Choices(**kept.choices), by=kept.owner, file=kept.original_name
            )
            kept.state = Import.State.IMPORTED
            kept.report = {
                **_keep_columns(kept.report),
                **_describe_plan(plan),
                "keys": [each.key for each in created[:_SHOWN_KEYS]],
                "changed_keys": [each.key for each, _values in plan.changed[:_SHOWN_KEYS]],
            }
            kept.save(update_fields=["state", "report"])
    except Exception as error:
        # Nothing was written: the file may be tried again.
        told = error if isinstance(error, HanseError) else HanseError(_("It went wrong here."))
        kept.state = Import.State.FAILED
        kept.report = {**_keep_columns(kept.report), "error": _describe_error(told)}
        kept.save(update_fields=["state", "report"])
        raise
    return plan


@transaction.atomic
def carry_out(plan: Plan, choices: Choices, *, by: Any, file: str) -> list[Organisation]:
    """Write a plan: new profiles and changes, all or none; answers the new ones."""
    source = SOURCE.format(file)[:150]
    rows = [
        Row(
            kind=row.kind,
            values=row.values,
            identifiers={choices.scheme: row.identifier}
            if choices.scheme and row.identifier
            else {},
        )
        for row in plan.new
    ]
    for organisation, values in plan.changed:
        write_profile(organisation, values, by=by, source=source)
    return write_many(rows, by=by, source=source, state=choices.state) if rows else []
