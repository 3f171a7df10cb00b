"""Tile grids: one tile a region, none shared, roughly where the region lies."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from hanse.hub.places.releases import list_nuts_releases
from hanse.hub.places.shapes import get_shapes
from hanse.hub.places.tiles import find_cells, get_tiles, has_tiles


@pytest.mark.parametrize("release", list_nuts_releases())
@pytest.mark.parametrize("level", [0, 1, 2])
def test_one_tile_a_region(release: str, level: int) -> None:
    shapes = get_shapes(release, level)
    cells = find_cells(f"{release}/{level}", shapes.regions)
    assert set(cells) == set(shapes.regions)
    assert len(set(cells.values())) == len(cells)


@pytest.mark.shared
def test_every_code_of_the_demonstration_has_a_tile(shared_data: Path) -> None:
    table = shared_data.parent / "figures" / "eurostat_persons_employed_2015_nuts2_a38.csv"
    with table.open(encoding="utf-8", newline="") as lines:
        codes = {row["region"] for row in csv.DictReader(lines)}
    cells = find_cells("nuts-2010/2", codes)
    assert len(cells) == 319 == len(set(cells.values()))


def test_a_recoded_region_keeps_its_tile() -> None:
    before = find_cells("nuts-2010/2", ["EL11"])["EL11"]
    assert find_cells("nuts-2010/2", ["EL51"])["EL51"] == before


@pytest.mark.parametrize(
    ("west", "east"), [("PT17", "ES30"), ("UKN0", "DE30"), ("FR52", "PL12"), ("IS00", "FI1B")]
)
def test_west_is_left_of_east(west: str, east: str) -> None:
    places = get_tiles(get_shapes("nuts-2010")).places
    assert places[west][0] < places[east][0]


@pytest.mark.parametrize(("north", "south"), [("NO07", "EL43"), ("DK05", "DE21"), ("SE33", "ITG1")])
def test_north_is_above_south(north: str, south: str) -> None:
    places = get_tiles(get_shapes("nuts-2010")).places
    assert places[north][1] < places[south][1]


def test_counties_have_no_grid() -> None:
    assert has_tiles(get_shapes("us-states"))
    assert not has_tiles(get_shapes("us-counties"))
