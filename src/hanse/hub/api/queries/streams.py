"""Everything public, row by row: a few hundred are in memory at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from hanse.hub.api.queries.records import (
    REFERENCE,
    Record,
    build_record,
    fetch_records,
    with_parts,
)
from hanse.hub.organisations.models import Membership, Organisation
from hanse.hub.organisations.queries.membership import CONFIRMED

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
    """Every public membership, by number.

    Both ends are read by their keys: joined, a database may put all memberships in order first,
    anew for each few thousand.
    """
    last = 0
    while True:
        rows = Membership.objects.filter(CONFIRMED, pk__gt=last).order_by("pk")
        found = list(rows.values_list("pk", "group", "member", "role", "since")[:_MANY])
        listed = _read_references({end for row in found for end in row[1:3]})
        for _, group, member, role, since in found:
            if group in listed and member in listed:
                yield {
                    "group": listed[group],
                    "member": listed[member],
                    "role": role,
                    "since": since.isoformat() if since else None,
                }
        if len(found) < _MANY:
            return
        last = found[-1][0]


def _read_references(ids: Collection[int]) -> dict[int, Record]:
    """The listed organisations among these, in short."""
    rows = Organisation.objects.filter(pk__in=ids).order_by()
    return {
        number: dict(zip(REFERENCE, values, strict=True))
        for number, state, *values in rows.values_list("pk", "state", *REFERENCE)
        if state in Organisation.LISTED
    }
