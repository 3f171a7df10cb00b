"""Addresses of the room: its pages, the files, the catalogue."""

from __future__ import annotations

from django.urls import path

from hanse.hub.api.views import keys, pages

app_name = "api"
urlpatterns = [
    path("", pages.home, name="home"),
    path("keys/", keys.keys, name="keys"),
    path("keys/<slug:prefix>/revoke/", keys.revoke, name="revoke"),
]
