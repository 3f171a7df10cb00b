"""Addresses: what profiles are made of, and what is asked of them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from hanse.hub.api.rest import schemas
from hanse.hub.api.rest.answers import answer
from hanse.hub.organisations.criteria import RuleSet, get_rule_set, list_rule_sets
from hanse.hub.organisations.fields import (
    Field,
    FieldSet,
    Vocabulary,
    get_field_set,
    get_vocabulary,
    list_field_sets,
    list_vocabularies,
)
from hanse.vocabulary import InputError

router = Router(tags=["Fields, vocabularies, criteria"])


@router.get("/vocabularies", response=list[schemas.VocabularySummary], summary="Vocabularies")
def list_all_vocabularies(request: HttpRequest) -> HttpResponse:
    """Every list that values are chosen from."""
    return answer([_summarise(get_vocabulary(id)) for id in list_vocabularies()])


@router.get("/vocabularies/{id}", response=schemas.Vocabulary, summary="One vocabulary")
def get_one_vocabulary(request: HttpRequest, id: str) -> HttpResponse:
    """A list with its terms."""
    if id not in list_vocabularies():
        raise Http404(f"There is no vocabulary called {id[:60]}.")
    vocabulary = get_vocabulary(id)
    terms = [
        {"id": term.id, "titles": dict(term.titles), "group": term.group}
        for term in vocabulary.terms.values()
    ]
    groups = {name: dict(titles) for name, titles in vocabulary.groups.items()}
    return answer({**_summarise(vocabulary), "groups": groups, "terms": terms})


def _summarise(vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "id": vocabulary.id,
        "titles": dict(vocabulary.titles),
        "publisher": vocabulary.provenance.publisher,
        "licence": vocabulary.provenance.licence,
        "size": len(vocabulary.terms),
    }


@router.get("/field-sets", response=list[schemas.FieldSet], summary="Field sets")
def list_all_field_sets(request: HttpRequest) -> HttpResponse:
    """Every field set in every version."""
    return answer([_describe_field_set(found) for found in list_field_sets().values()])


@router.get("/field-sets/{name}", response=schemas.FieldSet, summary="One field set")
def get_one_field_set(request: HttpRequest, name: str) -> HttpResponse:
    """The fields of profiles of one kind in one group of countries: `company.any@1`."""
    try:
        return answer(_describe_field_set(get_field_set(name)))
    except InputError as error:
        raise Http404(error.what) from error


def _describe_field_set(field_set: FieldSet) -> dict[str, Any]:
    return {
        "name": field_set.name,
        "kind": field_set.kind,
        "countries": field_set.countries,
        "version": field_set.version,
        "fields": [_describe_field(field) for field in field_set.fields],
    }


def _describe_field(field: Field) -> dict[str, Any]:
    plain = (
        "id", "type", "section", "required", "vocabulary", "translatable", "visibility",
        "always_public", "personal", "column", "max_length", "minimum", "maximum", "unit",
    )  # fmt: skip
    told = {name: getattr(field, name) for name in plain}
    return {**told, "titles": dict(field.titles), "help": dict(field.helps)}


@router.get("/rule-sets", response=list[schemas.RuleSet], summary="Listing criteria")
def list_all_rule_sets(request: HttpRequest) -> HttpResponse:
    """Every programme's criteria in every version."""
    return answer([_describe_rule_set(found) for found in list_rule_sets()])


@router.get("/rule-sets/{name}", response=schemas.RuleSet, summary="One set of listing criteria")
def get_one_rule_set(request: HttpRequest, name: str) -> HttpResponse:
    """The criteria called `id@version`."""
    try:
        return answer(_describe_rule_set(get_rule_set(name)))
    except InputError as error:
        raise Http404(error.what) from error


def _describe_rule_set(rule_set: RuleSet) -> dict[str, Any]:
    return {
        "name": rule_set.name,
        "programme": rule_set.programme,
        "title": dict(rule_set.title),
        "source": rule_set.source,
        "reviewed_on": rule_set.reviewed_on,
        "kinds": list(rule_set.kinds),
        "countries": list(rule_set.countries),
        "criteria": [
            {
                "id": criterion.id,
                "title": dict(criterion.title),
                "fields": list(criterion.fields),
                "waived_by": [w.id for w in rule_set.waivers if criterion.id in w.criteria],
            }
            for criterion in rule_set.criteria
        ],
        "waivers": [{"id": w.id, "title": dict(w.title)} for w in rule_set.waivers],
    }
