"""A page, or the table behind it as a file: the same address with `format=csv`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from hanse.hub.observatory.exports import FORMATS, MEDIA_TYPES, Table, write_table


def answer(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, table: Table
) -> HttpResponse:
    """The page with its download links, or the download that the address asks for."""
    form = request.GET.get("format", "")
    if form in FORMATS:
        return send_file(write_table(table, form), name=f"{table.name}.{form}", form=form)
    downloads = [(name.upper() if name != "parquet" else "Parquet", _with_format(request, name))
                 for name in FORMATS]  # fmt: skip
    return render(request, template, {**context, "downloads": downloads})


def send_file(content: bytes, *, name: str, form: str) -> HttpResponse:
    """A file to save under `name`."""
    response = HttpResponse(content, content_type=MEDIA_TYPES[form])
    safe = "".join(c if c.isalnum() or c in "-._" else "-" for c in name)
    response["Content-Disposition"] = (
        f'attachment; filename="{safe.encode("ascii", "replace").decode()}"'
    )
    return response


def _with_format(request: HttpRequest, form: str) -> str:
    query: QueryDict = request.GET.copy()
    query.pop("page", None)
    query["format"] = form
    return f"{request.path}?{urlencode([(k, v) for k, vs in query.lists() for v in vs])}"
