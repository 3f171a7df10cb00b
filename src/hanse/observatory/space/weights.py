"""Which regions are neighbours: by touching borders or by distance."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from hanse.observatory.matrices import Values
from hanse.vocabulary import InputError

EARTH = 6371.0088
"""Mean radius of the earth in kilometres."""


@dataclass(frozen=True)
class RegionWeights:
    """Neighbourhood of regions: a matrix (R, R) of weights with a zero diagonal."""

    regions: tuple[str, ...]
    matrix: Values

    @property
    def islands(self) -> tuple[str, ...]:
        """Regions without any neighbour."""
        alone = np.flatnonzero(~np.any(self.matrix, axis=1)).tolist()
        return tuple(self.regions[k] for k in alone)

    def select(self, regions: Sequence[str]) -> RegionWeights:
        """The same for these regions, in this order; a region without shape has no neighbour."""
        position = {name: k for k, name in enumerate(self.regions)}
        matrix = np.zeros((len(regions), len(regions)))
        known = [(k, position[name]) for k, name in enumerate(regions) if name in position]
        if known:
            new, old = map(list, zip(*known, strict=True))
            matrix[np.ix_(new, new)] = self.matrix[np.ix_(old, old)]
        return RegionWeights(tuple(regions), matrix)


def _list_rings(geometry: Mapping[str, Any]) -> list[Any]:
    if geometry["type"] == "Polygon":
        return list(geometry["coordinates"])
    if geometry["type"] == "MultiPolygon":
        return [ring for polygon in geometry["coordinates"] for ring in polygon]
    raise InputError(f"A region has the shape {geometry['type']}, not a polygon.")


def build_contiguity(
    features: Mapping[str, Any],
    *,
    key: str = "NUTS_ID",
    rule: Literal["queen", "rook"] = "queen",
    decimals: int = 6,
) -> RegionWeights:
    """Neighbours from a GeoJSON feature collection whose borders share their vertices.

    rule : "queen" a common vertex, "rook" a common stretch of border. key : the property that
    holds the region's code; the feature's id where there is none. decimals : to which the
    coordinates are rounded before comparing.
    """
    owners: dict[object, set[int]] = {}
    regions: list[str] = []
    for number, feature in enumerate(features["features"]):
        regions.append(_read_code(feature, key, number))
        for ring in _list_rings(feature["geometry"]):
            corners = [(round(p[0], decimals), round(p[1], decimals)) for p in ring]
            marks: Sequence[object] = corners
            if rule == "rook":
                marks = [frozenset(ends) for ends in itertools.pairwise(corners)]
            for mark in marks:
                owners.setdefault(mark, set()).add(number)
    matrix = np.zeros((len(regions), len(regions)))
    for sharing in owners.values():
        if len(sharing) > 1:
            chosen = list(sharing)
            matrix[np.ix_(chosen, chosen)] = 1.0
    np.fill_diagonal(matrix, 0.0)
    return RegionWeights(tuple(regions), matrix)


def build_distance_weights(
    regions: Sequence[str],
    x: Any,
    y: Any,
    *,
    within: float | None = None,
    nearest: int | None = None,
    decay: float = 0.0,
) -> RegionWeights:
    """Neighbours by the distance of central points in a plane.

    within : all regions up to this distance; nearest : the k nearest ones (not symmetric).
    decay : weight is distance to the power of minus this; 0 for weights of one.
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    distance = np.hypot(x[:, None] - x, y[:, None] - y)
    return _weigh(tuple(regions), distance, within=within, nearest=nearest, decay=decay)


def _weigh(
    regions: tuple[str, ...],
    distance: Values,
    *,
    within: float | None,
    nearest: int | None,
    decay: float,
) -> RegionWeights:
    """Weights of the near ones, from a matrix of distances."""
    if (within is None) == (nearest is None):
        raise InputError("Say either within which distance, or how many nearest regions.")
    distance = np.array(distance)
    np.fill_diagonal(distance, np.inf)
    if within is not None:
        near = distance <= within
    else:
        order = np.argsort(distance, axis=1, kind="stable")[:, :nearest]
        near = np.zeros(distance.shape, dtype=bool)
        np.put_along_axis(near, order, True, axis=1)
        near &= np.isfinite(distance)
    with np.errstate(divide="ignore"):
        weight = np.where(near, np.maximum(distance, 1e-12) ** -decay, 0.0)
    return RegionWeights(regions, weight)


@dataclass(frozen=True)
class Centres:
    """Central points of regions in degrees."""

    regions: tuple[str, ...]
    longitude: Values
    latitude: Values


def find_centres(features: Mapping[str, Any], *, key: str = "NUTS_ID") -> Centres:
    """The centroid of each region's largest polygon, from GeoJSON in degrees.

    The largest one, so that far islands do not pull a region into the sea.
    """
    found = []
    for number, feature in enumerate(features["features"]):
        code = _read_code(feature, key, number)
        outer = _list_outer_rings(feature["geometry"])
        area, x, y = max((_measure_ring(ring) for ring in outer), key=lambda part: part[0])
        if not area:
            raise InputError(f"The shape of {code} has no area.", row=number + 1)
        found.append((code, x, y))
    codes, x_all, y_all = zip(*found, strict=True) if found else ((), (), ())
    return Centres(tuple(codes), np.array(x_all), np.array(y_all))


def build_shape_distances(
    features: Mapping[str, Any],
    *,
    key: str = "NUTS_ID",
    within: float | None = None,
    nearest: int | None = None,
    decay: float = 0.0,
) -> RegionWeights:
    """Neighbours by the distance in kilometres (great circle) of the regions' central points.

    features : GeoJSON in degrees. within, nearest, decay : as for `build_distance_weights`.
    """
    centres = find_centres(features, key=key)
    x, y = np.radians(centres.longitude), np.radians(centres.latitude)
    across = np.cos(y[:, None]) * np.cos(y) * np.sin((x[:, None] - x) / 2.0) ** 2
    half = np.sin((y[:, None] - y) / 2.0) ** 2 + across
    distance = 2.0 * EARTH * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return _weigh(centres.regions, distance, within=within, nearest=nearest, decay=decay)


def _read_code(feature: Mapping[str, Any], key: str, number: int) -> str:
    code = feature["properties"].get(key, feature.get("id"))
    if code is None:
        raise InputError(f"A shape has neither a property {key} nor an id.", row=number + 1)
    return str(code)


def _list_outer_rings(geometry: Mapping[str, Any]) -> list[Any]:
    """The outer ring of each polygon."""
    if geometry["type"] == "MultiPolygon":
        return [polygon[0] for polygon in geometry["coordinates"]]
    return _list_rings(geometry)[:1]


def _measure_ring(ring: Any) -> tuple[float, float, float]:
    """Area, shrunk by the ring's latitude, and centroid of a closed ring, in degrees."""
    points = np.asarray(ring, dtype=np.float64)[:, :2]
    origin = points.mean(axis=0)
    x, y = (points - origin).T
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    twice = float(cross.sum())
    if twice == 0:
        return 0.0, float(origin[0]), float(origin[1])
    middle_x = float(((x[:-1] + x[1:]) * cross).sum()) / (3.0 * twice)
    middle_y = float(((y[:-1] + y[1:]) * cross).sum()) / (3.0 * twice)
    area = abs(twice) / 2.0 * float(np.cos(np.radians(origin[1])))
    return area, float(origin[0]) + middle_x, float(origin[1]) + middle_y
