"""Organisations for news readers."""

from __future__ import annotations

from typing import Literal

from hanse.hub.api.queries.records import Record, build_record, with_parts
from hanse.hub.organisations.models import Organisation

LENGTH = 50
Order = Literal["new", "changed"]


def list_news(order: Order) -> list[tuple[Organisation, Record]]:
    """The latest of the listed organisations, newly listed or changed, with what is public."""
    column = "published_at" if order == "new" else "changed_at"
    listed = Organisation.objects.filter(state__in=Organisation.LISTED)
    dated = listed.filter(**{f"{column}__isnull": False})
    return [
        (organisation, build_record(organisation))
        for organisation in with_parts(dated).order_by(f"-{column}", "-pk")[:LENGTH]
    ]
