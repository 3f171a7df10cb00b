"""Counties of the United States, by five-digit FIPS code, inside their states."""

from __future__ import annotations

from hanse.classifications.code_systems import Classification, Code
from hanse.classifications.tables import read_carried
from hanse.classifications.united_states.states import PROVENANCE, read_states
from hanse.vocabulary import ClassificationCard

CARD = ClassificationCard(
    id="us-counties",
    title="Counties of the United States",
    definition=(
        "Counties and their equivalents by five-digit FIPS code, with their states as the coarser "
        "level. Code 999 of a state holds what its publisher cannot place in a county; it is a "
        "level of its own, statewide."
    ),
    version="2017",
    reviewed_on="2026-11-22",
    reference="US Census Bureau, ANSI/FIPS codes for counties",
    kind="region",
    release="ANSI",
    levels=("state", "county", "statewide"),
    licence="US Census Bureau: public domain",
)


def _spell(text: str) -> str | None:
    # A spreadsheet drops the leading zero of 01001.
    return text.zfill(5) if text.isdecimal() and len(text) in (4, 5) else None


def build_classification() -> Classification:
    """States, counties, and the statewide remainder of County Business Patterns."""
    codes: dict[str, Code] = {}
    for record in read_states():
        state, title = record.get("code"), record.get("title")
        codes[state] = Code(state, "state", None, {"en": title})
        rest = f"{state}999"
        codes[rest] = Code(rest, "statewide", state, {"en": f"{title}, not placed in a county"})
    for record in read_carried("united_states", "counties.csv"):
        code = record.get("code")
        titles = {"en": f"{record.get('title')}, {codes[code[:2]].titles['en']}"}
        codes[code] = Code(code, "county", code[:2], titles)
    return Classification(CARD, dict(sorted(codes.items())), PROVENANCE, _spell)
