"""Tile grids: every region a hexagon of the same size, roughly where it lies.

The places are computed by `places.build.tile_grid` and kept in data/tiles.json; here they are
looked up and drawn. A tile is `TILE_WIDTH` units wide; odd rows are shifted by half a tile.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from hanse.hub.places.releases import DATA, list_nuts_regions
from hanse.hub.places.shapes import Shapes

TILE_WIDTH = 104
TILE_HEIGHT = 120
GAP = 6
"""Between tiles, so that hexagons are told apart without a line."""

Cell = tuple[int, int]
"""Column and row."""


@dataclass(frozen=True)
class Tiles:
    """Centres of the tiles in units, the box (left, top, width, height), country borders."""

    places: Mapping[str, tuple[int, int]]
    box: tuple[int, int, int, int]
    borders: str


def has_tiles(shapes: Shapes) -> bool:
    """Whether there is a tile grid for these shapes."""
    return f"{shapes.classification}/{shapes.level}" in _layouts()


def choose_layout(shapes: Shapes) -> str:
    """The grid that knows most of the regions: a table may hold codes of a later release."""
    own = f"{shapes.classification}/{shapes.level}"
    wanted = set(shapes.regions)
    layouts = [key for key in _layouts() if key[-2:] == own[-2:]]
    return max(layouts, key=lambda key: (len(wanted & set(_layouts()[key])), key == own))


@lru_cache(maxsize=1)
def _layouts() -> Mapping[str, Mapping[str, Cell]]:
    text = (DATA / "tiles.json").read_text(encoding="utf-8")
    return {
        key: {region: (column, row) for region, (column, row) in cells.items()}
        for key, cells in json.loads(text).items()
    }


def get_tiles(shapes: Shapes) -> Tiles:
    """The tile grid of the regions of `shapes`; kept with them."""
    tiles: Tiles = shapes.kept(
        "tiles", lambda: _draw(find_cells(choose_layout(shapes), shapes.regions))
    )
    return tiles


def find_cells(layout: str, regions: Iterable[str] | None = None) -> dict[str, Cell]:
    """A cell for each region (by default of all that the grid was made for).

    A code of another release takes the cell of the region made of the same pieces; one that
    has no counterpart takes the free cell nearest to the regions that it is a part of, or
    else to its country.
    """
    known = _layouts()[layout]
    same = {row.pieces: code for code, row in list_nuts_regions().items() if code in known}
    cells: dict[str, Cell] = {}
    rest: list[str] = []
    wanted = sorted(known if regions is None else regions)
    for region in wanted:
        row = list_nuts_regions().get(region)
        twin = region if region in known else same.get(row.pieces) if row else None
        if twin is not None and known[twin] not in cells.values():
            cells[region] = known[twin]
        else:
            rest.append(region)
    for region in rest:
        cells[region] = _nearest_free(region, cells, known)
    return {region: cells[region] for region in wanted}


def _nearest_free(region: str, cells: Mapping[str, Cell], known: Mapping[str, Cell]) -> Cell:
    rows = list_nuts_regions()
    own = set(rows[region].pieces) if region in rows else set()
    kin = [cell for code, cell in known.items() if code in rows and own & set(rows[code].pieces)]
    kin = kin or [cell for code, cell in known.items() if code[:2] == region[:2]] or [(0, 0)]
    across = sum(column for column, _ in kin) / len(kin)
    down = sum(row for _, row in kin) / len(kin)
    taken = set(cells.values())
    ring = [
        (column, row)
        for column in range(int(across) - 12, int(across) + 13)
        for row in range(int(down) - 12, int(down) + 13)
        if (column, row) not in taken
    ]
    return min(ring, key=lambda c: ((c[0] - across) ** 2 + (c[1] - down) ** 2, c))


def centre_of(cell: Cell) -> tuple[int, int]:
    """Centre of a cell in units."""
    column, row = cell
    return column * TILE_WIDTH + (row % 2) * TILE_WIDTH // 2, row * TILE_HEIGHT * 3 // 4


def _draw(cells: Mapping[str, Cell]) -> Tiles:
    places = {region: centre_of(cell) for region, cell in cells.items()}
    xs = [x for x, _ in places.values()]
    ys = [y for _, y in places.values()]
    left, top = min(xs) - TILE_WIDTH, min(ys) - TILE_HEIGHT
    box = (left, top, max(xs) + TILE_WIDTH - left, max(ys) + TILE_HEIGHT - top)
    return Tiles(places, box, _borders(cells))


def _corners(cell: Cell) -> list[tuple[int, int]]:
    """Corners clockwise from the top."""
    x, y = centre_of(cell)
    half, quarter, tall = TILE_WIDTH // 2, TILE_HEIGHT // 4, TILE_HEIGHT // 2
    return [
        (x, y - tall),
        (x + half, y - quarter),
        (x + half, y + quarter),
        (x, y + tall),
        (x - half, y + quarter),
        (x - half, y - quarter),
    ]


def _borders(cells: Mapping[str, Cell]) -> str:
    """Path of the edges between tiles of two countries."""
    countries = {cell: region[:2] for region, cell in cells.items()}
    segments = []
    for (column, row), country in countries.items():
        odd = row % 2
        # East, south-east and south-west: each border is met once.
        around = [((column + 1, row), 1), ((column + odd, row + 1), 2)]
        around.append(((column + odd - 1, row + 1), 3))
        for other, corner in around:
            if other in countries and countries[other] != country:
                (x0, y0), (x1, y1) = _corners((column, row))[corner : corner + 2]
                segments.append(f"M{x0} {y0}L{x1} {y1}")
    return "".join(segments)
