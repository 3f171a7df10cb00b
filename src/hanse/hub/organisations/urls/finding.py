"""Addresses of the search: the room's first page, compare/, searches/."""

from __future__ import annotations

from django.urls import URLPattern, path

from hanse.hub.organisations.views import finding

urlpatterns: list[URLPattern] = [
    path("", finding.home, name="home"),
]
