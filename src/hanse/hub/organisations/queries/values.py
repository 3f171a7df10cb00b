"""The values of an organisation by field id, whether they live in a column or in `fields`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hanse.hub.organisations.fields import Field, FieldSet, get_field_set, is_empty
from hanse.hub.organisations.models import Organisation

DERIVED = "gazetteer"
"""Source of a region or a position that was found from the town."""


def get_value(organisation: Organisation, field: Field) -> Any:
    """The value of one field, None where nothing was said."""
    if field.column is None:
        return organisation.fields.get(field.id)
    value = getattr(organisation, field.column)
    return None if value == "" else value


def get_values(organisation: Organisation) -> dict[str, Any]:
    """All values of the organisation's field set, what was derived included."""
    return _collect(organisation, get_field_set(organisation.field_set))


def get_given_values(organisation: Organisation) -> dict[str, Any]:
    """The values that someone gave: what forms show, revisions keep and edits are compared by."""
    values = _collect(organisation, get_field_set(organisation.field_set))
    if organisation.position_source != "given":
        values.pop("latitude", None)
        values.pop("longitude", None)
    if is_derived(organisation.stamps, "region"):
        values.pop("region", None)
    return values


def is_derived(stamps: Mapping[str, Any], field_id: str) -> bool:
    """True where the hub found the value by itself."""
    return (stamps.get(field_id) or {}).get("source") == DERIVED


def _collect(organisation: Organisation, field_set: FieldSet) -> dict[str, Any]:
    found = ((field.id, get_value(organisation, field)) for field in field_set.fields)
    return {id: value for id, value in found if not is_empty(value)}


def list_missing(organisation: Organisation) -> list[Field]:
    """The required fields of which nothing was said."""
    values = get_values(organisation)
    field_set = get_field_set(organisation.field_set)
    return [field for field in field_set.required if field.id not in values]
