"""The shapes of regions: which polygons belong to which codes, and where they come from.

The shapes that Hanse carries are approximate (Natural Earth, public domain) for NUTS, and
simplified (US Census Bureau) for the United States. Official boundaries that an administrator
imports with `hanse geo import` are used instead wherever they hold all regions of a picture.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from hanse.hub.places.geometry.topology import Polygon, Ring, Topology, read_topology
from hanse.hub.places.imported import Import, list_imports, read_import
from hanse.hub.places.releases import (
    DATA,
    NUTS_LEVELS,
    choose_pieces,
    list_nuts_regions,
    list_nuts_releases,
)
from hanse.vocabulary.errors import InputError

NATURAL_EARTH = "Made with Natural Earth; region boundaries are approximate."
US_CENSUS = "Boundaries: US Census Bureau, simplified."
UNITED_STATES = {"us-states": 1, "us-counties": 2}
DECIMALS = 3


@dataclass(frozen=True)
class Shapes:
    """Polygons of the regions of one classification and level.

    Attributes
    ----------
    classification : id of the code system, such as `nuts-2010`.
    level : 0 to 2 for NUTS (3 where imported); 1 (states) or 2 (counties) for the United States.
    polygons : region -> polygons; each polygon an outer ring and its holes, rings of shape
        (n, 2) in degrees (longitude, latitude).
    land : outlines of neighbouring countries, for the background.
    borders : lines between two countries (or states), to be drawn a little stronger.
    approximate : boundaries are good enough to look at but not to measure.
    acknowledgement : what the licence asks to be shown with the map.
    projection : `laea-europe` or `albers-us`, the equal-area picture that suits.
    digest : identifies the content; the same regions give the same digest.
    mixed, countries : codes from other releases, and the countries shown, so that the same
        shapes can be asked for again by address; empty where all of the release is shown.
    """

    classification: str
    level: int
    polygons: Mapping[str, list[Polygon]]
    land: Mapping[str, list[Polygon]]
    borders: tuple[Ring, ...]
    approximate: bool
    acknowledgement: str
    projection: str
    digest: str
    mixed: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
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
        """A GeoJSON FeatureCollection; each feature has `properties.region`."""
        return _collection([_feature(polygons, region=r) for r, polygons in self.polygons.items()])

    @cached_property
    def surroundings_geojson(self) -> bytes:
        """GeoJSON of neighbouring countries (`kind` land) and country borders (`kind` border)."""
        lines = [np.round(line, DECIMALS).tolist() for line in self.borders]
        border = {"type": "MultiLineString", "coordinates": lines}
        features = [_feature(polygons, kind="land") for polygons in self.land.values()]
        features.append({"type": "Feature", "properties": {"kind": "border"}, "geometry": border})
        return _collection(features)


def _feature(polygons: list[Polygon], **properties: str) -> dict[str, Any]:
    coordinates = [[np.round(ring, DECIMALS).tolist() for ring in p] for p in polygons]
    geometry = {"type": "MultiPolygon", "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _collection(features: list[dict[str, Any]]) -> bytes:
    document = {"type": "FeatureCollection", "features": features}
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


def list_shape_sets() -> tuple[str, ...]:
    """Classifications that Hanse has shapes for."""
    return (*list_nuts_releases(), *UNITED_STATES)


def has_shapes(classification: str) -> bool:
    """Whether a map can be drawn for a classification; if not, show the list and the table."""
    return classification in list_shape_sets()


def get_shapes(
    classification: str,
    level: int | None = None,
    *,
    regions: Iterable[str] = (),
    countries: Iterable[str] = (),
) -> Shapes:
    """Shapes of a classification's regions.

    Parameters
    ----------
    classification : `nuts-2010` ... `nuts-2024`, `us-states` or `us-counties`.
    level : 0 to 2 for NUTS (default 2), or 3 where it was imported; ignored for the US.
    regions : codes that must be on the map, the important ones (those with figures) first;
        needed where a table mixes releases, see `releases.choose_pieces`. The map is then
        limited to their countries.
    countries : two-letter codes that limit the map in the same way.

    Raises InputError where there are no shapes for the classification or the level.
    """
    if not has_shapes(classification):
        raise InputError(
            f"there are no shapes for the classification {classification!r}.",
            mend=f"Maps exist for {', '.join(list_shape_sets())}; use the list or the table.",
        )
    if classification in UNITED_STATES:
        return _united_states(classification)
    wanted = 2 if level is None else level
    codes, shown = tuple(regions), tuple(sorted(set(countries)))
    imports = tuple(found for found in list_imports() if found.level == wanted)
    if wanted in NUTS_LEVELS:
        return _europe(classification, wanted, codes, shown, imports)
    for found in imports:
        if found.classification == classification:
            return _official(found, None)
    raise InputError(
        f"there are no shapes of {classification} at level {wanted}.",
        mend="Use 0, 1 or 2, or import the official file with `hanse geo import`.",
    )


@lru_cache(maxsize=2)
def _topology(name: str) -> Topology:
    return read_topology(DATA / f"{name}.json")


@lru_cache(maxsize=24)
def _europe(
    classification: str,
    level: int,
    regions: tuple[str, ...],
    countries: tuple[str, ...],
    imports: tuple[Import, ...],
) -> Shapes:
    chosen = choose_pieces(classification, level, regions, countries=countries)
    limited = bool(regions or countries)
    shown = tuple(sorted({region[:2] for region in chosen})) if limited else ()
    # The release's own files come first.
    for found in sorted(imports, key=lambda i: i.classification != classification):
        if set(chosen) <= set(found.regions):
            return _official(
                found, _approximate(classification, level, tuple(chosen.items()), shown)
            )
    return _approximate(classification, level, tuple(chosen.items()), shown)


@lru_cache(maxsize=12)
def _approximate(
    classification: str,
    level: int,
    chosen: tuple[tuple[str, tuple[str, ...]], ...],
    countries: tuple[str, ...],
) -> Shapes:
    topology = _topology("europe")
    used = {piece for _, pieces in chosen for piece in pieces}
    neighbours: dict[str, list[str]] = {}
    for piece in topology.pieces:
        if piece not in used:
            neighbours.setdefault(_country(piece), []).append(piece)
    rows = list_nuts_regions()
    mixed = [r for r, _ in chosen if level == 2 and classification not in rows[r].releases]
    return Shapes(
        classification=classification,
        level=level,
        polygons={region: topology.merge(pieces) for region, pieces in chosen},
        land={country: topology.merge(pieces) for country, pieces in sorted(neighbours.items())},
        borders=topology.find_borders(_country),
        approximate=True,
        acknowledgement=NATURAL_EARTH,
        projection="laea-europe",
        digest=_digest("natural-earth", classification, level, chosen),
        mixed=tuple(mixed),
        countries=countries,
    )


def _country(piece: str) -> str:
    return piece.lstrip("~")[:2]


def _digest(*content: object) -> str:
    return hashlib.sha256(repr(content).encode()).hexdigest()[:16]


def _official(found: Import, approximate: Shapes | None) -> Shapes:
    """Imported boundaries of the same regions, with their acknowledgement."""
    polygons = read_import(found)
    regions = approximate.regions if approximate else tuple(sorted(polygons))
    background = approximate or get_shapes(found.classification, 2)
    return Shapes(
        classification=background.classification,
        level=found.level,
        polygons={region: polygons[region] for region in regions},
        land=background.land,
        borders=(),
        approximate=False,
        acknowledgement=found.acknowledgement,
        projection="laea-europe",
        digest=_digest(found.sha256, regions),
        mixed=background.mixed,
        countries=background.countries,
    )


@lru_cache(maxsize=2)
def _united_states(classification: str) -> Shapes:
    topology = _topology("us")
    level = UNITED_STATES[classification]
    length = 2 if level == 1 else 5
    grouped: dict[str, list[str]] = {}
    for county in topology.pieces:
        grouped.setdefault(county[:length], []).append(county)
    return Shapes(
        classification=classification,
        level=level,
        polygons={code: topology.merge(grouped[code]) for code in sorted(grouped)},
        land={},
        borders=topology.find_borders(lambda county: county[:2]) if level == 2 else (),
        approximate=True,
        acknowledgement=US_CENSUS,
        projection="albers-us",
        digest=_digest("us-atlas-3.0.1", level),
    )
