"""Fetching a file: resumed where it stopped, retried with patience, complete or not there at all.

The bytes are kept as they came, with their checksum beside them (`<name>.sha256`). While it is
fetched the file is called `<name>.part`; an edition that changed on the server meanwhile starts
anew, so that two editions are never joined.
"""

from __future__ import annotations

import http.client
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hanse import __version__
from hanse.sources.reading import find_sha256
from hanse.vocabulary import NetworkError

Progress = Callable[[int, int | None], None]
"""Called with the bytes that are here and the bytes that there are, None where unknown."""
_BLOCK = 1 << 16
_LASTING = {400, 401, 403, 404, 405, 406, 410, 413, 451}
"""Answers that will not change by asking again."""


@dataclass(frozen=True)
class Download:
    """A file that was fetched, or was here already."""

    path: Path
    sha256: str
    size: int
    url: str
    fresh: bool
    """False where the complete file was here before."""


def fetch_file(
    url: str,
    path: Path,
    *,
    progress: Progress | None = None,
    attempts: int = 5,
    patience: float = 1.0,
    timeout: float = 60.0,
    refresh: bool = False,
    wait: Callable[[float], None] = time.sleep,
) -> Download:
    """Fetch `url` to `path`.

    Parameters
    ----------
    attempts, patience : how often to try, and seconds before the second try (doubling each time).
    timeout : seconds of silence after which a connection counts as lost.
    refresh : fetch again even where a complete file is here.

    Raises NetworkError, in one sentence, where the server cannot be reached or refuses.
    """
    kept = _find_complete(path)
    if kept is not None and not refresh:
        return Download(path, kept, path.stat().st_size, url, fresh=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    failure: Exception | None = None
    for attempt in range(attempts):
        if attempt:
            wait(patience * 2 ** (attempt - 1))
        try:
            _continue(url, part, progress, timeout)
            break
        except urllib.error.HTTPError as error:
            failure = error
            error.close()
            if error.code in _LASTING:
                part.unlink(missing_ok=True)
                break
        except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
            failure = error
    else:
        raise _describe(url, failure) from failure
    if failure is not None and not part.exists():
        raise _describe(url, failure) from failure
    return _finish(url, part, path)


def _find_complete(path: Path) -> str | None:
    """Checksum of the file that is here, None where it is absent or other than it was."""
    note = path.with_name(f"{path.name}.sha256")
    if not (path.is_file() and note.is_file()):
        return None
    noted = note.read_text("utf-8").split()
    return noted[0] if noted and noted[0] == find_sha256(path) else None


def _continue(url: str, part: Path, progress: Progress | None, timeout: float) -> None:
    """Fetch what is not here yet; raises where the connection ends early."""
    note = part.with_name(f"{part.name}.json")
    here = part.stat().st_size if part.exists() else 0
    edition = json.loads(note.read_text("utf-8"))["edition"] if note.exists() else ""
    if not edition:
        here = 0
    headers = {"User-Agent": f"hanse/{__version__}", "Accept-Encoding": "identity"}
    if here:
        headers |= {"Range": f"bytes={here}-", "If-Range": edition}
    if not url.startswith(("https://", "http://")):
        raise NetworkError(f"{url} is no web address.")
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - checked above
    with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310
        resumed = answer.status == http.client.PARTIAL_CONTENT
        begin = here if resumed else 0
        length = answer.headers.get("Content-Length")
        total = begin + int(length) if length else None
        now = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
        note.write_text(json.dumps({"edition": now}), encoding="utf-8")
        with part.open("ab" if resumed else "wb") as stream:
            while block := answer.read(_BLOCK):
                stream.write(block)
                begin += len(block)
                if progress is not None:
                    progress(begin, total)
        if total is not None and begin < total:
            raise http.client.IncompleteRead(b"", total - begin)


def _describe(url: str, failure: Exception | None) -> NetworkError:
    host = url.split("/")[2] if url.count("/") > 1 else url
    if isinstance(failure, urllib.error.HTTPError):
        return NetworkError(
            f"{host} answered {failure.code} ({failure.reason}) to {url}.",
            mend="Try again later, or download the file with a browser and read it from there.",
        )
    reason = getattr(failure, "reason", None) or failure
    return NetworkError(
        f"{host} cannot be reached ({reason}).",
        mend="Check the connection, or download the file with a browser and read it from there:"
        f" {url}",
    )


def _finish(url: str, part: Path, path: Path) -> Download:
    checksum = find_sha256(part)
    path.with_name(f"{path.name}.sha256").write_text(f"{checksum}  {path.name}\n", encoding="utf-8")
    os.replace(part, path)  # noqa: PTH105 - the atomic one, by its known name
    part.with_name(f"{part.name}.json").unlink(missing_ok=True)
    return Download(path, checksum, path.stat().st_size, url, fresh=True)
