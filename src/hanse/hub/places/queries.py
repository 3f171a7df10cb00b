"""What the page about shapes shows."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from hanse.classifications import get_classification
from hanse.hub.places.component import MapView, build_map
from hanse.hub.places.imported import list_imports
from hanse.hub.places.maps import Layout, MapClass, MapScale, Words
from hanse.hub.places.releases import DATA, choose_pieces, list_nuts_regions, list_nuts_releases
from hanse.hub.places.shapes import NATURAL_EARTH, US_CENSUS, Shapes
from hanse.hub.places.tiles import find_cells, has_tiles
from hanse.vocabulary.errors import HanseError

SEEDS = Path(__file__).parent / "build" / "seeds.csv"
WHOLE, DIVIDED, OFFICIAL = "q3", "d1", "q5"


@lru_cache(maxsize=1)
def _divided_pieces() -> frozenset[str]:
    """Pieces whose inner borders lie between towns instead of along a known line."""
    with SEEDS.open(encoding="utf-8", newline="") as lines:
        return frozenset(row["piece"] for row in csv.DictReader(lines))


def draw_quality(shapes: Shapes, *, layout: Layout, language: str) -> MapView:
    """A map of how far the borders of each region can be trusted."""
    values = {region: _quality(shapes, region) for region in shapes.regions}
    counts = Counter(values.values())
    labels = {
        WHOLE: _("whole units of the source"),
        DIVIDED: _("divided between towns: inner borders are rough"),
        OFFICIAL: _("official boundaries"),
    }
    classes = tuple(MapClass(css, labels[css], counts[css]) for css in labels if counts[css])
    scale = MapScale(_("How the shapes were made"), classes)
    words = Words(
        _titles(shapes, language), {region: labels[css] for region, css in values.items()}
    )
    chosen: Layout = layout if has_tiles(shapes) else "map"
    return build_map(shapes, values, scale, words=words, layout=chosen)


def _quality(shapes: Shapes, region: str) -> str:
    if not shapes.approximate:
        return OFFICIAL
    row = list_nuts_regions().get(region)
    return DIVIDED if row and _divided_pieces() & set(row.pieces) else WHOLE


def _titles(shapes: Shapes, language: str) -> dict[str, str]:
    """Names of the regions; codes alone where the classification cannot be read."""
    try:
        classification = get_classification(shapes.classification)
    except HanseError:
        return {}
    known = [region for region in shapes.regions if region in classification.codes]
    return {region: classification.title(region, language) for region in known}


@dataclass(frozen=True)
class ShapeSet:
    """A line of the list: a classification that can be drawn, and with what."""

    classification: str
    level: int
    regions: int
    approximate: bool
    acknowledgement: str


@lru_cache(maxsize=1)
def _carried() -> tuple[ShapeSet, ...]:
    """What Hanse carries, counted without drawing it."""
    states = len(find_cells("us-states/1"))
    counties = json.loads((DATA / "us.json").read_text(encoding="utf-8"))
    pieces = counties["objects"]["pieces"]["geometries"]
    return (
        *(
            ShapeSet(name, 2, len(choose_pieces(name, 2)), True, NATURAL_EARTH)
            for name in list_nuts_releases()
        ),
        ShapeSet("us-states", 1, states, True, US_CENSUS),
        ShapeSet("us-counties", 2, len(pieces), True, US_CENSUS),
    )


def list_sets() -> list[ShapeSet]:
    """The classifications that can be drawn; official boundaries where they were imported."""
    official = {(found.classification, found.level): found for found in list_imports()}
    rows = []
    for row in _carried():
        found = official.get((row.classification, row.level))
        if found:
            row = replace(row, approximate=False, acknowledgement=found.acknowledgement)
        rows.append(row)
    return rows
