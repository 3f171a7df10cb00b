"""Keys: whose they are, and which person a token speaks for."""

from __future__ import annotations

import re
import secrets

from hanse.hub.api.actions.keys import hash_secret
from hanse.hub.api.models import ApiKey
from hanse.hub.foundation.permissions import may
from hanse.hub.organisations.models import Seat
from hanse.hub.people.models import Person

_TOKEN = re.compile(r"hanse_([a-z0-9]{8})_([0-9a-f]{48})")


def list_keys(person: Person) -> list[ApiKey]:
    """The person's keys, newest first."""
    return list(ApiKey.objects.filter(owner=person))


def find_revocable(prefix: str, person: Person) -> ApiKey | None:
    """The key that begins so, where the person may revoke it."""
    key = ApiKey.objects.filter(prefix=prefix).first()
    return key if key is not None and may(person, "api.revoke_key", key) else None


def find_key(token: str) -> ApiKey | None:
    """The usable key that this token is, of a person who may still sign in."""
    parts = _TOKEN.fullmatch(token)
    if parts is None:
        return None
    key = ApiKey.objects.select_related("owner").filter(prefix=parts[1]).first()
    if key is None or not secrets.compare_digest(key.secret_hash, hash_secret(parts[2])):
        return None
    return key if key.is_usable and key.owner.is_active else None


def list_seats(person: Person) -> list[Seat]:
    """The person's seats with their organisations."""
    return list(
        Seat.objects.filter(person=person)
        .select_related("organisation")
        .order_by("organisation__name_folded", "id")
    )


def get_holder(key: ApiKey) -> Person:
    """Whoever the key speaks for: its owner with their seats, without their staff roles.

    What a moderator or an administrator may do asks for a second factor, which no program has.
    """
    person = key.owner
    person.__dict__["roles"] = frozenset()
    return person
