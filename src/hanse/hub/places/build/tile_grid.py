"""Lay regions out as hexagons of one size.

Run: python -m hanse.hub.places.build.tile_grid

Centres are first pushed apart until no two are nearer than a tile, while neighbours (regions
that share a border) pull at each other; then the hexagons of a grid are given to the centres so
that the sum of squared distances is smallest (linear sum assignment); at last tiles are exchanged
while that makes neighbourhoods truer. No randomness: the same shapes give the same grid.
"""

from __future__ import annotations

import json
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from hanse.hub.places.geometry.projection import CONUS_ALBERS, ETRS89_LAEA
from hanse.hub.places.geometry.topology import Polygon, Topology, read_topology, signed_area
from hanse.hub.places.releases import DATA, choose_pieces
from hanse.hub.places.shapes import get_shapes, list_shape_sets
from hanse.hub.places.tiles import TILE_HEIGHT, TILE_WIDTH, Cell, centre_of

Points = NDArray[np.float64]
STEPS = 1500
LONGEST_STEP = 0.03
PASSES = 8
REACH = 6
"""Cells in each direction that a tile may be exchanged over."""
# Far-away regions sit where the map's insets would: places in metres of the main map.
FAR = {
    "PT20": (1.75e6, 2.05e6), "PT2": (1.75e6, 2.05e6), "PT30": (1.85e6, 1.55e6),
    "PT3": (1.85e6, 1.55e6), "ES70": (2.05e6, 1.2e6), "ES7": (2.05e6, 1.2e6),
}  # fmt: skip
FRENCH = {"FR91": 0, "FRA1": 0, "FRY1": 0, "FR92": 1, "FRA2": 1, "FRY2": 1, "FR93": 2, "FRA3": 2,
          "FRY3": 2, "FR94": 3, "FRA4": 3, "FRY4": 3, "FRA5": 4, "FRY5": 4}  # fmt: skip
US_FAR = {"02": (-2.6e6, 2.9e6), "15": (-2.6e6, 0.6e6), "72": (2.6e6, 0.3e6)}


def _centre(polygons: list[Polygon], albers: bool) -> tuple[float, float]:
    ring = max((p[0] for p in polygons), key=signed_area)
    projection = CONUS_ALBERS if albers else ETRS89_LAEA
    x, y = projection.project(ring[:, 0], ring[:, 1])
    flat = np.column_stack([x, y])
    steps = flat[:-1] - flat[0], flat[1:] - flat[0]
    weights = steps[0][:, 0] * steps[1][:, 1] - steps[1][:, 0] * steps[0][:, 1]
    middle = ((steps[0] + steps[1]) * weights[:, None]).sum(axis=0) / (3 * weights.sum())
    return float(middle[0] + flat[0, 0]), float(middle[1] + flat[0, 1])


def find_neighbours(topology: Topology, chosen: dict[str, tuple[str, ...]]) -> set[tuple[str, str]]:
    """Pairs of regions that share an arc."""
    owners: dict[int, set[str]] = defaultdict(set)
    for region, pieces in chosen.items():
        for piece in pieces:
            for ring in topology.pieces[piece]:
                for arc in ring:
                    owners[arc if arc >= 0 else ~arc].add(region)
    pairs = [sorted(regions) for regions in owners.values() if len(regions) == 2]
    return {(a, b) for a, b in pairs}


