"""Rooms: found, never listed.

A room is a folder of `hanse.hub` with a `room.py` that holds a `ROOM` card. Its addresses
(`urls.py`), templates, static files and tables are found with it; the menu shows it. This module
is read by the settings, so it imports no Django model.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HUB = "hanse.hub"
_NOT_APPS = frozenset({"settings", "locale"})


@dataclass(frozen=True, kw_only=True)
class Room:
    """The card of a room.

    `title` and `description` are translated lazily (`gettext_lazy`). The room's `urls.py` sets
    `app_name` to the card's `id`, so that its pages are `observatory:home` and so on; every room
    has a page called `home`.
    """

    id: str
    """The folder's name, which is also the namespace of its addresses."""
    title: StrOrPromise
    """As the menu shows it: one or two words."""
    description: StrOrPromise
    """One sentence: what a person does here."""
    prefix: str
    """The first part of its addresses, with a slash at the end: "observatory/"."""
    order: int
    """Place in the menu, by tens; the wheel of cluster policy gives the sequence."""
    right: str | None = None
    """Who may enter: the id of a right (see `foundation.permissions`), None for everyone."""
    in_menu: bool = True


@cache
def list_apps() -> tuple[str, ...]:
    """Every Django app of the hub, as dotted names, foundation first."""
    package = importlib.import_module(HUB)
    found = [m.name for m in pkgutil.iter_modules(package.__path__) if m.ispkg]
    names = sorted(set(found) - _NOT_APPS, key=lambda name: (name != "foundation", name))
    return tuple(f"{HUB}.{name}" for name in names)


@cache
def list_rooms() -> tuple[Room, ...]:
    """Every room in the order of the menu.

    Raises ValueError where a card does not match its folder, or two rooms share a prefix.
    """
    rooms = []
    for app in list_apps():
        if importlib.util.find_spec(f"{app}.room") is None:
            continue
        room = importlib.import_module(f"{app}.room").ROOM
        if app != f"{HUB}.{room.id}":
            raise ValueError(f"the room in {app} calls itself {room.id}")
        rooms.append(room)
    prefixes = [room.prefix for room in rooms]
    if len(set(prefixes)) < len(prefixes):
        raise ValueError(f"two rooms share a prefix: {sorted(prefixes)}")
    return tuple(sorted(rooms, key=lambda room: (room.order, room.id)))
