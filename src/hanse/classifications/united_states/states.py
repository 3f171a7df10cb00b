"""States of the United States, by FIPS code; postal letters and names are understood."""

from __future__ import annotations

from functools import cache

from hanse.classifications.code_systems import Classification, Code
from hanse.classifications.tables import Record, read_carried
from hanse.vocabulary import ClassificationCard, Provenance

CARD = ClassificationCard(
    id="us-states",
    title="States of the United States",
    definition=(
        "The 50 states, the District of Columbia and five territories by their two-digit FIPS "
        "code. Postal letters (AL) and names are understood too."
    ),
    version="2017",
    reviewed_on="2026-11-22",
    reference="US Census Bureau, ANSI/FIPS codes for states",
    kind="region",
    release="ANSI",
    levels=("state",),
    licence="US Census Bureau: public domain",
)

PROVENANCE = Provenance(
    publisher="US Census Bureau",
    title="Names and codes of states and counties",
    licence="public domain",
    acknowledgement="Source: US Census Bureau, cartographic boundary files, through us-atlas 3.0.1",
    vintage="2017",
)


@cache
def read_states() -> tuple[Record, ...]:
    """Rows with `code`, `postal` and `title`."""
    return tuple(read_carried("united_states", "states.csv"))


def build_classification() -> Classification:
    """States by FIPS code."""
    codes = {
        r.get("code"): Code(r.get("code"), "state", None, {"en": r.get("title")})
        for r in read_states()
    }
    variants = {r.get("postal"): r.get("code") for r in read_states()}
    variants |= {r.get("title").upper(): r.get("code") for r in read_states()}

    def spell(text: str) -> str | None:
        return text.zfill(2) if text.isdecimal() else variants.get(text.upper())

    return Classification(CARD, codes, PROVENANCE, spell)
