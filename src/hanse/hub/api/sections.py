"""What the room adds to a profile: its data for machines, and the card for other pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from hanse.hub.api.views.embeds import HEIGHT, WIDTH, write_snippet
from hanse.hub.foundation.sections import Section
from hanse.hub.organisations.models import Organisation


def build_machines(request: HttpRequest, organisation: Organisation) -> dict[str, Any] | None:
    """The addresses of a listed organisation; asks the database nothing."""
    if not organisation.is_listed:
        return None
    address = request.build_absolute_uri(reverse("embed_card", args=[organisation.key]))
    return {
        "organisation": organisation,
        "snippet": write_snippet(address, organisation.name, WIDTH, HEIGHT),
    }


SECTIONS = (
    Section(
        page="organisation",
        id="machines",
        order=95,
        build=build_machines,
        template="api/profile_section.html",
    ),
)
