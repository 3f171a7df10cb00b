"""The shapes of regions: which polygons belong to which codes, and where they come from.

The shapes that Hanse carries are approximate (Natural Earth, public domain). A codes' release is
made of *pieces*: the common refinement of all releases, so that a region of any release, and any
coarser level, is a set of pieces dissolved. Official boundaries imported with `hanse geo import`
are used instead where they exist.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from hanse.hub.places.geometry.topology import Polygon, Topology, read_topology
from hanse.vocabulary.errors import InputError

DATA = Path(__file__).parent / "data"
REGIONS_FILE = DATA / "regions.csv"
NATURAL_EARTH = "Made with Natural Earth; region boundaries are approximate."
US_CENSUS = "Boundaries: US Census Bureau, simplified."
LEVELS = {"nuts": (0, 1, 2), "us": (1, 2)}
DECIMALS = 3


@dataclass(frozen=True)
class Shapes:
    """Polygons of the regions of one classification and level.

    Attributes
    ----------
    classification : id of the code system, such as `nuts-2010`.
    level : 0 to 2 for NUTS; 1 (states) or 2 (counties) for the United States.
    polygons : region -> polygons; each polygon an outer ring and its holes, rings of shape
        (n, 2) in degrees (longitude, latitude).
    land : outlines of neighbouring countries, for the background.
    approximate : whether boundaries are good enough to look at but not to measure.
    acknowledgement : what the licence asks to be shown with the map.
    projection : `laea-europe` or `albers-us`, the equal-area picture that suits.
    digest : identifies the content; the same regions give the same digest.
    """

    classification: str
    level: int
    polygons: Mapping[str, list[Polygon]]
    land: Mapping[str, list[Polygon]]
    approximate: bool
    acknowledgement: str
    projection: str
    digest: str
    _kept: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def kept(self, name: str, build: Callable[[], Any]) -> Any:
        """What was drawn from these shapes before, or else build it now and keep it."""
        if name not in self._kept:
            self._kept[name] = build()
        return self._kept[name]

    @property
    def regions(self) -> tuple[str, ...]:
        """Codes that have a shape, in order of the code."""
        return tuple(self.polygons)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of all shapes, in degrees."""
        points = np.concatenate([p[0] for shape in self.polygons.values() for p in shape])
        west, south = points.min(axis=0)
        east, north = points.max(axis=0)
        return float(west), float(south), float(east), float(north)

    @cached_property
    def geojson(self) -> bytes:
        """A GeoJSON FeatureCollection; each feature has `id` and `properties.region`."""
        return _to_geojson(self.polygons)

    @cached_property
    def land_geojson(self) -> bytes:
        """GeoJSON of the neighbouring countries."""
        return _to_geojson(self.land)

    @cached_property
    def geojson_gz(self) -> bytes:
        """The GeoJSON, gzipped; the same bytes each time."""
        return gzip.compress(self.geojson, 6, mtime=0)


def _to_geojson(polygons: Mapping[str, list[Polygon]]) -> bytes:
    features = []
    for region, shape in polygons.items():
        coordinates = [[np.round(ring, DECIMALS).tolist() for ring in p] for p in shape]
        geometry = {"type": "MultiPolygon", "coordinates": coordinates}
        properties = {"region": region}
        features.append(
            {"type": "Feature", "id": region, "properties": properties, "geometry": geometry}
        )
    document = {"type": "FeatureCollection", "features": features}
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


@dataclass(frozen=True)
class RegionPieces:
    """One row of regions.csv: a level-2 code, the releases that have it, its pieces."""

    region: str
    releases: frozenset[str]
    pieces: tuple[str, ...]


@lru_cache(maxsize=1)
def list_nuts_regions() -> Mapping[str, RegionPieces]:
    """All level-2 codes of the NUTS releases 2006 to 2024 that a shape is known for."""
    with REGIONS_FILE.open(encoding="utf-8", newline="") as lines:
        return {
            row["region"]: RegionPieces(
                row["region"], frozenset(row["releases"].split()), tuple(row["pieces"].split())
            )
            for row in csv.DictReader(lines)
        }


@lru_cache(maxsize=2)
def _topology(name: str) -> Topology:
    return read_topology(DATA / f"{name}.json")


