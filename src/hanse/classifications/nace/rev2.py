"""NACE Rev. 2: sections and divisions carried, groups and classes by import."""

from __future__ import annotations

from hanse.classifications.code_systems import Classification, Code
from hanse.classifications.nace.spelling import make_form, make_spelling
from hanse.classifications.tables import read_carried
from hanse.vocabulary import ClassificationCard, Provenance

LEVELS = ("section", "division", "group", "class")

CARD = ClassificationCard(
    id="nace-rev2",
    title="NACE Rev. 2",
    definition=(
        "The European classification of economic activities in force from 2008 to 2024. Sections "
        "and divisions are carried; groups and classes are accepted by their form until "
        "`hanse classification import` has read the official file."
    ),
    version="2006",
    reviewed_on="2026-11-22",
    reference="Regulation (EC) No 1893/2006; Eurostat, NACE Rev. 2, 2008",
    kind="industry",
    release="Rev. 2",
    levels=LEVELS,
    licence="Eurostat: reuse with acknowledgement of the source",
    languages=("en", "de", "fr"),
)

PROVENANCE = Provenance(
    publisher="Eurostat",
    title="NACE Rev. 2: codes and titles of sections and divisions",
    licence=CARD.licence,
    acknowledgement="Source: Eurostat, NACE Rev. 2 (© European Union)",
    url="https://showvoc.op.europa.eu",
    vintage="2006",
)


def build_classification() -> Classification:
    """Sections and divisions with titles in English, German and French."""
    codes = {
        record.get("code"): Code(
            record.get("code"),
            record.get("level"),
            record.get("parent") or None,
            {language: record.get(f"title_{language}") for language in CARD.languages},
        )
        for record in read_carried("nace", "nace_rev2.csv")
    }
    return rebuild(codes)


def rebuild(codes: dict[str, Code]) -> Classification:
    """The classification with these codes: its spelling and form rules follow from them."""
    return Classification(CARD, codes, PROVENANCE, make_spelling(codes), make_form(codes))
