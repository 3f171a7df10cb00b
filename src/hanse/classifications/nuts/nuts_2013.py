"""NUTS 2013: countries, levels 1 and 2; level 3 is accepted by its form."""

from __future__ import annotations

from hanse.classifications.code_systems import Classification
from hanse.classifications.nuts.history import list_regions
from hanse.classifications.nuts.releases import acknowledge_release, build_nuts, describe_release

CARD = describe_release(
    "2013",
    definition="The regions of the European Union in the release of 2013, with its neighbours'.",
    in_force="2015 to 2017",
)


def build_classification() -> Classification:
    """Regions of level 2 from the carried table; levels 0 and 1 by their prefixes."""
    return build_nuts(CARD, acknowledge_release("2013"), list_regions("2013").items())
