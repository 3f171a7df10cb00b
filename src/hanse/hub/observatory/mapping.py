"""The map of a page: the regions' shapes in the colours of a layer."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from django.utils.translation import get_language

from hanse.hub.observatory.queries.indicators import order_by_figures
from hanse.hub.observatory.queries.layers import Layer
from hanse.hub.observatory.scene import Scene
from hanse.hub.places.component import MapView, build_map
from hanse.hub.places.maps import MapClass, MapScale, Words
from hanse.hub.places.shapes import Shapes, get_shapes, has_shapes

LAYOUTS = ("map", "tiles")
_KEPT = 64
_drawn: OrderedDict[tuple[object, ...], DrawnMap] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class DrawnMap:
    """The map's component, and how many regions it cannot show."""

    view: MapView
    without_shape: int
    """Regions of the run that the shapes do not know."""


def draw_map(scene: Scene, layer: Layer, *, group: str, layout: str) -> DrawnMap | None:
    """The map of a layer; None where there are no shapes for the run's regions.

    A drawn map is kept: the results behind it never change.
    """
    layout = layout if layout in LAYOUTS else "map"
    key = (
        scene.run.run_id, group, layer.id, scene.period, scene.level, layout,
        get_language(), scene.links.suffix,
    )  # fmt: skip
    with _lock:
        if key in _drawn:
            _drawn.move_to_end(key)
            return _drawn[key]
    shapes = _find_shapes(scene)
    if shapes is None:
        return None
    drawn = _draw(scene, layer, shapes, group=group, layout=layout)
    with _lock:
        _drawn[key] = drawn
        while len(_drawn) > _KEPT:
            _drawn.popitem(last=False)
    return drawn


def _find_shapes(scene: Scene) -> Shapes | None:
    """Shapes of the run's regions; where codes overlap, those with most figures come first."""
    classification = scene.run.region_classification
    if not has_shapes(classification):
        return None
    return get_shapes(classification, regions=order_by_figures(scene.results, scene.period))


def _draw(scene: Scene, layer: Layer, shapes: Shapes, *, group: str, layout: str) -> DrawnMap:
    links, known = scene.links, scene.results.region_at

    def link(region: str) -> str | None:
        if region not in known:
            return None
        return links.cluster(region, group) if group else links.region(region)

    classes = tuple(MapClass(entry.css, entry.title, entry.count) for entry in layer.legend)
    scale = MapScale(layer.title, classes, layer.unit)
    words = Words(scene.results.region_titles, layer.texts, link)
    view = build_map(
        shapes, layer.classes, scale, words=words, layout="tiles" if layout == "tiles" else "map"
    )
    return DrawnMap(view, len(set(layer.classes) - set(shapes.polygons)))
