"""Making and revoking keys."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.hub.api.models import ApiKey
from hanse.hub.foundation.audit import record
from hanse.hub.foundation.permissions import require
from hanse.hub.people.models import Person
from hanse.vocabulary import InputError

MOST_KEYS = 20
"""Usable keys of one person."""
LONGEST_DAYS = 365
USE_IS_NOTED_EVERY = timedelta(minutes=1)
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class NewKey:
    """A key with its secret, which exists nowhere else."""

    key: ApiKey
    token: str


def hash_secret(secret: str) -> str:
    """What is kept of a secret. It has 190 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_key(person: Person, *, title: str, scopes: Collection[str], days: int) -> NewKey:
    """A new key of the person; raises InputError where a value cannot be used."""
    require("api.hold_keys", person)
    unknown = sorted(set(scopes) - set(ApiKey.Scope.values))
    if unknown:
        raise InputError(_("There is no scope called %s.") % unknown[0], field="scopes")
    if not 1 <= days <= LONGEST_DAYS:
        raise InputError(_("A key lasts from one day to a year."), field="days")
    now = timezone.now()
    usable = ApiKey.objects.filter(owner=person, revoked_at__isnull=True, expires_at__gt=now)
    if usable.count() >= MOST_KEYS:
        raise InputError(
            _("You have %d keys already.") % MOST_KEYS, mend=_("Revoke one that is not used.")
        )
    prefix = "".join(secrets.choice(_LETTERS) for _i in range(8))
    secret = secrets.token_hex(24)
    key = ApiKey.objects.create(
        owner=person,
        title=title,
        prefix=prefix,
        secret_hash=hash_secret(secret),
        scopes=sorted(set(scopes)),
        expires_at=now + timedelta(days=days),
    )
    told = {"prefix": prefix, "scopes": key.scopes, "expires_at": key.expires_at}
    record(person, "api.make_key", key, after=told)
    return NewKey(key, f"hanse_{prefix}_{secret}")


@transaction.atomic
def revoke_key(key: ApiKey, *, by: Person) -> None:
    """The key opens nothing any more; revoking it twice changes nothing."""
    require("api.revoke_key", by, key)
    now = timezone.now()
    if ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=now):
        record(by, "api.revoke_key", key, after={"revoked_at": now})


def note_use(key: ApiKey, *, now: datetime) -> None:
    """Remember when the key was last used, to the minute: reading must not wait for writing."""
    if key.last_used_at is None or now - key.last_used_at >= USE_IS_NOTED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
