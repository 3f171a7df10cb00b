"""Simplified US counties from us-atlas (US Census Bureau, public domain).

Run: python -m hanse.hub.places.build.united_states COUNTIES.json
(`package/counties-10m.json` of the npm package us-atlas 3.0.1). States are counties dissolved.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from hanse.hub.places.build.coverage import drop_small_islands, simplify_coverage, transform
from hanse.hub.places.build.topojson import write_topology
from hanse.hub.places.geometry.projection import LambertAzimuthalEqualArea

DATA = Path(__file__).parents[1] / "data"
TOLERANCE = 2600.0
STEP = 0.002
SOURCE = "US Census Bureau, by way of us-atlas 3.0.1; simplified."
# 50 states, the District of Columbia and Puerto Rico; the small island areas are left out.
LEFT_OUT = ("60", "66", "69", "78")
# One projection for all, so that one tolerance in metres does for all.
FLAT = LambertAzimuthalEqualArea(-100.0, 45.0, 0.0, 0.0)


def read_counties(path: Path) -> dict[str, BaseGeometry]:
    """Counties in degrees by their five-digit FIPS code."""
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    scale, shift = document["transform"]["scale"], document["transform"]["translate"]
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in document["arcs"]]

    def ring(numbers: list[int]) -> np.ndarray:
        parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
        return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])

    counties = {}
    for geometry in document["objects"]["counties"]["geometries"]:
        code = str(geometry["id"]).zfill(5)
        if code.startswith(LEFT_OUT):
            continue
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        parts = []
        for polygon in polygons:
            rings = [r for r in map(ring, polygon) if len(r) >= 4]  # slivers of quantising
            # The far end of the Aleutians lies beyond 180 degrees: it keeps to its side.
            rings = [np.column_stack([np.where(r[:, 0] > 0, r[:, 0] - 360, r[:, 0]), r[:, 1]])
                     for r in rings]  # fmt: skip
            if rings:
                parts.append(Polygon(rings[0], rings[1:]))
        counties[code] = MultiPolygon(parts)
    return counties


def main(path: str) -> None:
    """Write places/data/us.json."""
    flat = {
        code: shapely.make_valid(transform(shape, FLAT.project))
        for code, shape in read_counties(Path(path)).items()
    }
    polygons = {
        code: shapely.union_all([g for g in shapely.get_parts(shape) if g.area > 0])
        for code, shape in flat.items()
    }
    simple = simplify_coverage(drop_small_islands(polygons), tolerance=TOLERANCE)
    pieces = {code: transform(shape, FLAT.unproject) for code, shape in simple.items()}
    write_topology(pieces, DATA / "us.json", step=STEP, source=SOURCE)


if __name__ == "__main__":
    main(*sys.argv[1:])
