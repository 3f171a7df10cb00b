"""Field sets and their catalogue as they lie in `data`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from hanse.hub.organisations.fields.model import Field, FieldSet, Section
from hanse.hub.organisations.fields.vocabularies import DATA, get_vocabulary
from hanse.vocabulary import InputError

ANY = "any"
LATEST_CATALOGUE = 1


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _read_catalogue(number: int) -> tuple[Mapping[str, Section], Mapping[str, Field]]:
    data = _read(DATA / f"catalogue-{number}.toml")
    sections = {id: Section(id=id, **entry) for id, entry in data["sections"].items()}
    fields = {}
    for id, entry in data["fields"].items():
        helps = entry.pop("help", {})
        fields[id] = Field(id=id, helps=helps, **entry)
    return sections, fields


@cache
def list_field_sets() -> Mapping[str, FieldSet]:
    """Every field set by its name, "company.any@1"."""
    found = [_read_field_set(path) for path in sorted((DATA / "sets").glob("*.toml"))]
    return {field_set.name: field_set for field_set in found}


def _read_field_set(path: Path) -> FieldSet:
    data = _read(path)
    sections, catalogue = _read_catalogue(data["catalogue"])
    required = frozenset(data["required"])
    fields = tuple(replace(catalogue[id], required=id in required) for id in data["fields"])
    used = dict.fromkeys(field.section for field in fields)
    return FieldSet(
        kind=data["kind"],
        countries=data["countries"],
        version=data["version"],
        sections=tuple(sections[id] for id in used),
        fields=fields,
    )


def get_field_set(name: str) -> FieldSet:
    """The field set called "id@version"; raises InputError for an unknown one."""
    found = list_field_sets().get(name)
    if found is None:
        raise InputError(f"There is no field set called {name}.")
    return found


def find_field_set(kind: str, country: str) -> FieldSet:
    """The newest field set for a kind of organisation in a country; raises InputError."""
    newest = _newest_sets()
    found = newest.get((kind, find_country_group(country))) or newest.get((kind, ANY))
    if found is None:
        raise InputError(f"There is no field set for the kind {kind}.", field="kind")
    return found


@cache
def _newest_sets() -> Mapping[tuple[str, str], FieldSet]:
    ordered = sorted(list_field_sets().values(), key=lambda field_set: field_set.version)
    return {(field_set.kind, field_set.countries): field_set for field_set in ordered}


@cache
def _read_country_groups() -> Mapping[str, str]:
    """Group of countries by the mark that countries.csv gives them."""
    groups = _read(DATA / "country-groups.toml")
    return {mark: id for id, entry in groups.items() for mark in entry["marks"]}


def find_country_group(country: str) -> str:
    """Id of the group that a country belongs to: "eu-cosme" or "other"."""
    term = get_vocabulary("countries").terms.get(country)
    return _read_country_groups()[term.group if term else ""]


def list_fields() -> Mapping[str, Field]:
    """Every field of the newest catalogue by its id; `required` depends on the set."""
    return _read_catalogue(LATEST_CATALOGUE)[1]


def get_field(id: str) -> Field:
    """A field of the newest catalogue; raises InputError for an unknown one."""
    found = list_fields().get(id)
    if found is None:
        raise InputError(f"There is no field called {id}.", field=id)
    return found
