"""Addresses of the foundation's own pages."""

from __future__ import annotations

from django.urls import path

from hanse.hub.foundation import views

app_name = "foundation"
urlpatterns = [
    path("", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("preferences/", views.preferences, name="preferences"),
    path("jobs/<uuid:job_id>/", views.job, name="job"),
    path("components/", views.components, name="components"),
    path("audit-trail/", views.audit_trail, name="audit_trail"),
]
