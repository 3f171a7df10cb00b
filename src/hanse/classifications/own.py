"""A code system of the user's own: one CSV `code,title[,parent][,level]`."""

from __future__ import annotations

from pathlib import Path

from hanse.classifications.code_systems import Classification, Code
from hanse.classifications.tables import Record, Table, read_table
from hanse.vocabulary import ClassificationCard, ClassificationError, Provenance


def read_classification(path: Path, *, identifier: str = "", kind: str = "") -> Classification:
    """Read the user's code system; titles may have a language, as in `title_de`.

    Without a `level` column the levels follow from the parents and are called level-1, level-2 ...
    `kind` is "region" or "industry", "industry" where not told. Raises InputError with row and
    field for a repeated code, a parent that is not listed, and a ring of parents.
    """
    table = read_table(path)
    table.require_columns("code", mend="The header is code,title[,parent][,level].")
    titles = [name for name in table.columns if name == "title" or name.startswith("title_")]
    if not titles:
        table.require_columns("title")
    rows = _read_rows(table)
    depths = {code: _measure_depth(code, rows, table) for code in rows}
    names = _name_levels(table, rows, depths)
    codes = {}
    for code in sorted(rows, key=lambda code: (depths[code], rows[code].row)):
        record = rows[code]
        found = {name[6:] or "en": record.get(name) for name in titles if record.get(name)}
        codes[code] = Code(code, names[depths[code]], record.get("parent") or None, found)
    card = _describe(identifier or path.stem, kind or "industry", names, codes)
    provenance = Provenance(
        publisher="the user", title=path.name, licence="as its owner says", verified=False
    )
    return Classification(card, codes, provenance)


def _read_rows(table: Table) -> dict[str, Record]:
    rows: dict[str, Record] = {}
    for record in table.records:
        code = record.get("code")
        if not code:
            raise table.error("The code is blank.", record, "code")
        if code in rows:
            first = rows[code].row
            raise table.error(f"Code {code} is already in row {first}.", record, "code")
        rows[code] = record
    return rows


def _measure_depth(code: str, rows: dict[str, Record], table: Table) -> int:
    path = [code]
    while parent := rows[path[-1]].get("parent"):
        record = rows[path[-1]]
        if parent not in rows:
            raise table.error(f"The parent {parent} is not among the codes.", record, "parent")
        if parent in path:
            ring = " > ".join([*path[path.index(parent) :], parent])
            raise table.error(f"The parents go round in a ring: {ring}.", record, "parent")
        path.append(parent)
    return len(path) - 1


def _name_levels(table: Table, rows: dict[str, Record], depths: dict[str, int]) -> tuple[str, ...]:
    """One name a depth, coarse to fine; a `level` column must give all codes of a depth one."""
    names: dict[int, tuple[str, int]] = {}
    for code, record in rows.items():
        name, depth = record.get("level") or f"level-{depths[code] + 1}", depths[code]
        known, row = names.setdefault(depth, (name, record.row))
        if known != name:
            raise table.error(
                f"Code {code} is at level {name}, but codes as deep as it are at {known} "
                f"(row {row}).",
                record,
                "level",
                "Give all codes with equally many ancestors the same level.",
            )
    ordered = tuple(names[depth][0] for depth in sorted(names))
    for depth, name in enumerate(ordered):
        if name in ordered[:depth]:
            record = next(r for code, r in rows.items() if depths[code] == depth)
            raise table.error(f"Level {name} holds codes and their parents.", record, "level")
    return ordered


def _describe(
    identifier: str, kind: str, levels: tuple[str, ...], codes: dict[str, Code]
) -> ClassificationCard:
    if kind not in ("region", "industry"):
        raise ClassificationError(f"A classification is of regions or industries, not of {kind}.")
    languages = dict.fromkeys(lang for code in codes.values() for lang in code.titles)
    return ClassificationCard(
        id=identifier,
        title=identifier,
        definition="A code system of the user's own.",
        version="own",
        reviewed_on="",
        reference="the user's file",
        kind=kind,
        release="own",
        levels=levels,
        licence="as its owner says",
        languages=tuple(languages) or ("en",),
    )
