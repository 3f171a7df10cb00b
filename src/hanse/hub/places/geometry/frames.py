"""Where things lie on the paper: the main map, its insets, and paths in whole units.

A unit is about a kilometre of the main map, so whole numbers are finer than a screen's pixel.
Each inset has its own scale: far-away regions are shown, not compared in size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hanse.hub.places.geometry.projection import (
    ALASKA_ALBERS,
    CONUS_ALBERS,
    ETRS89_LAEA,
    HAWAII_ALBERS,
    LambertAzimuthalEqualArea,
    Projection,
)
from hanse.hub.places.geometry.topology import Polygon


@dataclass(frozen=True)
class Frame:
    """A rectangle of the paper that shows a part of the world.

    Attributes
    ----------
    id : "main", or the name of an inset.
    title : written in the inset; empty for the main map.
    projection, centre, metres_per_unit : the place (easting, northing) in the middle, the scale.
    box : left, top, width, height on the paper, in units.
    regions : prefixes of the codes that the inset shows (empty: all others).
    """

    id: str
    title: str
    projection: Projection
    centre: tuple[float, float]
    metres_per_unit: float
    box: tuple[int, int, int, int]
    regions: tuple[str, ...] = ()

    def place(self, polygon: np.ndarray) -> np.ndarray:
        """Degrees of shape (n, 2) to whole units on the paper, shape (n, 2)."""
        east, north = self.projection.project(polygon[:, 0], polygon[:, 1])
        left, top, width, height = self.box
        x = left + width / 2 + (east - self.centre[0]) / self.metres_per_unit
        y = top + height / 2 - (north - self.centre[1]) / self.metres_per_unit
        return np.column_stack([np.rint(x), np.rint(y)]).astype(np.int64)


@dataclass(frozen=True)
class Paper:
    """The whole picture: its size in units, the main frame first, then the insets."""

    id: str
    width: int
    height: int
    frames: tuple[Frame, ...]

    def frame_of(self, region: str) -> Frame:
        """The frame that shows a region."""
        for frame in self.frames[1:]:
            if region.startswith(frame.regions):
                return frame
        return self.frames[0]


@dataclass(frozen=True)
class Outline:
    """A region on the paper.

    `path` is SVG path data; `area` in square units, `middle` the centre of the bounding box of
    the largest part, `size` that box's longer side.
    """

    frame: str
    path: str
    area: float
    middle: tuple[int, int]
    size: int


def _local(longitude: float, latitude: float) -> LambertAzimuthalEqualArea:
    return LambertAzimuthalEqualArea(longitude, latitude, 0.0, 0.0)


def _inset(
    place: tuple[int, int], title: str, at: tuple[float, float], scale: float, *codes: str
) -> Frame:
    column, row = place
    box = (3890 + column * 440, 120 + row * 440, 420, 420)
    return Frame(title, title, _local(*at), (0.0, 0.0), scale, box, codes)


EUROPE = Paper(
    "laea-europe",
    4790,
    4130,
    (
        Frame("main", "", ETRS89_LAEA, (4935000.0, 3400000.0), 1000.0, (0, 0, 4790, 4130)),
        _inset((0, 0), "Canarias", (-15.8, 28.2), 1350.0, "ES70", "ES7"),
        _inset((1, 0), "Guadeloupe", (-61.45, 16.27), 330.0, "FR91", "FRA1", "FRY1"),
        _inset((0, 1), "Açores", (-28.2, 38.4), 1750.0, "PT20", "PT2"),
        _inset((1, 1), "Martinique", (-61.02, 14.68), 270.0, "FR92", "FRA2", "FRY2"),
        _inset((0, 2), "Madeira", (-16.75, 32.8), 320.0, "PT30", "PT3"),
        _inset((1, 2), "Guyane", (-53.1, 4.2), 1400.0, "FR93", "FRA3", "FRY3"),
        _inset((1, 3), "Mayotte", (45.15, -12.82), 175.0, "FRA5", "FRY5"),
        _inset((0, 3), "Réunion", (55.53, -21.13), 260.0, "FR94", "FRA4", "FRY4"),
        _inset((0, 4), "Svalbard", (18.0, 78.9), 1900.0, "NO0B"),
    ),
)

UNITED_STATES = Paper(
    "albers-us",
    4800,
    3050,
    (
        Frame("main", "", CONUS_ALBERS, (-30000.0, 1680000.0), 1000.0, (0, 0, 4800, 3050)),
        Frame(
            "Alaska",
            "",
            ALASKA_ALBERS,
            (-250000.0, 1370000.0),
            3500.0,
            (0, 2250, 1120, 780),
            ("02",),
        ),
        Frame(
            "Hawaii",
            "",
            HAWAII_ALBERS,
            (-30000.0, 850000.0),
            1000.0,
            (1120, 2500, 640, 520),
            ("15",),
        ),
        Frame(
            "Puerto Rico",
            "Puerto Rico",
            _local(-66.4, 18.2),
            (0.0, 0.0),
            700.0,
            (4380, 2780, 400, 250),
            ("72",),
        ),
    ),
)

PAPERS: Mapping[str, Paper] = {paper.id: paper for paper in (EUROPE, UNITED_STATES)}


def draw_outline(polygons: list[Polygon], frame: Frame) -> Outline:
    """Project polygons into a frame; rings that shrink to nothing are left out."""
    path: list[str] = []
    area = 0.0
    largest = 0.0
    middle, size = (0, 0), 0
    for polygon in polygons:
        for number, ring in enumerate(polygon):
            points = frame.place(ring)
            moved = np.any(np.diff(points, axis=0), axis=1)
            points = points[np.concatenate([[True], moved])]
            if len(points) < 4:
                continue
            path.append(_path(points))
            x, y = points[:, 0], points[:, 1]
            covered = float(np.sum(x[1:] * y[:-1] - x[:-1] * y[1:]) / 2)
            area += covered
            if number == 0 and covered > largest:
                largest = covered
                low, high = points.min(axis=0), points.max(axis=0)
                middle = (int((low[0] + high[0]) // 2), int((low[1] + high[1]) // 2))
                size = int((high - low).max())
    return Outline(frame.id, "".join(path), abs(area), middle, size)


def draw_line(ring: np.ndarray, frame: Frame) -> str:
    """Path data of an open line; empty where it shrinks to a point."""
    points = frame.place(ring)
    moved = np.any(np.diff(points, axis=0), axis=1)
    points = points[np.concatenate([[True], moved])]
    return _path(points, closed=False) if len(points) > 1 else ""


def _path(points: np.ndarray, *, closed: bool = True) -> str:
    """Relative path data, as short as it can be written."""
    steps = np.diff(points, axis=0)[: -1 if closed else None]
    parts = [f"M{points[0, 0]} {points[0, 1]}l"]
    parts.append(
        "".join(
            f"{dx if dx < 0 or not i else f' {dx}'}{dy if dy < 0 else f' {dy}'}"
            for i, (dx, dy) in enumerate(steps.tolist())
        )
    )
    return "".join(parts) + ("z" if closed else "")
