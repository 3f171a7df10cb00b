"""Everything public, row by row: a few hundred are in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hanse.hub.api.queries.records import Record, build_record, fetch_records, with_parts
from hanse.hub.api.queries.ties import build_membership, list_public_memberships
from hanse.hub.organisations.models import Organisation

_CHUNK, _MANY = 500, 2000


def stream_organisations(*, address: str) -> Iterator[Record]:
    """Every listed organisation, by number; no transaction is held open meanwhile."""
    last = 0
    while True:
        listed = Organisation.objects.filter(pk__gt=last, state__in=Organisation.LISTED)
        found = list(with_parts(listed).order_by("pk")[:_CHUNK])
        for organisation in found:
            yield build_record(organisation, page=address.format(key=organisation.key))
        if len(found) < _CHUNK:
            return
        last = found[-1].pk


def stream_chosen(ids: Sequence[int], *, address: str) -> Iterator[Record]:
    """The listed organisations among these, in their order."""
    for start in range(0, len(ids), _CHUNK):
        yield from fetch_records(ids[start : start + _CHUNK], address=address)


def stream_memberships() -> Iterator[Record]:
    """Every public membership, by number."""
    last = 0
    while True:
        found = list(list_public_memberships().filter(pk__gt=last)[:_MANY])
        yield from (build_membership(row) for row in found)
        if len(found) < _MANY:
            return
        last = found[-1].pk
