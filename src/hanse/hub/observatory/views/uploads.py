"""A table of one's own: upload, check report, rating, preview, publish or discard."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hanse.hub.foundation.permissions import require, requires
from hanse.hub.observatory import actions
from hanse.hub.observatory.forms import ColumnsForm, RatingForm, TableForm
from hanse.hub.observatory.links import Links
from hanse.hub.observatory.models import Run, Upload
from hanse.hub.observatory.queries.layers import default_level
from hanse.hub.observatory.queries.overview import get_overview
from hanse.hub.observatory.queries.runs import get_job, get_results, get_run, list_uploads
from hanse.vocabulary import InputError


@never_cache
@requires("observatory.upload")
def list_tables(request: HttpRequest) -> HttpResponse:
    """The person's uploads, and the form for another one."""
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            upload = actions.upload_table(request.user, form.cleaned_data["file"])
        except InputError as error:
            form.add_error("file", str(error))
        else:
            job = actions.begin_check(upload, request.user, choices={})
            return redirect("foundation:job", job.pk) if job else redirect(upload)
    context = {
        "form": form,
        "uploads": list_uploads(request.user),
        "limit": settings.HANSE_UPLOAD_LIMIT // 1_000_000,
    }
    status = 422 if form.errors else 200
    return render(request, "observatory/uploads.html", context, status=status)


@never_cache
def show_table(request: HttpRequest, key: str) -> HttpResponse:
    """The check report, the columns and how to correct them; then the rating, then the result."""
    upload = _get_upload(request, key)
    columns = [column["column"] for column in upload.report.get("columns", [])]
    corrections = ColumnsForm(
        request.POST or None, columns=columns or _known_columns(upload), initial=upload.choices
    )
    if request.method == "POST" and corrections.is_valid():
        job = actions.begin_check(upload, request.user, choices=corrections.list_choices())
        return redirect("foundation:job", job.pk) if job else redirect(upload)
    return _render_table(request, upload, corrections=corrections)


def _render_table(
    request: HttpRequest,
    upload: Upload,
    *,
    corrections: ColumnsForm | None = None,
    rating: RatingForm | None = None,
) -> HttpResponse:
    columns = [column["column"] for column in upload.report.get("columns", [])]
    ready = upload.state in (Upload.State.CHECKED, Upload.State.IDENTIFIED)
    if ready and rating is None:
        rating = RatingForm(upload=upload, initial={"title": _default_title(upload)})
    context = {
        "upload": upload,
        "report": upload.report,
        "corrections": corrections
        or ColumnsForm(columns=columns or _known_columns(upload), initial=upload.choices),
        "rating": rating,
        "job": get_job(upload),
    }
    if upload.run is not None:
        results = get_results(upload.run)
        level = default_level(results)
        period = len(results.periods) - 1
        context |= {
            "run": upload.run,
            "overview": get_overview(results, group="", period=period, level=level),
            "level_title": results.ratings[level],
            "ratings": len(results.ratings),
        }
    refused = any(form is not None and form.errors for form in (corrections, rating))
    status = 422 if refused else 200
    return render(request, "observatory/upload.html", context, status=status)


@never_cache
@require_POST
def identify(request: HttpRequest, key: str) -> HttpResponse:
    """Start the rating."""
    upload = _get_upload(request, key)
    form = RatingForm(request.POST, upload=upload)
    if not form.is_valid():
        return _render_table(request, upload, rating=form)
    try:
        job = actions.start_identification(
            upload,
            request.user,
            title=form.cleaned_data["title"],
            method=form.cleaned_data["method"],
            grouping=form.cleaned_data["grouping"],
            parameters=form.parameters(),
            origin=form.origin(),
        )
    except InputError as error:
        form.add_error("method", str(error))
        return _render_table(request, upload, rating=form)
    return redirect("foundation:job", job.pk)


@require_POST
def publish(request: HttpRequest, run_id: str) -> HttpResponse:
    """Show the draft to everyone."""
    run = _get_run(request, run_id, Run.State.DRAFT)
    try:
        actions.publish_run(run, request.user)
    except InputError as error:
        messages.error(request, str(error))
        return redirect(run)
    messages.success(request, _("Published. Everyone sees it from now on."))
    return redirect(Links(run=run.run_id).page("home"))


@require_POST
def discard(request: HttpRequest, run_id: str) -> HttpResponse:
    """Put the draft away."""
    run = _get_run(request, run_id, Run.State.DRAFT)
    upload = run.uploads.first()
    actions.discard_run(run, request.user)
    messages.success(request, _("Discarded. Your file is kept for another try."))
    return redirect(upload or "observatory:uploads")


@require_POST
def withdraw(request: HttpRequest, run_id: str) -> HttpResponse:
    """Take a published result back."""
    run = _get_run(request, run_id, Run.State.PUBLISHED)
    actions.withdraw_run(run, request.user)
    messages.success(request, _("Withdrawn. No page shows it any more."))
    return redirect("observatory:catalogue")


def _get_upload(request: HttpRequest, key: str) -> Upload:
    require("observatory.upload", request.user)
    upload = get_object_or_404(Upload.objects.select_related("run", "owner"), pk=key)
    require("observatory.read_upload", request.user, upload)
    return upload


def _get_run(request: HttpRequest, run_id: str, state: str) -> Run:
    require("observatory.upload", request.user)
    run = get_run(run_id, request.user)
    if run is None or run.state != state:
        raise Http404(_("There is no such result."))
    return run


def _known_columns(upload: Upload) -> list[str]:
    return [str(name) for name in upload.error.get("columns", [])]


def _default_title(upload: Upload) -> str:
    return upload.original_name.rsplit(".", 1)[0].replace("_", " ")
