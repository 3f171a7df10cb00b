"""Addresses of the registry; fixed words come before the keys of organisations."""

from __future__ import annotations

from hanse.hub.organisations.urls import (
    duplicates,
    finding,
    imports,
    joining,
    membership,
    people,
    privacy,
    profiles,
)

app_name = "organisations"
urlpatterns = [
    *finding.urlpatterns,
    *joining.urlpatterns,
    *people.urlpatterns,
    *duplicates.urlpatterns,
    *imports.urlpatterns,
    *membership.urlpatterns,
    *privacy.urlpatterns,
    *profiles.urlpatterns,
]
