"""The card of the room that shows which shapes there are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hanse.hub.foundation.rooms import Room

ROOM = Room(
    id="places",
    title=_("Places"),
    description=_("See which regions have shapes, where these come from and how exact they are."),
    prefix="places/",
    order=900,
    in_menu=False,
)
