"""Addresses of profiles: new/, <key>/ and what hangs on it."""

from __future__ import annotations

from django.urls import URLPattern, path

from hanse.hub.organisations.views import editing, profiles

urlpatterns: list[URLPattern] = [
    path("new/", editing.new, name="new"),
    path("<slug:key>/", profiles.profile, name="profile"),
    path("<slug:key>/edit/", editing.edit, name="edit"),
    path("<slug:key>/history/", profiles.history, name="history"),
    path("<slug:key>/history/<int:number>/restore/", profiles.restore, name="restore"),
    path("<slug:key>/logo/", editing.picture, name="picture"),
    path("<slug:key>/logo/remove/", editing.remove_picture, name="remove_picture"),
    path("<slug:key>/logo.png", profiles.logo, name="logo"),
]
