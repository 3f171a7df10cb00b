"""Addresses below privacy/, and the log of who saw contact data."""

from __future__ import annotations

from django.urls import URLPattern, path

from hanse.hub.organisations.views import privacy

urlpatterns: list[URLPattern] = [
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/export/", privacy.export, name="export_own"),
    path("privacy/erase/", privacy.erase, name="erase"),
    path("privacy/persons/", privacy.people, name="people_data"),
    path("privacy/persons/<int:pk>/export/", privacy.export_other, name="export_other"),
    path("privacy/persons/<int:pk>/erase/", privacy.erase_other, name="erase_other"),
    path("privacy/<slug:purpose>/", privacy.consent, name="consent"),
    path("<slug:key>/people/contact-accesses/", privacy.contact_accesses, name="contact_accesses"),
]
