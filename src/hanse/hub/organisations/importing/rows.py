"""The rows of a file as values of fields, with every oddity told by row and field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hanse.hub.foundation.folding import fold_words
from hanse.hub.organisations.fields import find_field_set, get_vocabulary
from hanse.hub.organisations.importing.cells import clean_cell, read_country, read_field
from hanse.hub.organisations.importing.mapping import OWN_TARGETS
from hanse.hub.organisations.importing.oddities import Oddities, Oddity
from hanse.hub.places.gazetteer import Lookup, look_up
from hanse.sources.text_tables import TextTable

KINDS = (
    "cluster-organisation",
    "company",
    "research-organisation",
    "public-body",
    "other-member",
    "partnership",
    "association",
    "support-body",
)


@dataclass(frozen=True)
class ReadRow:
    """One row: its number in the file, and what it says.

    `name` is folded, so that it is met again; `is_placed` where its town was found.
    """

    number: int
    kind: str
    values: Mapping[str, Any]
    identifier: str = ""
    key: str = ""
    name: str = ""
    is_placed: bool = False


@dataclass
class Reader:
    """Reads the rows of one table; `oddities` collects what is odd."""

    table: TextTable
    mapping: Mapping[str, str]
    kind: str
    oddities: Oddities
    _seen: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def read_rows(self) -> Iterator[ReadRow]:
        """Each row that has a name and a country; the others are set aside and told."""
        columns = {target: self.table.column(name) for target, name in self.mapping.items()}
        for index, number in enumerate(self.table.rows):
            cells = {target: str(column[index]) for target, column in columns.items()}
            row = self._read_row(number, cells)
            if row is not None:
                yield row

    def _read_row(self, number: int, raw: Mapping[str, str]) -> ReadRow | None:
        cells = {
            target: clean_cell(text, lambda odd, t=target: self._tell(number, t, odd))  # type: ignore[misc]
            for target, text in raw.items()
        }
        cells = {target: text for target, text in cells.items() if text}
        for needed in ("name", "country"):
            if needed not in cells:
                self._tell(number, needed, Oddity(f"set-aside-{needed}"))
                return None
        kind = self._read_kind(number, cells.get("kind", ""))
        cells["country"] = read_country(
            cells["country"], lambda odd: self._tell(number, "country", odd)
        )
        if cells["country"] not in get_vocabulary("countries"):
            self._tell(number, "country", Oddity("set-aside-country", cells["country"]))
            return None
        fields = find_field_set(kind, cells["country"]).by_id
        values: dict[str, Any] = {}
        for target, text in cells.items():
            if target in fields:
                values[target] = read_field(
                    fields[target],
                    text,
                    lambda odd, t=target: self._tell(number, t, odd),  # type: ignore[misc]
                )
            elif target not in OWN_TARGETS:
                self._tell(number, target, Oddity("no-such-field", text))
        is_placed = self._look_at_place(number, values)
        row = ReadRow(
            number,
            kind,
            values,
            cells.get("identifier", "")[:120],
            cells.get("key", ""),
            " ".join(fold_words(cells["name"])),
            is_placed,
        )
        self._look_for_twin(row)
        return row

    def _read_kind(self, number: int, text: str) -> str:
        wanted = "-".join(fold_words(text))
        if wanted in KINDS:
            return wanted
        if text:
            self._tell(number, "kind", Oddity("kind", text, self.kind))
        return self.kind

    def _look_at_place(self, number: int, values: Mapping[str, Any]) -> bool:
        place, country = values.get("place"), str(values["country"])
        if not place:
            self._tell(number, "place", Oddity("place-missing"))
            return False
        found = look_up(str(place), country)
        for oddity in describe_lookup(found, str(place)):
            self._tell(number, "place", oddity)
        return found.place is not None and found.place.is_town

    def _look_for_twin(self, row: ReadRow) -> None:
        """The same name in the same country twice in the file."""
        twin = (row.kind, str(row.values["country"]), row.name)
        first = self._seen.setdefault(twin, row.number)
        if first != row.number:
            odd = Oddity("twice", str(row.values["name"]), str(first))
            self._tell(row.number, "name", odd)

    def _tell(self, number: int, target: str, odd: Oddity) -> None:
        located = replace(odd, row=number, field=target, value=odd.value[:120])
        self.oddities.add(located)


def describe_lookup(found: Lookup, written: str) -> Iterator[Oddity]:
    """What is doubtful about a place, and what was done."""
    place = found.place
    if place is None and found.abroad:
        yield Oddity("place-abroad", written, found.abroad)
    elif place is None:
        yield Oddity("place-guess" if found.guess else "place-unknown", written, found.guess)
    elif place.how != "name":
        yield Oddity(f"place-{place.how}", written, place.name)
    if found.namesakes:
        yield Oddity("place-namesakes", written, ", ".join(found.namesakes))
