"""What the linked data of a profile is built from."""

from __future__ import annotations

from typing import Any

from hanse.hub.organisations.linked_data import build_json_ld
from hanse.hub.organisations.models import Membership, Organisation
from hanse.hub.organisations.queries.membership import CONFIRMED
from hanse.hub.organisations.search.entries import list_public_values

MOST_GROUPS = 50


def describe_linked(organisation: Organisation, *, address: str) -> dict[str, Any] | None:
    """The JSON-LD node of a listed organisation, None for any other.

    `address` is that of a profile's page, with `{key}` where its key belongs.
    """
    if not organisation.is_listed:
        return None
    values = {field.id: value for field, value in list_public_values(organisation)}
    if organisation.position_source != "given" and organisation.place and "place" not in values:
        values.pop("latitude", None)  # found from a place that is not public
    memberships = Membership.objects.filter(
        CONFIRMED, member=organisation, group__state__in=Organisation.LISTED
    )
    groups = memberships.order_by("pk").values_list("group__key", "group__name")[:MOST_GROUPS]
    return build_json_ld(
        values,
        kind=organisation.kind,
        page=address.format(key=organisation.key),
        labels=list(organisation.labels.values("scheme", "awarded_by", "valid_until")),
        identifiers=[
            {"scheme": scheme, "value": value}
            for scheme, value in organisation.identifiers.order_by("scheme", "value").values_list(
                "scheme", "value"
            )
        ],
        groups=[{"page": address.format(key=key), "name": name} for key, name in groups],
    )
