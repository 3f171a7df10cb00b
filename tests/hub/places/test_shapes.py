"""Shapes: complete, valid, without overlaps, and close to the official ones."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry import shape

from hanse.hub.places.geometry.projection import ETRS89_LAEA
from hanse.hub.places.releases import choose_pieces, list_nuts_regions, list_nuts_releases
from hanse.hub.places.shapes import Shapes, get_shapes, has_shapes, list_shape_sets
from hanse.vocabulary.errors import InputError


def flat(shapes: Shapes) -> dict[str, shapely.Geometry]:
    """Regions in square metres of EPSG:3035."""

    def project(points: np.ndarray) -> np.ndarray:
        return np.column_stack(ETRS89_LAEA.project(points[:, 0], points[:, 1]))

    return {
        region: shapely.make_valid(
            shapely.transform(MultiPolygon([Polygon(p[0], p[1:]) for p in polygons]), project)
        )
        for region, polygons in shapes.polygons.items()
    }


def demo_codes(shared_data: Path) -> list[str]:
    table = shared_data.parent / "figures" / "eurostat_persons_employed_2015_nuts2_a38.csv"
    with table.open(encoding="utf-8", newline="") as lines:
        return sorted({row["region"] for row in csv.DictReader(lines)})


def with_figures(shared_data: Path) -> list[str]:
    table = shared_data.parent / "figures" / "eurostat_persons_employed_2015_nuts2_a38.csv"
    with table.open(encoding="utf-8", newline="") as lines:
        return sorted({r["region"] for r in csv.DictReader(lines) if r["persons_employed"]})


@pytest.mark.shared
def test_every_code_of_the_demonstration_has_a_shape(shared_data: Path) -> None:
    codes = demo_codes(shared_data)
    assert len(codes) == 319
    assert set(codes) <= set(list_nuts_regions())
    for code in codes:
        assert get_shapes("nuts-2010", regions=[code]).polygons[code]


@pytest.mark.shared
def test_the_demonstration_is_drawn_without_ghosts(shared_data: Path) -> None:
    """283 codes of several releases have figures: all are drawn, and nothing over them."""
    codes = with_figures(shared_data)
    shapes = get_shapes("nuts-2010", regions=codes)
    assert len(codes) == 283
    assert set(shapes.regions) == set(codes)
    assert {"EL51", "SI03", "FRA1", "UKI3"} <= set(shapes.mixed)


def test_a_later_code_gives_way() -> None:
    assert "EL11" not in choose_pieces("nuts-2010", 2, ["EL51"])
    assert "EL51" not in choose_pieces("nuts-2010", 2, ["EL11", "EL51"])
    assert set(choose_pieces("nuts-2010", 2, ["EL51"])) >= {"EL51", "EL12", "EL30"}
    assert {code[:2] for code in choose_pieces("nuts-2010", 2, ["EL51"])} == {"EL"}


@pytest.mark.parametrize("release", list_nuts_releases())
def test_no_release_uses_a_piece_twice(release: str) -> None:
    rows = [row for row in list_nuts_regions().values() if release in row.releases]
    pieces = [piece for row in rows for piece in row.pieces]
    assert len(rows) > 290
    assert len(pieces) == len(set(pieces))


def test_regions_do_not_overlap_and_have_no_gaps_between() -> None:
    regions = flat(get_shapes("nuts-2021"))
    names, shapes = list(regions), list(regions.values())
    tree = shapely.STRtree(shapes)
    left, right = tree.query(shapes, predicate="overlaps")
    overlap = sum(
        shapes[a].intersection(shapes[b]).area for a, b in zip(left, right, strict=True) if a < b
    )
    assert overlap < 1e6, "square metres, over all of Europe"
    country = shapely.union_all([regions[name] for name in names if name.startswith("DE")])
    holes = sum(
        Polygon(ring).area for part in shapely.get_parts(country) for ring in part.interiors
    )
    assert holes < 1e6


@pytest.mark.parametrize(("level", "count"), [(0, 37), (1, 125), (2, 334)])
def test_levels_are_the_same_land(level: int, count: int) -> None:
    shapes = get_shapes("nuts-2021", level)
    area = sum(region.area for region in flat(shapes).values())
    assert len(shapes.regions) == count
    assert area == pytest.approx(
        sum(r.area for r in flat(get_shapes("nuts-2021")).values()), rel=1e-6
    )


def test_the_area_of_countries_is_believable() -> None:
    """Square kilometres as statistical yearbooks give them, within 3 %."""
    known = {
        "DE": 357_600,
        "FR": 638_500,
        "ES": 506_000,
        "SE": 447_400,
        "PL": 312_700,
        "IT": 302_100,
    }
    regions = flat(get_shapes("nuts-2021", 0))
    for country, area in known.items():
        assert regions[country].area / 1e6 == pytest.approx(area, rel=0.03), country


@pytest.mark.shared
def test_shapes_fit_the_official_boundaries(shared_data: Path) -> None:
    """Intersection over union with NUTS 2024, country by country; the weak ones by name."""
    ours = flat(get_shapes("nuts-2024"))
    official = json.loads((shared_data / "geo" / "nuts2024_20m_lvl2.geojson").read_text())

    def project(points: np.ndarray) -> np.ndarray:
        return np.column_stack(ETRS89_LAEA.project(points[:, 0], points[:, 1]))

    fit: dict[str, float] = {}
    for feature in official["features"]:
        theirs = shapely.make_valid(shapely.transform(shape(feature["geometry"]), project))
        region = feature["properties"]["id"]
        fit[region] = ours[region].intersection(theirs).area / ours[region].union(theirs).area
    countries = defaultdict(list)
    for region, value in fit.items():
        countries[region[:2]].append(value)
    mean = {country: float(np.mean(values)) for country, values in countries.items()}
    assert len(fit) == 299
    assert sum(value > 0.8 for value in fit.values()) >= 268
    assert float(np.mean(list(fit.values()))) > 0.88
    assert mean["DE"] > 0.88 and mean["PT"] > 0.80 and mean["FR"] > 0.90 and mean["IT"] > 0.90
    assert {country for country, value in mean.items() if value < 0.75} == {"BA", "LI"}
    # Small towns across the sea, the scattered islets of Åland, and the district of Brčko.
    assert {region for region, value in fit.items() if value < 0.5} == {
        "ES63",
        "ES64",
        "FI20",
        "BA03",
    }


def test_the_united_states() -> None:
    states, counties = get_shapes("us-states"), get_shapes("us-counties")
    assert len(states.regions) == 52 and {"02", "15", "72"} <= set(states.regions)
    assert len(counties.regions) == 3220
    assert {county[:2] for county in counties.regions} == set(states.regions)
    assert states.projection == "albers-us"


def test_geojson_names_its_regions() -> None:
    document = json.loads(get_shapes("nuts-2013").geojson)
    regions = [feature["properties"]["region"] for feature in document["features"]]
    assert regions == sorted(regions) and "FRA5" in regions
    assert all(shape(feature["geometry"]).area > 0 for feature in document["features"])


def test_shapes_tell_that_they_are_approximate() -> None:
    shapes = get_shapes("nuts-2021")
    assert shapes.approximate
    assert "approximate" in shapes.acknowledgement


def test_a_classification_without_shapes_says_so() -> None:
    assert not has_shapes("my-districts")
    with pytest.raises(InputError, match=r"no shapes for the classification 'my-districts'.*list"):
        get_shapes("my-districts")
    with pytest.raises(InputError, match="no shapes of nuts-2021 at level 3"):
        get_shapes("nuts-2021", 3)


def test_carried_sets() -> None:
    assert list_shape_sets() == (
        "nuts-2010", "nuts-2013", "nuts-2016", "nuts-2021", "nuts-2024", "us-states", "us-counties",
    )  # fmt: skip
