"""Reading a file while the rest of the program is loaded, which is why this needs little of it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hanse.sources.us_cbp.opened import OpenFile


def begin_reading(path: Path) -> Future[OpenFile] | None:
    """Read a Parquet file of this publisher in a thread of its own; None for any other file.

    It is opened first, which takes little, and needs the interpreter for most of its time.
    """
    try:
        with path.open("rb") as stream:
            is_parquet = stream.read(4) == b"PAR1"
    except OSError:
        is_parquet = False
    if not is_parquet:
        return None
    from hanse.sources.us_cbp.opened import open_file
    from hanse.vocabulary import InputError

    try:
        opened = open_file(path)
    except (OSError, InputError):
        return None  # whoever reads the file tells what is wrong with it

    def read_it() -> OpenFile:
        _ = opened.cells
        return opened

    with_one = ThreadPoolExecutor(1)
    begun = with_one.submit(read_it)
    with_one.shutdown(wait=False)
    return begun