def spread(centres: Points, pairs: NDArray[np.int64], apart: Points) -> Points:
    """Push centres apart to `apart` tiles, hold neighbours together; in tiles, shape (n, 2).

    The room that each asks for grows slowly, so that crowded places (London, the Ruhr) unfold
    in order instead of bursting.
    """
    at = centres.copy()
    for step in range(STEPS):
        done = step / STEPS
        delta = at[:, None, :] - at[None, :, :]
        distance = np.hypot(delta[..., 0], delta[..., 1])
        np.fill_diagonal(distance, np.inf)
        room = apart * min(1.0, 0.02 + done * 1.15)
        push = np.maximum(room - distance, 0) / np.maximum(distance, 1e-3)
        shift = 0.22 * np.einsum("ij,ijk->ik", push, delta)
        # Small steps: in a crowd the pushes add up, and regions would jump over each other.
        stride = np.hypot(shift[:, 0], shift[:, 1])[:, None]
        at = at + shift * np.minimum(1.0, LONGEST_STEP / np.maximum(stride, 1e-9))
        gap = at[pairs[:, 1]] - at[pairs[:, 0]]
        length = np.hypot(gap[:, 0], gap[:, 1])
        pull = 0.10 * np.maximum(length - 1.0, 0) / np.maximum(length, 1e-3)
        np.add.at(at, pairs[:, 0], gap * pull[:, None])
        np.add.at(at, pairs[:, 1], -gap * pull[:, None])
        at = at + 0.004 * (1 - done) * (centres - at)
    return at


def rooms(regions: list[str], pairs: set[tuple[str, str]]) -> Points:
    """How far apart two regions must be, in tiles: seas stay open, countries readable."""
    countries = [region[:2] for region in regions]
    bordering = {frozenset((a[:2], b[:2])) for a, b in pairs}
    apart = np.ones((len(regions), len(regions)))
    for i, one in enumerate(countries):
        for j, other in enumerate(countries):
            if one != other:
                apart[i, j] = 1.1 if frozenset((one, other)) in bordering else 1.95
    return apart


