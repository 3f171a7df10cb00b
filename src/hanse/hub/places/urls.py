"""Addresses of the shapes."""

from __future__ import annotations

from django.urls import path

from hanse.hub.places import views

app_name = "places"
urlpatterns = [
    path("", views.home, name="home"),
    path("shapes/<str:classification>/<int:level>.json", views.shapes, name="shapes"),
    path(
        "surroundings/<str:classification>/<int:level>.json",
        views.surroundings,
        name="surroundings",
    ),
]
