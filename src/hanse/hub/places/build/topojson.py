"""Write a coverage as TopoJSON: borders that two pieces share become one arc."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

Point = tuple[int, int]
Arc = tuple[Point, ...]


def write_topology(
    pieces: Mapping[str, BaseGeometry], path: Path, *, step: float, source: str
) -> None:
    """Write pieces (in degrees, edge-matched) quantised to `step` degrees."""
    rings = {name: list(_quantise(shape, step)) for name, shape in pieces.items()}
    nodes = _find_nodes(rings)
    arcs: dict[Arc, int] = {}
    geometries = []
    for name, polygons in sorted(rings.items()):
        numbered = [
            [[_number(arc, arcs) for arc in _cut(ring, nodes)] for ring in polygon]
            for polygon in polygons
        ]
        geometries.append({"type": "MultiPolygon", "id": name, "arcs": numbered})
    document = {
        "type": "Topology",
        "source": source,
        "transform": {"scale": [step, step], "translate": [0, 0]},
        "objects": {"pieces": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [_delta(arc) for arc in arcs],
    }
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def _quantise(shape: BaseGeometry, step: float) -> Iterator[list[list[Point]]]:
    """Polygons as rings of whole steps, outer rings counter-clockwise, holes clockwise."""
    for part in shapely.get_parts(shape):
        polygon = shapely.orient_polygons(part, exterior_cw=False)
        assert isinstance(polygon, Polygon)  # noqa: S101 (a coverage holds polygons only)
        rings: list[list[Point]] = []
        for ring in [polygon.exterior, *polygon.interiors]:
            points: list[Point] = []
            for x, y in ring.coords:
                point = (round(x / step), round(y / step))
                if not points or point != points[-1]:
                    points.append(point)
            if len(points) >= 4:
                rings.append(points)
            elif not rings:
                break  # the whole polygon vanishes
        if rings:
            yield rings


def _find_nodes(rings: Mapping[str, list[list[list[Point]]]]) -> set[Point]:
    """Points where more than two edges meet: there arcs begin and end."""
    neighbours: dict[Point, set[Point]] = defaultdict(set)
    for polygons in rings.values():
        for polygon in polygons:
            for ring in polygon:
                for a, b in pairwise(ring):
                    neighbours[a].add(b)
                    neighbours[b].add(a)
    return {point for point, others in neighbours.items() if len(others) != 2}


def _cut(ring: list[Point], nodes: set[Point]) -> Iterator[Arc]:
    """Cut a closed ring at the nodes; one without nodes starts at its smallest point."""
    body = ring[:-1]
    starts = [i for i, point in enumerate(body) if point in nodes]
    start = starts[0] if starts else body.index(min(body))
    body = body[start:] + body[:start]
    closed = [*body, body[0]]
    cuts = [i for i, point in enumerate(closed) if i and (point in nodes or i == len(body))]
    begin = 0
    for end in cuts:
        yield tuple(closed[begin : end + 1])
        begin = end


def _number(arc: Arc, arcs: dict[Arc, int]) -> int:
    backwards = arc[::-1]
    if backwards in arcs and backwards != arc:
        return ~arcs[backwards]
    return arcs.setdefault(arc, len(arcs))


def _delta(arc: Arc) -> list[list[int]]:
    steps = [list(arc[0])]
    for (x0, y0), (x1, y1) in pairwise(arc):
        steps.append([x1 - x0, y1 - y0])
    return steps
