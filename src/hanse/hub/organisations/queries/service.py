"""What cluster organisations publicly say of where they are and which ecosystems they serve.

Kept in memory and brought up to date from the feed of changes, so that pages that match it with
figures ask the database once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import Any

from hanse.hub.organisations.fields import get_field_set
from hanse.hub.organisations.models import Change, Organisation

Stamp = tuple[int, datetime] | tuple[()]
"""Number and time of the last change that was followed; empty before the first."""
_COLUMNS = ("pk", "key", "name", "country", "region", "field_set", "stamps", "fields__ecosystems")


@dataclass(frozen=True, slots=True)
class Service:
    """A cluster organisation by place and subject; empty where not stated, or not to everyone."""

    key: str
    name: str
    country: str
    region: str
    ecosystems: tuple[str, ...]


@dataclass(frozen=True)
class Register:
    """All listed cluster organisations at one moment."""

    stamp: Stamp
    services: Mapping[int, Service]

    @cached_property
    def by_ecosystem(self) -> Mapping[str, tuple[Service, ...]]:
        """The organisations that state an ecosystem, by name."""
        found: dict[str, list[Service]] = {}
        for service in sorted(self.services.values(), key=lambda each: (each.name, each.key)):
            for ecosystem in service.ecosystems:
                found.setdefault(ecosystem, []).append(service)
        return {ecosystem: tuple(services) for ecosystem, services in found.items()}


_lock = Lock()
_known: Register | None = None


def get_register() -> Register:
    """The register as it is now: one query where nothing changed."""
    global _known
    with _lock:
        known = _known
        fresh = None if known is None else _follow(known)
        if fresh is None:
            fresh = _read_all()
        _known = fresh
        return fresh


def get_stamp() -> Stamp:
    """Number and time of the last change."""
    row = Change.objects.order_by("-pk").values_list("pk", "at").first()
    return row or ()


def read_service(organisation: Organisation) -> Service:
    """What one organisation says to everyone."""
    row = (
        organisation.pk, organisation.key, organisation.name, organisation.country,
        organisation.region, organisation.field_set, organisation.stamps,
        organisation.fields.get("ecosystems"),
    )  # fmt: skip
    return _build(row)[1]


def _read_all() -> Register:
    stamp = get_stamp()
    return Register(stamp, dict(_read(Organisation.objects.all())))


def _follow(known: Register) -> Register | None:
    """The register brought up to date; None where the feed is not the one that was followed."""
    changes = Change.objects.order_by("pk").values_list("pk", "at", "organisation")
    if not known.stamp:
        return known if not changes.exists() else None
    rows = list(changes.filter(pk__gte=known.stamp[0]))
    if not rows or rows[0][:2] != known.stamp:
        return None
    if len(rows) == 1:
        return known
    touched = {row[2] for row in rows[1:]}
    services = {pk: service for pk, service in known.services.items() if pk not in touched}
    services.update(_read(Organisation.objects.filter(pk__in=touched)))
    return Register(rows[-1][:2], services)


def _read(organisations: Any) -> Iterable[tuple[int, Service]]:
    listed = organisations.filter(
        kind=Organisation.Kind.CLUSTER_ORGANISATION, state__in=Organisation.LISTED
    )
    return [_build(row) for row in listed.order_by().values_list(*_COLUMNS)]


def _build(row: tuple[Any, ...]) -> tuple[int, Service]:
    pk, key, name, country, region, field_set, stamps, ecosystems = row
    shown = region if _is_public(field_set, stamps, "region") else ""
    stated = ecosystems if _is_public(field_set, stamps, "ecosystems") else ()
    return pk, Service(key, name, country, shown or "", tuple(stated or ()))


def _is_public(field_set: str, stamps: Mapping[str, Any], id: str) -> bool:
    field = get_field_set(field_set).by_id.get(id)
    return field is not None and field.read_stamp(stamps).visibility == "public"
