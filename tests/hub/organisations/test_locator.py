"""The small map: the country, its neighbours, the region and a dot."""

from __future__ import annotations

import re

import pytest

from hanse.hub.organisations.locator import draw_locator


@pytest.mark.parametrize(
    ("place", "region"),
    [
        ((50.93, 11.59), "DEG0"),
        ((35.9, 14.5), "MT00"),
        ((64.1, -21.9), "IS00"),
        ((28.1, -15.4), "ES70"),
    ],
)
def test_a_place_in_europe_is_drawn_in_its_region(place: tuple[float, float], region: str) -> None:
    svg = draw_locator(*place, region=region, label="Map: <b>here</b>")
    left, top, width, height = map(int, re.findall(r'viewBox="(\S+) (\S+) (\S+) (\S+)"', svg)[0])
    x, y = (int(re.findall(rf'c{axis}="(-?\d+)"', svg)[0]) for axis in "xy")
    assert left < x < left + width
    assert top < y < top + height
    own = re.findall(r'locator-region" d="([^"]+)"', svg)
    assert own
    assert "&lt;b&gt;here" in svg


def test_a_neighbour_without_regions_is_drawn_too() -> None:
    assert "locator-land" in draw_locator(49.84, 24.03, region="", label="Lviv")


def test_the_rest_of_the_world_has_no_picture() -> None:
    assert draw_locator(42.36, -71.06, region="", label="Boston") == ""
    assert draw_locator(-33.9, 151.2, region="", label="Sydney") == ""
