"""The content-addressed result of a run: what the hub publishes and the command line writes."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.identification.cells import CERTAINTIES
from hanse.observatory.identification.result import (
    FLAG_NAMES,
    Columns,
    Identification,
    Texts,
    read_test,
)
from hanse.observatory.indicators.rows import Rows
from hanse.panel import Panel
from hanse.panel.sql import connect, quote, quote_path, quote_text, write_query
from hanse.vocabulary import InputError, MethodCard, Report, find_cards

if TYPE_CHECKING:
    import duckdb

_FEW_TEXTS = 100
"""Labels up to which looking them up is faster than handing over a text for each row."""
_ROWS_OF_VECTOR, _ROWS_OF_GROUP = 2048, 122_880
"""Rows that DuckDB works on at once, and rows that it writes as one group."""
_FEWEST_ROWS = 16_384
"""Rows from which it pays that two threads write one half each."""
_KEYS = (
    *("method", "parameters", "tests", "outcomes"),
    *("region_classification", "group_classification", "assume"),
)
"""What reading needs of a run's record."""
_FIGURES = (
    *("employment", "establishments", "lq", "lq_lower", "lq_upper", "lq_possible_low"),
    *("lq_possible_high", "region_share", "national_share", "growth", "size_rank", "lq_rank"),
)
"""What every method's table has, besides labels, rating and certainty."""
_REMAKE = "Make the run anew with hanse identify FILE --bundle FOLDER."


def write_columns(path: Path, table: Mapping[str, NDArray | Texts]) -> None:
    """Write a table of columns as Parquet, CSV (also .csv.gz) or TSV by the name's ending.

    NaN and masked values become null; truth values are written as `true` and `false`.
    """
    names = [name.lower() for name in (path.suffixes[-2:] or [".csv"])]
    if names[-1] == ".parquet":
        # Most figures differ from each other: looking for repetitions costs more than it saves.
        options = "FORMAT parquet, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 4096"
    else:
        kind = names[-2] if names[-1] == ".gz" and len(names) > 1 else names[-1]
        delimiter = r"'\t'" if kind == ".tsv" else "','"
        packed = ", COMPRESSION gzip" if names[-1] == ".gz" else ""
        options = f"FORMAT csv, HEADER true, DELIMITER {delimiter}{packed}"
    with connect() as connection:
        query, rows_at_once = _select_columns(connection, table)
        if names[-1] == ".parquet" and rows_at_once:
            options += f", ROW_GROUP_SIZE {rows_at_once}"
        write_query(connection, query, path, options)


