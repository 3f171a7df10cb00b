"""What was odd in a file, by row and field: what was seen, and what was done about it.

The sentences are English and marked for translation; pages translate them when they show them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from hanse.vocabulary import Report


def gettext_noop(text: str) -> str:
    """Mark a sentence for translators without needing Django here."""
    return text


class Words(NamedTuple):
    """What was seen and what was done; `%(result)s` stands for what came of it."""

    seen: str
    done: str


WORDS: Mapping[str, Words] = {
    "set-aside-name": Words(gettext_noop("The row has no name."), gettext_noop("Row set aside.")),
    "set-aside-country": Words(
        gettext_noop("The row has no country that is known."), gettext_noop("Row set aside.")
    ),
    "set-aside-value": Words(
        gettext_noop("The name or the country cannot be kept."),
        gettext_noop("Row set aside: %(result)s"),
    ),
    "set-aside-key": Words(
        gettext_noop("No profile has this key."), gettext_noop("Row set aside.")
    ),
    "set-aside-twice": Words(
        gettext_noop("The identifier or key stands in an earlier row."),
        gettext_noop("Row set aside; see row %(result)s."),
    ),
    "set-aside-merged": Words(
        gettext_noop("The profile was merged into another."),
        gettext_noop("Row set aside: update %(result)s."),
    ),
    "ragged-row": Words(
        gettext_noop("The row is longer or shorter than the header."),
        gettext_noop("Row set aside. %(result)s"),
    ),
    "encoding": Words(gettext_noop("The file is not in UTF-8."), gettext_noop("%(result)s")),
    "several-sheets": Words(
        gettext_noop("The workbook has several sheets."), gettext_noop("%(result)s")
    ),
    "value": Words(
        gettext_noop("The field cannot take this value."), gettext_noop("Left out: %(result)s")
    ),
    "formula": Words(
        gettext_noop("The cell begins like a formula."),
        gettext_noop("Kept as text; no export will let a program run it."),
    ),
    "garbled": Words(
        gettext_noop("The cell holds letters that look garbled."),
        gettext_noop("Kept as it is; was the file saved in two encodings?"),
    ),
    "country-name": Words(
        gettext_noop("The country is written by its name."), gettext_noop("Read as %(result)s.")
    ),
    "cut-off": Words(
        gettext_noop("The code is cut off."), gettext_noop("Completed to %(result)s.")
    ),
    "thousands": Words(
        gettext_noop("The number has signs between thousands."),
        gettext_noop("Read as %(result)s."),
    ),
    "no-such-field": Words(
        gettext_noop("Profiles of this kind have no such field."), gettext_noop("Left out.")
    ),
    "kind": Words(
        gettext_noop("The kind is none that is known here."), gettext_noop("Read as %(result)s.")
    ),
    "twice": Words(
        gettext_noop("The same name and country occur in an earlier row."),
        gettext_noop("Kept; see row %(result)s."),
    ),
    "kept-edited": Words(
        gettext_noop("People of the organisation wrote something else."),
        gettext_noop("What they wrote stays: %(result)s"),
    ),
    "place-missing": Words(
        gettext_noop("The row names no town."), gettext_noop("Not placed on the map.")
    ),
    "place-country": Words(
        gettext_noop("A country is written where the town should be."),
        gettext_noop("Placed in the middle of the country, in no region."),
    ),
    "place-region": Words(
        gettext_noop("A region is written where the town should be."),
        gettext_noop("Placed in the middle of %(result)s."),
    ),
    "place-part": Words(
        gettext_noop("Only a part of the text is the name of a town."),
        gettext_noop("Placed in %(result)s."),
    ),
    "place-typing": Words(
        gettext_noop("The town is probably mistyped."), gettext_noop("Placed in %(result)s.")
    ),
    "place-unknown": Words(
        gettext_noop("The town is not in the gazetteer."), gettext_noop("Not placed on the map.")
    ),
    "place-guess": Words(
        gettext_noop("The town is not in the gazetteer."),
        gettext_noop("Not placed on the map; is it %(result)s?"),
    ),
    "place-abroad": Words(
        gettext_noop("The town’s field names another country."),
        gettext_noop("Not placed on the map: it names %(result)s."),
    ),
    "place-namesakes": Words(
        gettext_noop("Several towns of about the same size have this name."),
        gettext_noop("Placed in the largest; the others: %(result)s"),
    ),
}
NO_POSITION = frozenset({"place-missing", "place-unknown", "place-guess", "place-abroad"})
"""Kinds of oddity that leave a row without a position."""


@dataclass(frozen=True, slots=True)
class Oddity:
    """One thing that a person should know; `row` is 0 where it is about the whole file."""

    kind: str
    value: str = ""
    result: str = ""
    row: int = 0
    field: str = ""

    @property
    def is_set_aside(self) -> bool:
        """True where the row does not come in."""
        return self.kind.startswith("set-aside") or self.kind == "ragged-row"


@dataclass
class Oddities:
    """All that was odd: every one counted, the first `keep` of each kind kept."""

    keep: int = 200
    kept: list[Oddity] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, oddity: Oddity) -> None:
        """Count an oddity and keep it while there is room for its kind."""
        self.counts[oddity.kind] += 1
        if self.counts[oddity.kind] <= self.keep:
            self.kept.append(oddity)

    def add_report(self, report: Report) -> None:
        """What reading the file itself found."""
        for found in report.findings:
            kind = found.kind if found.kind in WORDS else "encoding"
            result = f"{found.message} {found.action}"
            self.add(Oddity(kind, found.value[:120], result, found.row or 0, found.column))
