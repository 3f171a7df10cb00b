"""What the hub finds from what people said: folded name, web domain, position and region."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from hanse.hub.foundation.folding import fold_text
from hanse.hub.organisations.models import Organisation
from hanse.hub.organisations.queries.values import DERIVED, is_derived
from hanse.hub.places.gazetteer import Place, find_place

GIVEN = "given"


def find_domain(website: str) -> str:
    """The host of an address without "www."."""
    host = (urlsplit(website).hostname or "").lower() if website else ""
    return host.removeprefix("www.")[:120]


def derive_columns(
    organisation: Organisation, changed: Collection[str], *, today: str, found: Place | None = None
) -> None:
    """Bring every derived column up to date after the fields `changed` were written.

    `found` is the town where the caller has looked it up already.
    """
    if "name" in changed:
        organisation.name_folded = fold_text(organisation.name)[:300]
    if "website" in changed:
        organisation.web_domain = find_domain(organisation.website)
    if not {"latitude", "longitude"}.isdisjoint(changed):
        given = organisation.latitude is not None
        organisation.position_source = GIVEN if given else ""
    if not {"place", "country", "region", "latitude", "longitude"}.isdisjoint(changed):
        if found is None and organisation.place:
            found = find_place(organisation.place, organisation.country)
        _set_position(organisation, found, today=today)


def _set_position(organisation: Organisation, found: Place | None, *, today: str) -> None:
    if organisation.position_source != GIVEN:
        organisation.latitude = found.latitude if found else None
        organisation.longitude = found.longitude if found else None
        organisation.position_source = _say_origin(found)
    if organisation.region and not is_derived(organisation.stamps, "region"):
        return
    organisation.region = (found.region or "") if found else ""
    if organisation.region:
        stamp = {"visibility": "public", "source": DERIVED, "date": today}
        organisation.stamps["region"] = stamp
    else:
        organisation.stamps.pop("region", None)


def _say_origin(found: Place | None) -> str:
    """Whether the position is that of a town, or only the middle of its region or country."""
    if found is None:
        return ""
    return DERIVED if found.is_town else found.how
