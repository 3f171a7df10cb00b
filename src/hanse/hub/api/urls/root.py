"""Addresses at the top of the hub: the API itself, and what machines look for there."""

from __future__ import annotations

from django.urls import path

from hanse.hub.api.rest.api import api
from hanse.hub.api.rest.document import no_such_address

urlpatterns = [
    path("api/v1/", api.urls),
    path("api/v1/<path:rest>", no_such_address),
]
