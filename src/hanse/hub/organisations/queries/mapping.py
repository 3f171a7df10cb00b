"""The result as points on the equal-area map of Europe, near ones put together."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hanse.hub.foundation.templatetags.foundation import number
from hanse.hub.organisations.search.finding import Found
from hanse.hub.organisations.search.query import Query
from hanse.hub.organisations.search.text import Floats, Integers
from hanse.hub.places.geometry.frames import EUROPE
from hanse.hub.places.maps import draw_picture
from hanse.hub.places.shapes import Shapes, get_shapes

ACROSS = 16
"""Cells of the grid along the longer side: points of one cell are one mark."""
NOMINAL = 400.0
"""Width in CSS pixels at which no two marks overlap; marks keep their size at every width."""
ROOMY = 600.0
"""Width from which labels are shown."""
POINT = 6.0
"""Radius of a single point, in CSS pixels."""
LABELLED = 24
"""With so few marks, the names of single organisations stand beside them."""
LETTER = 6.0
"""Width of a letter of a label, about, in CSS pixels."""
LONGEST = 26
SMALLEST = 260.0
"""Width of the closest view, in units of the paper (kilometres)."""
SHAPE = 0.82
"""Height of the picture by its width."""
MARGIN = 0.01
_ANY = "0key0"
View = tuple[float, float, float, float]
"""Left, top, width, height on the paper."""


@dataclass(frozen=True)
class PointMap:
    """The picture with its marks, how many it shows, and how many have no place on it."""

    picture: SafeString
    shown: int
    unplaced: int
    outside: int
    note: str


def draw_points(found: Found, path: str) -> PointMap:
    """The map of a result; `path` is the address to which an area is added.

    A mark of one organisation leads to its profile, a mark of several to the result in its area.
    """
    index = found.index
    rows = np.flatnonzero(found.mask & index.lies_on_paper)
    x, y = index.paper[rows, 0], index.paper[rows, 1]
    view = _choose_view(x, y)
    left, top, width, height = view
    marks = _draw_marks(
        found, _join_overlaps(_group_points(found, rows, x, y, view), view), view, path
    )
    title = ngettext("%(n)s organisation on the map", "%(n)s organisations on the map", len(rows))
    # The picture of Europe is a file of its own, which a browser fetches once.
    ground = f"{escape(base_address())}"
    picture = (
        '<svg class="points" role="group" aria-labelledby="points-title" '
        'xmlns="http://www.w3.org/2000/svg"><title '
        f'id="points-title">{escape(title % {"n": number(len(rows))})}</title>'
        # Only the ground grows with the window: marks and their numbers stay legible on a phone.
        f'<svg viewBox="{left:.0f} {top:.0f} {width:.0f} {height:.0f}" width="100%" height="100%">'
        f'<use href="{ground}#land" class="map-land"/><use href="{ground}#regions" '
        f'class="map-ground"/><use href="{ground}#borders" class="map-borders"/></svg>{marks}</svg>'
    )
    return PointMap(
        mark_safe(picture),  # noqa: S308 (each part is escaped or a number)
        shown=len(rows),
        unplaced=found.total - len(found.placed),
        outside=len(found.placed) - len(rows),
        note=_shapes().acknowledgement,
    )


def _choose_view(x: Floats, y: Floats) -> View:
    """Left, top, width and height that show all points, or the middle of Europe."""
    if not len(x):
        return 300.0, 500.0, 3400.0, 3400.0 * SHAPE
    low, high = (float(x.min()), float(y.min())), (float(x.max()), float(y.max()))
    width = max(high[0] - low[0], (high[1] - low[1]) / SHAPE) * 1.15
    width = max(width, SMALLEST)
    height = width * SHAPE
    left = _fit((low[0] + high[0] - width) / 2, EUROPE.width - width)
    top = _fit((low[1] + high[1] - height) / 2, EUROPE.height - height)
    return left, top, width, height


def _fit(start: float, room: float) -> float:
    """Where a view begins so that it stays on the paper, if the paper is large enough."""
    return min(max(start, 0.0), room) if room > 0 else room / 2


@dataclass(frozen=True)
class _Marks:
    """Points by cells of a grid, the many first so that single ones lie on top.

    `first` is a row of the index, the only one where `count` is 1; `box` is west, south, east and
    north of the points of each cell.
    """

    x: Floats
    y: Floats
    count: Integers
    first: Integers
    box: Floats


def _group_points(found: Found, rows: Integers, x: Floats, y: Floats, view: View) -> _Marks:
    left, top, width, _height = view
    scale = ACROSS / width
    # At most a few hundred cells: counting them is much quicker than sorting the points.
    cell = ((y - top) * scale).astype(np.int64) * ACROSS + ((x - left) * scale).astype(np.int64)
    every = np.bincount(cell)
    cells = np.flatnonzero(every)
    count = every[cells]
    first = np.zeros(len(every), dtype=np.int64)
    first[cell] = rows
    longitude, latitude = found.index.positions[rows, 0], found.index.positions[rows, 1]
    box = np.column_stack(
        [
            _reduce(np.minimum, cell, longitude, len(every)) - MARGIN,
            _reduce(np.minimum, cell, latitude, len(every)) - MARGIN,
            _reduce(np.maximum, cell, longitude, len(every)) + MARGIN,
            _reduce(np.maximum, cell, latitude, len(every)) + MARGIN,
        ]
    )
    order = np.argsort(-count, kind="stable")
    cells, count = cells[order], count[order]
    return _Marks(
        np.bincount(cell, weights=x)[cells] / count,
        np.bincount(cell, weights=y)[cells] / count,
        count,
        first[cells],
        np.round(box[cells], 3),
    )


def _reduce(pick: np.ufunc, cell: Integers, values: Floats, size: int) -> Floats:
    found = np.full(size, np.inf if pick is np.minimum else -np.inf)
    pick.at(found, cell, values)
    return found


def _size(count: Integers) -> Floats:
    """Radius of a mark in CSS pixels."""
    return np.where(count == 1, POINT, 8.0 + 1.4 * np.log2(np.maximum(count, 1)))


def _join_overlaps(marks: _Marks, view: View) -> _Marks:
    """One mark of several that would cover each other; the larger one takes the smaller ones."""
    x, y, count, box = marks.x.copy(), marks.y.copy(), marks.count.copy(), marks.box.copy()
    kept = np.ones(len(x), dtype=bool)
    scale = NOMINAL / view[2]
    while True:
        reach = _size(count)
        away = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :]) * scale
        near = (away < 0.9 * (reach[:, None] + reach[None, :])) & kept[:, None] & kept[None, :]
        pairs = np.argwhere(np.triu(near, 1))
        if not len(pairs):
            break
        done: set[int] = set()
        for one, other in pairs.tolist():
            if one in done or other in done:
                continue
            both = count[one] + count[other]
            x[one] = (x[one] * count[one] + x[other] * count[other]) / both
            y[one] = (y[one] * count[one] + y[other] * count[other]) / both
            box[one, :2] = np.minimum(box[one, :2], box[other, :2])
            box[one, 2:] = np.maximum(box[one, 2:], box[other, 2:])
            count[one], kept[other] = both, False
            done |= {one, other}
    order = np.flatnonzero(kept)[np.argsort(-count[kept], kind="stable")]
    return _Marks(x[order], y[order], count[order], marks.first[order], box[order])


def _draw_marks(found: Found, marks: _Marks, view: View, path: str) -> str:
    index = found.index
    left, top, width, height = view
    across, down = (marks.x - left) / width * 100, (marks.y - top) / height * 100
    sizes = _size(marks.count)
    labelled = _find_room(found, marks, across, down, sizes)
    profile = reverse("organisations:profile", args=[_ANY])
    several = _("%(n)s organisations: show these")
    rest = Query(found.query.text, found.query.chosen, None, found.query.sort).to_address()
    narrowed = escape(f"{path}&{rest}&box=" if rest else f"{path}&box=")
    parts = []
    for number_, (x, y, size, count, first, box) in enumerate(
        zip(
            across.tolist(),
            down.tolist(),
            sizes.tolist(),
            marks.count.tolist(),
            marks.first.tolist(),
            marks.box.tolist(),
            strict=True,
        )
    ):
        circle = f'<circle cx="{x:.2f}%" cy="{y:.2f}%" r="{size:.1f}"/>'
        if count == 1:
            address = escape(profile.replace(_ANY, index.keys[first]))
            name = index.names[first]
            label = (
                f'<text x="{x:.2f}%" y="{y:.2f}%" dx="{size + 4:.0f}" dy=".35em">'
                f"{escape(_shorten(name))}</text>"
                if number_ in labelled
                else ""
            )
            parts.append(
                f'<a href="{address}" tabindex="-1" class="mark"><title>{escape(name)}</title>'
                f"{circle}{label}</a>"
            )
        else:
            edges = ",".join(f"{edge:g}" for edge in box)
            parts.append(
                f'<a href="{narrowed}{edges}" tabindex="-1" class="mark many"><title>'
                f"{escape(several % {'n': number(count)})}</title>{circle}"
                f'<text x="{x:.2f}%" y="{y:.2f}%" dy=".35em">{count}</text></a>'
            )
    return "".join(parts)


def _shorten(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def _find_room(
    found: Found, marks: _Marks, across: Floats, down: Floats, sizes: Floats
) -> set[int]:
    """Which single points have room for their name to the right of them."""
    if len(marks.x) > LABELLED:
        return set()
    x, y = across * ROOMY / 100, down * ROOMY * SHAPE / 100
    taken = [
        (a - size, b - size, a + size, b + size)
        for a, b, size in zip(x.tolist(), y.tolist(), sizes.tolist(), strict=True)
    ]
    room = set()
    for mark in np.flatnonzero(marks.count == 1).tolist():
        name = _shorten(found.index.names[marks.first[mark]])
        start = float(x[mark] + sizes[mark] + 3)
        label = (start, float(y[mark]) - 8, start + len(name) * LETTER, float(y[mark]) + 8)
        others = [each for place, each in enumerate(taken) if place != mark]
        if label[2] < ROOMY and not any(_overlap(label, other) for other in others):
            room.add(mark)
            taken.append(label)
    return room


def _overlap(one: View, other: View) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _shapes() -> Shapes:
    return get_shapes("nuts-2021", 0)


def base_address() -> str:
    """Address of the drawing below the points; it changes with the drawing."""
    return f"{reverse('organisations:map_base')}?v={_shapes().digest}"


@lru_cache(maxsize=2)
def draw_base(digest: str) -> bytes:
    """The drawing below the points as gzipped SVG, with `land`, `regions` and `borders` to use."""
    picture = draw_picture(_shapes())
    regions = "".join(
        outline.path for outline in picture.regions.values() if outline.frame == "main"
    )
    parts = (("land", picture.land), ("regions", regions), ("borders", picture.borders))
    drawn = "".join(f'<path id="{id}" d="{path}"/>' for id, path in parts)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><defs>{drawn}</defs></svg>'
    return gzip.compress(svg.encode(), 9, mtime=0)


def base_digest() -> str:
    """Identifies the drawing below the points."""
    return _shapes().digest
