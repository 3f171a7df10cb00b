"""The NUTS-2 codes of 2010 to 2021 and what became of each, from the carried table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from hanse.classifications.tables import read_carried

RELEASES = ("2010", "2013", "2016", "2021")

BEFORE_THEIR_TIME = ("CH", "IS", "LI", "ME", "MK", "NO", "TR")
"""Countries outside the Union that the table lists from 2016; their statistical regions had the
same codes before, and Eurostat's older tables hold them."""

_SAME_AREA = ("", "recoded", "recoded and relabelled", "code change", "code, name change")
_SPLIT = re.compile(r"split into new (.+)")
_ORIGIN = re.compile(r"(?<!new )\b(?=\w*\d)[a-z]{2}\w{3}\b")


@dataclass(frozen=True)
class Change:
    """What became of one code between two neighbouring releases.

    `to_code` is None where the region was discontinued or split; `same_area` says that figures
    can be carried over as they are.
    """

    from_code: str
    to_code: str | None
    kind: str
    same_area: bool


@dataclass(frozen=True)
class _Row:
    codes: dict[str, str]
    name: str
    changes: dict[str, str]


@cache
def _read_rows() -> tuple[_Row, ...]:
    rows = []
    for record in read_carried("nuts", "nuts2_codes_2010_2021.csv"):
        codes = {release: record.get(f"nuts{release}") for release in RELEASES}
        # "UKI1 (part)" marks a piece of a split region: a code of the next release only.
        codes = {release: "" if " " in code else code for release, code in codes.items()}
        if codes["2016"][:2] in BEFORE_THEIR_TIME:
            codes |= dict.fromkeys(("2010", "2013"), codes["2016"])
        changes = {release: record.get(f"change_{release}") for release in RELEASES[1:]}
        rows.append(_Row(codes, record.get("name"), changes))
    return tuple(rows)


@cache
def list_regions(release: str) -> dict[str, str]:
    """Code -> name of the NUTS-2 regions of a release."""
    return {row.codes[release]: row.name for row in _read_rows() if row.codes[release]}


def _list_steps(before: str, after: str) -> Iterator[Change]:
    for row in _read_rows():
        old, new, kind = row.codes[before], row.codes[after], row.changes[after]
        if old and new:
            renamed = "name change" in kind or kind.startswith("renamed")
            yield Change(old, new, kind, kind in _SAME_AREA or renamed)


@cache
def list_changes(before: str, after: str) -> tuple[Change, ...]:
    """Every code of a release with its successor in the next release.

    A code without successor has one entry with the reason; the table repeats some regions (one row
    a release), so a row with both codes decides and the others only tell the reason.
    """
    found = {change.from_code: change for change in _list_steps(before, after)}
    reasons: dict[str, str] = {}
    for row in _read_rows():
        code = row.codes[before]
        if code:
            reasons[code] = row.changes[after] or reasons.get(code, "")
    for code in list_regions(before):
        if code not in found:
            found[code] = Change(code, None, reasons[code] or "discontinued", False)
    return tuple(found[code] for code in sorted(found))


@cache
def list_splits(before: str, after: str) -> dict[str, str]:
    """New code -> the old region that it is wholly part of, for splits without other changes."""
    origins = {
        row.codes[after]: set(_ORIGIN.findall(row.changes[after]))
        for row in _read_rows()
        if row.changes[after].startswith("new region")
    }
    found = {}
    for change in list_changes(before, after):
        match = _SPLIT.search(change.kind)
        if match is None:
            continue
        for new in re.findall(r"[a-z]{2}\w\w", match[1].lower()):
            inside = change.from_code.lower()
            if all(origin.startswith(inside) for origin in origins.get(new.upper(), ())):
                found[new.upper()] = change.from_code
    return found
