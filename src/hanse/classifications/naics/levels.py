"""Levels and spellings that the releases of NAICS share."""

from __future__ import annotations

from collections.abc import Iterable

from hanse.classifications.code_systems import Classification, Code
from hanse.vocabulary import ClassificationCard, Provenance

LEVELS = ("sector", "subsector", "industry-group", "naics-industry", "national-industry")

RANGES = {
    **dict.fromkeys(("31", "32", "33"), "31-33"),
    **dict.fromkeys(("44", "45"), "44-45"),
    **dict.fromkeys(("48", "49"), "48-49"),
}
"""Two-digit prefixes of the sectors that span several, as the Bureau writes them."""


def _find_parent(code: str) -> str | None:
    if len(code) == 2 or "-" in code:
        return None
    prefix = code[:-1]
    return RANGES.get(prefix, prefix)


def _find_level(code: str) -> str:
    return LEVELS[0] if "-" in code else LEVELS[len(code) - 2]


def _spell(text: str) -> str | None:
    # County Business Patterns writes 11----, 3254// and 31----; the dashes are padding.
    bare = text.rstrip("-/").replace("–", "-")
    return RANGES.get(bare, bare)


def build_naics(
    card: ClassificationCard, provenance: Provenance, titles: Iterable[tuple[str, str]]
) -> Classification:
    """A release of NAICS from its codes and titles; a code's length gives its level."""
    codes = {
        code: Code(code, _find_level(code), _find_parent(code), {"en": " ".join(title.split())})
        for code, title in sorted(titles)
    }
    return Classification(card, codes, provenance, _spell)


def describe_release(year: str) -> ClassificationCard:
    """The card of the release of a year."""
    return ClassificationCard(
        id=f"naics-{year}",
        title=f"NAICS {year}",
        definition=(
            f"The North American Industry Classification System of {year}, United States version: "
            "20 sectors down to national industries of six digits."
        ),
        version=year,
        reviewed_on="2026-11-22",
        reference=f"US Office of Management and Budget, NAICS {year}",
        kind="industry",
        release=year,
        levels=LEVELS,
        licence="US Census Bureau: public domain",
    )


def acknowledge_release(year: str, package: str) -> Provenance:
    """Provenance of the release of a year, through the package that its table comes from."""
    return Provenance(
        publisher="US Census Bureau",
        title=f"NAICS {year}: codes and titles",
        licence="public domain",
        acknowledgement=f"Source: US Census Bureau, NAICS {year}, as compiled in {package}",
        url="https://www.census.gov/naics/",
        vintage=year,
    )
