"""Addresses for search engines, in parts that no growing registry makes too large."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.urls import reverse

from hanse.hub.foundation.rooms import list_rooms
from hanse.hub.observatory.queries.runs import list_published
from hanse.hub.organisations.models import Organisation

MOST = 50_000
"""Addresses of one part, by the protocol."""


@dataclass(frozen=True)
class Entry:
    """A page, and when it changed last."""

    path: str
    changed: datetime | None = None


def count_parts() -> int:
    """How many parts the organisations fill: a part is a range of numbers, so none ever moves."""
    last = Organisation.objects.aggregate(last=Max("id"))["last"] or 0
    return -(-last // MOST)


def list_pages() -> list[Entry]:
    """The first pages of open rooms and the published results."""
    rooms = [Entry(f"/{room.prefix}") for room in list_rooms() if room.right is None]
    runs = [Entry(run.get_absolute_url(), run.published_at) for run in list_published()]
    return [Entry("/"), *rooms, *runs]


def stream_part(number: int) -> Iterator[Entry]:
    """The listed organisations of one part."""
    page = reverse("organisations:profile", args=["KEY"])
    first = (number - 1) * MOST
    rows = (
        Organisation.objects.filter(
            pk__gt=first, pk__lte=first + MOST, state__in=Organisation.LISTED
        )
        .order_by("pk")
        .values_list("key", "changed_at")
    )
    for key, changed in rows.iterator(chunk_size=5000):
        yield Entry(page.replace("KEY", key), changed)
