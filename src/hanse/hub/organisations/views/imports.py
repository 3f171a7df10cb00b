"""Pages of importing: upload, columns, dry run, import, result."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hanse.hub.foundation.csv_lines import write_lines
from hanse.hub.foundation.permissions import requires
from hanse.hub.organisations.actions import imports as acts
from hanse.hub.organisations.forms.imports import ChoicesForm, FileForm, MappingForm
from hanse.hub.organisations.importing import MAX_BYTES
from hanse.hub.organisations.models import Import
from hanse.hub.organisations.queries import imports as reads
from hanse.hub.organisations.views.acting import tell
from hanse.vocabulary import InputError


@requires("organisations.import")
def imports(request: HttpRequest) -> HttpResponse:
    """Imports so far, and a form for another file."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = acts.upload_import(request.user, form.cleaned_data["file"])
        except InputError as error:
            form.add_error("file", str(error))
        else:
            return redirect("organisations:import", key=kept.key)
    page = Paginator(reads.list_imports(), 20).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "limit": MAX_BYTES // 1_000_000}
    return render(request, "organisations/imports/imports.html", context)


@never_cache
@requires("organisations.import")
def import_(request: HttpRequest, key: str) -> HttpResponse:
    """One file: its columns and choices, what the dry run found, what it brought."""
    kept = get_object_or_404(reads.list_imports(), key=key)
    job = reads.get_job(kept)
    if job is not None and not job.is_over and job.owner_id == request.user.pk:
        return redirect("foundation:job", job_id=job.pk)
    choices = ChoicesForm(
        request.POST or None,
        initial=kept.choices,
        is_workbook=kept.original_name.lower().endswith(".xlsx"),
    )
    mapping = MappingForm(
        request.POST or None,
        columns=dict(kept.report.get("columns", [])),
        mapping=kept.mapping,
        kind=str(choices["kind"].value()),
    )
    if request.method == "POST" and choices.is_valid() and mapping.is_valid():
        try:
            job = acts.try_out(
                kept, request.user, mapping=mapping.read_mapping(), choices=choices.read_choices()
            )
        except InputError as error:
            mapping.add_error(None, tell(error))
        else:
            to = ("foundation:job", job.pk) if job else ("organisations:import", key)
            return redirect(*to)
    context = {
        "kept": kept,
        "job": job,
        "mapping": mapping,
        "choices": choices,
        "groups": reads.group_oddities(kept),
        "set_aside": reads.count_set_aside(kept),
        "brought": reads.list_brought(kept),
        "is_open": reads.is_open(kept, job),
    }
    return render(request, "organisations/imports/import.html", context)


@require_POST
@requires("organisations.import")
def bring_in(request: HttpRequest, key: str) -> HttpResponse:
    """Import the file in the background."""
    kept = get_object_or_404(Import, key=key)
    try:
        job = acts.start_import(kept, request.user)
    except InputError as error:
        messages.error(request, tell(error))
        return redirect("organisations:import", key=key)
    return redirect("foundation:job", job_id=job.pk)


@require_safe
@requires("organisations.import")
def oddities(request: HttpRequest, key: str) -> HttpResponse:
    """What was odd, as a table; cells that a spreadsheet would run are quoted."""
    kept = get_object_or_404(Import, key=key)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="oddities-{kept.key}.csv"'
    header, *rows = reads.list_oddity_rows(kept)
    answer.writelines(write_lines(header, rows))
    return answer