def list_shape_sets() -> tuple[str, ...]:
    """Classifications that Hanse has shapes for."""
    releases = {release for row in list_nuts_regions().values() for release in row.releases}
    return (*sorted(releases - {"nuts-2006"}), "us-counties", "us-states")


def has_shapes(classification: str) -> bool:
    """Whether a map can be drawn for a classification; if not, show the list and the table."""
    return classification in list_shape_sets()


def choose_pieces(
    classification: str, level: int, regions: Iterable[str] = ()
) -> dict[str, tuple[str, ...]]:
    """Pieces of each region of a NUTS release, so that no two regions overlap.

    Codes in `regions` come first, in that order and whatever their release: Eurostat's tables
    mix releases. A later code that overlaps an earlier one is left out, and the rest of the
    map is filled with the release's own regions.
    """
    rows = list_nuts_regions()
    release = [row for row in rows.values() if classification in row.releases]
    length = level + 2
    chosen: dict[str, list[str]] = {}
    taken: set[str] = set()
    mixed = [rows[code] for code in regions if code in rows] if level == 2 else []
    for row in [*mixed, *release]:
        if row.region[:length] in chosen and level == 2:
            continue
        if taken.isdisjoint(row.pieces):
            taken.update(row.pieces)
            chosen.setdefault(row.region[:length], []).extend(row.pieces)
    return {region: tuple(chosen[region]) for region in sorted(chosen)}


def get_shapes(
    classification: str, level: int | None = None, *, regions: Iterable[str] = ()
) -> Shapes:
    """Shapes of a classification's regions.

    Parameters
    ----------
    classification : `nuts-2010` ... `nuts-2024`, `us-states` or `us-counties`.
    level : 0 to 2 for NUTS (default 2); ignored for the United States.
    regions : codes that must be on the map, the important ones (those with figures) first;
        needed where a table mixes releases, see `choose_pieces`.

    Raises InputError where there are no shapes for the classification or the level.
    """
    if not has_shapes(classification):
        raise InputError(
            f"there are no shapes for the classification {classification!r}.",
            mend=f"Maps exist for {', '.join(list_shape_sets())}; use the list or the table.",
        )
    if classification.startswith("us-"):
        return _united_states(classification)
    wanted = 2 if level is None else level
    if wanted not in LEVELS["nuts"]:
        raise InputError(f"there are no NUTS shapes of level {wanted}.", mend="Use 0, 1 or 2.")
    return _europe(classification, wanted, tuple(regions) if wanted == 2 else ())


@lru_cache(maxsize=24)
def _europe(classification: str, level: int, regions: tuple[str, ...]) -> Shapes:
    chosen = choose_pieces(classification, level, regions)
    return _merged(classification, level, tuple(chosen.items()))


@lru_cache(maxsize=12)
def _merged(
    classification: str, level: int, chosen: tuple[tuple[str, tuple[str, ...]], ...]
) -> Shapes:
    import hashlib

    topology = _topology("europe")
    used = {piece for _, pieces in chosen for piece in pieces}
    neighbours: dict[str, list[str]] = {}
    for piece in topology.pieces:
        if piece not in used:
            neighbours.setdefault(piece.lstrip("~")[:2], []).append(piece)
    digest = hashlib.sha256(repr((classification, level, chosen)).encode()).hexdigest()[:16]
    return Shapes(
        classification=classification,
        level=level,
        polygons={region: topology.merge(pieces) for region, pieces in chosen},
        land={country: topology.merge(pieces) for country, pieces in sorted(neighbours.items())},
        approximate=True,
        acknowledgement=NATURAL_EARTH,
        projection="laea-europe",
        digest=digest,
    )


@lru_cache(maxsize=2)
def _united_states(classification: str) -> Shapes:
    topology = _topology("us")
    level = 1 if classification == "us-states" else 2
    length = 2 if level == 1 else 5
    grouped: dict[str, list[str]] = {}
    for county in topology.pieces:
        grouped.setdefault(county[:length], []).append(county)
    return Shapes(
        classification=classification,
        level=level,
        polygons={code: topology.merge(grouped[code]) for code in sorted(grouped)},
        land={},
        approximate=True,
        acknowledgement=US_CENSUS,
        projection="albers-us",
        digest=f"us-atlas-3-{level}",
    )
