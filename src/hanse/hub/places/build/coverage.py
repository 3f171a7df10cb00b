"""Turn overlapping, gaping outlines into one coverage, split, simplify and clean it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from shapely import MultiPolygon, Point, Polygon, STRtree
from shapely.geometry.base import BaseGeometry

Pieces = dict[str, BaseGeometry]

SLIVER_WIDTH = 600.0
"""A gap narrower than this on average (metres) comes from outlines that do not match."""
SMALLEST_ISLAND = 12e6
"""Islands below this area (square metres) are left out, unless a piece has nothing larger."""


def polygons_of(shape: BaseGeometry) -> list[Polygon]:
    """The polygons in any geometry; points and lines are dropped."""
    return [part for part in shapely.get_parts(shapely.get_parts(shape)) if part.area > 0]


def split_by_seeds(
    shape: BaseGeometry, seeds: Sequence[tuple[str, float, float]]
) -> dict[str, BaseGeometry]:
    """Give each place of `shape` to the piece whose seed (name, x, y) is nearest."""
    names = [name for name, _, _ in seeds]
    if len(set(names)) == 1:
        return {names[0]: shape}
    points = [Point(x, y) for _, x, y in seeds]
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=shape.buffer(1e5))
    )
    tree = STRtree(cells)
    parts: dict[str, list[BaseGeometry]] = {}
    for name, point in zip(names, points, strict=True):
        cell = cells[tree.query(point, predicate="within")[0]]
        parts.setdefault(name, []).append(cell)
    return {name: shapely.union_all(cells).intersection(shape) for name, cells in parts.items()}


def build_coverage(pieces: Mapping[str, BaseGeometry], *, grid: float = 1.0) -> Pieces:
    """Node all outlines against each other and give each face to one piece.

    A face within two pieces goes to one of them; a narrow face within none goes to the
    neighbour with which it shares the longest border.
    """
    names = list(pieces)
    shapes = [shapely.make_valid(pieces[name]) for name in names]
    lines = shapely.union_all(shapely.boundary(shapes), grid_size=grid)
    faces = [face for face in shapely.get_parts(shapely.polygonize([lines])) if face.area > 0]
    tree = STRtree(shapes)
    owner: list[str | None] = []
    for face in faces:
        hits = tree.query(face.representative_point(), predicate="within")
        owner.append(names[min(hits)] if len(hits) else None)
    _adopt_slivers(faces, owner)
    grouped: dict[str, list[Polygon]] = {}
    for face, name in zip(faces, owner, strict=True):
        if name is not None:
            grouped.setdefault(name, []).append(face)
    return {name: shapely.union_all(parts, grid_size=grid) for name, parts in grouped.items()}


def _adopt_slivers(faces: Sequence[Polygon], owner: list[str | None]) -> None:
    tree = STRtree(faces)
    for number, face in enumerate(faces):
        if owner[number] is not None or 2 * face.area / face.length > SLIVER_WIDTH:
            continue
        shared: dict[str, float] = {}
        for other in tree.query(face, predicate="touches"):
            name = owner[other]
            if name is not None:
                border = face.intersection(faces[other]).length
                shared[name] = shared.get(name, 0.0) + border
        if shared:
            owner[number] = max(shared, key=lambda name: shared[name])


def drop_small_islands(pieces: Pieces, *, smallest: float = SMALLEST_ISLAND) -> Pieces:
    """Leave out islands below `smallest` square metres; each piece keeps its largest part.

    A part that small within other pieces is no island but an exclave: it goes to the neighbour
    with the longest common border, so that no hole is left.
    """
    kept: dict[str, list[Polygon]] = {}
    small: list[Polygon] = []
    for name, shape in pieces.items():
        parts = sorted(polygons_of(shape), key=lambda part: -part.area)
        # A small piece (Malta, Ceuta, islands in a lake) is drawn with more care.
        limit = min(smallest, shape.area / 60)
        kept[name] = [part for part in parts if part.area >= limit] or parts[:1]
        small += [part for part in parts[1:] if part.area < limit]
    names = [name for name, parts in kept.items() for _ in parts]
    tree = STRtree([part for parts in kept.values() for part in parts])
    for part in small:
        shared: dict[str, float] = {}
        for other in tree.query(part, predicate="touches"):
            border = part.intersection(tree.geometries[other]).length
            shared[names[other]] = shared.get(names[other], 0.0) + border
        if shared and max(shared.values()) > 0:
            kept[max(shared, key=lambda name: shared[name])].append(part)
    return {
        name: MultiPolygon(polygons_of(shapely.union_all(parts))) for name, parts in kept.items()
    }


def simplify_coverage(pieces: Pieces, *, tolerance: float) -> Pieces:
    """Simplify borders and coasts once for both sides (Visvalingam-Whyatt), in metres."""
    names = list(pieces)
    shapes = shapely.coverage_simplify([pieces[name] for name in names], tolerance)
    return dict(zip(names, shapes, strict=True))


def transform(shape: BaseGeometry, project: object) -> BaseGeometry:
    """Apply a projection (x, y) -> (x, y) to all coordinates."""

    def move(points: np.ndarray) -> np.ndarray:
        x, y = project(points[:, 0], points[:, 1])  # type: ignore[operator]
        return np.column_stack([x, y])

    return shapely.transform(shape, move)
