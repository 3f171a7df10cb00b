"""The foundation's own pages: health, preferences, jobs, the audit trail."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.paginator import Paginator
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from hanse import __version__
from hanse.hub.foundation.audit import list_entries
from hanse.hub.foundation.forms import SampleForm
from hanse.hub.foundation.frame import THEME_COOKIE, THEMES, list_open_rooms
from hanse.hub.foundation.models import Job
from hanse.hub.foundation.permissions import require, requires

_YEAR = 365 * 24 * 3600


def home(request: HttpRequest) -> HttpResponse:
    """Lead to the first room that the person may enter."""
    rooms = list_open_rooms(request)
    if rooms:
        return redirect(f"{rooms[0].id}:home")
    return render(request, "foundation/home.html")


@never_cache
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Whether the database answers and the data folder can be written: 200 or 503."""
    checks = {"database": _database_answers(), "data_dir": os.access(settings.HANSE_DATA_DIR, 6)}
    status = 200 if all(checks.values()) else 503
    return JsonResponse({"ok": status == 200, "version": __version__, **checks}, status=status)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


@csrf_exempt  # harmless if forged, and no page needs a token (and a cookie) only for this
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language or theme in a cookie and go back to the page."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        target = "/"
    response = redirect(target)
    language, theme = request.POST.get("language", ""), request.POST.get("theme", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, _YEAR, samesite="Lax")
    if theme in THEMES:
        response.set_cookie(THEME_COOKIE, theme, _YEAR, samesite="Lax")
    elif theme == "system":
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


@never_cache
def job(request: HttpRequest, job_id: str) -> HttpResponse:
    """A job's progress; goes on to its next page when it is done."""
    found = get_object_or_404(Job, pk=job_id)
    require("foundation.watch_job", request.user, found)
    if found.state == Job.State.DONE and found.next_page:
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": found.next_page})
        return redirect(found.next_page)
    name = "foundation/components/job.html" if request.htmx else "foundation/job.html"
    return render(request, name, {"job": found})


@requires("foundation.read_audit_trail")
def audit_trail(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first."""
    wanted = {name: request.GET.get(name, "") for name in ("kind", "key", "verb")}
    page = Paginator(list_entries(**wanted), 50).get_page(request.GET.get("page"))
    return render(request, "foundation/audit_trail.html", {"page": page, "wanted": wanted})


@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Every component of the foundation on one page, for those who build rooms."""
    form = SampleForm(request.GET if "amount" in request.GET else None)
    return render(request, "foundation/components.html", {"form": form})
