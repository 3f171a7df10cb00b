"""Which column of a file goes into which field: suggested by name, corrected by the person."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from hanse.hub.foundation.folding import fold_words
from hanse.hub.organisations.fields import find_field_set, list_fields
from hanse.vocabulary import InputError

OWN_TARGETS = ("kind", "identifier", "key")
"""What a column may hold besides fields: the kind of organisation, the file's own number of it,
and the key that the hub gave."""
NEEDED = ("name", "country")
_LANGUAGES = ("en", "de", "fr")
_DATA = Path(__file__).parent / "data" / "column_names.csv"


@lru_cache(maxsize=1)
def _read_names() -> Mapping[str, str]:
    """Folded column name to target; the field's own id and titles come first."""
    known: dict[str, str] = {}
    for field in list_fields().values():
        for text in (field.id, *(field.title_in(language) for language in _LANGUAGES)):
            known.setdefault(_fold(text), field.id)
    with _DATA.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for name in row["names"].split("|"):
                known.setdefault(_fold(name), row["field"])
    # What the title of another field would hide.
    known["members"] = "member_count"
    return known


def _fold(text: str) -> str:
    return " ".join(fold_words(text.replace("_", " ")))


def suggest_mapping(header: Sequence[str]) -> dict[str, str]:
    """Target to column, for the columns whose names are known; each target once, the first wins."""
    found: dict[str, str] = {}
    for column in header:
        target = _read_names().get(_fold(column))
        if target and target not in found:
            found[target] = column
    return found


def list_targets(kind: str) -> tuple[str, ...]:
    """What a column may be mapped to for profiles of a kind, in any country."""
    fields = {
        field.id: field
        for country in ("DE", "US")
        for field in find_field_set(kind, country).fields
    }
    return (*OWN_TARGETS, *fields)


def check_mapping(mapping: Mapping[str, str], header: Sequence[str], *, file: str) -> None:
    """Raise InputError where a column is absent or what every profile needs has none."""
    for target, column in mapping.items():
        if column not in header:
            raise InputError(
                f"There is no column called {column}.",
                file=file,
                field=target,
                mend=f"The file has: {', '.join(header)}.",
            )
    for target in NEEDED:
        if target not in mapping:
            raise InputError(
                f"No column holds the {target}.",
                file=file,
                field=target,
                mend="Say which column it is.",
            )
