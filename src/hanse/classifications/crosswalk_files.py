"""Crosswalk files of the user and of the US Census Bureau, proved to keep totals."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable
from pathlib import Path

from hanse.classifications.crosswalks import Crosswalk, CrosswalkRow, Unconvertible
from hanse.classifications.tables import Record, Table, read_table, read_text
from hanse.vocabulary import InputError, Provenance

_CONCORDANCE = re.compile(r"(\d{4}) NAICS Code")


def read_crosswalk(path: Path, from_id: str, to_id: str, *, weight: str = "") -> Crosswalk:
    """Read `from_code,to_code[,weight]`, or a file with `from_version` and `to_version` as well.

    Weights are sizes (people, square kilometres) or shares: those of each from-code are divided by
    their sum, so that totals are kept. A from-code without target, or with zero weights only, is
    discontinued and listed. A file without weights, such as a concordance of the US Census Bureau
    as it is downloaded, converts the codes with one successor; the split ones are listed.

    Raises InputError with row and column for an absent column, a repeated pair, and a weight that
    is no number, negative or not finite.
    """
    text = read_text(path)
    if _CONCORDANCE.search(text[:2000]):
        return _read_concordance(text, path, from_id, to_id)
    table = read_table(path)
    mend = "The header is from_code,to_code,weight."
    table.require_columns("from_code", "to_code", mend=mend)
    if not weight and "weight" not in table.columns:
        records = _select_versions(table, from_id, to_id)
        pairs = ((record.get("from_code"), record.get("to_code")) for record in records)
        return _link(pairs, path, from_id, to_id)
    table.require_columns(weight or "weight", mend=mend)
    return _weigh(table, path, (from_id, to_id), weight or "weight")


def _read_concordance(text: str, path: Path, from_id: str, to_id: str) -> Crosswalk:
    """The Bureau's layout: notes above the header, `2012 NAICS Code` and `2017 NAICS Code`."""
    rows = list(csv.reader(text.splitlines(keepends=True)))
    start = next(i for i, row in enumerate(rows) if any(map(_CONCORDANCE.match, row)))
    years = {
        match[1]: at for at, cell in enumerate(rows[start]) if (match := _CONCORDANCE.match(cell))
    }
    wanted = [identifier.rsplit("-", 1)[-1] for identifier in (from_id, to_id)]
    for year in wanted:
        if year not in years:
            raise InputError(
                f"The concordance is of {' and '.join(sorted(years))}, not of {year}.",
                file=str(path),
            )
    left, right = (years[year] for year in wanted)
    body = [row for row in rows[start + 1 :] if len(row) > max(left, right)]
    pairs = ((row[left].strip(), row[right].strip()) for row in body)
    return _link((pair for pair in pairs if all(pair)), path, from_id, to_id)


def _link(pairs: Iterable[tuple[str, str]], path: Path, from_id: str, to_id: str) -> Crosswalk:
    """Pairs without weights: one successor has the weight 1, several have unknown shares."""
    targets: dict[str, dict[str, None]] = {}
    for source, target in pairs:
        targets.setdefault(source, {}).update({target: None} if target else {})
    rows, lost, unweighted = [], [], []
    for source, found in targets.items():
        if len(found) == 1:
            rows.append(CrosswalkRow(source, next(iter(found)), 1.0))
        elif found:
            unweighted += [(source, target) for target in found]
            lost.append(Unconvertible(source, f"{source} is split into {', '.join(found)}."))
        else:
            lost.append(Unconvertible(source, f"{source} has no successor.", "discontinued"))
    return Crosswalk(
        from_id,
        to_id,
        tuple(rows),
        "one successor",
        _acknowledge(path),
        tuple(lost),
        tuple(unweighted),
    )


def _weigh(table: Table, path: Path, ids: tuple[str, str], column: str) -> Crosswalk:
    from_id, to_id = ids
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
