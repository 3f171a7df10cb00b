"""The card of the registry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hanse.hub.foundation.rooms import Room

ROOM = Room(
    id="organisations",
    title=_("Organisations"),
    description=_("Find cluster organisations, their members and partners, and keep one’s own."),
    prefix="organisations/",
    order=20,
)
