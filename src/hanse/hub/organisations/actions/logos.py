"""Changing the picture of an organisation."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from hanse.hub.foundation.audit import record
from hanse.hub.organisations.actions.changes import record_change
from hanse.hub.organisations.logos import MAX_BYTES, encode_logo
from hanse.hub.organisations.models import Organisation

FOLDER = "logos"


def change_logo(organisation: Organisation, file: UploadedFile, *, by: Any) -> Organisation:
    """Keep our own encoding of the picture under its checksum; raises InputError."""
    picture = encode_logo(file.read(MAX_BYTES + 1))
    path = f"{FOLDER}/{hashlib.sha256(picture).hexdigest()}.png"
    place = Path(settings.HANSE_UPLOADS_DIR) / path
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        part = place.with_suffix(f".{organisation.pk}.part")
        part.write_bytes(picture)
        part.replace(place)
    return _set_logo(organisation, path, by=by)


def remove_logo(organisation: Organisation, *, by: Any) -> Organisation:
    """Show no picture any more."""
    return _set_logo(organisation, "", by=by)


@transaction.atomic
def _set_logo(organisation: Organisation, path: str, *, by: Any) -> Organisation:
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if locked.logo == path:
        return locked
    before, locked.logo = locked.logo, path
    locked.save(update_fields=["logo", "changed_at"])
    record(by, "organisations.change_logo", locked, before={"logo": before}, after={"logo": path})
    if locked.is_listed:
        record_change([locked])
    return locked
