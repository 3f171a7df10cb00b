"""Addresses of the search: the room's first page, compare/, searches/."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
