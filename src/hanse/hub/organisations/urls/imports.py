"""Addresses below imports/."""

from __future__ import annotations

from django.urls import URLPattern, path

from hanse.hub.organisations.views import imports

urlpatterns: list[URLPattern] = [
    path("imports/", imports.imports, name="imports"),
    path("imports/<slug:key>/", imports.import_, name="import"),
    path("imports/<slug:key>/bring-in/", imports.bring_in, name="bring_in"),
    path("imports/<slug:key>/oddities.csv", imports.oddities, name="import_oddities"),
]
