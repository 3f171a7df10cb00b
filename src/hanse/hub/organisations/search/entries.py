"""What the search knows of an organisation: its public fields, folded.

The lines of a title are: the name; the acronym; names in other languages and other spellings of
all these. The text holds each further word once, the place first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from hanse.hub.foundation.folding import fold_variants, fold_words, split_words
from hanse.hub.organisations.models import Organisation, SearchEntry

LONGEST = 20_000
"""Characters of a profile's text that are searched."""
_FACETS = {
    "size": "size_class",
    "language": "languages",
    "ecosystem": "ecosystems",
    "emerging_industry": "emerging_industries",
    "technology": "technologies",
    "s3_priority": "s3_priorities",
    "support_service": "support_services",
    "social_economy": "social_economy",
    "cooperation": "cooperation",
}


def build_entry(organisation: Organisation, *, change: int) -> SearchEntry:
    """The search entry of a listed organisation as it stands now, not yet saved."""
    values = dict(_list_public(organisation))
    latitude, longitude = values.get("latitude"), values.get("longitude")
    is_placed = latitude is not None and longitude is not None
    return SearchEntry(
        organisation=organisation,
        change=change,
        title=_build_title(values),
        text=_build_text(values),
        facets=_build_facets(organisation, values),
        latitude=latitude if is_placed else None,
        longitude=longitude if is_placed else None,
    )


def _list_public(organisation: Organisation) -> Iterator[tuple[str, Any]]:
    """(field, value) of what everyone may see."""
    columns = ("name", "acronym", "website", "country", "place", "region", "latitude", "longitude",
               "size_class", "member_count")  # fmt: skip
    for id in columns:
        if _is_public(organisation, id, "public"):
            yield id, getattr(organisation, id)
    for id, value in organisation.fields.items():
        if _is_public(organisation, id, "private"):
            yield id, value


def _is_public(organisation: Organisation, field: str, default: str) -> bool:
    stamp = organisation.stamps.get(field) or {}
    return (stamp.get("visibility") or default) == "public"


def _build_title(values: dict[str, Any]) -> str:
    name, acronym = str(values.get("name") or ""), str(values.get("acronym") or "")
    others = _list_texts(values.get("other_names"))
    spellings = [
        word
        for text in (name, acronym, *others)
        for variant in fold_variants(text)
        for word in split_words(variant)
    ]
    first, second = fold_words(name), fold_words(acronym)
    rest = dict.fromkeys(word for word in spellings if word not in {*first, *second})
    return "\n".join(" ".join(words) for words in (first, second, rest))


def _build_text(values: dict[str, Any]) -> str:
    spelled = ("place", "country", "region")
    named = {"name", "acronym", "other_names", "latitude", "longitude", "member_count"}
    ids = [*spelled, *(id for id in values if id not in named.union(spelled))]
    words = (
        word
        for id in ids
        for text in _list_texts(values.get(id))
        for variant in fold_variants(text)
        for word in split_words(variant)
    )
    return " ".join(dict.fromkeys(words))[:LONGEST]


def _list_texts(value: Any) -> Iterable[str]:
    """The texts in a value: itself, those of its languages, those of a list."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for text in value.values() if isinstance(text, str)]
    if isinstance(value, list):
        return [text for text in value if isinstance(text, str)]
    return []


def _build_facets(organisation: Organisation, values: dict[str, Any]) -> dict[str, list[str]]:
    facets = {"kind": [organisation.kind]}
    for id in ("country", "region"):
        if values.get(id):
            facets[id] = [values[id]]
    for facet, id in _FACETS.items():
        value = values.get(id)
        if value is True:
            facets[facet] = ["yes"]
        elif isinstance(value, str) and value:
            facets[facet] = [value]
        elif isinstance(value, list) and value:
            facets[facet] = [str(one) for one in value]
    return facets
