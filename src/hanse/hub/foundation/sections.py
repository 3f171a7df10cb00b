"""Sections of a page that belongs to another app: found, never listed.

The profile of an organisation shows what the observatory knows of its region, though organisations
may not import the observatory: the layers go the other way. So an app offers sections in its
`sections.py`::

    SECTIONS = (
        Section(page="organisation", id="statistics", order=40, build=build_statistics,
                template="observatory/sections/statistics.html"),
    )

and the page draws those it finds: `{% sections "organisation" organisation %}`.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from hanse.hub.foundation.rooms import list_apps

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the page called `page`."""

    page: str
    id: str
    """Also the anchor in the page."""
    order: int
    build: Callable[[HttpRequest, Any], dict[str, Any] | None]
    """`(request, thing) -> context of the template`; None where there is nothing to show."""
    template: str


@cache
def _find_sections() -> tuple[Section, ...]:
    found: list[Section] = []
    for app in list_apps():
        if f"{app}.sections" == __name__:
            continue  # this module: what sections are, not some of them
        if importlib.util.find_spec(f"{app}.sections") is not None:
            found += importlib.import_module(f"{app}.sections").SECTIONS
    ids = [(section.page, section.id) for section in found]
    if len(set(ids)) < len(ids):
        raise ValueError(f"two sections share a page and an id: {sorted(ids)}")
    return tuple(sorted(found, key=lambda section: (section.order, section.id)))


def list_sections(page: str) -> tuple[Section, ...]:
    """The sections of a page in their order."""
    return tuple(section for section in _find_sections() if section.page == page)
