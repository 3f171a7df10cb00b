"""A*38: the 38 intermediate groups of NACE Rev. 2 divisions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from hanse.classifications.code_systems import Classification, Code
from hanse.classifications.tables import read_carried
from hanse.vocabulary import ClassificationCard, Provenance

CARD = ClassificationCard(
    id="nace-rev2-a38",
    title="NACE Rev. 2, A*38",
    definition=(
        "The intermediate aggregation of NACE Rev. 2 used in national accounts: its 88 divisions "
        "in 38 groups, each inside one section."
    ),
    version="2006",
    reviewed_on="2026-11-22",
    reference="Eurostat, NACE Rev. 2, 2008, annex on high-level and intermediate aggregation",
    kind="industry",
    release="Rev. 2",
    levels=("a38",),
    licence="Eurostat: reuse with acknowledgement of the source",
    languages=("en", "de", "fr"),
)

PROVENANCE = Provenance(
    publisher="Eurostat",
    title="NACE Rev. 2: intermediate aggregation A*38",
    licence=CARD.licence,
    acknowledgement="Source: Eurostat, NACE Rev. 2 (© European Union)",
    vintage="2006",
    note=(
        "Groups that are no section carry titles worded after the publications of Eurostat, "
        "Destatis and INSEE; the wording was not compared letter by letter."
    ),
)

_RANGE = re.compile(r"([A-Z])?(\d\d)(?:\s?[-_–]\s?([A-Z])?(\d\d))?")


@cache
def _read_groups() -> tuple[tuple[Code, tuple[str, ...]], ...]:
    found = []
    for record in read_carried("nace", "nace_rev2_a38.csv"):
        first, _, last = record.get("divisions").partition("-")
        divisions = tuple(f"{d:02d}" for d in range(int(first), int(last or first) + 1))
        titles = {language: record.get(f"title_{language}") for language in CARD.languages}
        found.append((Code(record.get("code"), "a38", None, titles), divisions))
    return tuple(found)


@cache
def list_divisions() -> Mapping[str, tuple[str, ...]]:
    """A*38 group -> its NACE Rev. 2 divisions."""
    from hanse.classifications.nace.rev2 import build_classification as build_divisions

    listed = set(build_divisions().at_level("division"))
    return {
        code.code: tuple(d for d in divisions if d in listed) for code, divisions in _read_groups()
    }


def build_classification() -> Classification:
    """The 38 groups; the spelling rule reads C10-C12, 10-12 and C26 as CA, CA and CI."""
    codes = {code.code: code for code, _ in _read_groups()}
    by_range = {(divisions[0], divisions[-1]): code.code for code, divisions in _read_groups()}

    def spell(text: str) -> str | None:
        text = text.upper()
        match = _RANGE.fullmatch(text)
        if match is None:
            return text if text in codes else None
        found = by_range.get((match[2], match[4] or match[2]))
        if found is None or {match[1], match[3]} - {None, found[0]}:
            return None
        return found

    return Classification(CARD, codes, PROVENANCE, spell)
