"""From what stands in a file to a place, and how sure that is."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, radians
from typing import Literal

from hanse.hub.foundation.folding import fold_text
from hanse.hub.places.gazetteer.forms import Form, list_forms, split_parts
from hanse.hub.places.gazetteer.names import Town, Towns, join_words, read_towns
from hanse.hub.places.gazetteer.regions import (
    PREFIXES,
    RELEASE,
    find_region,
    list_regions,
)
from hanse.hub.places.releases import DATA
from hanse.vocabulary.errors import HanseError

How = Literal["name", "part", "typing", "region", "country"]
"""The whole text is a name of the place; a part of it is; it is one but for a letter or two; it
names a region; it names only the country."""
_CITY_STATE = 50_000
_NEIGHBOURS = 60.0
_LONG = 10


@dataclass(frozen=True)
class Place:
    """A place with its position; `region` is the NUTS 2021 code of level 2, or ""."""

    name: str
    country: str
    latitude: float
    longitude: float
    region: str
    how: How

    @property
    def is_town(self) -> bool:
        """False where the position is only the middle of a region or of the country."""
        return self.how not in ("region", "country")


@dataclass(frozen=True)
class Lookup:
    """What was found and what a person should know.

    Attributes
    ----------
    place : the place, or None.
    namesakes : other places of the same name in the country that are nearly as likely.
    abroad : the country (ISO) that the text names although another one was given.
    guess : where nothing was found, the nearest spelling, for a person to judge.
    """

    place: Place | None
    namesakes: tuple[str, ...] = ()
    abroad: str = ""
    guess: str = ""


def find_place(name: str, country: str) -> Place | None:
    """The place called `name` in a country (ISO code, EL and UK too), or None."""
    return look_up(name, country).place


@lru_cache(maxsize=8192)
def look_up(name: str, country: str) -> Lookup:
    """The place called `name` in a country, with what is doubtful about it."""
    country = _read_iso(country)
    known = read_towns(country)
    folded = join_words(fold_text(name))
    if not folded or not known.towns:
        return Lookup(None)
    named = _read_country_names().get(folded)
    if named and not _is_city(known, folded):
        return _look_up_country(country, known) if named == country else Lookup(None, abroad=named)
    found = _find_by_form(name, known, country)
    if found:
        return found
    return _find_by_region(folded, country) or _find_by_typing(name, known, country)


def _read_iso(country: str) -> str:
    upper = country.strip().upper()
    return next((iso for iso, prefix in PREFIXES.items() if prefix == upper), upper)


@lru_cache(maxsize=1)
def _read_country_names() -> dict[str, str]:
    """Folded name of a country, in its own languages and others, to its ISO code."""
    with (DATA / "country_names.csv").open(encoding="utf-8", newline="") as lines:
        return {
            join_words(fold_text(name)): row["country"]
            for row in csv.DictReader(lines)
            for name in row["names"].split("|")
        }


def find_country(name: str) -> str:
    """The ISO code of a country's name in its own languages and some others, or ""."""
    return _read_country_names().get(join_words(fold_text(name)), "")


def _is_city(known: Towns, folded: str) -> bool:
    """Luxembourg is in Luxembourg; a hamlet called Italia is not what Italia means."""
    return any(town.population >= _CITY_STATE for town in known.find(folded)[:1])


def _look_up_country(country: str, known: Towns) -> Lookup:
    latitude, longitude = known.middle
    regions = list_regions(country)
    only = regions[0] if len(regions) == 1 else ""
    return Lookup(Place(country, country, latitude, longitude, only, "country"))


def _find_by_form(name: str, known: Towns, country: str) -> Lookup | None:
    for form in list_forms(name):
        towns = known.find(form.text)
        if towns and _is_meant(form, towns[0], known):
            how: How = "name" if form.kind == "whole" else "part"
            chosen = _choose(towns, _find_company(name, form.text, known))
            rivals = () if chosen is not towns[0] else _list_namesakes(towns)
            return Lookup(_make_place(chosen, country, how), rivals)
    return None


