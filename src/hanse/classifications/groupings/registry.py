"""Finding a grouping: carried tables, identity groupings, and files of the user."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from pathlib import Path

from hanse.classifications.groupings.files import Columns, parse_grouping, read_grouping
from hanse.classifications.groupings.model import Group, Grouping, Member
from hanse.classifications.registry import get_classification
from hanse.vocabulary import InputError

_IDENTITIES: dict[str, tuple[str, str, str]] = {
    "a38": ("A*38 industry groups", "nace-rev2-a38", "a38"),
    "nace-sections": ("NACE Rev. 2 sections", "nace-rev2", "section"),
    "nace-divisions": ("NACE Rev. 2 divisions", "nace-rev2", "division"),
}


def list_groupings() -> tuple[Grouping, ...]:
    """The carried groupings, those with a table first."""
    return tuple(get_grouping(identifier) for identifier in (*_list_tables(), *_IDENTITIES))


@cache
def _list_tables() -> tuple[str, ...]:
    folder = resources.files(__package__)
    return tuple(
        sorted(p.name.removesuffix(".csv") for p in folder.iterdir() if p.name.endswith(".csv"))
    )


def get_grouping(
    identifier: str | Path,
    *,
    code: str = "code",
    group: str = "group",
    weight: str = "weight",
    title: str = "title",
    kind: str = "kind",
    classification: str = "",
) -> Grouping:
    """The grouping with this id, or the user's own in the CSV file at this path.

    `code`, `group`, `weight`, `title` and `kind` name the columns of a file; `classification` is
    the id of its code system, recognised where it is not given. Raises InputError naming the
    groupings there are, or file, row and column of what is wrong.
    """
    text = str(identifier)
    if isinstance(identifier, str) and text in _IDENTITIES:
        return _build_identity(text)
    if isinstance(identifier, str) and text in _list_tables():
        return _read_carried(text)
    path = Path(identifier)
    if path.suffix or path.exists():
        columns = Columns(code, group, weight, title, kind)
        return read_grouping(path, columns=columns, classification=classification)
    known = ", ".join((*_list_tables(), *_IDENTITIES))
    raise InputError(
        f"There is no grouping called {text}.", mend=f"Known: {known}; or give a CSV file."
    )


@cache
def _read_carried(identifier: str) -> Grouping:
    folder = resources.files(__package__)
    about = json.loads(folder.joinpath(f"{identifier}.json").read_text("utf-8"))
    text = folder.joinpath(f"{identifier}.csv").read_text("utf-8")
    return parse_grouping(text, f"{identifier}.csv", {"id": identifier, **about})


@cache
def _build_identity(identifier: str) -> Grouping:
    title, system, level = _IDENTITIES[identifier]
    classification = get_classification(system)
    codes = classification.at_level(level)
    return Grouping(
        identifier,
        title,
        system if identifier != "a38" else "nace-rev2",
        classification.card.version,
        classification.provenance,
        {code: Group(code, classification.codes[code].titles) for code in codes},
        _list_members(identifier, codes),
    )


def _list_members(identifier: str, codes: tuple[str, ...]) -> tuple[Member, ...]:
    """A*38 groups are defined by their divisions, so that a table of divisions can use them."""
    from hanse.classifications.nace.a38 import list_divisions

    if identifier != "a38":
        return tuple(Member(code, code) for code in codes)
    divisions = list_divisions()
    return tuple(Member(division, code) for code in codes for division in divisions[code])
