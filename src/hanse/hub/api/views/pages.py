"""The pages that explain what can be taken away, and how."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hanse.hub.api.exports.rows import MEMBERSHIP_COLUMNS, list_organisation_columns
from hanse.hub.api.exports.writers import FORMS
from hanse.hub.api.queries.exports import list_latest
from hanse.hub.api.queries.reference import list_operations, list_shapes
from hanse.hub.api.rest.api import api
from hanse.hub.api.rest.trying import call
from hanse.hub.api.views.embeds import HEIGHT, MAP_HEIGHT, MAP_WIDTH, WIDTH, write_snippet

CALLS = (
    "organisations?country=AT&limit=3",
    "organisations?q=photonics&limit=3",
    "counts?country=AT",
    "changes?after=0&limit=5",
    "memberships?limit=3",
    "vocabularies/ecosystems",
    "runs",
)
"""Calls to begin with."""
_COLUMNS = {"organisations": list_organisation_columns(), "memberships": MEMBERSHIP_COLUMNS}


def home(request: HttpRequest) -> HttpResponse:
    """What there is for machines."""
    example = reverse("embed_card", args=["KEY"])
    context = {
        "exports": list_latest(),
        "licence": settings.HANSE_DATA_LICENCE,
        "publisher": settings.HANSE_PUBLISHER,
        "limit": settings.HANSE_API_RATE,
        "limit_key": settings.HANSE_API_RATE_KEY,
        "calls": CALLS,
        "api_address": request.build_absolute_uri(reverse("rest:api-root")),
        "card_snippet": write_snippet(
            request.build_absolute_uri(example), _("Name of the organisation"), WIDTH, HEIGHT
        ),
        "map_snippet": write_snippet(
            request.build_absolute_uri(f"{reverse('embed_map')}?country=AT"),
            _("Cluster organisations in Austria"),
            MAP_WIDTH,
            MAP_HEIGHT,
        ),
        "forms": FORMS,
    }
    return render(request, "api/home.html", context)


def dataset(request: HttpRequest, dataset: str) -> HttpResponse:
    """A dataset of the bulk download: its files and its columns."""
    if dataset not in _COLUMNS:
        raise Http404(_("There is no such dataset."))
    context = {
        "dataset": dataset,
        "exports": [export for export in list_latest() if export.dataset == dataset],
        "columns": _COLUMNS[dataset],
        "licence": settings.HANSE_DATA_LICENCE,
    }
    return render(request, "api/dataset.html", context)


def reference(request: HttpRequest) -> HttpResponse:
    """Every address of the API with its parameters and answers."""
    document = api.get_openapi_schema()
    context = {"groups": list_operations(document), "shapes": list_shapes(document)}
    return render(request, "api/reference.html", context)


def try_call(request: HttpRequest) -> HttpResponse:
    """Ask the API from a page, without a key and without a script."""
    wanted = request.GET.get("call", "").strip()[:2000] or CALLS[0]
    root = reverse("rest:api-root")
    path, _mark, query = wanted.removeprefix(root).lstrip("/").partition("?")
    context: dict[str, Any] = {
        "call": wanted,
        "calls": CALLS,
        "root": root,
        "tried": call(request, root + path, query),
    }
    return render(request, "api/try.html", context)
