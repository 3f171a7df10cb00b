"""Topologies: pieces of land described by arcs that neighbours share.

Because a border is one arc, two neighbours cannot overlap or gape, and any set of pieces is
dissolved by leaving out the arcs that occur twice. The file is TopoJSON (specification of
M. Bostock and C. Metcalf, 2016): quantised, delta-encoded arcs.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ring = NDArray[np.float64]
"""Points of shape (n, 2) as longitude and latitude in degrees; the first is the last."""
Polygon = list[Ring]
"""An outer ring, counter-clockwise, and its holes, clockwise."""


@dataclass(frozen=True)
class Topology:
    """Arcs of shape (n, 2) in degrees, and for each piece the arcs of its rings.

    A negative number `~i` is arc `i` backwards, as in TopoJSON.
    """

    arcs: tuple[Ring, ...]
    pieces: Mapping[str, tuple[tuple[int, ...], ...]]

    def merge(self, pieces: Iterable[str]) -> list[Polygon]:
        """Dissolve pieces into polygons; arcs between them disappear."""
        used: dict[int, None] = {}
        for piece in pieces:
            for ring in self.pieces[piece]:
                for arc in ring:
                    if ~arc in used:
                        del used[~arc]
                    else:
                        used[arc] = None
        return group_rings(self._stitch(list(used)))

    def find_borders(self, owner: Callable[[str], str]) -> tuple[Ring, ...]:
        """Arcs that lie between pieces of two owners."""
        sides: dict[int, set[str]] = defaultdict(set)
        for piece, rings in self.pieces.items():
            for ring in rings:
                for arc in ring:
                    sides[arc if arc >= 0 else ~arc].add(owner(piece))
        return tuple(self.arcs[arc] for arc in sorted(sides) if len(sides[arc]) > 1)

    def _arc(self, number: int) -> Ring:
        return self.arcs[number] if number >= 0 else self.arcs[~number][::-1]

    def _stitch(self, arcs: list[int]) -> list[Ring]:
        """Join directed arcs, end to start, into closed rings."""
        starts: dict[tuple[float, float], list[int]] = defaultdict(list)
        for arc in arcs:
            starts[tuple(self._arc(arc)[0])].append(arc)
        rings: list[Ring] = []
        for first in arcs:
            place = tuple(self._arc(first)[0])
            if first not in starts[place]:
                continue
            parts: list[Ring] = []
            here = place
            arc = first
            while True:
                starts[here].remove(arc)
                points = self._arc(arc)
                parts.append(points if not parts else points[1:])
                here = tuple(points[-1])
                if here == place or not starts[here]:
                    break
                arc = starts[here][0]
            rings.append(np.concatenate(parts))
        return rings


def signed_area(ring: Ring) -> float:
    """Area in squared units, positive for a counter-clockwise ring."""
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def contains(ring: Ring, point: NDArray[np.float64]) -> bool:
    """Whether a point lies within a ring, by the even-odd rule."""
    x, y = ring[:, 0], ring[:, 1]
    crossing = (y[:-1] > point[1]) != (y[1:] > point[1])
    if not crossing.any():
        return False
    rise = (y[1:] - y[:-1])[crossing]
    at = x[:-1][crossing] + (point[1] - y[:-1][crossing]) * (x[1:] - x[:-1])[crossing] / rise
    return bool(np.count_nonzero(at > point[0]) % 2)


def group_rings(rings: list[Ring]) -> list[Polygon]:
    """Outer rings, the largest first, each with the holes that lie within it."""
    areas = [(signed_area(ring), ring) for ring in rings]
    outer = sorted((a for a in areas if a[0] > 0), key=lambda pair: -pair[0])
    polygons: list[Polygon] = [[ring] for _, ring in outer]
    for area, hole in areas:
        if area >= 0:
            continue
        inside = (hole[0] + hole[1]) / 2
        # The smallest outer ring around the hole is the one that it belongs to.
        for polygon in reversed(polygons):
            if contains(polygon[0], inside):
                polygon.append(hole)
                break
    return polygons


def read_topology(path: Path) -> Topology:
    """Read a topology written by `write_topology`."""
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    scale = document["transform"]["scale"]
    shift = document["transform"]["translate"]
    # Rounded so that equal quantised points stay equal as floats.
    arcs = tuple(
        np.round(np.cumsum(np.array(arc, dtype=np.int64), axis=0) * scale + shift, 6)
        for arc in document["arcs"]
    )
    pieces = {
        geometry["id"]: tuple(tuple(ring) for polygon in geometry["arcs"] for ring in polygon)
        for geometry in document["objects"]["pieces"]["geometries"]
    }
    return Topology(arcs, pieces)
