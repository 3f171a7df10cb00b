"""Which level a Eurostat code stands at, told by its shape alone."""

from __future__ import annotations

import re

AGGREGATE = "aggregate"
EXTRA_REGIO = "extra-regio"
REGION_LEVELS = ("country", "nuts-1", "nuts-2", "nuts-3")
INDUSTRY_LEVELS = ("section", "division", "group", "class")

_GEO = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}")
_NACE = re.compile(r"([A-U])(\d{2})?(\d)?(\d)?")
_UNIONS = re.compile(r"EU(\d.*)?|EA(\d.*)?|EFTA|EEA.*")


def find_region_level(code: str) -> str | None:
    """Level of a geo code, "aggregate" for unions of countries, None where it is no geo code."""
    if _UNIONS.fullmatch(code):
        return AGGREGATE
    if not _GEO.fullmatch(code):
        return None
    if len(code) > 2 and set(code[2:]) == {"Z"}:
        return EXTRA_REGIO
    return REGION_LEVELS[len(code) - 2]


def find_industry(code: str) -> tuple[str, str] | None:
    """Canonical NACE code and level: G451 -> ("45.1", "group"); None where it is no NACE code.

    Unions of sections such as B-N_S95_X_K are aggregates, kept under their own name.
    """
    match = _NACE.fullmatch(code)
    if match is None:
        return (code, AGGREGATE) if re.fullmatch(r"TOTAL|[A-Z][-_A-Z0-9]{2,}", code) else None
    section, division, group, klass = match.groups()
    if division is None:
        return section, "section"
    if group is None:
        return division, "division"
    if klass is None:
        return f"{division}.{group}", "group"
    return f"{division}.{group}{klass}", "class"
