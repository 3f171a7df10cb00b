"""Weighted crosswalks of the user, read and proved to keep totals."""

from __future__ import annotations

import math
from pathlib import Path

from hanse.classifications.crosswalks import Crosswalk, CrosswalkRow, Unconvertible
from hanse.classifications.tables import Record, Table, read_table
from hanse.vocabulary import Provenance


def read_crosswalk(path: Path, from_id: str, to_id: str, *, weight: str = "") -> Crosswalk:
    """Read `from_code,to_code,weight`, or a file with `from_version` and `to_version` as well.

    Weights are sizes (people, square kilometres) or shares: those of each from-code are divided by
    their sum, so that totals are kept. A from-code without target, or with zero weights only, is
    discontinued and listed. Raises InputError with row and column for an absent column, a repeated
    pair, and a weight that is no number, negative or not finite.
    """
    table = read_table(path)
    column = weight or "weight"
    table.require_columns(
        "from_code", "to_code", column, mend="The header is from_code,to_code,weight."
    )
    sizes: dict[str, dict[str, float]] = {}
    for record in _select_versions(table, from_id, to_id):
        source, target = record.get("from_code"), record.get("to_code")
        if not source:
            raise table.error("The code is blank.", record, "from_code")
        targets = sizes.setdefault(source, {})
        if not target:
            continue
        if target in targets:
            raise table.error(f"{source} to {target} is there twice.", record, "to_code")
        targets[target] = _read_size(table, record, column)
    rows, lost = [], []
    for source, targets in sizes.items():
        total = sum(targets.values())
        if total <= 0:
            lost.append(Unconvertible(source, f"{source} has no successor.", "discontinued"))
        else:
            rows += [CrosswalkRow(source, t, size / total) for t, size in targets.items() if size]
    return Crosswalk(from_id, to_id, tuple(rows), column, _acknowledge(path), tuple(lost))


def _select_versions(table: Table, from_id: str, to_id: str) -> list[Record]:
    """The rows of the two releases, where the file holds several."""
    records = list(table.records)
    for column, identifier in (("from_version", from_id), ("to_version", to_id)):
        if column not in table.columns:
            continue
        release = identifier.rsplit("-", 1)[-1]
        there = sorted({record.get(column) for record in records})
        records = [record for record in records if record.get(column) == release]
        if not records:
            raise table.error(
                f"The file has no rows of release {release}; it has {', '.join(there)}.",
                table.records[0],
                column,
            )
    return records


def _read_size(table: Table, record: Record, column: str) -> float:
    text = record.get(column)
    try:
        size = float(text)
    except ValueError:
        raise table.error(f"The weight {text or '(blank)'} is no number.", record, column) from None
    if not math.isfinite(size) or size < 0:
        raise table.error(f"The weight {text} is negative or not finite.", record, column)
    return size


def _acknowledge(path: Path) -> Provenance:
    return Provenance(
        publisher="the user", title=path.name, licence="as its owner says", verified=False
    )
