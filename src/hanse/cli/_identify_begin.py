"""Reading a file while the rest of the program is loaded, which is why this needs little of it."""

from __future__ import annotations

import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hanse.sources.us_cbp.opened import OpenFile


def begin_reading(path: Path) -> Future[OpenFile] | None:
    """Read a Parquet file of this publisher in a thread of its own; None for any other format.

    Where it is no file of this publisher the future holds the error that says so.
    """
    try:
        with path.open("rb") as stream:
            is_parquet = stream.read(4) == b"PAR1"
    except OSError:
        is_parquet = False
    if not is_parquet:
        return None
    from hanse.sources.us_cbp.opened import open_file

    # The reading thread needs the interpreter often and briefly, and should not wait for it long.
    sys.setswitchinterval(min(0.0005, sys.getswitchinterval()))
    with_one = ThreadPoolExecutor(1)
    begun = with_one.submit(open_file, path)
    with_one.shutdown(wait=False)
    import duckdb  # noqa: F401 - the first thing that the thread will wait for

    return begun
