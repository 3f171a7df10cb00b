"""A profile as plain data: what everyone may see, and what a key's seats add.

The API, the bulk files, JSON-LD and the embedded cards all read these records, so that nothing is
shown in one place that another hides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal

from django.db.models import Prefetch, QuerySet

from hanse.hub.foundation.permissions import Actor, may
from hanse.hub.organisations.fields import Field, FieldSet, find_field_set, get_field_set
from hanse.hub.organisations.models import Identifier, Label, Organisation
from hanse.vocabulary import InputError

Record = dict[str, Any]
Tier = Literal["public", "members", "private"]
_OPENS: dict[Tier, frozenset[str]] = {
    "public": frozenset({"public"}),
    "members": frozenset({"public", "members"}),
    "private": frozenset({"public", "members", "private"}),
}
_HIDDEN_AS = {"latitude": None, "longitude": None, "member_count": None}
COLUMNS = (
    "name", "acronym", "website", "country", "place", "region", "latitude", "longitude",
    "size_class", "member_count",
)  # fmt: skip
"""Columns of the table that are fields of a profile too, each with its own visibility."""


def find_tier(person: Actor | None, organisation: Organisation) -> Tier:
    """How much of this organisation is open to a person, by the rules of the pages."""
    if person is None:
        return "public"
    if may(person, "organisations.read_private_fields", organisation):
        return "private"
    is_member = may(person, "organisations.read_members_fields", organisation)
    return "members" if is_member else "public"


def with_parts(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """The organisations with all that a record needs: two queries more for any number."""
    return organisations.prefetch_related(
        Prefetch("identifiers", Identifier.objects.order_by("scheme", "value")),
        Prefetch("labels", Label.objects.order_by("-valid_until", "scheme", "id")),
    )


@cache
def _read_field_set(name: str, kind: str, country: str) -> FieldSet:
    try:
        return get_field_set(name)
    except InputError:  # a set that this version no longer carries
        return find_field_set(kind, country)


def field_set_of(organisation: Organisation) -> FieldSet:
    """The field set that the profile is made of."""
    return _read_field_set(organisation.field_set, organisation.kind, organisation.country)


def list_open_fields(organisation: Organisation, tier: Tier) -> Iterator[Field]:
    """The fields of which something is said and that a reader of this tier may see, in order."""
    opened = _OPENS[tier]
    for field in field_set_of(organisation).fields:
        if field.column is None and field.id not in organisation.fields:
            continue
        if field.read_stamp(organisation.stamps).visibility in opened:
            yield field


def build_record(organisation: Organisation, *, tier: Tier = "public", page: str = "") -> Record:
    """The record of one organisation, read with `with_parts`; `page` is its page's address."""
    opened = list(list_open_fields(organisation, tier))
    shown_columns = {field.column for field in opened if field.column}
    columns = {
        name: getattr(organisation, name) if name in shown_columns else _HIDDEN_AS.get(name, "")
        for name in COLUMNS
    }
    columns["name"] = organisation.name
    if not _shows_position(organisation, columns):
        columns["latitude"] = columns["longitude"] = None
    return {
        "key": organisation.key,
        "kind": organisation.kind,
        "state": organisation.state,
        **columns,
        "position_source": organisation.position_source if columns["latitude"] is not None else "",
        "is_demonstration": organisation.is_demonstration,
        "identifiers": [
            {"scheme": i.scheme, "value": i.value} for i in _all(organisation, "identifiers")
        ],
        "labels": [_build_label(label) for label in _all(organisation, "labels")],
        "field_set": organisation.field_set,
        "fields": {
            field.id: organisation.fields[field.id] for field in opened if field.column is None
        },
        "revision": organisation.revision,
        "changed_at": write_moment(organisation.changed_at),
        "confirmed_at": write_moment(organisation.confirmed_at),
        "published_at": write_moment(organisation.published_at),
        "page": page,
    }


def _shows_position(organisation: Organisation, columns: Record) -> bool:
    """A position that was found from a place is as open as the place."""
    is_whole = columns["latitude"] is not None and columns["longitude"] is not None
    is_given = organisation.position_source == "given" or not organisation.place
    return is_whole and (is_given or bool(columns["place"]))


def _all(organisation: Organisation, parts: str) -> Iterable[Any]:
    return getattr(organisation, parts).all()


def _build_label(label: Label) -> Record:
    return {
        "scheme": label.scheme,
        "awarded_by": label.awarded_by,
        "valid_from": label.valid_from.isoformat() if label.valid_from else None,
        "valid_until": label.valid_until.isoformat() if label.valid_until else None,
    }


def write_moment(when: datetime | None) -> str | None:
    """RFC 3339 in UTC, to the second."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if when else None


def build_stamps(organisation: Organisation, *, tier: Tier) -> dict[str, Record]:
    """Of each value that is shown: who may see it, where it came from and when."""
    stamps = {}
    for field in list_open_fields(organisation, tier):
        stamp = field.read_stamp(organisation.stamps)
        stamps[field.id] = {
            "visibility": stamp.visibility,
            "source": stamp.source,
            "date": stamp.date,
            "machine": list(stamp.machine),
        }
    return stamps


def list_personal_fields(organisation: Organisation, *, tier: Tier) -> list[str]:
    """Ids of fields shown to this tier, but not to everyone, that name or reach a person."""
    public = {field.id for field in list_open_fields(organisation, "public")}
    return [
        field.id
        for field in list_open_fields(organisation, tier)
        if field.personal and field.id not in public and organisation.fields.get(field.id)
    ]


def fetch_records(ids: Sequence[int], *, address: str) -> list[Record]:
    """The public records of the listed organisations among these, in the order given.

    `address` is that of a profile's page with `{key}` in it.
    """
    wanted = Organisation.objects.filter(pk__in=ids, state__in=Organisation.LISTED)
    found = {organisation.pk: organisation for organisation in with_parts(wanted)}
    return [
        build_record(found[id], page=address.format(key=found[id].key)) for id in ids if id in found
    ]


def find_readable(key: str, person: Actor | None) -> Organisation | None:
    """The organisation of this key that the person, or everyone, may read; with its parts."""
    found = with_parts(Organisation.objects.select_related("merged_into").filter(key=key)).first()
    if found is None or not (found.is_listed or _may_read(person, found)):
        return None
    return found


def _may_read(person: Actor | None, organisation: Organisation) -> bool:
    return person is not None and may(person, "organisations.read", organisation)


REFERENCE = ("key", "name", "kind", "country")
"""Columns of an organisation in short."""


def build_reference(organisation: Organisation) -> Record:
    """An organisation in short, for what mentions it."""
    return {name: getattr(organisation, name) for name in REFERENCE}
