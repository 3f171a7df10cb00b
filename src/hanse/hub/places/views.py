"""Shapes as GeoJSON for interactive maps, and a page that says where they come from."""

from __future__ import annotations

import gzip

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_safe

from hanse.hub.places.imported import list_imports
from hanse.hub.places.maps import Layout
from hanse.hub.places.queries import draw_quality, list_sets
from hanse.hub.places.releases import list_nuts_regions
from hanse.hub.places.shapes import Shapes, get_shapes, list_shape_sets
from hanse.hub.places.tiles import has_tiles
from hanse.vocabulary.errors import InputError

DEFAULT = "nuts-2021"
LONGEST = 4000
"""Characters of the list of codes in an address."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Which shapes there are, and a map of how one set of them was made."""
    names = list_shape_sets()
    show = request.GET.get("show", DEFAULT)
    shapes = get_shapes(show if show in names else DEFAULT)
    layout: Layout = "tiles" if request.GET.get("layout") == "tiles" else "map"
    context = {
        "sets": list_sets(),
        "imports": list_imports(),
        "shapes": shapes,
        "map": draw_quality(shapes, layout=layout, language=get_language() or "en"),
        "has_tiles": has_tiles(shapes),
    }
    return render(request, "places/home.html", context)


def _find(request: HttpRequest, classification: str, level: int) -> Shapes:
    """The shapes that an address asks for; unknown ones are not found."""
    mixed = request.GET.get("with", "")[:LONGEST].split(".")
    countries = request.GET.get("in", "")[:LONGEST].split(".")
    known = list_nuts_regions()
    try:
        return get_shapes(
            classification,
            level,
            regions=[code for code in mixed if code in known],
            countries=[country for country in countries if len(country) == 2],
        )
    except InputError as error:
        raise Http404(str(error)) from error


def _answer(request: HttpRequest, shapes: Shapes, kind: str) -> HttpResponse:
    """GeoJSON, gzipped once and kept, that a browser with the right digest never asks again."""
    content = shapes.geojson if kind == "shapes" else shapes.surroundings_geojson
    response = HttpResponse(content_type="application/geo+json")
    response["ETag"] = f'"{shapes.digest}-{kind}"'
    response["Vary"] = "Accept-Encoding"
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        content = shapes.kept(f"{kind}.gz", lambda: gzip.compress(content, 6, mtime=0))
        response["Content-Encoding"] = "gzip"
    response.content = content
    if request.GET.get("v") == shapes.digest:
        patch_cache_control(response, public=True, max_age=365 * 24 * 3600, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


@require_GET
def shapes(request: HttpRequest, classification: str, level: int) -> HttpResponse:
    """Regions as GeoJSON."""
    return _answer(request, _find(request, classification, level), "shapes")


@require_GET
def surroundings(request: HttpRequest, classification: str, level: int) -> HttpResponse:
    """Neighbouring countries and country borders as GeoJSON."""
    return _answer(request, _find(request, classification, level), "surroundings")