def assign_cells(at: Points) -> list[Cell]:
    """Hexagons for points in tiles (y upwards), the nearest overall."""
    x, y = at[:, 0] * TILE_WIDTH, -at[:, 1] * TILE_WIDTH
    x, y = x - x.min(), y - y.min()
    columns = int(x.max() // TILE_WIDTH) + 3
    rows = int(y.max() // (TILE_HEIGHT * 3 // 4)) + 3
    cells = [(column, row) for column in range(-1, columns) for row in range(-1, rows)]
    centres = np.array([centre_of(cell) for cell in cells], dtype=float)
    cost = (x[:, None] - centres[:, 0]) ** 2 + (y[:, None] - centres[:, 1]) ** 2
    _, picked = linear_sum_assignment(cost)
    taken = [cells[i] for i in picked]
    left, top = min(c for c, _ in taken), min(r for _, r in taken)
    top -= top % 2  # rows keep their parity: odd rows are the shifted ones
    return [(column - left, row - top) for column, row in taken]


def improve(
    cells: list[Cell], truth: Points, pairs: list[tuple[int, int]], strangers: NDArray[np.bool_]
) -> list[Cell]:
    """Exchange tiles until no exchange within `REACH` makes the grid truer.

    Truer: neighbours touch and lie in the direction in which they lie on the map; regions of
    countries without a common border do not touch; nobody strays far.
    """
    friends: list[list[int]] = [[] for _ in cells]
    for a, b in pairs:
        friends[a].append(b)
        friends[b].append(a)
    at = list(cells)
    owner: dict[Cell, int] = {cell: i for i, cell in enumerate(at)}
    spot = {cell: np.array(centre_of(cell)) / TILE_WIDTH * (1, -1) for cell in _around(cells)}

    # An enclave (Wien, Praha) has one neighbour only, which then must hold it the more.
    pull = [max(1.0, 5.0 / max(len(near), 1)) for near in friends]

    def cost(i: int, cell: Cell) -> float:
        here = spot[cell]
        total = 0.05 * float(np.hypot(*(here - home[i])))
        for j in friends[i]:
            step = spot[at[j]] - here
            length = float(np.hypot(*step)) or 1.0
            way = truth[j] - truth[i]
            cosine = float(step @ way) / (length * (float(np.hypot(*way)) or 1.0))
            total += pull[i] * ((length - 1.0) + 0.8 * (1.0 - cosine))
        for near in _touching(cell):
            beside = owner.get(near, i)
            if beside != i and strangers[i, beside]:
                total += 0.7
        return total

    home = [spot[cell] for cell in at]
    for _ in range(PASSES):
        moved = 0
        for i in range(len(at)):
            here = at[i]
            best, gain = here, 1e-6
            for cell in _within(here):
                if cell not in spot:
                    continue
                j = owner.get(cell)
                before = cost(i, here) + (cost(j, cell) if j is not None else 0.0)
                _move(at, owner, i, j, here, cell)
                after = cost(i, cell) + (cost(j, here) if j is not None else 0.0)
                _move(at, owner, i, j, cell, here)
                if before - after > gain:
                    best, gain = cell, before - after
            if best != here:
                _move(at, owner, i, owner.get(best), here, best)
                moved += 1
        if not moved:
            break
    return at


def _move(
    at: list[Cell], owner: dict[Cell, int], i: int, j: int | None, here: Cell, there: Cell
) -> None:
    """Put `i` from here to there, and whoever is there to here."""
    at[i] = there
    owner[there] = i
    if j is None:
        del owner[here]
    else:
        at[j] = here
        owner[here] = j


def _touching(cell: Cell) -> list[Cell]:
    column, row = cell
    odd = row % 2
    beside = [(column - 1, row), (column + 1, row)]
    return beside + [(column + odd - 1 + k, row + d) for d in (-1, 1) for k in (0, 1)]


def _within(cell: Cell) -> list[Cell]:
    column, row = cell
    span = range(-REACH, REACH + 1)
    return [(column + c, row + r) for r in span for c in span if (c, r) != (0, 0)]


def _around(cells: list[Cell]) -> list[Cell]:
    columns, rows = [c for c, _ in cells], [r for _, r in cells]
    return [
        (column, row)
        for column in range(min(columns) - 1, max(columns) + 2)
        for row in range(min(rows) - 1, max(rows) + 2)
    ]


def lay_out(classification: str, level: int) -> dict[str, list[int]]:
    """The grid of one classification and level: region -> [column, row]."""
    albers = classification.startswith("us-")
    shapes = get_shapes(classification, level)
    regions = list(shapes.regions)
    centres = np.array([_place(region, shapes.polygons[region], albers) for region in regions])
    topology = read_topology(DATA / ("us.json" if albers else "europe.json"))
    if albers:
        chosen = {r: tuple(p for p in topology.pieces if p[:2] == r) for r in regions}
    else:
        chosen = choose_pieces(classification, level)
    number = {region: i for i, region in enumerate(regions)}
    neighbours = find_neighbours(topology, chosen)
    pairs = [(number[a], number[b]) for a, b in sorted(neighbours)]
    apart = np.ones((len(regions),) * 2) if albers else rooms(regions, neighbours)
    # A tile is as large as the mean region, so that the grid covers about the land's area.
    extent = 2.3e5 * np.sqrt(320 / len(regions)) if not albers else 4.2e5
    at = spread(centres / extent, np.array(pairs, dtype=np.int64).reshape(-1, 2), apart)
    cells = improve(assign_cells(at), centres / extent, pairs, apart > 1.5)
    left, top = min(c for c, _ in cells), min(r for _, r in cells)
    top -= top % 2
    return {r: [c[0] - left, c[1] - top] for r, c in zip(regions, cells, strict=True)}


def _place(region: str, polygons: list[Polygon], albers: bool) -> tuple[float, float]:
    if albers:
        return US_FAR.get(region) or _centre(polygons, albers)
    if region in FRENCH or region in ("FRA", "FRY", "FR9"):
        return 2.6e6 + 2.6e5 * FRENCH.get(region, 0), 1.05e6
    return FAR.get(region) or _centre(polygons, albers)


def main() -> None:
    """Write data/tiles.json for all NUTS releases and levels and for the US states."""
    sets = [
        (name, level) for name in list_shape_sets() if name[:4] == "nuts" for level in (0, 1, 2)
    ]
    if (DATA / "us.json").exists():
        sets.append(("us-states", 1))
    grids = {f"{name}/{level}": lay_out(name, level) for name, level in sets}
    lines = [f'"{key}":{json.dumps(cells, separators=(",", ":"))}' for key, cells in grids.items()]
    (DATA / "tiles.json").write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
