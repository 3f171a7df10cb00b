"""Where a person stands in the tables: for handing it out to them, and for erasing it."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from allauth.account.models import EmailAddress
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from hanse.hub.foundation.audit import describe_values, list_mentioning
from hanse.hub.organisations.models import Invitation, Organisation, Seat
from hanse.hub.people.models import Person

_SECRETS = frozenset(
    {"token_hash", "feed_key", "data", "hash", "key_hash", "secret", "secret_hash", "token"}
)
"""Columns that would let their reader act as the person: they are not handed out."""

ERASED = "@erased.invalid"
"""How the address of an erased person ends."""


def list_addresses(person: Person) -> list[str]:
    """Every address that the person has used to sign in."""
    further = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return sorted({person.email.lower(), *(address.lower() for address in further)})


def list_orphans(person: Person) -> list[Organisation]:
    """Organisations that only this person owns, and that are not archived."""
    owned = Organisation.objects.filter(seats__person=person, seats__role=Seat.Role.OWNER).exclude(
        state__in=(Organisation.State.ARCHIVED, Organisation.State.MERGED)
    )
    other = Seat.objects.filter(
        organisation=OuterRef("pk"), role=Seat.Role.OWNER, person__is_active=True
    ).exclude(person=person)
    return list(owned.filter(~Exists(other)))


def list_mentions(addresses: list[str]) -> list[Organisation]:
    """Profiles in which one of the addresses stands."""
    return list(list_containing(Organisation.objects.all(), "fields", addresses))


def list_containing(rows: QuerySet[Any], column: str, words: list[str]) -> QuerySet[Any]:
    """The rows in which one of `words` stands somewhere in a column of JSON."""
    wanted = Q()
    for word in words:
        wanted |= Q(_text__icontains=word)
    return rows.annotate(_text=Cast(column, TextField())).filter(wanted)


def list_relations() -> list[Any]:
    """Every column of every table that points to a person."""
    found = Person._meta.get_fields(include_hidden=True)
    return [each for each in found if each.one_to_many or each.one_to_one if each.auto_created]


def find_people(text: str, *, most: int = 20) -> list[Person]:
    """People by a part of their address or name; none where nothing is asked."""
    text = text.strip()
    if not text:
        return []
    further = EmailAddress.objects.filter(email__icontains=text).values("user")
    wanted = Q(email__icontains=text) | Q(name__icontains=text) | Q(pk__in=further)
    living = Person.objects.exclude(email__endswith=ERASED)
    return list(living.filter(wanted).order_by("email")[:most])


def build_export(person: Person) -> bytes:
    """Everything that is kept about a person: a zip of JSON files, one a table."""
    addresses = list_addresses(person)
    tables: dict[str, list[dict[str, Any]]] = {"account": [describe_values(person)]}
    for relation in list_relations():
        rows = relation.related_model._base_manager.filter(**{relation.field.name: person})
        for row in rows:
            table = f"{relation.related_model._meta.label_lower}-{relation.field.name}"
            tables.setdefault(table, []).append(describe_values(row, leave_out=_SECRETS))
    invited = Invitation.objects.filter(Q(email__in=addresses))
    tables["invitations"] = [describe_values(row, leave_out=_SECRETS) for row in invited]
    tables["audit-trail"] = [
        describe_values(entry) for entry in list_mentioning(person, words=addresses)
    ]
    tables["profiles-that-name-me"] = [
        {"key": each.key, "name": each.name} for each in list_mentions(addresses)
    ]
    return _pack(tables)


def _pack(tables: dict[str, list[dict[str, Any]]]) -> bytes:
    about = {
        "made_at": timezone.now(),
        "tables": {name: len(rows) for name, rows in tables.items() if rows},
        "left_out": "passwords, keys and tokens",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in {"about": about, **tables}.items():
            if rows:
                text = json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
                archive.writestr(f"{name}.json", text)
    return packed.getvalue()
