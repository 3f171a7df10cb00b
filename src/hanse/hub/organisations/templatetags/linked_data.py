"""Linked data in a profile's page: `{% include "organisations/_json_ld.html" %}` in its head."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from hanse.hub.organisations.linked_data import write_script
from hanse.hub.organisations.models import Organisation
from hanse.hub.organisations.queries.linked_data import describe_linked

register = template.Library()


@register.simple_tag(takes_context=True)
def json_ld(context: dict[str, Any], organisation: Organisation) -> SafeString:
    """The node as text for a `<script>`; empty where the organisation is not listed."""
    path = reverse("organisations:profile", args=["KEY"])
    address = context["request"].build_absolute_uri(path).replace("KEY", "{key}")
    node = describe_linked(organisation, address=address)
    return mark_safe(write_script(node) if node else "")  # noqa: S308 (escaped by write_script)
