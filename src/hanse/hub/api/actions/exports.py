"""Making the files of the bulk download, nightly and on demand."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from hanse.hub.api.exports.rows import (
    MEMBERSHIP_COLUMNS,
    ColumnType,
    flatten_membership,
    flatten_organisation,
    list_organisation_columns,
)
from hanse.hub.api.exports.writers import FORMS, WRITERS
from hanse.hub.api.models import Export
from hanse.hub.api.queries.changes import find_last_change
from hanse.hub.api.queries.exports import build_manifest
from hanse.hub.api.queries.records import Record
from hanse.hub.api.queries.streams import stream_memberships, stream_organisations
from hanse.hub.foundation.audit import record
from hanse.hub.foundation.permissions import Actor

Flatten = Callable[[Mapping[str, Any]], dict[str, Any]]
Tell = Callable[[float, str], None]


@dataclass(frozen=True)
class Dataset:
    """What a file holds: its columns, its records, and a record as a row."""

    name: str
    columns: Mapping[str, ColumnType]
    records: Iterable[Record]
    flatten: Flatten


def list_datasets() -> Iterator[Dataset]:
    """Organisations, then memberships."""
    page = reverse("organisations:profile", args=["KEY"]).replace("KEY", "{key}")
    address = f"{settings.HANSE_PUBLIC_ADDRESS}{page}"
    yield Dataset(
        "organisations",
        list_organisation_columns(),
        stream_organisations(address=address),
        flatten_organisation,
    )
    yield Dataset("memberships", MEMBERSHIP_COLUMNS, stream_memberships(), flatten_membership)


def make_exports(now: datetime, *, by: Actor | None = None, tell: Tell | None = None) -> int:
    """Write every dataset in every form, and a manifest beside them; answers how many files.

    Readers see the old files or the new ones. The number of the last change is read first: who
    loads the files and follows the changes after it misses nothing.
    """
    stamp = now.astimezone(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    change = find_last_change()
    home = Path(settings.HANSE_EXPORTS_DIR)
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=".making-") as folder:
        made = []
        for number, dataset in enumerate(list_datasets()):
            if tell is not None:
                tell(number / 2, dataset.name)
            made += _write_dataset(dataset, Path(folder), stamp)
        rows = [
            Export(
                dataset=dataset,
                form=path.suffix[1:],
                path=f"{stamp}/{path.name}",
                sha256=_hash(path),
                size=path.stat().st_size,
                row_count=count,
                change=change,
                made_at=now,
            )
            for dataset, path, count in made
        ]
        manifest = json.dumps(build_manifest(rows), indent=1, ensure_ascii=False)
        (Path(folder) / "manifest.json").write_text(manifest, encoding="utf-8")
        _publish(rows, Path(folder), home / stamp, by=by)
    _forget_old(home)
    return len(rows)


def _write_dataset(dataset: Dataset, folder: Path, stamp: str) -> list[tuple[str, Path, int]]:
    """All forms in one pass over the records."""
    paths = [folder / f"hanse-{dataset.name}-{stamp[:10]}.{form}" for form in FORMS]
    count = 0
    with ExitStack() as open_files:
        writers = [
            open_files.enter_context(closing(WRITERS[path.suffix[1:]](path, dataset.columns)))
            for path in paths
        ]
        for found in dataset.records:
            row = dataset.flatten(found)
            for writer in writers:
                writer.write(found, row)
            count += 1
    return [(dataset.name, path, count) for path in paths]


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@transaction.atomic
def _publish(rows: list[Export], made: Path, folder: Path, *, by: Actor | None) -> None:
    folder.mkdir(exist_ok=True)
    for path in made.iterdir():
        shutil.move(path, folder / path.name)
    # Made twice in one second: the later files have replaced the earlier ones.
    Export.objects.filter(path__in=[row.path for row in rows]).delete()
    Export.objects.bulk_create(rows)
    told = {"files": len(rows), "rows": {row.dataset: row.row_count for row in rows}}
    record(by, "api.make_exports", folder.name, after=told)


def _forget_old(home: Path) -> None:
    """Keep the newest sets only."""
    times = list(Export.objects.order_by("-made_at").values_list("made_at", flat=True).distinct())
    old = times[max(int(settings.HANSE_EXPORTS_KEPT), 1) :]
    if not old:
        return
    gone = Export.objects.filter(made_at__in=old)
    folders = {path.split("/")[0] for path in gone.values_list("path", flat=True)}
    gone.delete()
    for name in folders:
        shutil.rmtree(home / name, ignore_errors=True)
