"""Addresses of the shapes: right, small, kept by browsers, closed to nonsense."""

from __future__ import annotations

import gzip
import json

import pytest
from django.test import Client
from django.urls import reverse

from hanse.hub.places.component import build_address, build_map
from hanse.hub.places.maps import MapClass, MapScale, Words
from hanse.hub.places.shapes import get_shapes


@pytest.fixture
def web(db: None) -> Client:
    return Client()


def test_the_page_of_shapes(web: Client) -> None:
    page = web.get(reverse("places:home")).content.decode()
    assert "<hanse-map" in page and 'data-region="DE11"' in page
    assert "hanse geo import FILE" in page and ">3220<" in page.replace(",", "")
    tiles = web.get(reverse("places:home"), {"show": "us-states", "layout": "tiles"})
    assert 'class="map-picture map-tiles"' in tiles.content.decode()
    assert web.get(reverse("places:home"), {"show": "nonsense"}).status_code == 200


def test_shapes_by_address_are_those_of_the_page(web: Client) -> None:
    shapes = get_shapes("nuts-2010", regions=["EL51", "SI03", "DE11", "FRA1"])
    answer = web.get(build_address(shapes, "shapes"))
    assert answer["Content-Type"] == "application/geo+json"
    assert "immutable" in answer["Cache-Control"]
    regions = [f["properties"]["region"] for f in json.loads(answer.content)["features"]]
    assert tuple(regions) == shapes.regions
    assert {region[:2] for region in regions} == {"EL", "SI", "DE", "FR"}


def test_surroundings_hold_neighbours_and_borders(web: Client) -> None:
    answer = web.get(build_address(get_shapes("nuts-2021"), "surroundings"))
    kinds = [f["properties"]["kind"] for f in json.loads(answer.content)["features"]]
    assert kinds.count("border") == 1 and kinds.count("land") > 20


def test_gzipped_and_not_sent_twice(web: Client) -> None:
    address = reverse("places:shapes", args=["nuts-2021", 2])
    packed = web.get(address, headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.content))["type"] == "FeatureCollection"
    assert len(packed.content) < 400_000
    again = web.get(address, headers={"if-none-match": packed["ETag"]})
    assert again.status_code == 304
    assert "immutable" not in packed["Cache-Control"], "without its digest it may change"


@pytest.mark.parametrize("address", ["nonsense/2.json", "nuts-2021/7.json", "nuts-2021/3.json"])
def test_what_there_is_not(web: Client, address: str) -> None:
    assert web.get(f"/places/shapes/{address}").status_code == 404


def test_odd_questions_are_harmless(web: Client) -> None:
    address = reverse("places:shapes", args=["nuts-2021", 2])
    odd = web.get(address, {"with": "../../etc.EL51.<b>", "in": "x" * 9000, "v": "0"})
    assert odd.status_code == 200


def test_a_map_is_safe_markup() -> None:
    shapes = get_shapes("nuts-2021", 0)
    words = Words({"DE": "<img src=x>"}, {})
    view = build_map(shapes, {"DE": "r1"}, MapScale("<b>", (MapClass("r1", "<i>"),)), words=words)
    assert "<img" not in view.element and "<i>" not in view.legend and "<b>" not in view.element
    assert view.note == shapes.acknowledgement
