"""The map component for templates: the drawn picture, and what the script needs to take it over.

The script reads regions, classes, descriptions and links from the picture itself, so that both
can never differ; without script, WebGL or colour printing the picture stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hanse.hub.places.maps import Layout, MapScale, Words, render_legend, render_svg
from hanse.hub.places.shapes import Shapes

# Where an interactive map begins: west, south, east, north.
FIRST_VIEW = {"laea-europe": "-24,34.5,34,71", "albers-us": "-125,24.5,-66.5,49.5"}


@dataclass(frozen=True)
class MapView:
    """A map ready for a template.

    `element` is the picture in its component, `legend` the list of classes, `note` what the
    licence asks to be shown.
    """

    element: SafeString
    legend: SafeString
    note: str
    layout: Layout


def build_map(
    shapes: Shapes,
    values: Mapping[str, str],
    scale: MapScale,
    *,
    words: Words,
    layout: Layout = "map",
    prefix: str = "map",
) -> MapView:
    """Draw a map and wrap it for the page; arguments as `maps.render_svg`.

    A page that shows it loads `places/map.css` and, as a module, `places/map.js`.
    """
    svg = render_svg(shapes, values, scale, words=words, layout=layout, prefix=prefix)
    return MapView(
        element=wrap_svg(svg, shapes, layout=layout),
        legend=mark_safe(render_legend(scale, prefix=prefix)),  # noqa: S308 (escaped by maps)
        note=shapes.acknowledgement,
        layout=layout,
    )


def wrap_svg(svg: str, shapes: Shapes, *, layout: Layout = "map") -> SafeString:
    """The component around a picture from `maps.render_svg`.

    A tile grid is wrapped too: the arrow keys go from tile to tile.
    """
    attributes = _words() if layout == "tiles" else {**_words(), **_addresses(shapes)}
    pairs = format_html_join("", ' data-{}="{}"', sorted(attributes.items()))
    picture = mark_safe(svg)  # noqa: S308 (escaped by maps.render_svg)
    return format_html('<hanse-map class="map"{}>{}</hanse-map>', pairs, picture)


def build_address(shapes: Shapes, kind: str) -> str:
    """Address of the GeoJSON of `shapes` (kind "shapes") or of its "surroundings"."""
    query = {"v": shapes.digest}
    if shapes.mixed:
        query["with"] = ".".join(shapes.mixed)
    if shapes.countries:
        query["in"] = ".".join(shapes.countries)
    at = {"classification": shapes.classification, "level": shapes.level}
    return f"{reverse(f'places:{kind}', kwargs=at)}?{urlencode(query)}"


def _addresses(shapes: Shapes) -> dict[str, str]:
    return {
        "shapes": build_address(shapes, "shapes"),
        "surroundings": build_address(shapes, "surroundings"),
        "world": static("places/world.json"),
        "library": static("places/maplibre/maplibre-gl.mjs"),
        "worker": static("places/maplibre/maplibre-gl-worker.mjs"),
        "bounds": FIRST_VIEW[shapes.projection],
    }


def _words() -> dict[str, str]:
    """What the script says, in the language of the page."""
    return {
        "word-interactive": _("Interactive map"),
        "word-picture": _("Equal-area map"),
        "word-choose": _("Kind of map"),
        "word-whole": _("Show the whole map"),
        "word-map": _("Map of regions; the same figures are in the list and the table"),
        "word-zoom-in": _("Zoom in"),
        "word-zoom-out": _("Zoom out"),
    }
