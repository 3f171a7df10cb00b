"""Which regions are neighbours: by touching borders or by distance."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from hanse.observatory.matrices import Values
from hanse.vocabulary import InputError


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
        code = feature["properties"].get(key, feature.get("id"))
        if code is None:
            raise InputError(f"A shape has neither a property {key} nor an id.", row=number + 1)
        regions.append(str(code))
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
    if (within is None) == (nearest is None):
        raise InputError("Say either within which distance, or how many nearest regions.")
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    distance = np.hypot(x[:, None] - x, y[:, None] - y)
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
    return RegionWeights(tuple(regions), weight)
