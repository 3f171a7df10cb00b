"""NACE Rev. 2.1, read from the table inside the PyPI package `naceconverter`."""

from __future__ import annotations

import csv

from hanse.classifications.code_systems import Classification, Code
from hanse.classifications.installed import find_installed_file
from hanse.classifications.nace.spelling import make_form, make_spelling
from hanse.vocabulary import ClassificationCard, Provenance

LEVELS = ("section", "division", "group", "class")

CARD = ClassificationCard(
    id="nace-rev2.1",
    title="NACE Rev. 2.1",
    definition=(
        "The European classification of economic activities in force from 2025. The same code can "
        "mean something else than in Rev. 2: a code without its release is incomplete."
    ),
    version="2023",
    reviewed_on="2026-11-22",
    reference="Commission Delegated Regulation (EU) 2023/137",
    kind="industry",
    release="Rev. 2.1",
    levels=LEVELS,
    licence="Eurostat: reuse with acknowledgement of the source; package naceconverter: MIT",
)

PROVENANCE = Provenance(
    publisher="Eurostat",
    title="NACE Rev. 2.1: codes and titles down to classes",
    licence=CARD.licence,
    acknowledgement="Source: Eurostat, NACE Rev. 2.1 (© European Union), from naceconverter (MIT)",
    vintage="2023",
    note="English titles as the package has them; its lost apostrophes are put back.",
)


def build_classification() -> Classification:
    """Levels one to four of the package's table; its national fifth level is left out."""
    path = find_installed_file("naceconverter", "nacecodes.csv")
    with path.open(
        encoding="utf-8-sig", newline=""
    ) as file:  # its rows are shorter than its header
        rows = sorted(csv.DictReader(file, delimiter=";"), key=lambda row: row["level"])
    codes: dict[str, Code] = {}
    for row in rows:
        depth = int(row["level"])
        if depth > len(LEVELS):
            continue
        title = row["name"].strip().replace("s? ", "s’ ")
        parent = row["parentCode"] or None
        codes[row["code"]] = Code(row["code"], LEVELS[depth - 1], parent, {"en": title})
    return rebuild(_in_order(codes))


def _in_order(codes: dict[str, Code]) -> dict[str, Code]:
    """Each section followed by its divisions, groups and classes."""

    def path(code: str) -> tuple[str, str]:
        at = code
        while (parent := codes[at].parent) is not None:
            at = parent
        return at, "" if at == code else code

    return {code: codes[code] for code in sorted(codes, key=path)}


def rebuild(codes: dict[str, Code]) -> Classification:
    """The classification with these codes: its spelling and form rules follow from them."""
    return Classification(CARD, codes, PROVENANCE, make_spelling(codes), make_form(codes))
