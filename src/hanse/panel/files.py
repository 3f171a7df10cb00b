"""Panels as files: Parquet, CSV, Excel and Arrow out; Parquet and CSV back in.

The long form has the columns `region`, `industry`, `period`, then for each measure its figures and
`<measure>_flag` (observed, estimated, lower_bound, missing, suppressed), and `<measure>_lower`,
`<measure>_upper` where the panel knows bounds. Missing cells are not written, except one row for a
label that would otherwise be absent. Parquet also keeps order, titles, classifications and
provenance in its metadata; a CSV keeps labels and figures.

Every writer works on a file beside its place and renames it when it is complete, so that a reader
sees the old file or the new one. Texts that a spreadsheet would run as a formula are disarmed by
`protect_text` in CSV and Excel.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hanse.panel.cube import Panel, Values
from hanse.panel.long_tables import read_columns
from hanse.panel.sql import connect, quote, quote_path, quote_text, write_query
from hanse.vocabulary import Flag, InputError, Provenance

FLAG_NAMES = tuple(flag.name.lower() for flag in Flag)
FORMATS = (".parquet", ".csv", ".csv.gz", ".tsv", ".xlsx", ".arrow", ".feather")
_METADATA = "hanse"
_EXCEL_ROWS = 1_048_575
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def protect_text(text: str) -> str:
    """A text that no spreadsheet runs as a formula: an apostrophe before =, +, -, @, tab."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def find_safe_name(name: str, *, fallback: str = "table") -> str:
    """A file name without folders, control signs or anything a file system or shell minds.

    For names that come from outside, such as uploads: "../../etc/passwd" becomes "passwd".
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    clean = re.sub(r"[^\w. ()\-]", "_", last).strip(" .")
    clean = re.sub(r"\.{2,}", ".", clean)
    if not clean or clean.upper().split(".")[0] in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT1"}:
        clean = fallback
    stem, dot, ending = clean.rpartition(".")
    if len(clean) <= 120:
        return clean
    return f"{stem[:100]}{dot}{ending[:15]}" if dot else clean[:120]


@contextmanager
def replace_whole(path: Path) -> Iterator[Path]:
    """A name beside `path` to write to; renamed to `path` at the end, removed on failure.

    Raises InputError where the folder does not exist.
    """
    if not path.parent.is_dir():
        raise InputError(f"There is no folder {path.parent}.", mend="Make it, or write elsewhere.")
    beside = path.parent / f".{secrets.token_hex(4)}-{path.name}"
    try:
        yield beside
        os.replace(beside, path)  # noqa: PTH105 - the atomic one, by its known name
    finally:
        beside.unlink(missing_ok=True)


def write_panel(panel: Panel, path: str | Path) -> None:
    """Write a panel in long form; the ending of the name is one of `FORMATS`.

    Raises InputError for another ending, an absent folder, or more rows than Excel has.
    """
    path = Path(path)
    ending = next((e for e in FORMATS if path.name.lower().endswith(e)), None)
    if ending is None:
        raise InputError(
            f"The ending of {path.name} is not known.", mend=f"Use one of {', '.join(FORMATS)}."
        )
    with replace_whole(path) as beside:
        if ending == ".xlsx":
            _write_excel(panel, beside)
        elif ending in (".arrow", ".feather"):
            _write_arrow(panel, beside)
        else:
            _write_duckdb(panel, beside, ending)


def _find_rows(panel: Panel) -> NDArray[np.intp]:
    """Flat positions of the cells to write."""
    some = np.zeros(panel.shape, np.bool_)
    for flags in panel.flags.values():
        some |= flags != Flag.MISSING
    for bound, plain in ((panel.lower, 0.0), (panel.upper, np.inf)):
        for values in bound.values():
            some |= values != plain
    if some.size:
        some[~some.any(axis=(1, 2)), 0, 0] = True
        some[0, ~some.any(axis=(0, 2)), 0] = True
        some[0, 0, ~some.any(axis=(0, 1))] = True
    return np.flatnonzero(some)


def _figure_columns(panel: Panel, rows: NDArray[np.intp]) -> dict[str, NDArray]:
    """Columns of figures, flag numbers and bounds for these cells."""
    columns: dict[str, NDArray] = {}
    for name, values in panel.measures.items():
        columns[name] = values.ravel()[rows]
        columns[f"{name}_flag"] = panel.flags[name].ravel()[rows]
        for kind, bounds in (("lower", panel.lower), ("upper", panel.upper)):
            if name in bounds:
                columns[f"{name}_{kind}"] = bounds[name].ravel()[rows]
    return columns


def _describe(panel: Panel) -> dict[str, Any]:
    return {
        "regions": panel.regions,
        "industries": panel.industries,
        "periods": panel.periods,
        "measures": list(panel.measures),
        "region_classification": panel.region_classification,
        "industry_classification": panel.industry_classification,
        "region_titles": dict(panel.region_titles),
        "industry_titles": dict(panel.industry_titles),
        "provenance": [asdict(entry) for entry in panel.provenance],
    }


def _write_duckdb(panel: Panel, path: Path, ending: str) -> None:
    rows = _find_rows(panel)
    figures = _figure_columns(panel, rows)
    is_parquet = ending == ".parquet"
    selected = []
    for name in figures:
        column = f"c.{quote(name)}"
        if name.endswith("_flag") and figures[name].dtype == np.uint8:
            cases = " ".join(f"WHEN {n} THEN '{flag}'" for n, flag in enumerate(FLAG_NAMES))
            selected.append(f"CASE {column} {cases} END AS {quote(name)}")
        else:
            selected.append(f"nullif({column}, 'nan'::DOUBLE) AS {quote(name)}")
    if is_parquet:
        about = quote_text(json.dumps(_describe(panel), ensure_ascii=False))
        options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{_METADATA}: {about}}}"
    else:
        sign = r"'\t'" if ending == ".tsv" else "','"
        packed = ", COMPRESSION gzip" if ending == ".csv.gz" else ""
        options = f"FORMAT csv, HEADER true, DELIMITER {sign}{packed}"
    _copy(path, panel, rows, figures, selected, options, protect=not is_parquet)


def _copy(
    path: Path,
    panel: Panel,
    rows: NDArray[np.intp],
    figures: Mapping[str, NDArray],
    selected: Sequence[str],
    options: str,
    *,
    protect: bool,
) -> None:
    r, i, t = np.unravel_index(rows, panel.shape)
    codes = {"r": r.astype(np.int32), "i": i.astype(np.int32), "t": t.astype(np.int32)}
    with connect() as connection:
        connection.register("cells", {f"_{key}": code for key, code in codes.items()} | {**figures})
        for key, labels in zip(
            "rit", (panel.regions, panel.industries, panel.periods), strict=True
        ):
            texts = [protect_text(label) if protect else label for label in labels]
            table = {"code": np.arange(len(texts), dtype=np.int32)}
            connection.register(f"labels_{key}", table | {"label": np.array(texts, object)})
        query = (
            "SELECT lr.label AS region, li.label AS industry, lt.label AS period"
            f"{''.join(', ' + column for column in selected)} FROM cells c"
            " JOIN labels_r lr ON lr.code = c._r JOIN labels_i li ON li.code = c._i"
            " JOIN labels_t lt ON lt.code = c._t"
        )
        write_query(connection, query, path, options)


def list_rows(panel: Panel) -> Iterator[tuple[object, ...]]:
    """Header and rows of the long form as plain values (None for no figure)."""
    rows = _find_rows(panel)
    figures = _figure_columns(panel, rows)
    yield ("region", "industry", "period", *figures)
    listed = [
        [FLAG_NAMES[flag] for flag in column]
        if column.dtype == np.uint8
        else [None if np.isnan(value) else value for value in column.tolist()]
        for column in figures.values()
    ]
    places = zip(*np.unravel_index(rows, panel.shape), strict=True)
    for (r, i, t), *values in zip(places, *listed, strict=True):
        yield (panel.regions[r], panel.industries[i], panel.periods[t], *values)


def _write_excel(panel: Panel, path: Path) -> None:
    import openpyxl

    if len(_find_rows(panel)) > _EXCEL_ROWS:
        raise InputError("The panel has more rows than an Excel sheet.", mend="Write Parquet.")
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("panel")
    for row in list_rows(panel):
        sheet.append([protect_text(cell) if isinstance(cell, str) else cell for cell in row])
    workbook.save(path)


def to_arrow(panel: Panel) -> Any:
    """The long form as a `pyarrow.Table`, with dictionary-encoded labels (needs pyarrow)."""
    import pyarrow as pa

    rows = _find_rows(panel)
    columns = {}
    labels = (panel.regions, panel.industries, panel.periods)
    for name, code, axis in zip(
        ("region", "industry", "period"), np.unravel_index(rows, panel.shape), labels, strict=True
    ):
        columns[name] = pa.DictionaryArray.from_arrays(
            pa.array(code.astype(np.int32)), pa.array(axis, pa.string())
        )
    for name, column in _figure_columns(panel, rows).items():
        if column.dtype == np.uint8:
            names = pa.array(FLAG_NAMES, pa.string())
            columns[name] = pa.DictionaryArray.from_arrays(pa.array(column.astype(np.int8)), names)
        else:
            columns[name] = pa.array(column, from_pandas=True)
    about = json.dumps(_describe(panel), ensure_ascii=False)
    return pa.table(columns).replace_schema_metadata({_METADATA: about})


def _write_arrow(panel: Panel, path: Path) -> None:
    import pyarrow.feather

    pyarrow.feather.write_feather(to_arrow(panel), str(path))


def read_panel(path: str | Path) -> Panel:
    """Read what `write_panel` wrote as Parquet, CSV or TSV; labels of a CSV come out sorted.

    Raises InputError for a file of another form.
    """
    path = Path(path)
    name = path.name.lower()
    if not path.is_file():
        raise InputError("There is no such file.", file=str(path), mend="Check the path.")
    if not name.endswith((".parquet", ".csv", ".csv.gz", ".tsv")):
        raise InputError("A panel is read from Parquet, CSV or TSV.", file=path.name)
    about: dict[str, Any] = {}
    text = quote_path(path)
    if name.endswith(".parquet"):
        relation = f"read_parquet({text})"
        about = _read_metadata(path)
    else:
        sign = r"'\t'" if name.endswith(".tsv") else "','"
        types = "{'region': 'VARCHAR', 'industry': 'VARCHAR', 'period': 'VARCHAR'}"
        relation = f"read_csv({text}, header = true, delim = {sign}, types = {types})"
    axes = ("region", "industry", "period")
    given = (about.get("regions"), about.get("industries"), about.get("periods"))
    table = read_columns(relation, axes, labels=given, file=path.name)
    return _assemble(table.labels, table.columns, table.keys, about, path.name)


def _read_metadata(path: Path) -> dict[str, Any]:
    import duckdb

    try:
        with connect() as connection:
            found = connection.execute(
                f"SELECT decode(value) FROM parquet_kv_metadata({quote_path(path)})"
                f" WHERE decode(key) = '{_METADATA}'"
            ).fetchall()
    except duckdb.Error as error:
        raise InputError("The Parquet file is damaged.", file=path.name) from error
    about: dict[str, Any] = json.loads(found[0][0]) if found else {}
    return about


def _assemble(
    labels: tuple[tuple[str, ...], ...],
    columns: Mapping[str, NDArray],
    keys: NDArray[np.integer],
    about: Mapping[str, Any],
    file: str,
) -> Panel:
    shape = (len(labels[0]), len(labels[1]), len(labels[2]))
    names = [n for n in columns if f"{n}_flag" in columns]
    if not names:
        raise InputError(
            "The file is no panel: no figures with a column of flags.",
            file=file,
            mend="Read it as a table of your own: hanse describe.",
        )
    measures: dict[str, Values] = {}
    flags: dict[str, NDArray] = {}
    bounds: dict[str, dict[str, Values]] = {"lower": {}, "upper": {}}
    for name in names:
        measures[name] = _spread(columns[name], keys, shape, np.nan)
        marks = np.asarray(columns[f"{name}_flag"])
        flags[name] = _spread(marks, keys, shape, int(Flag.MISSING)).astype(np.uint8)
        for kind, fill in (("lower", 0.0), ("upper", np.inf)):
            column = columns.get(f"{name}_{kind}")
            if column is not None:
                bounds[kind][name] = _spread(column, keys, shape, fill)
    return Panel(
        labels[0],
        labels[1],
        labels[2],
        measures=measures,
        flags=flags,
        lower=bounds["lower"],
        upper=bounds["upper"],
        region_classification=about.get("region_classification", ""),
        industry_classification=about.get("industry_classification", ""),
        region_titles=about.get("region_titles", {}),
        industry_titles=about.get("industry_titles", {}),
        provenance=tuple(Provenance(**entry) for entry in about.get("provenance", ())),
    )


def _spread(
    column: NDArray, keys: NDArray[np.integer], shape: tuple[int, int, int], fill: float
) -> Values:
    cube = np.full(int(np.prod(shape)), fill, np.float64)
    cube[keys] = column
    return cube.reshape(shape)
