"""A grouping as one CSV: `code,group[,weight][,title][,kind]`, columns by any name."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path

from hanse.classifications.code_systems import Classification
from hanse.classifications.groupings.model import Group, Grouping, Member
from hanse.classifications.recognition import recognise_codes
from hanse.classifications.registry import get_classification
from hanse.classifications.tables import Record, Table, parse_table
from hanse.classifications.tables import read_table as read_file
from hanse.vocabulary import InputError, Provenance

LANGUAGES = ("en", "de", "fr")


@dataclass(frozen=True)
class Columns:
    """Names of the columns of a grouping file; those with a "" default need not be there."""

    code: str = "code"
    group: str = "group"
    weight: str = "weight"
    title: str = "title"
    kind: str = "kind"


def read_grouping(
    path: Path,
    *,
    columns: Columns | None = None,
    classification: str = "",
    identifier: str = "",
) -> Grouping:
    """Read a grouping of the user's own; see `build_grouping` for the errors.

    The code system of the codes is recognised where `classification` does not tell it. A JSON file
    of the same name beside the CSV may hold id, title, classification, version and provenance.
    """
    about = _read_about(path.with_suffix(".json"))
    if classification:
        about["classification"] = classification
    about["id"] = identifier or about.get("id", path.stem)
    return build_grouping(read_file(path), about, columns or Columns())


def _read_about(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {}
    try:
        about = json.loads(path.read_text("utf-8-sig"))
    except ValueError as error:
        raise InputError(f"The JSON cannot be read: {error}.", file=str(path)) from None
    if not isinstance(about, dict):
        raise InputError("The JSON holds no object with title, version ...", file=str(path))
    return about


def parse_grouping(text: str, file: str, about: dict[str, object]) -> Grouping:
    """A grouping from the text of its CSV and what is told about it."""
    return build_grouping(parse_table(text, file), about, Columns())


def build_grouping(table: Table, about: dict[str, object], columns: Columns) -> Grouping:
    """Members and groups of a table.

    A code with a blank group is in no group and kept in `ungrouped`. Raises InputError with row
    and field for an absent column, a blank code, no group at all, a code twice in a group, a
    weight that is no number from 0 to 1, and a group with two titles or kinds.
    """
    mend = "The header is code,group[,weight][,title][,kind]; name other columns to use them."
    table.require_columns(columns.code, columns.group, mend=mend)
    identifier = str(about.get("classification") or "")
    if not identifier:
        codes = (record.get(columns.code) for record in table.records)
        identifier = recognise_codes(codes, kind="industry").classification or ""
    known = get_classification(identifier) if identifier else None
    found = _read_members(table, columns, known)
    if known:
        _require_no_nesting(table, known, found.rows)
    return Grouping(
        str(about["id"]),
        str(about.get("title") or about["id"]),
        identifier,
        str(about.get("version") or "own"),
        _read_provenance(about, table),
        found.groups,
        tuple(found.members.values()),
        tuple(found.unknown),
        tuple(found.ungrouped),
    )


@dataclass
class _Found:
    """What the rows of a table hold; members and their rows by code and group."""

    members: dict[tuple[str, str], Member] = field(default_factory=dict)
    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    unknown: dict[str, None] = field(default_factory=dict)
    ungrouped: list[str] = field(default_factory=list)


def _read_members(table: Table, columns: Columns, known: Classification | None) -> _Found:
    found = _Found()
    for record in table.records:
        text, group = record.get(columns.code), record.get(columns.group)
        if not text:
            raise table.error("The code is blank.", record, columns.code)
        code = known.normalise(text) if known else text
        if not group:
            found.ungrouped.append(code or text)
            continue
        if code is None:
            found.unknown[text] = None
        key = (code or text, group)
        if key in found.rows:
            what = f"Code {text} is already in group {group}, in row {found.rows[key]}."
            raise table.error(what, record, columns.code)
        found.rows[key] = record.row
        found.members[key] = Member(*key, _read_weight(table, record, columns.weight))
        found.groups[group] = _merge_group(table, record, found.groups.get(group), columns)
    if not found.groups:
        raise table.error("Every group is blank.", table.records[0], columns.group)
    return found


def _require_no_nesting(
    table: Table, known: Classification, rows: dict[tuple[str, str], int]
) -> None:
    """A code inside another code of its group would count twice."""
    for (code, group), row in rows.items():
        entry = known.find(code)
        at = entry.parent if entry else None
        while at is not None:
            if (at, group) in rows:
                raise InputError(
                    f"Code {code} lies inside {at}, which is in group {group} already (row "
                    f"{rows[at, group]}).",
                    file=table.file,
                    row=row,
                    mend="Keep one of the two.",
                )
            at = known.parent(at)


def _read_weight(table: Table, record: Record, column: str) -> float:
    text = record.get(column)
    if not text:
        return 1.0
    try:
        weight = float(text)
    except ValueError:
        raise table.error(f"The weight {text} is no number.", record, column) from None
    if not math.isfinite(weight) or not 0 <= weight <= 1:
        raise table.error(
            f"The weight {text} is not a share from 0 to 1.",
            record,
            column,
            "A weight is the share of the code that belongs to the group.",
        )
    return weight


def list_rows(grouping: Grouping) -> tuple[tuple[str, ...], ...]:
    """Header and rows of the CSV that `read_grouping` reads back; titles once a group."""
    header = ("code", "group", "weight", "title", *(f"title_{lang}" for lang in LANGUAGES[1:]))
    rows: list[tuple[str, ...]] = [(*header, "kind")]
    told: set[str] = set()
    for member in grouping.members:
        group = grouping.groups[member.group]
        titles = ("",) * len(LANGUAGES)
        if group.id not in told:
            titles = tuple(group.titles.get(language, "") for language in LANGUAGES)
        told.add(group.id)
        rows.append((member.code, group.id, f"{member.weight:g}", *titles, group.kind))
    return tuple(rows)


def _merge_group(table: Table, record: Record, known: Group | None, columns: Columns) -> Group:
    """The group with what this row adds; a title or kind needs to stand once a group."""
    name, kind = record.get(columns.group), record.get(columns.kind)
    named = {"en": columns.title} | {lang: f"{columns.title}_{lang}" for lang in LANGUAGES[1:]}
    titles = {lang: record.get(column) for lang, column in named.items() if record.get(column)}
    if known is None:
        return Group(name, titles, kind)
    if kind and known.kind and kind != known.kind:
        raise table.error(
            f"Group {name} is {known.kind} in a row above and {kind} here.", record, columns.kind
        )
    for language, title in titles.items():
        if known.titles.get(language, title) != title:
            raise table.error(
                f"Group {name} is called {known.titles[language]} in a row above and {title} here.",
                record,
                named[language],
            )
    return Group(name, {**known.titles, **titles}, known.kind or kind)


def _read_provenance(about: dict[str, object], table: Table) -> Provenance:
    told = about.get("provenance")
    if isinstance(told, dict):
        try:
            return Provenance(**told)
        except TypeError:
            raise InputError(
                "The provenance needs publisher, title and licence, and may have acknowledgement, "
                "url, vintage, retrieved, sha256, verified and note.",
                file=table.file,
                field="provenance",
            ) from None
    return Provenance(
        publisher="the user",
        title=Path(table.file).name,
        licence="as its owner says",
        verified=False,
    )
