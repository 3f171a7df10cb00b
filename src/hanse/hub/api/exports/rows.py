"""Records as flat rows: one column a field, for spreadsheets and data frames."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from hanse.hub.organisations.fields import Field, list_fields

ColumnType = Literal["text", "number", "yes-no", "list"]
_TYPES: Mapping[str, ColumnType] = {"number": "number", "year": "number", "yes-no": "yes-no",
                                    "choices": "list"}  # fmt: skip
_FIXED: Mapping[str, ColumnType] = {
    "key": "text", "kind": "text", "state": "text", "name": "text", "acronym": "text",
    "website": "text", "country": "text", "place": "text", "region": "text",
    "latitude": "number", "longitude": "number", "position_source": "text",
    "size_class": "text", "member_count": "number", "is_demonstration": "yes-no",
    "identifiers": "list", "labels": "list",
    "changed_at": "text", "confirmed_at": "text", "published_at": "text", "page": "text",
}  # fmt: skip


@cache
def list_organisation_columns() -> Mapping[str, ColumnType]:
    """Columns of the table of organisations: what all have, then every field there is."""
    fields = {field.id: _type_of(field) for field in list_fields().values() if not field.column}
    return {**_FIXED, **fields}


def _type_of(field: Field) -> ColumnType:
    return "text" if field.translatable else _TYPES.get(field.type, "text")


MEMBERSHIP_COLUMNS: Mapping[str, ColumnType] = {
    "group": "text", "group_name": "text", "group_country": "text",
    "member": "text", "member_name": "text", "member_kind": "text", "member_country": "text",
    "role": "text", "since": "text",
}  # fmt: skip


def flatten_organisation(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as one row; of a text in several languages the English one, else the first."""
    row: dict[str, Any] = {name: record.get(name) for name in _FIXED}
    row["identifiers"] = [f"{i['scheme']}:{i['value']}" for i in record["identifiers"]]
    row["labels"] = [_describe_label(label) for label in record["labels"]]
    for id, value in record["fields"].items():
        row[id] = _choose(value) if isinstance(value, dict) else value
    return row


def _choose(texts: Mapping[str, str]) -> str:
    return texts.get("en") or next(iter(texts.values()), "")


def _describe_label(label: Mapping[str, Any]) -> str:
    return f"{label['scheme']} ({label['valid_until'] or '–'})"


def flatten_membership(record: Mapping[str, Any]) -> dict[str, Any]:
    """A membership as one row."""
    group, member = record["group"], record["member"]
    return {
        "group": group["key"],
        "group_name": group["name"],
        "group_country": group["country"],
        "member": member["key"],
        "member_name": member["name"],
        "member_kind": member["kind"],
        "member_country": member["country"],
        "role": record["role"],
        "since": record["since"],
    }
