"""A small map: where in its country and among its neighbours an organisation is.

Drawn on the server from the shapes of regions, so that it is there in print and without scripts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from hanse.hub.places.geometry.frames import EUROPE, draw_outline
from hanse.hub.places.shapes import get_shapes

NUTS = "nuts-2021"
METRES_PER_UNIT = 3000.0
"""Coarse: the picture is as wide as a column."""
FRAME = replace(EUROPE.frames[0], metres_per_unit=METRES_PER_UNIT)
HALF_WIDTH, HALF_HEIGHT = 140, 100
"""Units from the point to the edges of the picture."""
_REACH = np.array([9.0, 4.5])
"""A little more than that in degrees, to choose what is drawn."""
_SMALLEST = 5
"""Units: islets below this are left out."""
_STEP = 0.12
"""Degrees between two points of a coast: about two units."""


@lru_cache(maxsize=512)
def draw_locator(latitude: float, longitude: float, *, region: str, label: str) -> SafeString:
    """An inline SVG; empty where there are no shapes of that part of the world."""
    main = EUROPE.frames[0]
    inset = EUROPE.frame_of(region) if region else main
    frame = FRAME if inset is main else inset
    x, y = frame.place(np.array([[longitude, latitude]]))[0].tolist()
    own = get_shapes(NUTS, 2).polygons.get(region[:4], [])
    if inset is main:
        land = _draw_land(longitude, latitude)
        box = (x - HALF_WIDTH, y - HALF_HEIGHT, 2 * HALF_WIDTH, 2 * HALF_HEIGHT)
    else:
        land, box = "", inset.box
    if not land and not own:
        return SafeString()
    return format_html(
        '<svg class="locator" viewBox="{} {} {} {}" role="img" aria-label="{}">'
        '<path class="locator-land" d="{}"/><path class="locator-region" d="{}"/>'
        '<circle class="locator-dot" cx="{}" cy="{}" r="{}"/></svg>',
        *box,
        label,
        mark_safe(land),  # noqa: S308 (numbers that places drew)
        mark_safe(draw_outline(own, frame).path if own else ""),  # noqa: S308
        *(x, y, round(box[2] / 45)),
    )


@dataclass(frozen=True)
class _Piece:
    """A part of a country: its bounds in degrees, its path on the paper."""

    low: np.ndarray
    high: np.ndarray
    path: str


@lru_cache(maxsize=1)
def _list_pieces() -> tuple[_Piece, ...]:
    """All parts of all countries that can be seen at this size."""
    shapes = get_shapes(NUTS, 0)
    pieces = []
    for polygons in (*shapes.land.values(), *shapes.polygons.values()):
        for outer, *_holes in polygons:
            outline = draw_outline([[_thin_out(outer)]], FRAME)
            if outline.size >= _SMALLEST:
                pieces.append(_Piece(outer.min(axis=0), outer.max(axis=0), outline.path))
    return tuple(pieces)


def _thin_out(ring: np.ndarray) -> np.ndarray:
    """The ring without points nearer than `_STEP` to the one before."""
    kept = [ring[0]]
    for point in ring[1:-1]:
        if abs(point - kept[-1]).sum() >= _STEP:
            kept.append(point)
    return np.array([*kept, ring[-1]])


def _draw_land(longitude: float, latitude: float) -> str:
    """Paths of the parts that reach into the picture."""
    point = np.array([longitude, latitude])
    near = (
        piece.path
        for piece in _list_pieces()
        if (piece.low - _REACH <= point).all() and (point <= piece.high + _REACH).all()
    )
    return "".join(near)