def _is_meant(form: Form, town: Town, known: Towns) -> bool:
    """Whether a single word of a longer text names the place: not Slobozia in Slobozia Mare."""
    strange = sum(not known.find(word) for word in form.beside)
    return town.population >= form.people and strange <= len(form.beside) // 2


def _find_company(name: str, used: str, known: Towns) -> list[Town]:
    """The places that the other parts of the text name: a town beside them is meant."""
    others = [part for part in split_parts(fold_text(name)) if part != used]
    return [found[0] for part in others if (found := known.find(part))]


def _choose(towns: Sequence[Town], company: Sequence[Town]) -> Town:
    near = [t for t in towns if any(measure_distance(t, c) < _NEIGHBOURS for c in company)]
    return near[0] if near else towns[0]


def _list_namesakes(towns: Sequence[Town]) -> tuple[str, ...]:
    """Places elsewhere with a fifth of the people or more."""
    first = towns[0]
    rivals = [
        town
        for town in towns[1:]
        if town.name == first.name
        and town.population * 5 > first.population
        and measure_distance(first, town) > _NEIGHBOURS / 2
    ]
    return tuple(f"{town.name} ({town.latitude:.2f}, {town.longitude:.2f})" for town in rivals)


def measure_distance(one: Town | Place, other: Town | Place) -> float:
    """Kilometres between two places, on a plane: good to some hundred kilometres."""
    middle = radians((one.latitude + other.latitude) / 2)
    return 111.2 * hypot(
        one.latitude - other.latitude, (one.longitude - other.longitude) * cos(middle)
    )


def _make_place(town: Town, country: str, how: How) -> Place:
    region = find_region(town.latitude, town.longitude, country)
    return Place(town.name, country, town.latitude, town.longitude, region, how)


def _find_by_region(folded: str, country: str) -> Lookup | None:
    """The middle of the region that bears the name, at level 2 or 3."""
    from hanse.classifications import get_classification

    prefix = PREFIXES.get(country, country)
    try:
        nuts = get_classification(RELEASE)
    except HanseError:
        return None
    wanted = set(folded.split())
    for length in (4, 5):
        named = [
            code
            for code in nuts.codes
            if len(code) == length
            and code.startswith(prefix)
            and wanted <= set(join_words(fold_text(nuts.title(code))).split())
        ]
        regions = {code[:4] for code in named}
        if len(regions) == 1:
            return _look_up_region(regions.pop(), country)
    return None


def _look_up_region(region: str, country: str) -> Lookup | None:
    towns = [
        town
        for town in read_towns(country).towns
        if town.population > 5000 and find_region(town.latitude, town.longitude, country) == region
    ]
    if not towns:
        return None
    half = len(towns) // 2
    latitude = sorted(town.latitude for town in towns)[half]
    longitude = sorted(town.longitude for town in towns)[half]
    return Lookup(Place(region, country, latitude, longitude, region, "region"))


def _find_by_typing(name: str, known: Towns, country: str) -> Lookup:
    """One wrong letter in five to nine, two in more; only where one place is meant."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    guess = ""
    for form in list_forms(name):
        if form.kind == "word" or len(form.text) < 5:
            continue
        limit = 1 if len(form.text) < _LONG else 2
        close = extract(
            form.text, known.searched_names, scorer=OSA.distance, score_cutoff=limit + 1, limit=20
        )
        close = [hit for hit in close if hit[0][0] == form.text[0]]
        if not close:
            continue
        best = min(hit[1] for hit in close)
        towns = sorted(
            {t for hit in close if hit[1] == best for t in known.find(hit[0])},
            key=lambda town: -town.population,
        )
        guess = guess or towns[0].name
        alone = len(towns) == 1 or towns[0].population > 5 * towns[1].population
        if best <= limit and alone:
            return Lookup(_make_place(towns[0], country, "typing"))
    return Lookup(None, guess=guess)
