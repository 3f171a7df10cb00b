"""Fetch the full official table from Eurostat's dissemination service (SDMX 2.1, bulk)."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any, Literal

from hanse.sources.downloads import Download, fetch_file
from hanse.sources.eurostat_sbs.layouts import find_layout
from hanse.vocabulary import InputError, NetworkError

BASE_URL = "https://ec.europa.eu/eurostat/api/dissemination/sdmx/2.1/data"
TABLES = {
    "sbs_r_nuts06_r2": "2008 to 2020, NACE Rev. 2",
    "sbs_r_nuts2021": "from 2021, NACE Rev. 2, new definition of enterprises",
}
Format = Literal["tsv", "csv"]
_FORMATS: dict[str, str] = {"tsv": "TSV", "csv": "SDMX-CSV"}


def find_url(table: str, *, form: Format = "tsv", base_url: str = BASE_URL) -> str:
    """Address of a whole table; raises InputError for a table that this source does not have."""
    if table not in TABLES:
        raise InputError(
            f"There is no table called {table}.", mend=f"There are: {', '.join(TABLES)}."
        )
    return f"{base_url}/{table.upper()}/?format={_FORMATS[form]}&compressed=true"


def fetch_eurostat_sbs(
    folder: str | Path,
    *,
    table: str = "sbs_r_nuts06_r2",
    form: Format = "tsv",
    base_url: str = BASE_URL,
    **options: Any,
) -> Download:
    """Fetch a table to `folder/<table>.tsv.gz` (or `.csv.gz`).

    `options` are those of `hanse.sources.downloads.fetch_file` (progress, attempts, refresh ...).
    Raises NetworkError where there is no network, or where the answer is no table of this source.
    """
    path = Path(folder) / f"{table}.{form}.gz"
    download = fetch_file(find_url(table, form=form, base_url=base_url), path, **options)
    _require_table(download)
    return download


def _require_table(download: Download) -> None:
    """Remove an answer that is not the table (a notice, a sign-in page) and say so."""
    raw = b""
    try:
        with gzip.open(download.path) as stream:
            raw = stream.readline(100_000)
    except (OSError, EOFError):
        raw = download.path.read_bytes()[:100_000].split(b"\n")[0]
    line = raw.decode("utf-8-sig", errors="replace").strip()
    sign = "\t" if "\t" in line else ","
    if line and find_layout(tuple(line.split(sign))) is not None:
        return
    download.path.unlink(missing_ok=True)
    download.path.with_name(f"{download.path.name}.sha256").unlink(missing_ok=True)
    raise NetworkError(
        f"The server answered with something else than the table: {line[:80]!r}.",
        mend="Try again later: large tables are sometimes prepared first.",
    )
