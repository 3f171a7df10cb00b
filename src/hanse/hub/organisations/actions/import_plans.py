"""What bringing in a file would do: which profiles are new, which change, which rows stay out.

The dry run shows a plan, the import carries the same plan out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from hanse.hub.foundation.folding import fold_words
from hanse.hub.organisations.actions.checking import check_together, check_values
from hanse.hub.organisations.actions.profiles import MANAGER
from hanse.hub.organisations.fields import find_field_set
from hanse.hub.organisations.importing import Oddities, Oddity, Reader, ReadRow
from hanse.hub.organisations.models import Identifier, Organisation
from hanse.hub.organisations.queries.values import get_given_values
from hanse.sources.text_tables import TextTable

_BASIC = frozenset({"name", "country"})
_AT_ONCE = 500
Tell = Callable[[float], None]


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What whoever imports decides for the whole file.

    Attributes
    ----------
    kind : of organisations whose row names none.
    state : draft or published, for new profiles.
    scheme : of the identifiers in the file's own column; "" where they mean nothing to others.
    same_name : update a profile of the same name, kind and country instead of adding another.
    keep_edited : what people of an organisation typed in stays.
    sheet : of a workbook; "" takes the first visible one.
    """

    kind: str = Organisation.Kind.CLUSTER_ORGANISATION
    state: str = Organisation.State.DRAFT
    scheme: str = ""
    same_name: bool = True
    keep_edited: bool = True
    sheet: str = ""


@dataclass(frozen=True)
class Plan:
    """New rows; profiles with the values that change; how many change nothing; what was odd."""

    new: tuple[ReadRow, ...]
    changed: tuple[tuple[Organisation, Mapping[str, Any]], ...]
    same: int
    rows: int
    placed: int
    oddities: Oddities = field(default_factory=Oddities)


def build_plan(
    table: TextTable,
    mapping: Mapping[str, str],
    choices: Choices,
    *,
    oddities: Oddities,
    progress: Tell = lambda share: None,
) -> Plan:
    """Read every row, check it, and find the profile that it is about."""
    known = _Known(choices)
    new: list[ReadRow] = []
    changed: list[tuple[Organisation, Mapping[str, Any]]] = []
    same = placed = 0
    for row in _read(table, mapping, choices, oddities, progress):
        found = known.find(row, oddities)
        if isinstance(found, Oddity):
            oddities.add(found)
            continue
        checked = _check(row, found, oddities)
        if checked is None:
            continue
        placed += row.is_placed
        if found is None:
            new.append(ReadRow(row.number, row.kind, checked, row.identifier, row.key, row.name))
            continue
        differing = _list_differing(found, checked, row, choices, oddities)
        if differing:
            changed.append((found, differing))
        else:
            same += 1
    return Plan(tuple(new), tuple(changed), same, len(table), placed, oddities)


def _read(
    table: TextTable,
    mapping: Mapping[str, str],
    choices: Choices,
    oddities: Oddities,
    progress: Tell,
) -> Iterable[ReadRow]:
    reader = Reader(table, mapping, choices.kind, oddities)
    for done, row in enumerate(reader.read_rows()):
        if done % _AT_ONCE == 0:
            progress(done / len(table))
        yield row


class _Known:
    """The profiles that rows may be about: by key, by identifier, by name."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        self.used: dict[object, int] = {}
        self.by_name: dict[tuple[str, str, str], int] = {}
        if choices.same_name:
            self._read_names()

    def _read_names(self) -> None:
        rows = Organisation.objects.exclude(state=Organisation.State.MERGED)
        counts: Counter[tuple[str, str, str]] = Counter()
        for pk, kind, country, folded in rows.values_list(
            "pk", "kind", "country", "name_folded"
        ).iterator():
            key = (kind, country, " ".join(fold_words(folded)))
            counts[key] += 1
            self.by_name[key] = pk
        for key, count in counts.items():
            if count > 1:  # nobody can say which
                del self.by_name[key]

    def find(self, row: ReadRow, oddities: Oddities) -> Organisation | Oddity | None:
        """The profile, None for a new one, or why the row must stay out."""
        sign = row.key or row.identifier
        if sign:
            first = self.used.setdefault(sign, row.number)
            if first != row.number:
                return Oddity("set-aside-twice", sign, str(first), row.number)
        if row.key:
            found = Organisation.objects.filter(key=row.key).first()
            if found is None:
                return Oddity("set-aside-key", row.key, "", row.number, "key")
        else:
            found = self._find_by_identifier(row) or self._find_by_name(row)
        if found is not None and found.merged_into_id is not None:
            kept = Organisation.objects.get(pk=found.merged_into_id)
            return Oddity("set-aside-merged", found.name, kept.key, row.number, "key")
        return found

    def _find_by_identifier(self, row: ReadRow) -> Organisation | None:
        if not row.identifier or not self.choices.scheme:
            return None
        scheme = self.choices.scheme
        known = Identifier.objects.filter(scheme=scheme, value=row.identifier)
        found = known.select_related("organisation").first()
        return found.organisation if found else None

    def _find_by_name(self, row: ReadRow) -> Organisation | None:
        """Each profile once: a second row of the same name is another organisation."""
        pk = self.by_name.pop((row.kind, str(row.values["country"]), row.name), None)
        return Organisation.objects.get(pk=pk) if pk else None


def _check(row: ReadRow, found: Organisation | None, oddities: Oddities) -> dict[str, Any] | None:
    """The values as they can be kept; a faulty one is left out, without a name the whole row."""
    values = dict(row.values)
    field_set = find_field_set(found.kind if found else row.kind, str(values["country"]))
    current = get_given_values(found) if found else {}
    while True:
        try:
            checked = check_values(field_set, values)
            check_together(field_set, {**current, **checked})
        except ValidationError as error:
            faults = {id: texts for id, texts in error.message_dict.items() if id in values}
            if not faults or not _BASIC.isdisjoint(faults):
                text = " ".join(texts[0] for texts in error.message_dict.values())
                oddities.add(Oddity("set-aside-value", str(values["name"])[:120], text, row.number))
                return None
            for id, texts in faults.items():
                oddities.add(
                    Oddity("value", str(values.pop(id))[:120], " ".join(texts), row.number, id)
                )
            continue
        return {id: value for id, value in checked.items() if value is not None}


def _list_differing(
    found: Organisation,
    checked: Mapping[str, Any],
    row: ReadRow,
    choices: Choices,
    oddities: Oddities,
) -> dict[str, Any]:
    current = get_given_values(found)
    differing = {id: value for id, value in checked.items() if value != current.get(id)}
    if not choices.keep_edited:
        return differing
    for id in list(differing):
        stamp = found.stamps.get(id) or {}
        if id in current and stamp.get("source") == MANAGER:
            value = str(differing.pop(id))[:120]
            oddities.add(Oddity("kept-edited", value, str(current[id])[:120], row.number, id))
    return differing
