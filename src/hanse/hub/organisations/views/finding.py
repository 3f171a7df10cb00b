"""The room's first page: one search box over all listed organisations."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hanse.hub.organisations.queries.finding import list_found

PAGE = 20


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Organisations that fit what was typed."""
    text = request.GET.get("q", "")[:200]
    page = Paginator(list_found(text), PAGE).get_page(request.GET.get("page"))
    return render(request, "organisations/finding.html", {"text": text, "page": page})
