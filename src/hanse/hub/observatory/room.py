"""The card of the room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hanse.hub.foundation.rooms import Room

ROOM = Room(
    id="observatory",
    title=_("Observatory"),
    description=_(
        "Find statistical clusters on the map, compare regions, rate a table of your own."
    ),
    prefix="observatory/",
    order=10,
)
