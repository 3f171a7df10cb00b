"""The files of the bulk download, and what the manifest says of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from hanse.hub.api.exports.writers import MEDIA_TYPES
from hanse.hub.api.models import Export
from hanse.hub.api.queries.records import write_moment


def list_latest() -> list[Export]:
    """The newest set of files."""
    newest = Export.objects.order_by("-made_at").values_list("made_at", flat=True).first()
    found = Export.objects.filter(made_at=newest) if newest else Export.objects.none()
    return list(found.order_by("-dataset", "form"))


def find_latest(dataset: str, form: str) -> Export | None:
    """The newest file of a dataset in a form."""
    return Export.objects.filter(dataset=dataset, form=form).order_by("-made_at").first()


def build_manifest(exports: Sequence[Export]) -> dict[str, Any]:
    """Date, licence, and of each file its address, size and checksum."""
    return {
        "title": "Hanse registry",
        "publisher": settings.HANSE_PUBLISHER,
        "licence": settings.HANSE_DATA_LICENCE,
        "made_at": write_moment(exports[0].made_at) if exports else None,
        "change": exports[0].change if exports else None,
        "files": [
            {
                "dataset": export.dataset,
                "name": export.name,
                "address": settings.HANSE_PUBLIC_ADDRESS
                + reverse("api:latest", args=[export.dataset, export.form]),
                "media_type": MEDIA_TYPES[export.form].split(";")[0],
                "rows": export.row_count,
                "bytes": export.size,
                "sha256": export.sha256,
            }
            for export in exports
        ],
    }
