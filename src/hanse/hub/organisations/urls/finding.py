"""Addresses of the search: the room's first page, compare/, searches/."""

from __future__ import annotations

from django.urls import URLPattern, path

from hanse.hub.organisations.views import finding, searches

urlpatterns: list[URLPattern] = [
    path("", finding.home, name="home"),
    path("suggest/", finding.suggest, name="suggest"),
    path("compare/", finding.compare, name="compare"),
    path("map.svg", finding.map_base, name="map_base"),
    path("searches/", searches.searches, name="searches"),
    path("searches/<int:pk>/", searches.search, name="search"),
    path("searches/<uuid:key>.atom", searches.feed, name="search_feed"),
]
