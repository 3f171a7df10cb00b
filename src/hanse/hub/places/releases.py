"""Which pieces of land make up the regions of each NUTS release.

Pieces are the common refinement of the releases 2006 to 2024 at level 2: a border that moved
between releases separates two pieces. So a region of any release, and of any coarser level, is a
set of pieces dissolved.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
NUTS_LEVELS = (0, 1, 2)
_ONLY_IN_MIXTURES = "nuts-2006"
"""A few codes of this release still stand in Eurostat's tables; there is no map of it."""


@dataclass(frozen=True)
class RegionPieces:
    """One row of regions.csv: a level-2 code, the releases that have it, its pieces."""

    region: str
    releases: frozenset[str]
    pieces: tuple[str, ...]


@lru_cache(maxsize=1)
def list_nuts_regions() -> Mapping[str, RegionPieces]:
    """All level-2 codes of the NUTS releases 2006 to 2024 that a shape is known for."""
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["region"]: RegionPieces(
                row["region"], frozenset(row["releases"].split()), tuple(row["pieces"].split())
            )
            for row in csv.DictReader(lines)
        }


@lru_cache(maxsize=1)
def list_nuts_releases() -> tuple[str, ...]:
    """Ids of the NUTS releases that have shapes, the oldest first."""
    releases = {release for row in list_nuts_regions().values() for release in row.releases}
    return tuple(sorted(releases - {_ONLY_IN_MIXTURES}))


def choose_pieces(
    classification: str, level: int, regions: Sequence[str] = (), *, countries: Sequence[str] = ()
) -> dict[str, tuple[str, ...]]:
    """Pieces of each region of a NUTS release, so that no two regions overlap.

    Codes in `regions` come first, in that order and whatever their release: Eurostat's tables
    mix releases. A later code that overlaps an earlier one is left out, and the rest of their
    countries (and of `countries`) is filled with the release's own regions. Without `regions`
    and `countries`, all of the release.
    """
    rows = list_nuts_regions()
    release = [row for row in rows.values() if classification in row.releases]
    shown = {region[:2] for region in regions} | set(countries)
    if shown:
        release = [row for row in release if row.region[:2] in shown]
    length = level + 2
    chosen: dict[str, list[str]] = {}
    taken: set[str] = set()
    mixed = [rows[code] for code in regions if code in rows] if level == 2 else []
    for row in [*mixed, *release]:
        if taken.isdisjoint(row.pieces):
            taken.update(row.pieces)
            chosen.setdefault(row.region[:length], []).extend(row.pieces)
    return {region: tuple(chosen[region]) for region in sorted(chosen)}
