"""Files of the bulk download of the registry that the environment names.

`registry_export.py write FORM FOLDER` writes the organisations in one form, and
`registry_export.py nightly FOLDER` everything in every form. Prints the seconds and the peak memory
in MB, before the files are made and after.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from contextlib import closing
from pathlib import Path

from hanse.hub.foundation.serving import set_up_django


def write(form: str, folder: Path) -> dict[str, int]:
    """The organisations in one form; answers how large it is."""
    from hanse.hub.api.actions.exports import list_datasets
    from hanse.hub.api.exports.writers import WRITERS

    organisations = next(iter(list_datasets()))
    path = folder / f"organisations.{form}"
    with closing(WRITERS[form](path, organisations.columns)) as writer:
        for found in organisations.records:
            writer.write(found, organisations.flatten(found))
    return {form: path.stat().st_size}


def write_all(folder: Path) -> dict[str, int]:
    """What the hub does at night; answers how large each file is."""
    from django.conf import settings
    from django.utils import timezone

    from hanse.hub.api.actions.exports import make_exports
    from hanse.hub.api.models import Export

    settings.HANSE_EXPORTS_DIR = folder
    now = timezone.now()
    make_exports(now)
    made = Export.objects.filter(made_at=now)
    sizes = {f"{file.dataset} {file.form}": file.size for file in made}
    made.delete()
    return sizes


def take_stock() -> dict[str, float]:
    """What this process has taken so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"processor": used.ru_utime + used.ru_stime, "megabytes": used.ru_maxrss / 1024}


def main() -> None:
    """`write FORM FOLDER` or `nightly FOLDER`."""
    set_up_django()
    from django.db import connection

    connection.ensure_connection()
    before, started = take_stock(), time.perf_counter()
    folder = Path(sys.argv[-1])
    sizes = write(sys.argv[2], folder) if sys.argv[1] == "write" else write_all(folder)
    seconds, after = time.perf_counter() - started, take_stock()
    told = {
        "seconds": seconds,
        "processor": after["processor"] - before["processor"],
        "before": before["megabytes"],
        "peak": after["megabytes"],
        "sizes": ", ".join(f"{name} {size / 1e6:.0f} MB" for name, size in sizes.items()),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
