"""Projections against coordinates published by others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.hub.places.geometry.projection import CONUS_ALBERS, ETRS89_LAEA


def project(projection, longitude: float, latitude: float) -> tuple[float, float]:
    x, y = projection.project(np.array([longitude]), np.array([latitude]))
    return float(x[0]), float(y[0])


def test_the_origin_of_epsg_3035() -> None:
    assert project(ETRS89_LAEA, 10.0, 52.0) == pytest.approx((4321000.0, 3210000.0), abs=1e-3)


def test_the_worked_example_of_the_epsg_guidance_note() -> None:
    """EPSG Guidance Note 7-2, method 9820: 50°N 5°E in ETRS89-LAEA."""
    assert project(ETRS89_LAEA, 5.0, 50.0) == pytest.approx((3962799.45, 2999718.85), abs=0.01)


def test_snyders_albers_example() -> None:
    """Snyder (1987), p. 292, on the Clarke 1866 ellipsoid: 35°N 75°W; GRS 80 is 200 m off."""
    assert project(CONUS_ALBERS, -75.0, 35.0) == pytest.approx((1885472.7, 1535925.0), abs=250)


def test_albers_matches_proj_on_its_own_ellipsoid() -> None:
    pyproj = pytest.importorskip("pyproj")
    there = pyproj.Transformer.from_crs(4269, 5070, always_xy=True)
    for place in [(-75.0, 35.0), (-122.4, 47.6), (-80.2, 25.8), (-96.0, 23.0)]:
        assert project(CONUS_ALBERS, *place) == pytest.approx(there.transform(*place), abs=0.01)


@given(longitude=st.floats(-40, 60), latitude=st.floats(25, 82))
def test_back_and_forth(longitude: float, latitude: float) -> None:
    x, y = ETRS89_LAEA.project(np.array([longitude]), np.array([latitude]))
    back = ETRS89_LAEA.unproject(x, y)
    assert float(back[0][0]) == pytest.approx(longitude, abs=1e-7)
    assert float(back[1][0]) == pytest.approx(latitude, abs=1e-7)


@given(longitude=st.floats(-25, 40), latitude=st.floats(34, 71))
def test_areas_are_kept(longitude: float, latitude: float) -> None:
    """A small square of degrees has the area that the ellipsoid gives it."""
    side = 0.01
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) * side + (longitude, latitude)
    x, y = ETRS89_LAEA.project(corners[:, 0], corners[:, 1])
    drawn = abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
    e2 = 0.00669438002290
    middle = np.radians(latitude + side / 2)
    w2 = 1 - e2 * np.sin(middle) ** 2
    radii = 6378137.0**2 * (1 - e2) / w2**2
    assert drawn == pytest.approx(radii * np.cos(middle) * np.radians(side) ** 2, rel=1e-5)
