"""Addresses of people's own pages."""

from __future__ import annotations

from django.urls import path

from hanse.hub.people import views

app_name = "people"
urlpatterns = [path("", views.profile, name="profile")]
