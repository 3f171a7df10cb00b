"""Addresses below duplicates/."""

from __future__ import annotations

from django.urls import URLPattern, path

from hanse.hub.organisations.views import duplicates

urlpatterns: list[URLPattern] = [
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/check/", duplicates.check, name="check_duplicates"),
    path("duplicates/scan/", duplicates.scan, name="scan_duplicates"),
    path("duplicates/pair/", duplicates.pair_up, name="pair_up"),
    path("duplicates/<int:pk>/", duplicates.duplicate, name="duplicate"),
    path("duplicates/<int:pk>/decide/", duplicates.decide, name="decide_duplicate"),
    path("duplicates/merges/<int:pk>/undo/", duplicates.undo, name="undo_merge"),
]
