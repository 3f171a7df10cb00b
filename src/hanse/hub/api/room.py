"""The card of the room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hanse.hub.foundation.rooms import Room

ROOM = Room(
    id="api",
    title=_("Open data"),
    description=_("Take everything public away: by program, as files, as feeds, in other pages."),
    prefix="api/",
    order=910,
    in_menu=False,
)
