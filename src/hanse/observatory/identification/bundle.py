"""The content-addressed result of a run: what the hub publishes and the command line writes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.identification.result import FLAG_NAMES, Identification
from hanse.panel import Panel
from hanse.panel.sql import connect, quote, quote_text
from hanse.vocabulary import Report


def write_columns(path: Path, table: Mapping[str, NDArray]) -> None:
    """Write a table of columns as Parquet, CSV (also .csv.gz) or TSV by the name's ending.

    NaN and masked values become null; truth values are written as `true` and `false`.
    """
    names = [name.lower() for name in (path.suffixes[-2:] or [".csv"])]
    if names[-1] == ".parquet":
        options = "FORMAT parquet, COMPRESSION zstd"
    else:
        delimiter = r"'\t'" if ".tsv" in names else "','"
        packed = ", COMPRESSION gzip" if names[-1] == ".gz" else ""
        options = f"FORMAT csv, HEADER true, DELIMITER {delimiter}{packed}"
    with connect() as connection:
        connection.register("columns_of_table", dict(table))
        columns = ", ".join(quote(name) for name in table)
        connection.execute(
            f"COPY (SELECT {columns} FROM columns_of_table) TO {quote_text(str(path))} ({options})"
        )


def compute_run_id(identification: Identification, panel: Panel) -> str:
    """Hash of input, method version and parameters: 16 hexadecimal digits."""
    digest = hashlib.sha256()
    card = identification.card
    head = [card.id, card.version, sorted(identification.parameters.items())]
    labels = [panel.regions, panel.industries, panel.periods, identification.groups]
    digest.update(json.dumps([head, labels]).encode())
    for name in sorted(panel.measures):
        digest.update(name.encode())
        # Adding zero turns -0.0 into 0.0, so that equal panels hash alike.
        digest.update(np.ascontiguousarray(panel.measures[name] + 0.0).tobytes())
        digest.update(np.ascontiguousarray(panel.flags[name]).tobytes())
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


def build_panel_columns(panel: Panel) -> dict[str, NDArray]:
    """The panel in long form: region, industry, period, then each measure and its flag."""
    shape = panel.shape
    columns: dict[str, NDArray] = {}
    for axis, (name, labels) in enumerate(
        (("region", panel.regions), ("industry", panel.industries), ("period", panel.periods))
    ):
        at = np.arange(len(labels)).reshape([-1 if i == axis else 1 for i in range(3)])
        texts = np.array(labels, dtype=object)
        columns[name] = texts[np.broadcast_to(at, shape).ravel()]
    flags = np.array(FLAG_NAMES, dtype=object)
    for name, values in panel.measures.items():
        columns[name] = values.ravel()
        columns[f"{name}_flag"] = flags[panel.flags[name].ravel()]
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
    folder.mkdir(parents=True, exist_ok=True)
    record = describe_run(identification, panel, report)
    write_columns(folder / "ratings.parquet", identification.to_table())
    write_columns(folder / "panel.parquet", build_panel_columns(panel))
    text = json.dumps(record, ensure_ascii=False, indent=1)
    (folder / "run.json").write_text(text + "\n", encoding="utf-8")
    run_id: str = record["run_id"]
    return run_id
