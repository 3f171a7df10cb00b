"""Official boundaries that an administrator imports: checked, kept in the data folder, used.

The GISCO files of Eurostat (geographic coordinates, GeoJSON) are what is expected. Their licence
does not let Hanse carry them; whoever imports them answers for keeping it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from hanse.hub.places.geometry.topology import Polygon, signed_area
from hanse.hub.places.releases import list_nuts_regions, list_nuts_releases
from hanse.vocabulary.errors import InputError
from hanse.vocabulary.folders import find_data_dir

EUROGEOGRAPHICS = "© EuroGeographics for the administrative boundaries"
LARGEST_FILE = 400_000_000
"""Bytes; the most detailed GISCO file of all levels is below this."""
_ID_FIELDS = ("NUTS_ID", "id")
_MEND_GISCO = "Give the GISCO file of NUTS regions as GeoJSON, with a NUTS_ID for each region."
_MEND_CRS = "Give the file in geographic coordinates (EPSG:4326), longitude first."


@dataclass(frozen=True)
class Import:
    """One imported set of boundaries.

    `path` is where it is kept; `regions` the codes in it; `others` the releases that its codes
    fit as well; `sha256` that of the file that was given.
    """

    classification: str
    level: int
    regions: tuple[str, ...]
    acknowledgement: str
    file: str
    sha256: str
    path: Path
    others: tuple[str, ...] = ()


def geo_folder() -> Path:
    """Where imported boundaries are kept."""
    return find_data_dir() / "geo"


def import_boundaries(
    file: Path,
    *,
    release: str | None = None,
    acknowledgement: str = EUROGEOGRAPHICS,
    folder: Path | None = None,
) -> list[Import]:
    """Check an official file of NUTS boundaries and keep it, one set a level.

    Parameters
    ----------
    file : GeoJSON (or .geojson.gz), levels by LEVL_CODE or by the length of the code.
    release : `nuts-2021` and so on; by default the release that the codes fit best.
    acknowledgement : what must be shown with every map.
    folder : where it is kept; by default `geo` in the data folder.

    Raises InputError for a file that cannot be used; nothing is kept then.
    """
    raw = _read_bytes(file)
    levels = _read_levels(_parse(raw, file.name), file.name)
    kept_in = folder or geo_folder()
    digest = hashlib.sha256(raw).hexdigest()
    found = []
    for level, shapes in sorted(levels.items()):
        fitting = find_releases(shapes, level) if release is None else (release,)
        if release is not None and release not in list_nuts_releases():
            known = ", ".join(list_nuts_releases())
            raise InputError(f"{release!r} is no NUTS release.", mend=f"Known are {known}.")
        if not fitting:
            raise InputError(
                f"the codes of level {level} fit no NUTS release, such as {sorted(shapes)[:3]}.",
                file=file.name,
                mend=_MEND_GISCO,
            )
        path = kept_in / f"{fitting[0]}-level-{level}.json.gz"
        regions, others = tuple(sorted(shapes)), fitting[1:]
        found.append(
            (
                Import(
                    fitting[0], level, regions, acknowledgement, file.name, digest, path, others
                ),
                shapes,
            )
        )
    kept_in.mkdir(parents=True, exist_ok=True)
    for entry, shapes in found:
        _write(entry, shapes)
    return [entry for entry, _ in found]


def _read_bytes(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise InputError("the file is too large to be boundaries.", file=file.name)
        raw = file.read_bytes()
        return gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    except (OSError, EOFError) as error:
        raise InputError(f"the file cannot be read: {error}.", file=file.name) from error


def _parse(raw: bytes, name: str) -> list[Any]:
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise InputError("this is not GeoJSON.", file=name, mend=_MEND_GISCO) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise InputError("this is not a GeoJSON FeatureCollection.", file=name, mend=_MEND_GISCO)
    if not features:
        raise InputError("the file holds no regions.", file=name, mend=_MEND_GISCO)
    return features


def _read_levels(features: list[Any], name: str) -> dict[int, dict[str, list[Polygon]]]:
    levels: dict[int, dict[str, list[Polygon]]] = {}
    for number, feature in enumerate(features, start=1):
        if not isinstance(feature, dict):
            raise InputError("this is not a GeoJSON feature.", file=name, row=number)
        code, level = _read_code(feature, name, number)
        shapes = levels.setdefault(level, {})
        if code in shapes:
            raise InputError(
                f"the region {code} is there twice.",
                file=name,
                row=number,
                mend="Give one release and one resolution a file.",
            )
        shapes[code] = _read_polygons(feature.get("geometry"), code, name, number)
    return levels


def _read_code(feature: dict[str, Any], name: str, number: int) -> tuple[str, int]:
    properties = feature.get("properties") or {}
    found = next((properties[f] for f in _ID_FIELDS if properties.get(f)), feature.get("id"))
    if not isinstance(found, str) or not found.strip():
        raise InputError(
            f"feature {number} has no NUTS_ID.", file=name, row=number, mend=_MEND_GISCO
        )
    code = found.strip()
    given = properties.get("LEVL_CODE")
    level = given if isinstance(given, int) else len(code) - 2
    if level != len(code) - 2 or not 0 <= level <= 3 or not code.isalnum():
        raise InputError(
            f"{code!r} is no NUTS code of level {level}.", file=name, row=number, mend=_MEND_GISCO
        )
    return code, level


def _read_polygons(geometry: Any, code: str, name: str, number: int) -> list[Polygon]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon") or not geometry.get("coordinates"):
        raise InputError(
            f"the region {code} has no polygon.", file=name, row=number, mend=_MEND_GISCO
        )
    given = geometry["coordinates"]
    polygons = given if kind == "MultiPolygon" else [given]
    try:
        shaped = [[np.array(ring, dtype=np.float64)[:, :2] for ring in p] for p in polygons]
    except (TypeError, ValueError, IndexError) as error:
        raise InputError(
            f"the coordinates of {code} are not numbers.", file=name, row=number
        ) from error
    rings = [ring for polygon in shaped for ring in polygon]
    if not rings or any(len(ring) < 4 or not np.isfinite(ring).all() for ring in rings):
        raise InputError(f"the region {code} has an empty ring.", file=name, row=number)
    points = np.concatenate(rings)
    if np.abs(points[:, 0]).max() > 180 or np.abs(points[:, 1]).max() > 90:
        raise InputError(
            f"the coordinates of {code} are not degrees.", file=name, row=number, mend=_MEND_CRS
        )
    return [_orient(polygon) for polygon in shaped if polygon]


def _orient(polygon: Polygon) -> Polygon:
    """Outer ring counter-clockwise, holes clockwise; GISCO files have it the other way."""
    turned = []
    for number, ring in enumerate(polygon):
        is_positive = signed_area(ring) > 0
        turned.append(ring if is_positive == (number == 0) else ring[::-1])
    return turned


def find_releases(codes: Iterable[str], level: int) -> tuple[str, ...]:
    """Releases that codes fit, the best first; empty where fewer than half are known."""
    given = {code[:4] for code in codes} if level == 3 else set(codes)
    length = min(level, 2) + 2
    scores = []
    for release in list_nuts_releases():
        rows = list_nuts_regions().values()
        known = {row.region[:length] for row in rows if release in row.releases}
        if len(given & known) * 2 >= len(given):
            scores.append((len(given ^ known), -int(release[-4:]), release))
    scores.sort()
    best = scores[0][0] if scores else 0
    return tuple(release for misfit, _, release in scores if misfit == best)


def _write(entry: Import, shapes: Mapping[str, list[Polygon]]) -> None:
    document = {
        "classification": entry.classification,
        "level": entry.level,
        "acknowledgement": entry.acknowledgement,
        "file": entry.file,
        "sha256": entry.sha256,
        "others": entry.others,
        "regions": {
            code: [[np.round(ring, 5).tolist() for ring in polygon] for polygon in polygons]
            for code, polygons in shapes.items()
        },
    }
    # Written beside and renamed, so that a reader never meets half a file.
    beside = entry.path.with_suffix(".part")
    beside.write_bytes(gzip.compress(json.dumps(document).encode(), 6))
    beside.replace(entry.path)


def list_imports(folder: Path | None = None) -> list[Import]:
    """What was imported; an empty list where nothing was."""
    kept_in = folder or geo_folder()
    if not kept_in.is_dir():
        return []
    return [
        _read_entry(path, path.stat().st_mtime_ns) for path in sorted(kept_in.glob("*.json.gz"))
    ]


@lru_cache(maxsize=64)
def _read_entry(path: Path, _modified: int) -> Import:
    document = _load(path, _modified)
    return Import(
        document["classification"],
        document["level"],
        tuple(sorted(document["regions"])),
        document["acknowledgement"],
        document["file"],
        document["sha256"],
        path,
        tuple(document["others"]),
    )


@lru_cache(maxsize=4)
def _load(path: Path, _modified: int) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return document


def read_import(entry: Import) -> dict[str, list[Polygon]]:
    """Polygons of an import: region -> polygons in degrees."""
    regions = _load(entry.path, entry.path.stat().st_mtime_ns)["regions"]
    return {
        code: [[np.array(ring, dtype=np.float64) for ring in polygon] for polygon in polygons]
        for code, polygons in regions.items()
    }
