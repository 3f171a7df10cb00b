"""Files that people send: kept untouched, under the checksum of their bytes."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile


def keep_file(file: UploadedFile, name: str) -> tuple[str, str]:
    """Write the bytes beside their place, a folder named by their checksum.

    Answers (sha256, path relative to the data folder).
    """
    folder = Path(settings.HANSE_UPLOADS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".part-", delete=False) as part:
        for chunk in file.chunks():
            digest.update(chunk)
            part.write(chunk)
    sha256 = digest.hexdigest()
    place = folder / sha256 / name
    place.parent.mkdir(exist_ok=True)
    Path(part.name).replace(place)
    return sha256, str(place.relative_to(settings.HANSE_DATA_DIR))
