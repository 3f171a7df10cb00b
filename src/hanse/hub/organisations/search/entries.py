"""What the search knows of an organisation: its public fields, folded.

The lines of a title are: the name; the acronym; names in other languages, other spellings of all
these, and the first letters of the name. The text holds each further word once, the place first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from hanse.hub.foundation.folding import fold_variants, fold_words, split_words
from hanse.hub.organisations.fields import (
    Field,
    get_field_set,
    get_vocabulary,
    list_field_sets,
    list_fields,
)
from hanse.hub.organisations.models import Change, Label, Organisation, SearchEntry
from hanse.hub.organisations.search.words import STOP_WORDS

LONGEST = 20_000
"""Characters of a profile's text that are searched."""
_TITLES = ("name", "acronym", "other_names")
_FIRST = ("place", "country", "region")
_SPOKEN = frozenset({"text", "long-text", "choice", "choices", "url"})
"""Types of fields that people search by their words; numbers and addresses of people are not."""
_BATCH = 2000
Values = Sequence[tuple[Field, Any]]


def build_entries(changes: Sequence[Change]) -> Iterator[SearchEntry]:
    """The search entries of the organisations of changes; their labels in one query a batch."""
    for start in range(0, len(changes), _BATCH):
        batch = changes[start : start + _BATCH]
        labels: dict[int, list[Label]] = defaultdict(list)
        keys = [change.organisation_id for change in batch]
        for label in Label.objects.filter(organisation__in=keys):
            labels[label.organisation_id].append(label)
        for change in batch:
            yield build_entry(
                change.organisation, change=change.pk, labels=labels[change.organisation_id]
            )


def build_entry(
    organisation: Organisation, *, change: int, labels: Iterable[Label] | None = None
) -> SearchEntry:
    """The search entry of a listed organisation as it stands now, not yet saved.

    `labels` are its labels where they are at hand; otherwise they are read.
    """
    values = list(list_public_values(organisation))
    held = organisation.labels.all() if labels is None else labels
    plain = {field.id: value for field, value in values}
    latitude, longitude = plain.get("latitude"), plain.get("longitude")
    is_placed = latitude is not None and longitude is not None and _shows_place(organisation, plain)
    return SearchEntry(
        organisation=organisation,
        change=change,
        title=_build_title(plain),
        text=_build_text(organisation, values),
        facets=_build_facets(organisation, values) | _build_label_facet(held),
        latitude=latitude if is_placed else None,
        longitude=longitude if is_placed else None,
    )


def list_public_values(organisation: Organisation) -> Iterator[tuple[Field, Any]]:
    """(field, value) of what everyone may see, in the order of the field set."""
    known = list_field_sets().get(organisation.field_set)
    fields = get_field_set(known.name).fields if known else tuple(list_fields().values())
    for field in fields:
        value = (
            getattr(organisation, field.column)
            if field.column
            else organisation.fields.get(field.id)
        )
        is_said = value is not None and value != "" and value != []
        if is_said and field.read_stamp(organisation.stamps).visibility == "public":
            yield field, value


def _shows_place(organisation: Organisation, values: dict[str, Any]) -> bool:
    """A position that was found from a place is as public as the place."""
    return bool(
        organisation.position_source == "given" or "place" in values or not organisation.place
    )


def _build_title(values: dict[str, Any]) -> str:
    name, acronym = str(values.get("name") or ""), str(values.get("acronym") or "")
    first, second = fold_words(name), fold_words(acronym)
    texts = [name, acronym, *_list_texts(values.get("other_names"))]
    rest = dict.fromkeys(word for text in texts for word in _spell(text))
    telling = [word for word in first if word not in STOP_WORDS]
    if len(telling) >= 3:
        rest["".join(word[0] for word in telling)] = None
    known = {*first, *second}
    lines = (first, second, [word for word in rest if word not in known])
    return "\n".join(" ".join(words) for words in lines)


@lru_cache(maxsize=20_000)
def _spell(text: str) -> tuple[str, ...]:
    """The words of a text in all their spellings."""
    words = (word for variant in fold_variants(text) for word in split_words(variant))
    return tuple(dict.fromkeys(words))


def _build_text(organisation: Organisation, values: Values) -> str:
    spoken = [pair for pair in values if pair[0].type in _SPOKEN and pair[0].id not in _TITLES]
    spoken.sort(key=lambda pair: pair[0].id not in _FIRST)
    words = dict.fromkeys(word for field, value in spoken for word in _list_words(field, value))
    words |= dict.fromkeys(_spell(str(organisation.get_kind_display())))
    return " ".join(words)[:LONGEST]


def _list_words(field: Field, value: Any) -> Iterable[str]:
    if field.vocabulary:
        terms = [value] if isinstance(value, str) else value
        return (word for term in terms for word in _spell_term(field.vocabulary, term))
    if field.type == "url":
        return _spell_host(str(value)) if field.id == "website" else ()
    return (word for text in _list_texts(value) for word in _spell(text))


def _spell_host(address: str) -> list[str]:
    host = address.split("//")[-1].split("/")[0]
    return [word for word in fold_words(host.replace(".", " ")) if word != "www"]


@lru_cache(maxsize=10_000)
def _spell_term(vocabulary: str, term: str) -> tuple[str, ...]:
    """The words of a term in all languages; of a region also those of the larger ones."""
    terms = get_vocabulary(vocabulary).terms
    kin = list_regions_above(term) if vocabulary == "regions" else [term]
    titles = (t for id in kin if id in terms for t in (id, *terms[id].titles.values()))
    return tuple(dict.fromkeys(word for title in titles for word in _spell(title)))


def list_regions_above(region: str) -> list[str]:
    """A NUTS region and those it lies in, without the country: DE212, DE21, DE2."""
    return [region[:length] for length in range(len(region), 2, -1)]


def _list_texts(value: Any) -> Iterable[str]:
    """The texts in a value: itself, or those of its languages."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for text in value.values() if isinstance(text, str)]
    return []


def _build_facets(organisation: Organisation, values: Values) -> dict[str, list[Any]]:
    facets: dict[str, list[Any]] = {"kind": [organisation.kind]}
    for field, value in values:
        if field.id == "member_count":
            facets["members"] = [value]
        if field.facet and value is not False:
            chosen = value if isinstance(value, list) else [value]
            facets[field.facet] = ["yes" if one is True else str(one) for one in chosen]
    return facets


def _build_label_facet(labels: Iterable[Label]) -> dict[str, list[str]]:
    """Each label with its last day, so that the search can tell whether it still holds."""
    kept = [f"{label.scheme}|{label.valid_until or ''}" for label in labels]
    return {"label": sorted(kept)} if kept else {}
