"""Equal-area map projections, from degrees to metres and back.

Formulas: J. P. Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987),
chapters 14 (Albers) and 24 (Lambert azimuthal equal-area, ellipsoid), with the parameters of
EPSG:3035 (ETRS89-LAEA) and EPSG:5070 (NAD83 / Conus Albers), both on the GRS 80 ellipsoid.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SEMI_MAJOR_AXIS = 6378137.0
FLATTENING = 1 / 298.257222101
E2 = FLATTENING * (2 - FLATTENING)
E1 = float(np.sqrt(E2))


class Projection(Protocol):
    """Degrees (longitude, latitude) to metres (easting, northing)."""

    def project(self, longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
        """Project arrays of degrees; any shape, the same for both."""
        ...


def _authalic_q(latitude: Floats) -> Floats:
    """Snyder 3-12, for a latitude in radians."""
    sine = E1 * np.sin(latitude)
    logarithm = np.log((1 - sine) / (1 + sine)) / (2 * E1)
    return (1 - E2) * (np.sin(latitude) / (1 - sine**2) - logarithm)


def _parallel_radius(latitude: Floats) -> Floats:
    """Snyder 14-15: radius of the parallel, in semi-major axes, for a latitude in radians."""
    return np.cos(latitude) / np.sqrt(1 - E2 * np.sin(latitude) ** 2)


_Q_POLE = float(_authalic_q(np.array(np.pi / 2)))


@dataclass(frozen=True)
class LambertAzimuthalEqualArea:
    """Lambert azimuthal equal-area on the ellipsoid (oblique aspect), Snyder 24-17 to 24-33."""

    longitude_origin: float
    latitude_origin: float
    false_easting: float
    false_northing: float

    def _constants(self) -> tuple[float, float, float, float]:
        phi = np.radians(self.latitude_origin)
        beta = float(np.arcsin(_authalic_q(phi) / _Q_POLE))
        radius = SEMI_MAJOR_AXIS * float(np.sqrt(_Q_POLE / 2))
        scale = float(SEMI_MAJOR_AXIS * _parallel_radius(phi) / (radius * np.cos(beta)))
        return float(np.sin(beta)), float(np.cos(beta)), radius, scale

    def project(self, longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
        """Degrees to metres; only the antipode of the origin has no image."""
        sin0, cos0, radius, scale = self._constants()
        away = np.radians(np.asarray(longitude, dtype=float) - self.longitude_origin)
        q = _authalic_q(np.radians(np.asarray(latitude, dtype=float)))
        sin_beta = np.clip(q / _Q_POLE, -1, 1)
        cos_beta = np.sqrt(1 - sin_beta**2)
        cosine = sin0 * sin_beta + cos0 * cos_beta * np.cos(away)
        spread = radius * np.sqrt(2 / (1 + cosine))
        x = spread * scale * cos_beta * np.sin(away)
        y = spread / scale * (cos0 * sin_beta - sin0 * cos_beta * np.cos(away))
        return x + self.false_easting, y + self.false_northing

    def unproject(self, easting: Floats, northing: Floats) -> tuple[Floats, Floats]:
        """Metres to degrees; the authalic series (Snyder 3-18) is good to about 1e-9 degree."""
        sin0, cos0, radius, scale = self._constants()
        x = (np.asarray(easting, dtype=float) - self.false_easting) / scale
        y = (np.asarray(northing, dtype=float) - self.false_northing) * scale
        rho = np.maximum(np.hypot(x, y), 1e-12)
        angle = 2 * np.arcsin(np.clip(rho / (2 * radius), -1, 1))
        sin_beta = np.cos(angle) * sin0 + y * np.sin(angle) * cos0 / rho
        beta = np.arcsin(np.clip(sin_beta, -1, 1))
        across = x * np.sin(angle)
        along = rho * cos0 * np.cos(angle) - y * sin0 * np.sin(angle)
        longitude = self.longitude_origin + np.degrees(np.arctan2(across, along))
        latitude = (
            beta
            + (E2 / 3 + 31 * E2**2 / 180 + 517 * E2**3 / 5040) * np.sin(2 * beta)
            + (23 * E2**2 / 360 + 251 * E2**3 / 3780) * np.sin(4 * beta)
            + (761 * E2**3 / 45360) * np.sin(6 * beta)
        )
        return longitude, np.degrees(latitude)


@dataclass(frozen=True)
class AlbersEqualArea:
    """Albers equal-area conic on the ellipsoid, Snyder 14-12 to 14-19."""

    longitude_origin: float
    latitude_origin: float
    parallels: tuple[float, float]

    def project(self, longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
        """Degrees to metres; longitudes are taken the short way round from the origin."""
        first, second, origin = np.radians([*self.parallels, self.latitude_origin])
        m1, m2 = _parallel_radius(first), _parallel_radius(second)
        q1, q2 = _authalic_q(first), _authalic_q(second)
        cone = (m1**2 - m2**2) / (q2 - q1)
        constant = m1**2 + cone * q1
        rho0 = SEMI_MAJOR_AXIS * np.sqrt(constant - cone * _authalic_q(origin)) / cone
        q = _authalic_q(np.radians(np.asarray(latitude, dtype=float)))
        rho = SEMI_MAJOR_AXIS * np.sqrt(np.maximum(constant - cone * q, 0)) / cone
        degrees = np.asarray(longitude, dtype=float) - self.longitude_origin
        theta = cone * np.radians((degrees + 180) % 360 - 180)
        return rho * np.sin(theta), rho0 - rho * np.cos(theta)


ETRS89_LAEA = LambertAzimuthalEqualArea(10.0, 52.0, 4321000.0, 3210000.0)
CONUS_ALBERS = AlbersEqualArea(-96.0, 23.0, (29.5, 45.5))
ALASKA_ALBERS = AlbersEqualArea(-154.0, 50.0, (55.0, 65.0))
HAWAII_ALBERS = AlbersEqualArea(-157.0, 13.0, (8.0, 18.0))
