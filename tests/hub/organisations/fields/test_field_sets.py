"""Laws of the field sets: over every set, field and vocabulary that is found."""

from __future__ import annotations

import tomllib

import pytest

from hanse.hub.organisations.fields import (
    VISIBILITIES,
    Field,
    FieldSet,
    find_country_group,
    find_field_set,
    get_field,
    get_field_set,
    get_vocabulary,
    list_field_sets,
    list_fields,
    list_vocabularies,
)
from hanse.hub.organisations.fields.model import FACETS, TYPES
from hanse.hub.organisations.fields.vocabularies import DATA
from hanse.hub.organisations.models import Organisation
from hanse.vocabulary import InputError

SETS = list(list_field_sets().values())
FIELDS = list(list_fields().values())
KINDS = Organisation.Kind.values
LANGUAGES = ("en", "de", "fr")


@pytest.mark.parametrize("field_set", SETS, ids=lambda each: each.name)
def test_a_field_set_is_sound(field_set: FieldSet) -> None:
    ids = [field.id for field in field_set.fields]
    assert len(ids) == len(set(ids))
    assert field_set.kind in KINDS
    assert field_set.name == f"{field_set.kind}.{field_set.countries}@{field_set.version}"
    assert get_field_set(field_set.name) is field_set
    assert {"name", "country"} <= {field.id for field in field_set.required}
    assert [f.id for _s, fields in field_set.list_sections() for f in fields] == ids, (
        "the fields of a section stand together"
    )
    assert len(field_set.name) <= 60


@pytest.mark.parametrize("field_set", SETS, ids=lambda each: each.name)
def test_every_field_that_is_required_is_in_the_set(field_set: FieldSet) -> None:
    path = DATA / "sets" / f"{field_set.id}.{field_set.version}.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(data["required"]) <= set(data["fields"])


@pytest.mark.parametrize("field", FIELDS, ids=lambda each: each.id)
def test_a_field_is_complete(field: Field) -> None:
    assert field.type in TYPES
    assert field.visibility in VISIBILITIES
    assert set(field.titles) == set(LANGUAGES)
    assert all(field.titles[language].strip() for language in LANGUAGES)
    assert set(field.helps) in (set(), set(LANGUAGES))
    assert field.facet is None or field.facet in FACETS
    assert (field.vocabulary is not None) == (field.type in ("choice", "choices"))
    assert not field.translatable or field.type in ("text", "long-text")
    assert not field.personal or field.visibility != "public"
    if field.vocabulary:
        assert get_vocabulary(field.vocabulary).terms


@pytest.mark.parametrize("field", [f for f in FIELDS if f.column], ids=lambda each: each.id)
def test_a_field_in_a_column_fits_it(field: Field) -> None:
    column = Organisation._meta.get_field(str(field.column))
    assert column.name == field.id
    assert not field.translatable
    limit = getattr(column, "max_length", None)
    if limit and field.type in ("text", "url"):
        assert field.max_length is not None
        assert field.max_length <= limit
    if field.vocabulary:
        longest = max(map(len, get_vocabulary(field.vocabulary).terms))
        assert limit is not None
        assert longest <= limit


def test_every_field_is_used_and_every_facet_is_fed() -> None:
    used = {field.id for field_set in SETS for field in field_set.fields}
    assert used == set(list_fields())
    fed = {field.facet for field in FIELDS if field.facet}
    assert fed == set(FACETS) - {"kind", "label"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("country", ["DE", "GR", "XK", "US", "ZA"])
def test_every_kind_in_every_country_has_a_field_set(kind: str, country: str) -> None:
    assert find_field_set(kind, country).kind == kind


def test_fields_differ_by_group_of_countries() -> None:
    european = find_field_set("cluster-organisation", "GR")
    other = find_field_set("cluster-organisation", "US")
    assert european.countries == "eu-cosme"
    assert other.countries == "other"
    assert "s3_priorities" in european.by_id
    assert "s3_priorities" not in other.by_id
    assert find_country_group("RS") == "eu-cosme"
    assert find_country_group("nowhere") == "other"


def test_what_does_not_exist_is_told() -> None:
    with pytest.raises(InputError, match="no field set called x@1"):
        get_field_set("x@1")
    with pytest.raises(InputError, match="kind witch"):
        find_field_set("witch", "DE")
    with pytest.raises(InputError, match="no field called x"):
        get_field("x")
    with pytest.raises(InputError, match="no vocabulary called x"):
        get_vocabulary("x")


@pytest.mark.parametrize("id", list_vocabularies())
def test_a_vocabulary_is_complete(id: str) -> None:
    vocabulary = get_vocabulary(id)
    assert vocabulary.provenance.publisher
    assert set(vocabulary.titles) == set(LANGUAGES)
    assert {term.group for term in vocabulary.terms.values()} <= {"", *vocabulary.groups}
    for term in vocabulary.terms.values():
        assert term.titles["en"].strip()
        assert term.id == term.id.strip()
    titles = [term.titles["en"] for term in vocabulary.terms.values()]
    if id not in ("regions", "industries"):
        assert len(titles) == len(set(titles))


def test_the_vocabularies_hold_what_they_promise() -> None:
    sizes = {id: len(get_vocabulary(id).terms) for id in list_vocabularies()}
    assert sizes["ecosystems"] == 14
    assert sizes["emerging-industries"] == 10
    assert sizes["technologies"] == 16
    assert sizes["support-services"] == 5
    assert sizes["industries"] == 88
    countries = get_vocabulary("countries")
    assert sum(term.group == "eu" for term in countries.terms.values()) == 27
    assert countries.terms["GR"].more["nuts"] == "EL"
    assert countries.terms["GB"].more["nuts"] == "UK"
    assert countries.title("GR", "de") == "Griechenland"
    assert countries.title("QQ") == "QQ"
    languages = get_vocabulary("languages")
    assert sum(term.group == "eu" for term in languages.terms.values()) == 24
    groups = {term.group for term in get_vocabulary("s3-priorities").terms.values()}
    assert groups == {"economic", "scientific", "policy"}


def test_unsourced_material_says_so() -> None:
    for id in ("technologies", "s3-priorities", "partnership-types"):
        assert not get_vocabulary(id).provenance.verified
    assert not get_field("technologies").verified
    assert get_field("staff_fte").verified