def _select_columns(
    connection: duckdb.DuckDBPyConnection, table: Mapping[str, NDArray | Texts]
) -> tuple[str, int]:
    """The query that gives the table, and the rows of each of its parts, 0 for one part.

    Few texts are numbers of an enumeration until written.
    """
    arrays: dict[str, NDArray] = {}
    chosen = []
    for number, (name, column) in enumerate(table.items()):
        if not isinstance(column, Texts):
            arrays[name] = column
            chosen.append(quote(name))
        elif not 0 < len(column.labels) <= _FEW_TEXTS:
            arrays[name] = column.spell_out()
            chosen.append(quote(name))
        else:
            arrays[name] = column.codes.astype(np.int16)
            quoted = ["NULL" if text is None else quote_text(text) for text in column.labels]
            labels = ", ".join(quoted)
            kinds = ", ".join(text for text in dict.fromkeys(quoted) if text != "NULL")
            connection.execute(f"CREATE TEMP TYPE kind_{number} AS ENUM ({kinds})")
            chosen.append(f"([{labels}]::kind_{number}[])[{quote(name)} + 1] AS {quote(name)}")
    rows = len(next(iter(arrays.values()), ()))
    size = -(-rows // (2 * _ROWS_OF_VECTOR)) * _ROWS_OF_VECTOR
    if not _FEWEST_ROWS < size <= _ROWS_OF_GROUP:
        size = 0  # a part of the usual size for each thread, or too few rows to divide
    parts = [(0, rows)] if size == 0 else [(0, size), (size, rows)]
    for number, (start, end) in enumerate(parts):
        part = {name: array[start:end] for name, array in arrays.items()}
        connection.register(f"part_{number}", part)
    asked = (f"SELECT {', '.join(chosen)} FROM part_{number}" for number in range(len(parts)))
    return " UNION ALL ".join(asked), size


def compute_run_id(identification: Identification, panel: Panel) -> str:
    """Hash of input, method version and parameters: 16 hexadecimal digits.

    Whose figures they are, and under which licence, is part of the input: said anew, it is another
    run.
    """
    digest = hashlib.sha256()
    card = identification.card
    head = [card.id, card.version, sorted(identification.parameters.items()), identification.assume]
    labels = [panel.regions, panel.industries, panel.periods, identification.groups]
    origin = [[entry.publisher, entry.title, entry.licence] for entry in panel.provenance]
    digest.update(json.dumps([head, labels, origin]).encode())
    for name in sorted(panel.measures):
        digest.update(name.encode())
        # Adding zero turns -0.0 into 0.0, so that equal panels hash alike.
        digest.update(np.ascontiguousarray(panel.measures[name] + 0.0).tobytes())
        digest.update(np.ascontiguousarray(panel.flags[name]).tobytes())
        for bounds in (panel.lower, panel.upper):
            if name in bounds:
                digest.update(np.ascontiguousarray(bounds[name] + 0.0).tobytes())
    national = identification.columns.get("national_share")
    if national is not None:
        digest.update(np.ascontiguousarray(national + 0.0).tobytes())
    return digest.hexdigest()[:16]


def describe_run(
    identification: Identification, panel: Panel, report: Report | None = None
) -> dict[str, Any]:
    """The run's record as plain data, ready for JSON."""
    card = identification.card
    return {
        "run_id": compute_run_id(identification, panel),
        "method": {
            "id": card.id,
            "title": card.title,
            "version": card.version,
            "definition": card.definition,
            "formula": card.formula,
            "conventions": list(card.conventions),
            "reference": card.reference,
            "reviewed_on": card.reviewed_on,
        },
        "parameters": [
            {
                "id": p.id,
                "title": p.title,
                "value": identification.parameters[p.id],
                "default": p.default,
                "unit": p.unit,
                "verified": p.verified,
            }
            for p in card.parameters
        ],
        "assume": identification.assume,
        "ratings": list(card.ratings),
        "tests": [asdict(test) for test in identification.tests],
        "outcomes": list(identification.outcomes),
        "regions": len(identification.regions),
        "groups": [
            {"id": group, "title": identification.get_title("group", group)}
            for group in identification.groups
        ],
        "periods": list(identification.periods),
        "measures": list(panel.measures),
        "region_classification": identification.region_classification,
        "group_classification": identification.group_classification,
        "provenance": [asdict(provenance) for provenance in panel.provenance],
        "report": None if report is None else _describe_report(report),
    }


def _describe_report(report: Report) -> dict[str, Any]:
    return {
        "source": report.source,
        "ok": report.ok,
        "counts": dict(report.counts),
        "facts": json.loads(json.dumps(report.facts, default=str)),
        "findings": [asdict(finding) for finding in report.findings],
    }


def build_panel_columns(panel: Panel) -> dict[str, NDArray | Texts]:
    """The panel in long form: region, industry, period, then each measure and its flag."""
    shape = panel.shape
    columns: dict[str, NDArray | Texts] = {}
    for axis, (name, labels) in enumerate(
        (("region", panel.regions), ("industry", panel.industries), ("period", panel.periods))
    ):
        at = np.arange(len(labels)).reshape([-1 if i == axis else 1 for i in range(3)])
        columns[name] = Texts(labels, np.broadcast_to(at, shape).ravel())
    for name, values in panel.measures.items():
        columns[name] = values.ravel()
        columns[f"{name}_flag"] = Texts(FLAG_NAMES, panel.flags[name].ravel())
    return columns


def write_bundle(
    folder: Path,
    identification: Identification,
    panel: Panel,
    report: Report | None = None,
) -> str:
    """Write `run.json`, `ratings.parquet` and `panel.parquet` into `folder`; returns the run id.

    `run.json` is written last: a folder without it is not a complete bundle.
    """
    folder = Path(folder)
    is_new = not folder.exists()
    record = describe_run(identification, panel, report)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_columns(folder / "ratings.parquet", identification.build_columns())
        write_columns(folder / "panel.parquet", build_panel_columns(panel))
        text = json.dumps(record, ensure_ascii=False, indent=1)
        (folder / "run.json").write_text(text + "\n", encoding="utf-8")
    except BaseException:
        if is_new:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    run_id: str = record["run_id"]
    return run_id


def read_bundle(folder: Path) -> Identification:
    """The identification of a bundle, as `write_bundle` wrote it.

    Raises InputError where the folder holds no complete bundle, a file of it is damaged, or its
    method is not known.
    """
    folder = Path(folder)
    record = _read_record(folder)
    method = record["method"]
    found = find_cards("hanse.observatory.identification", MethodCard)
    if method["id"] not in found or found[method["id"]][0].version != method["version"]:
        raise InputError(
            f"The run was made by {method['title']} {method['version']}, which is not here.",
            file=str(folder),
            mend=_REMAKE,
        )
    ratings = folder / "ratings.parquet"
    if not ratings.is_file():
        raise InputError("The run's table of ratings is absent.", file=str(ratings), mend=_REMAKE)
    import duckdb

    try:
        return _read_ratings(ratings, found[method["id"]][0], record)
    except (duckdb.Error, LookupError, TypeError, ValueError) as error:
        raise InputError(
            "The run's table of ratings is cut off, damaged or of another form.",
            file=str(ratings),
            mend=_REMAKE,
        ) from error


def _read_record(folder: Path) -> dict[str, Any]:
    """What `run.json` tells, with its parameters and tests in the form that reading needs."""
    path = folder / "run.json"
    try:
        record = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise _refuse_folder(folder, "it has no run.json that can be read") from error
    except ValueError as error:
        raise _refuse_folder(folder, "its run.json is cut off or damaged") from error
    if not isinstance(record, dict):
        raise _refuse_folder(folder, "its run.json is not the record of a run")
    method = record.get("method")
    named = method if isinstance(method, dict) else {}
    lacking = [key for key in _KEYS if key not in record]
    lacking += [
        f"method.{k}" for k in ("id", "title", "version") if not isinstance(named.get(k), str)
    ]
    if lacking:
        raise InputError(
            f"The run's record lacks {', '.join(lacking)}.", file=str(path), mend=_REMAKE
        )
    try:
        record["parameters"] = {p["id"]: p["value"] for p in record["parameters"]}
        record["tests"] = tuple(map(read_test, record["tests"]))
        record["outcomes"] = tuple(record["outcomes"])
    except (LookupError, TypeError) as error:
        raise InputError(
            "The run's record tells parameters, tests or outcomes in a form that is not known.",
            file=str(path),
            mend=_REMAKE,
        ) from error
    return record


def _refuse_folder(folder: Path, why: str) -> InputError:
    return InputError(f"The folder holds no complete run: {why}.", file=str(folder), mend=_REMAKE)


def _read_ratings(path: Path, card: MethodCard, record: dict[str, Any]) -> Identification:
    with connect() as connection:
        query = f"SELECT * FROM read_parquet({quote_path(path)})"
        table = connection.execute(query).fetchnumpy()
    _require_columns(table, path, record)
    labels, codes, titles = [], [], []
    for axis in ("region", "group", "period"):
        texts = table[axis].tolist()
        index: dict[str, int] = {}
        codes.append([index.setdefault(text, len(index)) for text in texts])
        labels.append(tuple(index))
        named = table[f"{axis}_title"].tolist() if f"{axis}_title" in table else texts
        titles.append(dict(zip(texts, named, strict=True)))
    shape = (len(labels[0]), len(labels[1]), len(labels[2]))
    rows = Rows(shape, np.ravel_multi_index(tuple(map(np.array, codes)), shape))
    columns = {
        name: _read_column(kind, values)
        for name, values in table.items()
        if (kind := _find_kind(name)) is not None
    }
    if not 0 <= columns["rating"].min() <= columns["rating"].max() < len(card.ratings):
        raise ValueError("a rating that the method does not have")
    return Identification(
        card=card,
        parameters=record["parameters"],
        regions=labels[0],
        groups=labels[1],
        periods=labels[2],
        columns=Columns(columns, rows),
        tests=record["tests"],
        outcomes=record["outcomes"],
        region_titles=titles[0],
        group_titles=titles[1],
        region_classification=record["region_classification"],
        group_classification=record["group_classification"],
        assume=record["assume"],
    )


def _require_columns(table: Mapping[str, NDArray], path: Path, record: dict[str, Any]) -> None:
    """Raise InputError where columns are lacking, or there is no row."""
    needed = ["region", "group", "period", "rating", "certainty", "employment_flag", *_FIGURES]
    needed += record["outcomes"]
    for test in record["tests"]:
        needed += [f"test_{test.id}", f"threshold_{test.id}", test.column]
    lacking = [name for name in dict.fromkeys(needed) if name not in table]
    if lacking:
        more = f" and {len(lacking) - 5} more" if len(lacking) > 5 else ""
        raise InputError(
            f"The run's table of ratings lacks the columns {', '.join(lacking[:5])}{more}.",
            file=str(path),
            mend=f"It does not fit the record in run.json beside it. {_REMAKE}",
        )
    if not len(table["region"]):
        raise InputError("The run's table of ratings has no rows.", file=str(path), mend=_REMAKE)


def _find_kind(name: str) -> str | None:
    """How a column of the table goes back into the cube; None for labels and titles."""
    if name in ("region", "group", "period") or name.endswith("_title"):
        return None
    return name if name in ("rating", "certainty", "employment_flag") else "figure"


def _read_column(kind: str, values: NDArray) -> NDArray:
    """The array of the rows of a column of the table."""
    if kind == "rating":
        return np.ma.filled(values, 0).astype(np.int8)
    if kind in ("certainty", "employment_flag"):
        names = list(CERTAINTIES if kind == "certainty" else FLAG_NAMES)
        position = {name: number for number, name in enumerate(names)}
        return np.array([position[text] for text in values.tolist()], np.uint8)
    if values.dtype == bool:
        return np.ma.filled(np.ma.masked_array(values).astype(np.int8), -1)
    return np.ma.filled(np.ma.masked_array(values).astype(float), np.nan)
