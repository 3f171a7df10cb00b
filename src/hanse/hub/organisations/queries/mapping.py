"""The result as points on the equal-area map of Europe, near ones put together."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hanse.hub.organisations.models import Organisation
from hanse.hub.organisations.search.finding import Found
from hanse.hub.organisations.search.query import Query
from hanse.hub.places.geometry.frames import EUROPE
from hanse.hub.places.maps import draw_picture
from hanse.hub.places.shapes import Shapes, get_shapes

ACROSS = 21
"""Cells of the grid along the longer side: points of one cell are one mark."""
SMALLEST = 260.0
"""Width of the closest view, in units of the paper (kilometres)."""
SHAPE = 0.82
"""Height of the picture by its width."""
MARGIN = 0.01


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
    index, placed = found.index, found.placed
    paper = index.paper[placed]
    lies_on = (
        (paper[:, 0] >= 0)
        & (paper[:, 0] <= EUROPE.width)
        & (paper[:, 1] >= 0)
        & (paper[:, 1] <= EUROPE.height)
    )
    rows, paper = placed[lies_on], paper[lies_on]
    left, top, width, height = _choose_view(paper)
    marks = _draw_marks(found, rows, paper, (left, top, width), path)
    title = ngettext("%(n)d organisation on the map", "%(n)d organisations on the map", len(rows))
    # The picture of Europe is a file of its own, which a browser fetches once.
    ground = f"{escape(base_address())}"
    picture = (
        f'<svg class="points" viewBox="{left:.0f} {top:.0f} {width:.0f} {height:.0f}" role="group" '
        f'aria-labelledby="points-title" xmlns="http://www.w3.org/2000/svg"><title '
        f'id="points-title">{escape(title % {"n": len(rows)})}</title>'
        f'<use href="{ground}#land" class="map-land"/><use href="{ground}#regions" '
        f'class="map-ground"/><use href="{ground}#borders" class="map-borders"/>{marks}</svg>'
    )
    return PointMap(
        mark_safe(picture),  # noqa: S308 (each part is escaped or a number)
        shown=len(rows),
        unplaced=found.total - len(placed),
        outside=len(placed) - len(rows),
        note=_shapes().acknowledgement,
    )


def _choose_view(paper: np.ndarray) -> tuple[float, float, float, float]:
    """Left, top, width and height that show all points, or all of Europe."""
    if not len(paper):
        return 300.0, 500.0, 3400.0, 3400.0 * SHAPE
    low, high = paper.min(axis=0), paper.max(axis=0)
    width = max(float(high[0] - low[0]), float(high[1] - low[1]) / SHAPE) * 1.15
    width = min(max(width, SMALLEST), float(EUROPE.width))
    middle = (low + high) / 2
    left = min(max(float(middle[0]) - width / 2, 0.0), EUROPE.width - width)
    height = width * SHAPE
    top = min(max(float(middle[1]) - height / 2, 0.0), max(EUROPE.height - height, 0.0))
    return left, top, width, height


def _draw_marks(
    found: Found,
    rows: np.ndarray,
    paper: np.ndarray,
    view: tuple[float, float, float],
    path: str,
) -> str:
    """A circle a cell of the grid, the many first so that single ones lie on top."""
    left, top, width = view
    step = width / ACROSS
    columns = ((paper[:, 0] - left) // step).astype(np.int64)
    lines = ((paper[:, 1] - top) // step).astype(np.int64)
    # At most a few hundred cells: counting them is much quicker than sorting the points.
    number = np.clip(lines, 0, ACROSS) * (ACROSS + 1) + np.clip(columns, 0, ACROSS)
    every = np.bincount(number, minlength=(ACROSS + 1) ** 2)
    cells = np.flatnonzero(every)
    counts = every[cells]
    at = np.searchsorted(cells, number)
    middles = np.column_stack(
        [np.bincount(at, weights=paper[:, axis], minlength=len(cells)) / counts for axis in (0, 1)]
    )
    first = np.full(len(cells), -1, dtype=np.int64)
    first[at[::-1]] = rows[::-1]
    singles = first[counts == 1]
    names = _name_singles(found, singles)
    positions = found.index.positions[rows]
    west, south = (_reduce(np.minimum, at, positions[:, axis], len(cells)) for axis in (0, 1))
    east, north = (_reduce(np.maximum, at, positions[:, axis], len(cells)) for axis in (0, 1))
    unit = width / 1000
    parts = []
    for cell in np.argsort(-counts, kind="stable").tolist():
        x, y = middles[cell]
        count = int(counts[cell])
        if count == 1:
            title, address = names.get(int(first[cell]), ("", ""))
            text = ""
        else:
            title = _("%(n)d organisations: show these") % {"n": count}
            box = (
                west[cell] - MARGIN,
                south[cell] - MARGIN,
                east[cell] + MARGIN,
                north[cell] + MARGIN,
            )
            rounded = tuple(round(float(edge), 3) for edge in box)
            query = Query(found.query.text, found.query.chosen, rounded, found.query.sort)  # type: ignore[arg-type]
            address = f"{path}&{query.to_address()}"
            text = (
                f'<text x="{x:.1f}" y="{y + unit * 4.6:.1f}" font-size="{unit * 13.5:.1f}">'
                f"{count}</text>"
            )
        size = unit * (6.5 if count == 1 else 9.5 + 2.4 * float(np.log2(count)))
        parts.append(
            f'<a href="{escape(address)}" tabindex="-1" class="mark{" many" if text else ""}">'
            f'<title>{escape(title)}</title><circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}"/>'
            f"{text}</a>"
        )
    return "".join(parts)


def _reduce(pick: np.ufunc, at: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    start = np.inf if pick is np.minimum else -np.inf
    found = np.full(size, start)
    pick.at(found, at, values)
    return found


def _name_singles(found: Found, rows: np.ndarray) -> dict[int, tuple[str, str]]:
    """Name and address of the organisations that have a mark of their own; one query."""
    ids = {int(found.index.ids[row]): int(row) for row in rows}
    known = Organisation.objects.filter(pk__in=list(ids)).order_by().only("pk", "key", "name")
    return {ids[row.pk]: (row.name, row.get_absolute_url()) for row in known}


def _shapes() -> Shapes:
    return get_shapes("nuts-2021", 0)


def base_address() -> str:
    """Address of the drawing below the points; it changes with the drawing."""
    from django.urls import reverse

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
