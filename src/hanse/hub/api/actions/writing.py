"""Writing profiles by key: the same one way in, with the key's own limits around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from hanse.hub.api.models import ApiKey
from hanse.hub.foundation.permissions import require
from hanse.hub.organisations.actions.profiles import create_organisation, write_profile
from hanse.hub.organisations.models import Organisation

SOURCE = "api"
"""Where a value came from that a program wrote."""


class RevisionError(Exception):
    """The profile is no longer what the writer saw."""


def create_by_key(
    key: ApiKey, values: Mapping[str, Any], *, kind: str, visibility: Mapping[str, str]
) -> Organisation:
    """A new draft; the key's owner is its first owner. Raises ValidationError by field id."""
    require("organisations.create", key.owner)
    return create_organisation(values, kind=kind, by=key.owner, visibility=visibility)


@transaction.atomic
def patch_by_key(
    key: ApiKey,
    organisation: Organisation,
    values: Mapping[str, Any],
    *,
    revision: int,
    visibility: Mapping[str, str],
) -> Organisation:
    """Change what is given, if the profile still is the revision that the writer saw.

    Raises RevisionError otherwise, RefusedError without the right, ValidationError by field id.
    """
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    require("organisations.edit", key.owner, locked)
    if locked.revision != revision:
        raise RevisionError
    return write_profile(
        locked, values, by=key.owner, source=SOURCE, revision=revision, visibility=visibility
    )
