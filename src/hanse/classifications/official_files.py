"""Reading Eurostat's official NACE files, and storing them with what they are."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from hanse.classifications import imported
from hanse.classifications.code_systems import Classification, Code, require_sound
from hanse.classifications.own import read_classification
from hanse.classifications.registry import get_classification, list_classifications
from hanse.classifications.tables import Record, Table, read_table
from hanse.vocabulary import ClassificationError, InputError, Provenance

_BY_FIRST_COLUMN = {"nace2": "nace-rev2", "nace21": "nace-rev2.1"}
_NOTES = {"include": "Include", "include_also": "Include_Also", "exclude": "Exclude"}
_DEPTH_BY_LENGTH = {1: 0, 2: 1, 4: 2, 5: 3}
_LANGUAGE_IN_NAME = re.compile(r"(?:^|[_.-])(en|de|fr)(?:[_.-]|$)")


@dataclass(frozen=True)
class Imported:
    """What an import stored: the classification, its language, how many codes a level."""

    identifier: str
    language: str
    path: Path
    levels: dict[str, int]


def import_classification(
    path: Path,
    *,
    identifier: str = "",
    language: str = "",
    kind: Literal["region", "industry"] = "industry",
) -> Imported:
    """Store an official NACE file, or a code system of the user's own, in the data directory.

    The official layouts are `nace2|nace21,NAME,Parent,Include,Include_Also,Exclude` and
    `level,code,description,...`; any other file is read as `code,title[,parent][,level]` and needs
    an `identifier`. The language is told by the name of the file (..._de.csv) where not given.
    Raises InputError with row and field where the file is not what it should be.
    """
    table = read_table(path)
    official = _find_official(table)
    if official and identifier in ("", official):
        found = _LANGUAGE_IN_NAME.search(path.stem)
        language = language or (found[1] if found else "en")
        return _import_official(table, path, official, language)
    if not identifier:
        raise InputError(
            "The file is no official NACE file.",
            file=str(path),
            mend="Give your own code system a name with --id.",
        )
    return _import_own(path, identifier, kind)


def _find_official(table: Table) -> str:
    if table.columns[0] in _BY_FIRST_COLUMN:
        table.require_columns("NAME", "Parent")
        return _BY_FIRST_COLUMN[table.columns[0]]
    return "nace-rev2" if table.columns[:3] == ("level", "code", "description") else ""


def _import_official(table: Table, path: Path, identifier: str, language: str) -> Imported:
    carried = get_classification(identifier)
    read = _read_by_level if table.columns[0] == "level" else _read_by_parent
    rows = list(read(table, (carried, language)))
    if not set(_NOTES.values()) & set(table.columns):
        # A file of titles alone must not wipe out notes that another file brought.
        stored = imported.read_all_notes(identifier, language)
        rows = [(code, {**notes, **stored.get(code.code, {})}) for code, notes in rows]
    codes = {code.code: code for code, _ in rows}
    _require_complete(codes, carried, table)
    provenance = Provenance(
        publisher="Eurostat",
        title=f"{carried.card.title}, official file {path.name}",
        licence=carried.card.licence,
        acknowledgement=carried.provenance.acknowledgement,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )
    target = imported.find_folder(identifier) / f"{language}.csv"
    _store(target, rows, provenance)
    counts = dict.fromkeys(carried.levels, 0)
    for code in codes.values():
        counts[code.level] += 1
    return Imported(identifier, language, target, counts)


Row = tuple[Code, dict[str, str]]
"""A code (its title under the key "") and its notes."""


def _read_by_parent(table: Table, into: tuple[Classification, str]) -> Iterable[Row]:
    first = table.columns[0]
    for record in table.records:
        parent = record.get("Parent")
        parent = "" if parent == "NA" else parent
        yield _read_code(table, record, (first, "NAME"), parent, into)


def _read_by_level(table: Table, into: tuple[Classification, str]) -> Iterable[Row]:
    path: dict[int, str] = {}
    for record in table.records:
        level = record.get("level")
        if level not in ("1", "2", "3", "4"):
            raise table.error(f"A NACE level is 1 to 4, not {level}.", record, "level")
        depth = int(level)
        path[depth] = record.get("code")
        yield _read_code(table, record, ("code", "description"), path.get(depth - 1, ""), into)


def _read_code(
    table: Table,
    record: Record,
    columns: tuple[str, str],
    parent: str,
    into: tuple[Classification, str],
) -> Row:
    (column, title), (carried, language) = columns, into
    code = record.get(column)
    if not re.fullmatch(r"[A-Z]|\d\d(\.\d\d?)?", code):
        raise table.error(f"{code or 'A blank'} is no NACE code.", record, column)
    level = carried.levels[_DEPTH_BY_LENGTH[len(code)]]
    name = " ".join(record.get(title).split())
    if not name:
        raise table.error(f"Code {code} has no title.", record, title)
    if name.isupper():  # the official files shout their sections
        carried_titles = carried.codes[code].titles if code in carried.codes else {}
        name = carried_titles.get(language, name)
    notes = {note: record.get(source) for note, source in _NOTES.items()}
    notes = {note: "" if text == "NA" else text for note, text in notes.items()}
    return Code(code, level, parent or None, {"": name}), notes


def _require_complete(codes: dict[str, Code], carried: Classification, table: Table) -> None:
    try:
        require_sound(codes, carried.levels)
    except ClassificationError as error:
        raise InputError(error.what, file=table.file) from None
    known = [code for code in carried.codes if carried.codes[code].level in carried.levels[:2]]
    absent = [code for code in known if code not in codes]
    if absent:
        raise InputError(
            f"The file lacks {len(absent)} of the sections and divisions of {carried.card.title}, "
            f"{absent[0]} first.",
            file=table.file,
            mend="Import the complete official file.",
        )


def _store(target: Path, rows: Iterable[Row], provenance: Provenance) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["code", "level", "parent", "title", *imported.NOTES])
    for code, notes in rows:
        fields = [notes[note] for note in imported.NOTES]
        writer.writerow([code.code, code.level, code.parent or "", code.titles[""], *fields])
    _write(target, text.getvalue(), {"provenance": asdict(provenance)})


def _write(target: Path, text: str, about: dict[str, object]) -> None:
    """Put both files in place; a reader sees the old pair or the new table, never half of one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for path, content in ((target.with_suffix(".json"), json.dumps(about)), (target, text)):
        partial = path.with_suffix(path.suffix + ".part")
        partial.write_text(content, "utf-8", newline="")
        partial.replace(path)


def _import_own(path: Path, identifier: str, kind: str) -> Imported:
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,60}", identifier):
        raise InputError(
            f"{identifier} cannot be the id of a classification.",
            mend="Use small letters, digits, dots and hyphens, beginning with a letter or digit.",
        )
    if identifier in (card.id for card in list_classifications()) and (
        identifier not in imported.list_own()
    ):
        raise InputError(
            f"{identifier} is the id of a classification that Hanse carries.",
            mend="Choose another id for your own.",
        )
    classification = read_classification(path, identifier=identifier, kind=kind)
    provenance = Provenance(
        publisher="the user",
        title=path.name,
        licence="as its owner says",
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        verified=False,
    )
    target = imported.find_folder(identifier) / imported.OWN
    text = path.read_text("utf-8-sig")
    _write(target, text, {"kind": kind, "provenance": asdict(provenance)})
    counts = {level: len(classification.at_level(level)) for level in classification.levels}
    return Imported(identifier, "", target, counts)
