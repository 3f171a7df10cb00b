"""Files to take away: the latest set, its manifest, and what was chosen on the search page."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from django.contrib import messages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    JsonResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hanse.hub.api.exports.rows import flatten_organisation, list_organisation_columns
from hanse.hub.api.exports.writers import (
    FORMS,
    MEDIA_TYPES,
    WRITERS,
    stream_csv,
    write_json_line,
)
from hanse.hub.api.limits import count_request, find_address, limit_of
from hanse.hub.api.queries.exports import build_manifest, find_latest, list_latest
from hanse.hub.api.queries.records import Record
from hanse.hub.api.queries.streams import stream_chosen
from hanse.hub.api.rest.answers import page_address
from hanse.hub.api.rest.problems import answer_problem
from hanse.hub.foundation.jobs import start_job
from hanse.hub.foundation.permissions import requires
from hanse.hub.organisations.search.finding import find
from hanse.hub.organisations.search.query import read_query

COST = 10
"""A file on demand counts as so many requests."""
MOST_WHOLE = 20_000
"""Rows of Excel and Parquet on demand; more are in the nightly files."""


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The latest set: date, licence, sizes, checksums."""
    response = JsonResponse(build_manifest(list_latest()), json_dumps_params={"indent": 1})
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def latest(request: HttpRequest, dataset: str, form: str) -> HttpResponseBase:
    """The newest file of a dataset; its ETag is its checksum."""
    export = find_latest(dataset, form)
    if export is None or not export.file.is_file():
        raise Http404(_("No such file has been made yet."))
    etag = f'"{export.sha256}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    response = FileResponse(
        export.file.open("rb"),
        as_attachment=True,
        filename=export.name,
        content_type=MEDIA_TYPES[form],
    )
    response["ETag"] = etag
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def chosen(request: HttpRequest, form: str) -> HttpResponseBase:
    """The organisations of a search as a file, made while it is sent."""
    who = f"files:{find_address(request)}"
    allowance = count_request(who, limit=limit_of(has_key=False), cost=COST)
    if allowance.is_spent:
        refused = answer_problem(429, _("Too many files at once."))
        refused["Retry-After"] = str(allowance.resets_in)
        return refused
    if form not in FORMS:
        raise Http404(_("There is no such form of file."))
    found = find(read_query(request.GET))
    records = stream_chosen([int(id) for id in found.ids], address=page_address(request))
    if form in ("csv", "jsonl"):
        lines = _write_lines(form, records)
        response: HttpResponseBase = StreamingHttpResponse(lines, content_type=MEDIA_TYPES[form])
    elif found.total > MOST_WHOLE:
        return redirect(reverse("api:latest", args=["organisations", form]))
    else:
        response = FileResponse(_write_whole(form, records), content_type=MEDIA_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="hanse-organisations.{form}"'
    return response


def _write_lines(form: str, records: Iterator[Record]) -> Iterator[str]:
    if form == "jsonl":
        return (write_json_line(record) for record in records)
    return stream_csv(list_organisation_columns(), (flatten_organisation(r) for r in records))


def _write_whole(form: str, records: Iterator[Record]) -> BinaryIO:
    """A file that is gone when it has been sent."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"organisations.{form}"
        with closing(WRITERS[form](path, list_organisation_columns())) as writer:
            for record in records:
                writer.write(record, flatten_organisation(record))
        return path.open("rb")


@require_POST
@requires("api.make_exports")
def make(request: HttpRequest) -> HttpResponse:
    """Make the files anew, in the background."""
    job = start_job("api.make_exports", owner=request.user, next_page=reverse("api:home"))
    messages.info(request, _("The files are being made."))
    return redirect("foundation:job", job.pk)
