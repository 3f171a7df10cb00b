"""What the releases of NUTS share: levels, country names, spelling, and how codes nest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from hanse.classifications.code_systems import NATIVE, Classification, Code
from hanse.classifications.tables import read_carried
from hanse.vocabulary import ClassificationCard, Provenance

EXTRA_REGIO = "extra-regio"
LEVELS = ("country", "nuts-1", "nuts-2", "nuts-3", EXTRA_REGIO)
VARIANTS = {"GR": "EL", "GB": "UK"}
"""Country letters of ISO 3166 that Eurostat writes otherwise."""

_EXTRA = re.compile(r"([A-Z]{2})Z{1,3}")
_FINEST = re.compile(r"[A-Z]{2}[A-Z0-9]{3}")


def describe_release(year: str, *, definition: str, in_force: str) -> ClassificationCard:
    """The card of the release of a year."""
    return ClassificationCard(
        id=f"nuts-{year}",
        title=f"NUTS {year}",
        definition=(
            f"{definition} Greece and the United Kingdom are EL and UK (GR and GB are understood). "
            "Codes ending in Z are extra-regio: what belongs to no region, a level of its own."
        ),
        version=year,
        reviewed_on="2026-11-22",
        reference=f"Regulation (EC) No 1059/2003 on NUTS, as amended; in force {in_force}",
        kind="region",
        release=year,
        levels=LEVELS,
        licence="Eurostat: reuse with acknowledgement of the source",
        languages=("en", "de", "fr", NATIVE),
    )


def acknowledge_release(year: str, *, through: str = "") -> Provenance:
    """Provenance of the release of a year, and the package that it was read from."""
    return Provenance(
        publisher="Eurostat",
        title=f"NUTS {year}: codes and names of regions",
        licence="reuse with acknowledgement of the source",
        acknowledgement="Source: Eurostat, NUTS" + (f", through {through}" if through else ""),
        url="https://ec.europa.eu/eurostat/web/nuts",
        vintage=year,
    )


@cache
def _read_countries() -> Mapping[str, Mapping[str, str]]:
    return {
        record.get("code"): {lang: record.get(f"title_{lang}") for lang in ("en", "de", "fr")}
        for record in read_carried("nuts", "countries.csv")
    }


@cache
def _read_names() -> Mapping[str, Mapping[str, str]]:
    """Code -> titles: native for level 1, English where a Latin transliteration is carried."""
    found = {}
    for record in read_carried("nuts", "region_names.csv"):
        titles = {NATIVE: record.get("title"), "en": record.get("title_latin")}
        found[record.get("code")] = {key: title for key, title in titles.items() if title}
    return found


def _name_extra_regio(country: str) -> dict[str, str]:
    names = _read_countries().get(country, {})
    return {language: f"Extra-regio ({name})" for language, name in names.items()}


def _spell(text: str) -> str | None:
    text = text.upper()
    return VARIANTS.get(text[:2], text[:2]) + text[2:]


def build_nuts(
    card: ClassificationCard, provenance: Provenance, regions: Iterable[tuple[str, str]]
) -> Classification:
    """A release from (code, native name) of its regions at level 2, and 1 and 3 where known.

    Countries and level 1 follow from the codes' first letters. Extra-regio codes are accepted by
    their form, and level 3 likewise inside a region whose level 3 is not listed.
    """
    native = {code: name for code, name in regions if not _EXTRA.fullmatch(code)}
    for code in list(native):
        for length in (2, 3):
            native.setdefault(code[:length], "")
    codes = {code: _make_code(code, native[code]) for code in sorted(native)}
    split = {code[:4] for code in codes if len(code) == 5}

    def form(code: str) -> Code | None:
        if (match := _EXTRA.fullmatch(code)) and match[1] in codes:
            return Code(code, EXTRA_REGIO, match[1], _name_extra_regio(match[1]))
        if _FINEST.fullmatch(code) and code[:4] in codes and code[:4] not in split:
            return Code(code, "nuts-3", code[:4])
        return None

    return Classification(card, codes, provenance, _spell, form)


def _make_code(code: str, native: str) -> Code:
    if len(code) == 2:
        return Code(code, "country", None, _read_countries().get(code, {}))
    titles = dict(_read_names().get(code, {}))
    if native:
        titles[NATIVE] = native
    return Code(code, LEVELS[len(code) - 2], code[:-1], titles)
