"""Profiles that may be one organisation: for whoever types one in, and for moderators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hanse.hub.foundation.folding import fold_text
from hanse.hub.organisations.duplicates import Record, find_like
from hanse.hub.organisations.duplicates.records import prepare
from hanse.hub.organisations.models import DuplicatePair, Merge, Organisation

_CANDIDATES = 400
_PIECE = 4
COLUMNS = (
    "pk",
    "name",
    "acronym",
    "country",
    "place",
    "web_domain",
    "latitude",
    "longitude",
    "kind",
    "position_source",
)
_VAGUE = ("region", "country")
"""Positions in the middle of something: no distance is told from them."""

_WORDS: Mapping[str, Promise | str] = {
    "same-name": _("The names are the same"),
    "similar-name": _("The names are alike"),
    "other-field": _("They name different fields"),
    "other-words": _("The names hold different words"),
    "acronym": _("The acronym is the same"),
    "other-acronym": _("The acronyms differ"),
    "same-web": _("The web site is the same"),
    "other-web": _("The web sites differ"),
    "same-place": _("The place is the same"),
    "other-place": _("The places differ"),
    "other-country": _("The countries differ"),
    "other-kind": _("The kinds differ"),
}


@dataclass(frozen=True)
class ShownReason:
    """One reason in words; `speaks_for` False where it speaks against."""

    text: Promise | str
    detail: str
    speaks_for: bool
    weight: float


@dataclass(frozen=True)
class PossibleDuplicate:
    """A profile that may be the one that is meant."""

    organisation: Organisation
    score: float
    reasons: tuple[ShownReason, ...]


def describe_reasons(kept: list[list[Any]]) -> tuple[ShownReason, ...]:
    """Reasons as pairs keep them, `[evidence, weight, detail]`, the heaviest first."""
    shown = [
        ShownReason(_describe(evidence, weight), detail, weight > 0, weight)
        for evidence, weight, detail in kept
    ]
    return tuple(sorted(shown, key=lambda reason: -abs(reason.weight)))


def _describe(evidence: str, weight: float) -> Promise | str:
    if evidence == "similar-name" and weight < 0:
        return _("The names have little in common")
    return _WORDS[evidence]


def build_record(row: tuple[Any, ...]) -> Record:
    """A record to compare, from the columns `COLUMNS`."""
    values = dict(zip(COLUMNS, row, strict=True))
    if values.pop("position_source") in _VAGUE:
        values["latitude"] = values["longitude"] = None
    return Record(id=values.pop("pk"), **values)


def read_record(organisation: Organisation) -> Record:
    """A record to compare, from a profile."""
    return build_record(tuple(getattr(organisation, name) for name in COLUMNS))


def list_records() -> list[Record]:
    """All profiles that may have a twin."""
    rows = living().order_by("pk").values_list(*COLUMNS)
    return [build_record(row) for row in rows.iterator(chunk_size=5000)]


def living() -> QuerySet[Organisation]:
    """Profiles that are not merged away and not archived."""
    gone = (Organisation.State.MERGED, Organisation.State.ARCHIVED)
    return Organisation.objects.exclude(state__in=gone)


def find_possible_duplicates(
    values: Mapping[str, Any],
    *,
    besides: Organisation | None = None,
    limit: int = 5,
    listed_only: bool = False,
) -> list[PossibleDuplicate]:
    """Profiles that may be the organisation with these values, the most likely first.

    `values` are those of a form: name, acronym, country, place, website; a name is needed.
    `besides` is the profile itself where it exists already.
    """
    record = _read_values(values)
    if not record.name.strip():
        return []
    found = living().filter(_is_candidate(record))
    if listed_only:
        found = found.filter(state__in=Organisation.LISTED)
    if besides is not None:
        found = found.exclude(pk=besides.pk)
    records = [build_record(row) for row in found.values_list(*COLUMNS)[:_CANDIDATES]]
    pairs = find_like(record, records)[:limit]
    chosen = Organisation.objects.in_bulk([pair.second for pair in pairs])
    return [
        PossibleDuplicate(
            chosen[pair.second],
            pair.score,
            describe_reasons([[r.evidence, r.weight, r.detail] for r in pair.reasons]),
        )
        for pair in pairs
    ]


def _read_values(values: Mapping[str, Any]) -> Record:
    from hanse.hub.organisations.actions.deriving import find_domain

    texts: dict[str, Any] = {
        name: str(values.get(name) or "")[:300]
        for name in ("name", "acronym", "country", "place", "website", "kind")
    }
    website = str(texts.pop("website"))
    with_scheme = website if "://" in website else f"https://{website}"
    try:
        domain = find_domain(with_scheme) if website else ""
    except ValueError:  # half an address, while it is being typed
        domain = ""
    return Record(id=0, web_domain=domain, **texts)


def _is_candidate(record: Record) -> Q:
    """Rows that share a piece of a telling word, the acronym or the web site."""
    ready = prepare(record)
    wanted = Q()
    for word in sorted(ready.telling, key=len, reverse=True)[:4]:
        for piece in {word[:_PIECE], word[-_PIECE:]}:
            wanted |= Q(name_folded__contains=piece)
    folded = fold_text(record.name).strip()
    wanted |= Q(name_folded=folded)
    for acronym in {*ready.acronyms, *ready.initials}:
        wanted |= Q(acronym__iexact=acronym) | Q(name_folded=acronym)
    if record.country:
        wanted &= Q(country=record.country)
    if ready.domain:
        wanted |= Q(web_domain=ready.domain)
    return wanted


def list_pairs(state: str) -> QuerySet[DuplicatePair]:
    """Pairs in a state with both profiles, the most likely first."""
    pairs = DuplicatePair.objects.filter(state=state).select_related("first", "second")
    if state == DuplicatePair.State.OPEN:
        gone = Organisation.State.MERGED
        pairs = pairs.exclude(first__state=gone).exclude(second__state=gone)
    return pairs.order_by("-score", "pk")


def describe_pairs(
    pairs: Iterable[DuplicatePair],
) -> list[tuple[DuplicatePair, tuple[ShownReason, ...]]]:
    """Each pair with its reasons in words."""
    return [(pair, describe_reasons(pair.reasons)) for pair in pairs]


def count_open_pairs() -> int:
    """How many pairs wait for a decision."""
    return list_pairs(DuplicatePair.State.OPEN).count()


def list_merges() -> QuerySet[Merge]:
    """Merges with both profiles, the latest first."""
    return Merge.objects.select_related("kept", "gone", "by").order_by("-at", "-pk")
