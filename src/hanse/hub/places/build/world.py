"""The rest of the world's land, as a quiet background for interactive maps.

Run: python -m hanse.hub.places.build.world LAND.json
(`package/land-110m.json` of the npm package world-atlas 2.0.2: Natural Earth, public domain).
Land that europe.json already draws in more detail is cut out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import Polygon
from shapely.affinity import translate
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from hanse.hub.places.build.coverage import polygons_of
from hanse.hub.places.build.europe import LAND_WINDOW
from hanse.hub.places.geometry.topology import read_topology
from hanse.hub.places.releases import DATA

STATIC = Path(__file__).parents[1] / "static" / "places"
OVERLAP = 0.35
"""Degrees that are cut away around detailed land, so that no coarse coast looks out."""


def read_land(path: Path) -> BaseGeometry:
    """Land of the world-atlas TopoJSON, in degrees."""
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    scale, shift = document["transform"]["scale"], document["transform"]["translate"]
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in document["arcs"]]
    polygons = []
    for geometry in document["objects"]["land"]["geometries"]:
        for numbers in geometry["arcs"]:
            rings = []
            for ring in numbers:
                parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in ring]
                rings.append(np.concatenate([parts[0], *(part[1:] for part in parts[1:])]))
            polygons += _cut_at_antimeridian(Polygon(*_unwrap(rings)))
    return shapely.union_all(polygons)


def _unwrap(rings: list[np.ndarray]) -> tuple[np.ndarray, list[np.ndarray]]:
    """Rings whose longitudes run on beyond 180 degrees instead of jumping to the other side."""
    turned = [np.column_stack([np.unwrap(ring[:, 0], period=360), ring[:, 1]]) for ring in rings]
    return turned[0], turned[1:]


def _cut_at_antimeridian(polygon: Polygon) -> list[BaseGeometry]:
    valid = shapely.make_valid(polygon)
    parts = []
    for turn in (-360, 0, 360):
        moved = translate(valid, turn)
        parts.append(moved.intersection(box(-180, -90, 180, 90)))
    return [part for part in parts if not part.is_empty]


def main(path: str) -> None:
    """Write static/places/world.json."""
    topology = read_topology(DATA / "europe.json")
    detailed = [
        shapely.make_valid(Polygon(polygon[0]))
        for piece in topology.pieces
        for polygon in topology.merge([piece])
    ]
    # Filled and rounded off: lakes and bays between detailed coasts are not land either.
    known = shapely.union_all(detailed).buffer(OVERLAP + 0.6).buffer(-0.6)
    # Only within the window: where detailed land is cut at its edge, coarse land goes on.
    rest = read_land(Path(path)).difference(known.intersection(LAND_WINDOW))
    parts = [p for p in polygons_of(rest) if p.area > 0.25 and p.bounds[3] > -60]
    shape = shapely.set_precision(shapely.MultiPolygon(parts), 0.01)
    feature = {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(shape)}
    text = json.dumps(feature, separators=(",", ":"))
    (STATIC / "world.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
