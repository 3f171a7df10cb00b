"""Two profiles side by side: where they differ, and which value is the fresher one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hanse.hub.foundation.permissions import Actor
from hanse.hub.organisations.fields import find_field_set
from hanse.hub.organisations.models import DuplicatePair, Organisation
from hanse.hub.organisations.queries.profiles import ShownField, list_shown_fields

_DEPENDENT = frozenset({"region", "latitude", "longitude"})
"""Chosen together with the place."""
_BELONGINGS = ("seats", "memberships", "groups", "identifiers", "labels", "revisions")


@dataclass(frozen=True)
class ComparedField:
    """One field of both; `fresher` is the side whose value is kept unless one says otherwise."""

    id: str
    title: str
    kept: ShownField | None
    gone: ShownField | None
    fresher: str

    @property
    def differs(self) -> bool:
        """True where a person may choose."""
        return self.kept is not None and self.gone is not None and not self.agrees

    @property
    def agrees(self) -> bool:
        """True where both say the same."""
        return (self.kept and self.kept.value) == (self.gone and self.gone.value)


def suggest_kept(pair: DuplicatePair) -> tuple[Organisation, Organisation]:
    """Which of two to keep: the listed one, then the one with people, then the fresher."""
    first, second = sorted((pair.first, pair.second), key=_weigh, reverse=True)
    return first, second


def _weigh(organisation: Organisation) -> tuple[Any, ...]:
    confirmed = organisation.confirmed_at or organisation.changed_at
    return (organisation.is_listed, organisation.seats.count() > 0, confirmed, -organisation.pk)


def compare_fields(
    kept: Organisation, gone: Organisation, person: Actor, language: str
) -> list[ComparedField]:
    """Every field that either says something in and that the kept one can hold."""
    own = {each.field.id: each for each in list_shown_fields(kept, person, language)}
    other = {each.field.id: each for each in list_shown_fields(gone, person, language)}
    rows = []
    for field in find_field_set(kept.kind, kept.country).fields:
        a, b = own.get(field.id), other.get(field.id)
        if (a or b) and field.id not in _DEPENDENT:
            rows.append(ComparedField(field.id, field.title_in(language), a, b, find_fresher(a, b)))
    return rows


def find_fresher(kept: ShownField | None, gone: ShownField | None) -> str:
    """The side whose value was written later; the kept one where that is not known."""
    if kept is None or gone is None:
        return "gone" if kept is None else "kept"
    return "gone" if (gone.stamp.date or "") > (kept.stamp.date or "") else "kept"


def count_belongings(organisation: Organisation) -> Mapping[str, int]:
    """How much hangs on a profile: people, members, groups, identifiers, labels, versions."""
    return {name: getattr(organisation, name).count() for name in _BELONGINGS}
