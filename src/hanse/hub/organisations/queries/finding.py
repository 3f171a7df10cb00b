"""The organisations of a result as pages, tables and files show them: public values only."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import get_language

from hanse.hub.organisations.models import Label, Organisation
from hanse.hub.organisations.queries.facets import name_value, name_values
from hanse.hub.organisations.queries.profiles import ShownField, choose_language, show_value
from hanse.hub.organisations.search.entries import list_public_values
from hanse.hub.organisations.search.finding import Found
from hanse.hub.organisations.search.index import Index
from hanse.vocabulary import InputError

MOST_COMPARED = 5
KEPT_CARDS = 8000
_CHUNK = 1000


@dataclass(frozen=True)
class Card:
    """One organisation of the result."""

    id: int
    key: str
    name: str
    acronym: str
    address: str
    kind: str
    country: str
    place: str
    summary: str
    summary_language: str
    ecosystems: tuple[str, ...]
    labels: tuple[str, ...]
    members: int | None
    confirmed_at: datetime | None
    is_stale: bool
    is_demonstration: bool


_Key = tuple[int, int, int, date, str]
"""Organisation, change, history of the index, day (labels end with one), language."""
_cards: OrderedDict[_Key, Card] = OrderedDict()
_lock = Lock()


def list_cards(index: Index, rows: Iterable[int]) -> list[Card]:
    """The organisations of these rows, in this order; two queries, however many they are.

    A card is kept until its organisation changes: most that people look at they have seen before.
    """
    language = get_language() or "en"
    keys: dict[int, _Key] = {
        row: (int(index.ids[row]), int(index.changes[row]), index.history, index.day, language)
        for row in rows
    }
    with _lock:
        held = {key: _cards[key] for key in keys.values() if key in _cards}
    missing = [key for key in keys.values() if key not in held]
    if missing:
        read = {row.pk: row for row in _read([key[0] for key in missing])}
        held |= {key: _build_card(read[key[0]]) for key in missing if key[0] in read}
        with _lock:
            _cards.update((key, held[key]) for key in missing if key in held)
            while len(_cards) > KEPT_CARDS:
                _cards.popitem(last=False)
    return [held[key] for key in keys.values() if key in held]


def _read(ids: Sequence[int]) -> Iterable[Organisation]:
    today = timezone.localdate()
    valid = Label.objects.exclude(valid_until__lt=today).order_by("scheme")
    # By the keys alone: with the state beside them SQLite would walk through all that are listed.
    rows = Organisation.objects.filter(pk__in=ids).order_by()
    held = rows.prefetch_related(Prefetch("labels", queryset=valid))
    return [row for row in held if row.is_listed]


def _build_card(organisation: Organisation) -> Card:
    values = {field.id: value for field, value in list_public_values(organisation)}
    language = get_language() or "en"
    summary = values.get("summary") or {}
    spoken = choose_language(summary, language) if summary else ""
    return Card(
        id=organisation.pk,
        key=organisation.key,
        name=organisation.name,
        acronym=values.get("acronym", ""),
        address=organisation.get_absolute_url(),
        kind=name_value("kind", organisation.kind, language),
        country=name_value("country", organisation.country, language),
        place=values.get("place", ""),
        summary=summary.get(spoken, ""),
        summary_language=spoken if spoken not in ("", "und", language) else "",
        ecosystems=tuple(name_values("ecosystem", values.get("ecosystems") or ())),
        labels=tuple(
            label.scheme.replace("-", " ").capitalize() for label in organisation.labels.all()
        ),
        members=values.get("member_count"),
        confirmed_at=organisation.confirmed_at,
        is_stale=organisation.state == Organisation.State.STALE,
        is_demonstration=organisation.is_demonstration,
    )


COLUMNS = (
    "key", "name", "acronym", "kind", "country", "place", "region", "latitude", "longitude",
    "website", "ecosystems", "emerging_industries", "technologies", "s3_priorities", "languages",
    "size_class", "member_count", "cooperation", "labels", "state", "confirmed_on",
)  # fmt: skip
"""Columns of the file; lists are written with semicolons."""


def list_rows(found: Found) -> Iterator[list[Any]]:
    """Every organisation of a result as a row of the file, read in chunks."""
    ids = found.ids.tolist()
    for start in range(0, len(ids), _CHUNK):
        rows = {row.pk: row for row in _read(ids[start : start + _CHUNK])}
        for id in ids[start : start + _CHUNK]:
            if id in rows:
                yield _build_row(rows[id])


def _build_row(organisation: Organisation) -> list[Any]:
    values: dict[str, Any] = {field.id: value for field, value in list_public_values(organisation)}
    confirmed = organisation.confirmed_at
    values |= {
        "key": organisation.key,
        "kind": organisation.kind,
        "state": organisation.state,
        "labels": [label.scheme for label in organisation.labels.all()],
        "confirmed_on": timezone.localdate(confirmed).isoformat() if confirmed else "",
    }
    row = []
    for column in COLUMNS:
        value = values.get(column)
        row.append(";".join(value) if isinstance(value, list) else "" if value is None else value)
    return row


@dataclass(frozen=True)
class Comparison:
    """Up to five organisations side by side: a line a field, a cell an organisation."""

    cards: list[Card]
    lines: list[tuple[str, list[ShownField | None]]]


def compare_organisations(keys: Sequence[str]) -> Comparison:
    """Public values of organisations side by side, in the order of their field sets.

    Raises InputError for more than five; keys of nothing listed are left out.
    """
    wanted = list(dict.fromkeys(keys))
    if len(wanted) > MOST_COMPARED:
        raise InputError(
            f"{len(wanted)} organisations do not fit side by side.",
            mend=f"Choose at most {MOST_COMPARED}.",
        )
    rows = {
        row.key: row
        for row in Organisation.objects.filter(
            key__in=wanted, state__in=Organisation.LISTED
        ).prefetch_related("labels")
    }
    chosen = [rows[key] for key in wanted if key in rows]
    language = get_language() or "en"
    titles: dict[str, str] = {}
    cells: list[dict[str, ShownField]] = []
    for organisation in chosen:
        shown = {
            field.id: show_value(field, value, field.read_stamp(organisation.stamps), language)
            for field, value in list_public_values(organisation)
            if field.id not in ("name", "latitude", "longitude")
        }
        titles |= {id: entry.title for id, entry in shown.items() if id not in titles}
        cells.append(shown)
    lines = [(title, [shown.get(id) for shown in cells]) for id, title in titles.items()]
    return Comparison([_build_card(organisation) for organisation in chosen], lines)
