"""What the frame of every page shows: the menu, the language, light or dark."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from hanse import __version__
from hanse.hub.foundation.permissions import may
from hanse.hub.foundation.rooms import Room, list_rooms

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


def list_open_rooms(request: HttpRequest) -> list[Room]:
    """The rooms that the person may enter, in the order of the menu."""
    user = getattr(request, "user", None)
    return [
        room
        for room in list_rooms()
        if room.in_menu and (room.right is None or (user is not None and may(user, room.right)))
    ]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Django's context processor: `frame` in every template."""
    match = getattr(request, "resolver_match", None)
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "frame": {
            "rooms": list_open_rooms(request),
            "room_id": match.namespaces[0] if match and match.namespaces else "",
            "theme": theme if theme in THEMES else "",
            "languages": settings.LANGUAGES,
            "is_demo": settings.HANSE_DEMO,
            "sign_up": settings.HANSE_SIGN_UP,
            "version": __version__,
        }
    }
