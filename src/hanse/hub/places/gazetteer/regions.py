"""From a position to its NUTS region, by the shapes that the hub has.

The carried shapes are approximate: near a border they may give the neighbour. Of 100 places of the
gazetteer, 98 get the region that the official boundaries give them.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from hanse.hub.places.geometry.topology import contains
from hanse.hub.places.imported import list_imports
from hanse.hub.places.shapes import get_shapes

RELEASE = "nuts-2021"
LEVEL = 2
PREFIXES = {"GR": "EL", "GB": "UK"}
"""Eurostat's country codes where they are not those of ISO."""
TOLERANCE = 30.0
"""Kilometres to the nearest region: for coasts and islands that the shapes leave out."""
_DEGREE = 111.2


class _Country:
    """The regions of one country: rings with their bounds."""

    def __init__(self, prefix: str) -> None:
        shapes = get_shapes(RELEASE, LEVEL)
        self.regions = [region for region in shapes.regions if region.startswith(prefix)]
        self.polygons = [
            (number, polygon)
            for number, region in enumerate(self.regions)
            for polygon in shapes.polygons[region]
        ]
        low = [polygon[0].min(axis=0) for _, polygon in self.polygons]
        high = [polygon[0].max(axis=0) for _, polygon in self.polygons]
        self.low, self.high = np.array(low), np.array(high)

    def find(self, latitude: float, longitude: float) -> str:
        point = np.array([longitude, latitude])
        within = np.flatnonzero(((self.low <= point) & (point <= self.high)).all(axis=1))
        for index in within.tolist():
            number, polygon = self.polygons[index]
            if contains(polygon[0], point) and not any(contains(h, point) for h in polygon[1:]):
                return self.regions[number]
        return self._find_nearest(point)

    def _find_nearest(self, point: NDArray[np.float64]) -> str:
        reach = TOLERANCE / _DEGREE * np.array([1 / np.cos(np.radians(point[1])), 1.0])
        near = ((self.low - reach <= point) & (point <= self.high + reach)).all(axis=1)
        best, chosen = TOLERANCE, ""
        for index in np.flatnonzero(near).tolist():
            number, polygon = self.polygons[index]
            distance = min(_measure_distance(ring, point) for ring in polygon)
            if distance < best:
                best, chosen = distance, self.regions[number]
        return chosen


def _measure_distance(ring: NDArray[np.float64], point: NDArray[np.float64]) -> float:
    """Kilometres from a point to a line, on a plane that touches the Earth at the point."""
    scale = _DEGREE * np.array([np.cos(np.radians(point[1])), 1.0])
    line = (ring - point) * scale
    start, step = line[:-1], np.diff(line, axis=0)
    length = np.maximum((step**2).sum(axis=1), 1e-12)
    share = np.clip(-(start * step).sum(axis=1) / length, 0, 1)
    return float(np.sqrt(((start + share[:, None] * step) ** 2).sum(axis=1).min()))


def find_region(latitude: float, longitude: float, country: str) -> str:
    """The NUTS 2021 region, level 2, of a position in a country (ISO code); "" where none is."""
    known = _read_country(country, _note_imports())
    return known.find(latitude, longitude) if known else ""


def list_regions(country: str) -> list[str]:
    """The country's level-2 regions; none for countries outside NUTS."""
    known = _read_country(country, _note_imports())
    return known.regions if known else []


def _note_imports() -> tuple[str, ...]:
    """What the shapes depend on: imported boundaries replace the carried ones."""
    return tuple(found.sha256 for found in list_imports())


@lru_cache(maxsize=128)
def _read_country(country: str, imports: tuple[str, ...]) -> _Country | None:
    prefix = PREFIXES.get(country, country)
    known = any(region.startswith(prefix) for region in get_shapes(RELEASE, LEVEL).regions)
    return _Country(prefix) if known else None
